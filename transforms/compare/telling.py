"""The lists in `data/`: what a person who does not program may change about what tells two texts of one form apart.

Both files are read once, when the package is imported; one that is not as it must be stops the import.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib import resources
from types import MappingProxyType
from typing import Any

import yaml

from transforms.text.keys import search_key

_LONGEST = 4


class TableError(ValueError):
    """A file in `data/` cannot be used; the text names file and fix."""


@dataclass(frozen=True, slots=True)
class Outlet:
    """Who is named by those who print another's words: its names, and the hosts where its own words stand."""

    id: str
    names: tuple[str, ...]
    hosts: tuple[str, ...]


class Phrases:
    """Words, and runs of words, by their keys (`transforms.text.keys.search_key`)."""

    def __init__(self, phrases: Iterable[str]) -> None:
        self._all = frozenset(tuple(search_key(each).split()) for each in phrases)

    def within(self, keys: Sequence[str], run: range) -> bool:
        """Whether a part of one of the phrases is in a run of `keys`."""
        start = max(0, run.start - _LONGEST)
        found = self.places(keys[start : run.stop + _LONGEST])
        return any(at - start in found for at in run)

    def places(self, keys: Sequence[str]) -> frozenset[int]:
        """The places in `keys` that belong to one of the phrases."""
        found: set[int] = set()
        for at in range(len(keys)):
            for size in range(1, min(_LONGEST, len(keys) - at) + 1):
                if tuple(keys[at : at + size]) in self._all:
                    found.update(range(at, at + size))
        return frozenset(found)


def _read(name: str) -> Any:
    text = (resources.files("transforms.compare") / "data" / name).read_text(encoding="utf-8")
    return yaml.safe_load(text)


def words_in(values: Any, name: str) -> tuple[str, ...]:
    """`values` as a list of words.

    Raises:
        TableError: it is none, or holds what YAML takes for a number or a truth (`no` without quotes).
    """
    if not isinstance(values, list) or not all(isinstance(each, str) for each in values):
        raise TableError(
            f"{name}: must be a list of words; put quotes round what is no word to YAML: {values}"
        )
    if long := [each for each in values if len(search_key(each).split()) > _LONGEST]:
        raise TableError(f"{name}: more than {_LONGEST} words: {long}")
    return tuple(values)


_LISTS = _read("telling.yaml")

TELLING = Phrases(
    word for name, each in _LISTS["telling"].items() for word in words_in(each, f"telling.yaml, {name}")
)
"""Put in, left out or changed, one of these makes another text of it."""
IDLE = Phrases(words_in(_LISTS["idle"], "telling.yaml, idle"))
"""In these the words of `TELLING` say nothing."""
EXCHANGED = tuple(Phrases(words_in(each, "telling.yaml, exchanged")) for each in _LISTS["exchanged"])
"""One in the place of another of the same set makes another text of it."""
RELATIVE = Phrases(words_in(_LISTS["relative"], "telling.yaml, relative"))
"""What these say hangs on the day on which they are said."""
FORMS = Phrases(words_in(_LISTS["forms"], "telling.yaml, forms"))
"""A text with one of these at its beginning is filled into a form."""
LIGHT = Phrases(words_in(_LISTS["light"], "telling.yaml, light"))
"""These say nothing by themselves."""
OPENERS = frozenset(map(search_key, words_in(_LISTS["openers"], "telling.yaml, openers")))
"""Keys of words that open a sentence with a capital and are no names."""
SAME = MappingProxyType({search_key(one): search_key(other) for one, other in _LISTS["same"].items()})
"""Keys that stand for other keys."""
OUTLETS = tuple(Outlet(row["id"], tuple(row["names"]), tuple(row["hosts"])) for row in _read("outlets.yaml"))
