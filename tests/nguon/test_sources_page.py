"""The files that `make docs` makes: they say what the definitions say, and change only when those do."""

import json
import shutil

import pytest
import yaml
from jsonschema import Draft202012Validator

from crawlers.errors import SourceError
from crawlers.source import load_source, source_ids
from nguon.reference import made_files
from nguon.sources_page import FILE, SCHEMA, SOURCES, digest, sources_page
from tests.conftest import RECORDED

IDS = source_ids(SOURCES)


@pytest.mark.parametrize("file", list(made_files()), ids=lambda file: file.name)
def test_what_make_docs_makes_says_what_the_code_says(file):
    assert file.read_text(encoding="utf-8") == made_files()[file], "run: make docs"


def test_the_page_is_the_same_every_time():
    assert sources_page() == sources_page()


@pytest.mark.parametrize("source_id", IDS)
def test_every_source_stands_in_every_table(source_id):
    text = sources_page()
    of = load_source(SOURCES / source_id)
    assert text.count(f"| `{source_id}` |") == 3
    for told in (of.title, of.owner, of.base, digest(of), *of.unseen):
        assert told.replace("|", "\\|") in text or told in text


@pytest.fixture
def alone(tmp_path):
    """A folder of definitions with one source, and one of sample pages."""
    shutil.copytree(SOURCES / "nchmf", tmp_path / "sources" / "nchmf")
    shutil.copytree(RECORDED / "nchmf", tmp_path / "recorded" / "nchmf")

    def page() -> str:
        return sources_page(tmp_path / "sources", tmp_path / "recorded")

    page.definition = tmp_path / "sources" / "nchmf" / "source.yaml"
    page.golden = tmp_path / "recorded" / "nchmf" / "golden.json"
    return page


def test_a_comment_changes_nothing_and_a_meaning_does(alone):
    before, text = alone(), alone.definition.read_text(encoding="utf-8")
    alone.definition.write_text(f"# a remark\n{text}", encoding="utf-8")
    assert alone() == before
    alone.definition.write_text(text.replace("every: 15m", "every: 20m"), encoding="utf-8")
    assert alone() != before
    assert "| 20m |" in alone()


def test_a_broken_definition_is_named(alone):
    alone.definition.write_text("title: x\n", encoding="utf-8")
    with pytest.raises(SourceError) as caught:
        alone()
    assert "source.yaml" in str(caught.value)


def last_check(text: str) -> str:
    row = next(line for line in text.split("## Layouts")[1].splitlines() if line.startswith("| `nchmf`"))
    return row.split("|")[-2].strip()


@pytest.mark.parametrize(
    ("reviews", "told"),
    [
        ([None, "An, 2026-11-20"], "**1 wait for a review**"),
        (["An, 2026-11-20", "Bình, 2026-11-21"], "2026-11-21"),
        ([], "no day told"),
    ],
)
def test_the_last_check_is_the_golden_files(alone, reviews, told):
    items = json.loads(alone.golden.read_text(encoding="utf-8"))
    for item, review in zip(items, reviews, strict=False):
        item["reviewed"] = review
    alone.golden.write_text(json.dumps(items), encoding="utf-8")
    assert last_check(alone()) == told


def test_the_page_is_linked_and_links():
    text = FILE.read_text(encoding="utf-8")
    assert "../CONTRIBUTING.md" in text
    assert "reference.md" in text


# The schema that editors use.


@pytest.fixture(scope="module")
def judge():
    """The faults of a definition, as an editor would show them."""
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    return lambda values: [error.message for error in Draft202012Validator(schema).iter_errors(values)]


def values_of(source_id: str) -> dict:
    """A definition's values, days as they are written."""
    loader = type("Loader", (yaml.SafeLoader,), {"yaml_implicit_resolvers": {}})
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items():
        kept = [(tag, pattern) for tag, pattern in resolvers if not tag.endswith(":timestamp")]
        loader.yaml_implicit_resolvers[first] = kept
    return yaml.load((SOURCES / source_id / "source.yaml").read_bytes(), Loader=loader)


@pytest.mark.parametrize("source_id", IDS)
def test_the_schema_takes_every_definition(judge, source_id):
    assert judge(values_of(source_id)) == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"every": "soon"},
        {"kind": "rumour"},
        {"titel": "x"},
        {"discover": []},
        {"discover": [{"by": "magic"}]},
    ],
    ids=lambda wrong: next(iter(wrong)),
)
def test_the_schema_refuses_what_a_definition_may_not_say(judge, wrong):
    assert judge({**values_of("nchmf"), **wrong})
