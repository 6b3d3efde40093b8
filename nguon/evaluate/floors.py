"""The floors of a gate, and the corpora that they were measured on: a file that only this code may lower.

`floors.toml` is sealed: a digest over its figures stands in it, so that a floor lowered with an editor is seen.
"""

import hashlib
import json
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from math import floor
from pathlib import Path

from crawlers.errors import ConfigurationError

FILE = Path(__file__).with_name("floors.toml")
CEILINGS = frozenset({"leaks"})
"""Figures that must not be above theirs; every other must not be below."""

MINIMA: Mapping[str, Mapping[str, float]] = {
    "gold.rules.article": {"f1": 0.985},
    "gold.rules.portal_page": {"f1": 0.99},
    "gold.rules.legal_document": {"f1": 0.95},
    "gold.rules.all": {"leaks": 0.0, "dates": 1.0, "titles": 1.0},
    "gold.general.all": {"f1": 0.95},
    "extraction_en.all": {"f1": 0.958},
    "reading_own.all": {"right": 0.97},
    "reading_dev.all": {"right": 0.97},
}
"""What must be reached for a page to be worth reading aloud at all; no flag takes a floor below."""

_HEAD = """# What each gate must reach (`make eval`), and the digests of the corpora that it is measured on.
# Written by `python -m nguon.evaluate`: `--lower` takes a floor down, `--repin` another corpus, `--raise` floors up.
"""
_PRECISION = 10_000

Figures = Mapping[str, Mapping[str, float]]


@dataclass(slots=True)
class Floors:
    """Digests by corpus, and figures by part (`gold.rules.article`) and name (`f1`)."""

    corpora: dict[str, str] = field(default_factory=dict)
    parts: dict[str, dict[str, float]] = field(default_factory=dict)

    def seal(self) -> str:
        """The digest over all of it."""
        canonical = json.dumps([self.corpora, self.parts], sort_keys=True)
        return hashlib.sha256(canonical.encode()).hexdigest()

    def below(self, measured: Figures) -> list[str]:
        """What does not reach its floor or has none, a line each; parts that were not measured are not judged."""
        return [
            *(f"{part}: it has no floor (--repin)" for part in measured if part not in self.parts),
            *(
                f"{part}: {name} is {figures[name]:.4f}, {'ceiling' if name in CEILINGS else 'floor'} {bound:.4f}"
                for part, figures in measured.items()
                for name, bound in self._bounds(part)
                if is_worse(name, figures[name], bound)
            ),
        ]

    def _bounds(self, part: str) -> Iterator[tuple[str, float]]:
        """The bounds of a part by name: its floors, where they are above what is the least for any."""
        floors, least = self.parts.get(part, {}), MINIMA.get(part, {})
        for name in dict.fromkeys([*floors, *least]):
            bounds = [each[name] for each in (floors, least) if name in each]
            yield name, min(bounds) if name in CEILINGS else max(bounds)

    def pin(self, measured: Figures) -> None:
        """Gives parts that have none the floors that they reach."""
        for part, figures in measured.items():
            self.parts.setdefault(part, {name: rounded(name, value) for name, value in figures.items()})

    def lower(self, measured: Figures) -> None:
        """Takes every floor that is not reached down to what was measured, but not below `MINIMA`."""
        for part, bounds in self.parts.items():
            for name, bound in bounds.items():
                if part in measured and is_worse(name, measured[part][name], bound):
                    bounds[name] = rounded(name, measured[part][name])

    def lift(self, measured: Figures, slack: float) -> None:
        """Takes floors up to what was measured, those of F1 to `slack` below it."""
        for part, bounds in self.parts.items():
            for name, bound in bounds.items():
                if part not in measured:
                    continue
                figure = measured[part][name]
                wanted = figure - slack if name == "f1" else figure
                if is_worse(name, bound, wanted):
                    bounds[name] = rounded(name, wanted)


def is_worse(name: str, figure: float, bound: float) -> bool:
    """Whether a figure is on the wrong side of a bound; beyond the digits that are printed nothing counts."""
    return figure > bound + 1 / _PRECISION if name in CEILINGS else figure < bound - 1 / _PRECISION


def rounded(name: str, figure: float) -> float:
    """A bound on the safe side of a figure, in four digits."""
    return float(figure) if name in CEILINGS else floor(figure * _PRECISION) / _PRECISION


def read_floors(file: Path = FILE) -> Floors:
    """The floors.

    Raises:
        ConfigurationError: they were edited by hand.
    """
    told = tomllib.loads(file.read_text(encoding="utf-8"))
    parts = {
        part: {name: float(value) for name, value in bounds.items()}
        for part, bounds in told.get("floors", {}).items()
    }
    floors = Floors(dict(told["corpora"]), parts)
    if told["seal"] != floors.seal():
        fix = "undo it; floors are lowered with --lower, and corpora changed with --repin"
        raise ConfigurationError("the floors were edited by hand", url=file.name, fix=fix)
    return floors


def write_floors(floors: Floors, file: Path = FILE) -> None:
    """Writes the floors and their seal."""
    lines = [_HEAD, f'seal = "{floors.seal()}"', "", "[corpora]"]
    lines += [f'{name} = "{digest}"' for name, digest in sorted(floors.corpora.items())]
    for part, bounds in sorted(floors.parts.items()):
        lines += ["", f'[floors."{part}"]', *(f"{name} = {value}" for name, value in sorted(bounds.items()))]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
