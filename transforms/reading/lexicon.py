"""The operator's own lexicon: how certain written words are said, before any rule is asked.

A TSV with the columns written, spoken, scope, priority, note. `scope` is empty, the id of a source or a kind of item;
`priority` is a whole number (empty is 0). A form in small letters is found in any case, another only as it is
written; only whole words are found, and a space stands for any spaces. Where two forms begin at the same place the
higher priority is taken, then the longer form, then the one of a narrower scope.
"""

import csv
import hashlib
import json
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from crawlers.errors import ConfigurationError
from transforms.reading.rule import Hit

COLUMNS = ["written", "spoken", "scope", "priority", "note"]
_SAYABLE = re.compile(r"[^\W\d_][^\d_<>&]*")


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a lexicon; both forms in NFC."""

    written: str
    spoken: str
    scope: str = ""
    priority: int = 0

    @property
    def key(self) -> str:
        """What is looked up: one space between words."""
        return " ".join(self.written.split())


@dataclass(frozen=True)
class Lexicon:
    """Entries in the order of their file. Only those without a scope are applied: see `of`."""

    entries: tuple[Entry, ...] = ()

    @classmethod
    def load(cls, path: Path) -> "Lexicon":
        """The lexicon in a file.

        Raises:
            ConfigurationError: it cannot be read, or a line cannot be used; names file, line and what to do.
        """
        try:
            text = path.read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            fix = "give a TSV in UTF-8"
            raise ConfigurationError(
                f"the lexicon cannot be read: {error}", url=str(path), fix=fix
            ) from error
        return cls.parse(text, str(path))

    @classmethod
    def parse(cls, text: str, name: str) -> "Lexicon":
        """The lexicon that `text` says; `name` stands in errors.

        Raises:
            ConfigurationError: see `load`.
        """
        entries: dict[tuple[str, str], tuple[int, Entry]] = {}
        for number, entry in _entries(unicodedata.normalize("NFC", text), name):
            earlier = entries.setdefault((entry.key, entry.scope), (number, entry))
            if earlier[0] != number:
                fix = "leave one of them"
                reason = f"{entry.written!r} stands in line {earlier[0]} already, with the same scope"
                raise ConfigurationError(reason, url=_line(name, number), fix=fix)
        return cls(tuple(entry for _, entry in entries.values()))

    def of(self, source_id: str, kind: str) -> "Lexicon":
        """The part that is in scope for items of `kind` from a source, ready to be applied.

        Of entries for the same form the one for the source goes before the one for the kind, and both before one
        without a scope; a higher priority goes before all.
        """
        rank = {source_id: 2, kind: 1, "": 0}
        inside = [entry for entry in self.entries if entry.scope in rank]
        inside.sort(key=lambda entry: (entry.priority, rank[entry.scope]), reverse=True)
        chosen: dict[str, Entry] = {}
        for entry in inside:
            chosen.setdefault(entry.key, replace(entry, scope=""))
        return Lexicon(tuple(chosen.values()))

    @cached_property
    def version(self) -> str:
        """A digest over all entries; "0" where there are none."""
        if not self.entries:
            return "0"
        lines = sorted([entry.written, entry.spoken, entry.scope, entry.priority] for entry in self.entries)
        return hashlib.sha256(json.dumps(lines, ensure_ascii=False).encode()).hexdigest()[:12]

    @cached_property
    def _spoken(self) -> dict[str, str]:
        return {entry.key: entry.spoken for entry in self.entries if not entry.scope}

    @cached_property
    def _pattern(self) -> re.Pattern[str] | None:
        ordered = sorted(
            (entry for entry in self.entries if not entry.scope),
            key=lambda entry: (-entry.priority, -len(entry.key)),
        )
        return re.compile("|".join(map(_whole_word, ordered))) if ordered else None

    def hits(self, line: str) -> Iterator[tuple[int, Hit]]:
        """Where the forms stand in a line, in order, without overlap."""
        for match in self._pattern.finditer(line) if self._pattern else ():
            key = " ".join(match[0].split())
            yield (
                match.start(),
                Hit("lexicon", self._spoken.get(key) or self._spoken[key.lower()], match.end()),
            )


def _whole_word(entry: Entry) -> str:
    form = r"\s+".join(map(re.escape, entry.key.split()))
    form = f"(?i:{form})" if entry.key == entry.key.lower() else form
    before = r"(?<!\w)" if entry.key[0].isalnum() else ""
    after = r"(?!\w)" if entry.key[-1].isalnum() else ""
    return f"{before}{form}{after}"


def _line(name: str, number: int) -> str:
    return f"{name}, line {number}"


def _entries(text: str, name: str) -> Iterator[tuple[int, Entry]]:
    lines = csv.reader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
    if next(lines, None) != COLUMNS:
        fix = f"write {', '.join(COLUMNS)}, parted by tabs"
        raise ConfigurationError(
            "the first line does not name the columns of a lexicon", url=_line(name, 1), fix=fix
        )
    for number, cells in enumerate(lines, start=2):
        if any(cell.strip() for cell in cells):
            yield number, _entry(cells, _line(name, number))


def _entry(cells: list[str], place: str) -> Entry:
    if len(cells) != len(COLUMNS):
        fix = f"{', '.join(COLUMNS)}, parted by tabs; an empty cell keeps its tab"
        raise ConfigurationError(f"{len(cells)} cells where {len(COLUMNS)} are wanted", url=place, fix=fix)
    written, spoken, scope, priority, _ = (cell.strip() for cell in cells)
    if not any(char.isalnum() for char in written):
        raise ConfigurationError("nothing is written that could be found", url=place, fix="fill in `written`")
    if not _SAYABLE.fullmatch(spoken):
        fix = "write the words as they are said, with no figures and no markup"
        raise ConfigurationError(f"{spoken!r} cannot be said", url=place, fix=fix)
    try:
        return Entry(written, " ".join(spoken.split()), scope, int(priority or 0))
    except ValueError as error:
        fix = "write 0, 1, 2 ..."
        raise ConfigurationError(
            f"the priority {priority!r} is no whole number", url=place, fix=fix
        ) from error
