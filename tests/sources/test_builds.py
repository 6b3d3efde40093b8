"""Sample pages that a script makes are what their data say."""

import importlib

import pytest

from tests.conftest import RECORDED


@pytest.mark.parametrize("folder", sorted(path.parent.name for path in RECORDED.glob("*/build.py")))
def test_pages_are_what_their_data_say(folder):
    build = importlib.import_module(f"tests.recorded.{folder}.build")
    made = build.texts()
    for name, text in made.items():
        assert (RECORDED / folder / name).read_text(encoding="utf-8") == text, name
    there = {
        path.relative_to(RECORDED / folder).as_posix() for path in (RECORDED / folder / "pages").rglob("*")
    }
    texts = {name for name in there if name.endswith((".htm", ".html", ".rss"))}
    assert texts == {name for name in made if name.startswith("pages/")}
