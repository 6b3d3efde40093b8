"""The tables in `data/`: what a person who does not program may change about how texts are read.

A TSV has the columns written, spoken, scope, source (where the reading is laid down, `thông dụng` where common use is all that
it rests on), note. `contexts.yaml` names lists of words. Both are read once, when
the package is imported; a row with the wrong number of columns stops the import.
"""

import csv
import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import resources
from types import MappingProxyType

import yaml

COLUMNS = ["written", "spoken", "scope", "source", "note"]


class TableError(ValueError):
    """A table in `data/` cannot be used; the text names file, line and fix."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table."""

    written: str
    spoken: str
    scope: str


FILES = (
    "abbreviations.tsv",
    "agencies.tsv",
    "contexts.yaml",
    "foreign.tsv",
    "letters.tsv",
    "symbols.tsv",
    "units.tsv",
)


def _data(name: str) -> str:
    return (resources.files("transforms.reading") / "data" / name).read_text(encoding="utf-8")


def parse_rows(text: str, name: str) -> Iterator[Row]:
    """The rows of a TSV, in order.

    Raises:
        TableError: the header or a line does not have the five columns, or `written`, `spoken` or `source` is empty.
    """
    lines = csv.reader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
    if next(lines, None) != COLUMNS:
        raise TableError(f"{name}: the first line must be {COLUMNS}, parted by tabs")
    for number, line in enumerate(lines, start=2):
        if len(line) != len(COLUMNS) or not (line[0] and line[1] and line[3]):
            raise TableError(f"{name}, line {number}: needs {', '.join(COLUMNS)}, parted by tabs: {line}")
        yield Row(line[0], line[1], line[2])


def rows(name: str) -> tuple[Row, ...]:
    """All rows of `data/<name>`."""
    return tuple(parse_rows(_data(name), name))


def spoken_by(name: str, *scopes: str) -> Mapping[str, str]:
    """Written to spoken for the rows of `data/<name>` that have one of `scopes` (all rows if none is given)."""
    chosen = (row for row in rows(name) if not scopes or row.scope in scopes)
    return MappingProxyType({row.written: row.spoken for row in chosen})


def _read_contexts() -> Mapping[str, tuple[str, ...] | Mapping[str, list[str]]]:
    values = yaml.safe_load(_data("contexts.yaml"))
    if not isinstance(values, dict):
        raise TableError("contexts.yaml: must be a list of words under each name")
    return MappingProxyType({k: tuple(map(str, v)) if isinstance(v, list) else v for k, v in values.items()})


_CONTEXTS = _read_contexts()
DIGEST = hashlib.sha256("\0".join(map(_data, FILES)).encode()).hexdigest()
"""The digest over all tables."""


def words(name: str) -> tuple[str, ...]:
    """The list `name` of `contexts.yaml`."""
    values = _CONTEXTS[name]
    if not isinstance(values, tuple):
        raise TableError(f"contexts.yaml: {name} must be a list of words")
    return values


def word_map(name: str) -> Mapping[str, frozenset[str]]:
    """The mapping `name` of `contexts.yaml`: a word to the words that may follow it."""
    values = _CONTEXTS[name]
    if isinstance(values, tuple):
        raise TableError(f"contexts.yaml: {name} must have a list of words under each word")
    return MappingProxyType({key: frozenset(map(str, value)) for key, value in values.items()})


def any_of(phrases: tuple[str, ...] | Mapping[str, str]) -> str:
    """A regex source that matches any of `phrases`, longest first; a space stands for any spaces."""
    ordered = sorted(phrases, key=len, reverse=True)
    return "(?:" + "|".join(re.escape(phrase).replace(r"\ ", r"\s+") for phrase in ordered) + ")"
