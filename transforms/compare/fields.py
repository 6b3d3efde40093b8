"""What two readings of one page say differently, field by field; spans, evidence and extractor are no part of that."""

import difflib
import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from transforms.article import Article

_LONGEST = 4000
_ASIDE = frozenset({"blocks", "evidence", "extractor", "date", "text", "digest", "source"})
"""What a reading is not compared by: blocks are compared as words, the rest follows from other fields or from the code."""


class Way(StrEnum):
    """How a field changed."""

    GAINED = "gained"
    LOST = "lost"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field that two readings have differently; `words` has the lines that differ, marked `-` and `+`."""

    field: str
    way: Way
    old: str
    new: str

    def as_json(self) -> dict[str, str]:
        """As JSON values."""
        return asdict(self)


def field_changes(old: Article, new: Article) -> list[FieldChange]:
    """Every field that `new` has differently from `old`, by name."""
    before, after = dict(_fields(old)), dict(_fields(new))
    names = sorted({*before, *after})
    pairs = ((name, before.get(name, ""), after.get(name, "")) for name in names)
    return [_change(name, was, is_) for name, was, is_ in pairs if was != is_]


def same_bytes(old: Article, new: Article) -> bool:
    """Whether two readings are one to the last byte, spans, evidence and extractor too."""
    return _canonical(old.as_json()) == _canonical(new.as_json())


def reading_digest(article: Article) -> str:
    """SHA-256 over all of a reading, spans, evidence and extractor too."""
    return hashlib.sha256(_canonical(article.as_json()).encode()).hexdigest()


def _change(name: str, old: str, new: str) -> FieldChange:
    way = Way.CHANGED if old and new else Way.GAINED if new else Way.LOST
    if name != "words":
        return FieldChange(name, way, _cut(old), _cut(new))
    lines = list(difflib.unified_diff(old.splitlines(), new.splitlines(), n=0, lineterm=""))[2:]
    gone = "\n".join(line for line in lines if line.startswith("-"))
    come = "\n".join(line for line in lines if line.startswith("+"))
    return FieldChange(name, way, _cut(gone), _cut(come))


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}… ({len(text) - _LONGEST:,} more characters)"


def _fields(article: Article) -> Iterator[tuple[str, str]]:
    """Each field as a text; those of the legal identity each by its own name."""
    for name, value in article.as_json().items():
        if name in _ASIDE:
            continue
        if name == "legal":
            yield from ((f"legal.{part}", _text(each)) for part, each in (value or {}).items())
        else:
            yield name, _text(value)
    yield "words", "\n".join(f"{block.kind}: {block.label} {block.text}" for block in article.blocks)
    yield (
        "structure",
        _text([[at, b.level, b.cells] for at, b in enumerate(article.blocks) if b.level or b.cells]),
    )


def _text(value: Any) -> str:
    if value in (None, "", [], {}):
        return ""
    return value if isinstance(value, str) else _canonical(value)


def _canonical(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)
