"""The limits, pauses, cuts and frames in `data/`: what a person who does not program may change about how items are said.

All are read once, when the package is imported; a field that is missing, unknown or of a wrong kind stops the import.
"""

import string
from collections.abc import Mapping
from dataclasses import dataclass, fields
from importlib import resources
from types import MappingProxyType
from typing import Any

import yaml


class DataError(ValueError):
    """A file in `data/` cannot be used; the text names file, field and fix."""


@dataclass(frozen=True, slots=True)
class UtteranceLimits:
    """The longest utterance in spoken syllables, and the fewest words that a cut should leave."""

    syllables: int
    shortest_words: int


@dataclass(frozen=True, slots=True)
class TableLimits:
    """How large a table is still read; `*_alone` where the item is nothing else; `heads`: columns that are named."""

    rows: int
    columns: int
    syllables: int
    rows_alone: int
    syllables_alone: int
    heads: int


@dataclass(frozen=True, slots=True)
class QuoteLimits:
    """From how many syllables on a quotation is announced."""

    syllables: int


@dataclass(frozen=True, slots=True)
class LawLimits:
    """How many sentences of a legal document's radio form tell its changes, and how long the sentences may be.

    `matter_syllables`: how long the first articles together may be that are read where none tells the scope. `forms`: so
    many forms are announced by their names.
    """

    changes: int
    change_syllables: int
    scope_syllables: int
    matter_syllables: int
    forms: int


@dataclass(frozen=True, slots=True)
class Pauses:
    """Silences in milliseconds, by what they come after."""

    title: int
    sentence: int
    clause: int
    half: int
    breath: int
    item: int
    paragraph: int
    quote: int
    again: int


@dataclass(frozen=True, slots=True)
class Cuts:
    """What a cut at each kind of place costs, and the words that make the kinds."""

    cut: float
    balance: float
    short: float
    semicolon: float
    colon: float
    comma: float
    dash: float
    bracket: float
    in_bracket: float
    joint: float
    weak: float
    words: float
    name: float
    inside_name: float
    marked_number: float
    number: float
    numbered_number: float
    joints: frozenset[str]
    weak_joints: frozenset[str]
    numbered: frozenset[str]
    bodies: frozenset[str]
    laws: frozenset[str]
    leading: frozenset[str]
    together: frozenset[str]


def _file(name: str) -> str:
    return (resources.files("transforms.script") / "data" / name).read_text(encoding="utf-8")


def parse_yaml(text: str, name: str) -> dict[str, Any]:
    """The top level of a YAML file.

    Raises:
        DataError: it is no mapping.
    """
    values = yaml.safe_load(text)
    if not isinstance(values, dict):
        raise DataError(f"{name}: must have a value under each name")
    return values


def _checked(kind: type, values: object, name: str) -> dict[str, Any]:
    """The values for a record: each of its fields, nothing else; numbers from 0 up, lists of words."""
    wanted = {field.name: field.type for field in fields(kind)}
    if not isinstance(values, dict) or set(values) != set(wanted):
        raise DataError(f"{name}: must have the fields {', '.join(wanted)}, and no others")
    made: dict[str, Any] = {}
    for field, value in values.items():
        is_list = wanted[field] == frozenset[str]
        if is_list != isinstance(value, list) or (not is_list and not _is_size(value)):
            raise DataError(
                f"{name}, {field}: must be {'a list of words' if is_list else 'a number from 0 up'}"
            )
        made[field] = frozenset(map(str, value)) if is_list else value
    return made


def _is_size(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and value >= 0


def parse_pauses(text: str) -> Pauses:
    """`pauses.yaml`; raises `DataError` where it is wrong."""
    return Pauses(**_checked(Pauses, parse_yaml(text, "pauses.yaml"), "pauses.yaml"))


def parse_cuts(text: str) -> Cuts:
    """`cuts.yaml`; raises `DataError` where it is wrong."""
    return Cuts(**_checked(Cuts, parse_yaml(text, "cuts.yaml"), "cuts.yaml"))


@dataclass(frozen=True, slots=True)
class Limits:
    """`limits.yaml`."""

    utterance: UtteranceLimits
    table: TableLimits
    quote: QuoteLimits
    law: LawLimits


_PARTS = MappingProxyType(
    {"utterance": UtteranceLimits, "table": TableLimits, "quote": QuoteLimits, "law": LawLimits}
)


def parse_limits(text: str) -> Limits:
    """`limits.yaml`; raises `DataError` where it is wrong."""
    values = parse_yaml(text, "limits.yaml")
    if set(values) != set(_PARTS):
        raise DataError(f"limits.yaml: must have {', '.join(_PARTS)}, and no others")
    parts = {
        name: kind(**_checked(kind, values[name], f"limits.yaml, {name}")) for name, kind in _PARTS.items()
    }
    return Limits(**parts)


Frames = Mapping[str, str]


def parse_frames(text: str) -> Mapping[str, Frames]:
    """`frames.yaml`: by language, the frames by name.

    Raises:
        DataError: a language has not the frames of the others, or a frame a field that the first language's has not.
    """
    languages = parse_yaml(text, "frames.yaml")
    first = next(iter(languages.values()), None)
    if not isinstance(first, dict):
        raise DataError("frames.yaml: must have frames by name under each language (vi, en)")
    for language, frames in languages.items():
        if not isinstance(frames, dict) or set(frames) != set(first):
            raise DataError(f"frames.yaml, {language}: must have the frames that the other languages have")
        for name, frame in frames.items():
            if not fields_of(frame) <= fields_of(first[name]):
                raise DataError(
                    f"frames.yaml, {language}, {name}: has a field that the first language has not"
                )
    return MappingProxyType({each: MappingProxyType(frames) for each, frames in languages.items()})


def fields_of(frame: str) -> frozenset[str]:
    """The names in braces of a frame."""
    return frozenset(name for _, name, _, _ in string.Formatter().parse(frame) if name)


LIMITS = parse_limits(_file("limits.yaml"))
PAUSES = parse_pauses(_file("pauses.yaml"))
CUTS = parse_cuts(_file("cuts.yaml"))
FRAMES = parse_frames(_file("frames.yaml"))
MARKUP = tuple(line for line in _file("markup.txt").split() if line)
UNSAID = frozenset(filter(None, map(str.strip, _file("unsaid.txt").splitlines())))
"""Paragraphs that are no words of the item, in small letters and without marks (end marks, words beside links)."""
