"""What a gate is made of: corpora with a digest each, and what measuring them gives."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from nguon.evaluate.corpora import digest
from nguon.evaluate.floors import Floors
from nguon.evaluate.score import Marks, Row

Measured = Mapping[str, Marks]
"""Marks by part of a corpus, such as `gold.rules.article`."""

_LOSERS = 12
_GOOD = 0.98


@dataclass(frozen=True, slots=True)
class Corpus:
    """Pages to measure on. `files` are those that its digest is over, below `folder`; none where it is not there.

    `needed` says that it must be there: it is part of the repository, or others of its kind are there.
    """

    name: str
    folder: Path
    files: tuple[Path, ...]
    measure: Callable[[], Measured]
    needed: bool = True

    @property
    def there(self) -> bool:
        """Whether it can be measured."""
        return bool(self.files)

    @property
    def lost(self) -> list[str]:
        """Files of it that are named and not there."""
        return [file.relative_to(self.folder).as_posix() for file in self.files if not file.is_file()]

    def digest(self) -> str:
        """The digest over all of it."""
        return digest(self.files, self.folder)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a gate came to: the marks, what failed (none: it is passed), and the corpora that were not there."""

    marks: dict[str, Marks]
    failures: tuple[str, ...]
    missing: tuple[str, ...]

    @property
    def figures(self) -> dict[str, dict[str, float]]:
        """The figures by part."""
        return {part: marks.figures for part, marks in self.marks.items()}


def judge(corpora: Iterable[Corpus], floors: Floors) -> Verdict:
    """Measures every corpus that is there and holds it against digests and floors; one that is needed must be there."""
    marks: dict[str, Marks] = {}
    changed, missing = [], []
    for corpus in corpora:
        if not corpus.there:
            missing.append(corpus.name)
            changed += [f"{corpus.name}: it is not in {corpus.folder.name}"] if corpus.needed else []
            continue
        if lost := corpus.lost:
            changed.append(f"{corpus.name}: {len(lost)} files are not there, {lost[0]} first")
            continue
        if floors.corpora.get(corpus.name) != corpus.digest():
            changed.append(f"{corpus.name}: it is not the corpus that the floors were measured on (--repin)")
        marks.update(corpus.measure())
    below = floors.below({part: each.figures for part, each in marks.items()})
    return Verdict(marks, (*changed, *below), tuple(missing))


def told(verdict: Verdict) -> Iterator[str]:
    """The verdict in lines: figures by part, the pages that lost most, what is not there, what failed."""
    for part, marks in verdict.marks.items():
        figures = "  ".join(f"{name} {_figure(name, value)}" for name, value in marks.figures.items())
        yield f"{part:28} {len(marks.rows):4} items  {figures}"
        yield from (f"    {line}" for line in _losers(marks.rows))
    yield from (f"{name}: it is not here, and not measured" for name in verdict.missing)
    yield from (f"FAILED {failure}" for failure in verdict.failures)


def _figure(name: str, value: float) -> str:
    return f"{value:.0f}" if name == "leaks" else f"{value:.4f}"


def _losers(rows: Iterable[Row]) -> Iterator[str]:
    """The pages that have something wrong, the worst first."""
    wrong = [
        row for row in rows if row.f1 < _GOOD or not row.title or not row.date or row.leaks or row.reason
    ]
    for row in sorted(wrong, key=lambda row: row.f1)[:_LOSERS]:
        faults = [name for name, right in (("title", row.title), ("date", row.date)) if not right]
        faults += [f"{row.leaks} leaked"] if row.leaks else []
        why = ", ".join([*faults, *([row.reason] if row.reason else [])])
        yield f"F1 {row.f1:.3f} P {row.precision:.3f} R {row.recall:.3f} {row.id[:70]} {why}".rstrip()
    if len(wrong) > _LOSERS:
        yield f"and {len(wrong) - _LOSERS} more"
