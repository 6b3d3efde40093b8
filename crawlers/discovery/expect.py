"""What must be there: the totals that a site states, the numbers of its issues and documents; and what is missing."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from crawlers.discovery.entry import Ask, Findings
from crawlers.discovery.gazette import issue_numbers
from crawlers.errors import Missing
from crawlers.source import GazetteDiscovery, Source

_MOST_NAMED = 50
_WIDEST = 1000  # a leap beyond this is another series, or a slip of the pen


@dataclass
class Expectations:
    """Filled page by page while a source is walked; asked at the end what is missing."""

    source: Source
    numbers: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    listed: dict[int, set[str]] = field(default_factory=lambda: defaultdict(set))
    totals: dict[int, int] = field(default_factory=dict)
    whole: set[int] = field(default_factory=set)

    def add(self, ask: Ask, found: Findings) -> None:
        """Note what a page told."""
        way = self.source.discover[ask.way]
        self.listed[ask.way] |= {entry.url for entry in found.entries}
        if found.total is not None:
            self.totals[ask.way] = max(found.total, self.totals.get(ask.way, 0))
        if isinstance(way, GazetteDiscovery):
            for entry in found.inside:
                year = f" năm {entry.when.year}" if way.yearly and entry.when else ""
                self.numbers[f"Công báo số {{}}{year}"].update(issue_numbers(entry.number or entry.title))
        if self.source.expect.series:
            for entry in found.entries:
                self._add_number(entry.number, self.source.expect.series)

    def _add_number(self, written: str, series: str) -> None:
        matched = re.search(series, written)
        if matched and matched["number"].isdecimal():
            start, end = matched.span("number")
            label = f"{written[matched.start() : start]}{{}}{written[end : matched.end()]}"
            self.numbers[label].add(int(matched["number"]))

    def ended(self, ask: Ask) -> None:
        """Note that a way was walked to where the site itself ends."""
        self.whole.add(ask.way)

    def seen(self) -> Iterator[str]:
        """Labels of the numbers that are there."""
        for label, numbers in self.numbers.items():
            yield from (label.format(number) for number in sorted(numbers))
        yield from (self._unlisted(way) for way in sorted(self.whole) if self._left(way) <= 0)

    def missing(self) -> Iterator[Missing]:
        """What is not there."""
        for label, numbers in sorted(self.numbers.items()):
            for number in gaps(numbers)[:_MOST_NAMED]:
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

    def _left(self, way: int) -> int:
        """How many entries a list says it has beyond those that were found."""
        return self.totals.get(way, 0) - len(self.listed[way])

    def _unlisted(self, way: int) -> str:
        """The same words at every crawl, so that what was missing can be told to be there."""
        url = getattr(self.source.discover[way], "url", "")
        return f"entries that the list at {self.source.at(url)} counts and does not show"


def gaps(numbers: set[int]) -> list[int]:
    """Numbers left out between the lowest and the highest; a leap of 1,000 and more begins another run."""
    ordered = sorted(numbers)
    pairs = pairwise(ordered)
    return [missing for low, high in pairs if high - low <= _WIDEST for missing in range(low + 1, high)]
