"""The house itself: docs that say what the code does, and files that hold what they may hold."""

import re
import subprocess
import tomllib
from pathlib import Path

import pytest

from crawlers.source import source_ids
from nguon.reference import FILE, reference
from nguon.settings import ROOT

TRACKED = subprocess.run(
    ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
).stdout.split("\0")[:-1]


def test_the_reference_says_what_the_code_says():
    assert FILE.read_text(encoding="utf-8") == reference(), "run: make docs"


@pytest.mark.parametrize("name", ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md"])
def test_what_the_docs_point_to_exists(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    paths = re.findall(r"`((?:dags|crawlers|transforms|sinks|nguon|tests|docs)/[\w./-]*)`", text)
    links = [link for link in re.findall(r"\]\(([^)#]+)\)", text) if "://" not in link]
    missing = [path for path in [*paths, *links] if not (ROOT / path).exists()]
    assert missing == []


@pytest.mark.parametrize("name", ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md"])
def test_the_make_targets_in_the_docs_exist(name):
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named = set(re.findall(r"`make ([a-z-]+)", (ROOT / name).read_text(encoding="utf-8")))
    assert named <= targets


def test_every_library_has_a_reason_in_the_architecture():
    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8").lower()
    names = [re.match(r"[\w-]+", each)[0].lower() for each in wanted]
    assert [name for name in names if name.removeprefix("apache-") not in text] == []


def test_every_source_has_pages_of_our_own_and_a_golden_file():
    for source_id in source_ids():
        folder = ROOT / "tests" / "recorded" / source_id
        assert (folder / "pages").is_dir(), source_id
        assert (folder / "golden.json").is_file(), source_id


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock", "requirements-setup.lock"])
def test_the_locks_pin_by_hash_and_name_no_host(lock):
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert "://" not in text
    pins = re.findall(r"^[\w.\[\],-]+==[^\s;]+.*$", text, re.MULTILINE)
    assert pins
    assert all(pin.endswith("\\") for pin in pins), "every pin is followed by its hashes"


def test_no_secret_and_no_machines_path_is_in_the_repository():
    pattern = re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY|/home/\w+/|/root/|/Users/\w+/")
    for name in TRACKED:
        path = ROOT / name
        if (
            path.suffix in {".pdf", ".doc", ".docx", ".lock"}
            or Path(name) == Path("tests/test_house.py")
            or not path.is_file()
        ):
            continue
        assert not pattern.search(path.read_text(encoding="utf-8", errors="replace")), name


def test_airflows_configuration_is_explained_line_by_line():
    lines = (ROOT / "airflow.cfg").read_text(encoding="utf-8").splitlines()
    explained = False
    for line in lines:
        if line.startswith("#"):
            explained = True
        elif re.match(r"\w+ =", line):
            assert explained, line
            explained = False
