"""What must be there: the totals that a site states, the numbers of its issues and documents; and what is missing."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from crawlers.discovery.entry import Ask, Findings, Trail, Window
from crawlers.discovery.gazette import issue_numbers
from crawlers.discovery.reach import Reach
from crawlers.errors import Missing
from crawlers.numbers import whole
from crawlers.source import GazetteDiscovery, Source

_MOST_NAMED = 50
_WIDEST = 1000  # a leap beyond this is another series, or a slip of the pen


@dataclass
class Expectations:
    """Filled page by page while a source is walked; asked at the end what is missing."""

    source: Source
    window: Window
    numbers: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    listed: dict[int, set[str]] = field(default_factory=lambda: defaultdict(set))
    totals: dict[int, int] = field(default_factory=dict)
    whole: set[int] = field(default_factory=set)
    years: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))

    def __post_init__(self) -> None:
        self.reach = Reach(self.source, self.window)

    def add(self, ask: Ask, found: Findings) -> None:
        """Note what a page told."""
        way = self.source.discover[ask.way]
        self.reach.add(ask, found)
        self.listed[ask.way] |= {entry.url for entry in found.entries}
        if found.total is not None:
            self.totals[ask.way] = max(found.total, self.totals.get(ask.way, 0))
        if isinstance(way, GazetteDiscovery):
            for entry in found.inside:
                numbers = issue_numbers(entry.number or entry.title)
                year = entry.when.year if way.yearly and entry.when else None
                self.numbers[_issue(year)].update(numbers)
                if year and numbers:
                    self.years[ask.way].add(year)
        if self.source.expect.series:
            for entry in found.entries:
                self._add_number(entry.number, self.source.expect.series)

    def _add_number(self, written: str, series: str) -> None:
        matched = re.search(series, written)
        number = whole(matched["number"] or "") if matched else None
        if matched and number is not None:
            start, end = matched.span("number")
            around = (written[matched.start() : start], written[end : matched.end()])
            self.numbers["{}".join(each.replace("{", "{{").replace("}", "}}") for each in around)].add(number)

    def ended(self, ask: Ask, trail: Trail, *, behind: bool = False) -> None:
        """Note that a way was walked to where the site itself ends, or until the window lay `behind` it."""
        self.reach.ended(ask, trail)
        if not behind:
            self.whole.add(ask.way)

    def seen(self) -> Iterator[str]:
        """Labels of the numbers that are there."""
        for label, numbers in self.numbers.items():
            yield from (label.format(number) for number in sorted(numbers))
        yield from (self._unlisted(way) for way in sorted(self.whole) if self._left(way) <= 0)

    def missing(self) -> Iterator[Missing]:
        """What is not there."""
        yield from self.reach.missing()
        from_one = {_issue(year) for year in self._whole_years()}
        for label, numbers in sorted(self.numbers.items()):
            for number in gaps(numbers | {0} if label in from_one else numbers)[:_MOST_NAMED]:
                yield Missing(
                    label.format(number),
                    url=self.source.base,
                    fix="wait, or ask the source; then crawl its window",
                )
        for way in sorted(self.whole):
            if self._left(way) > 0:
                fix = (
                    f"it says {self.totals[way]}, {len(self.listed[way])} were found: look at its last pages"
                )
                yield Missing(self._unlisted(way), url=self.source.base, fix=fix)

    def _whole_years(self) -> Iterator[int]:
        """The years of which the first issues were listed, if they exist: the list is the year's own, or begins earlier."""
        for way, years in self.years.items():
            yield from (
                years if "{year}" in getattr(self.source.discover[way], "url", "") else years - {min(years)}
            )

    def _left(self, way: int) -> int:
        """How many entries a list says it has beyond those that were found."""
        return self.totals.get(way, 0) - len(self.listed[way])

    def _unlisted(self, way: int) -> str:
        """The same words at every crawl, so that what was missing can be told to be there."""
        url = getattr(self.source.discover[way], "url", "")
        return f"entries that the list at {self.source.at(url)} counts and does not show"


def _issue(year: int | None) -> str:
    return f"Công báo số {{}} năm {year}" if year else "Công báo số {}"


def gaps(numbers: set[int]) -> list[int]:
    """Numbers left out between the lowest and the highest; a leap of 1,000 and more begins another run."""
    ordered = sorted(numbers)
    pairs = pairwise(ordered)
    return [missing for low, high in pairs if high - low <= _WIDEST for missing in range(low + 1, high)]
