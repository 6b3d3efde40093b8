"""The table of sources in docs/sources.md, made from the definitions and their golden files: `make docs`. A test holds it."""

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from crawlers.source import Discovery, Source, load_source, source_ids
from nguon.new_source.golden import last_review, unreviewed
from nguon.settings import ROOT

FILE = ROOT / "docs" / "sources.md"
SCHEMA = ROOT / "crawlers" / "sources" / "schema.json"
SOURCES = ROOT / "crawlers" / "sources"
RECORDED = ROOT / "tests" / "recorded"

_HEAD = """# Sources

Made by `make docs` from `crawlers/sources` and `tests/recorded`; a test holds it against them. How to add one stands in
[CONTRIBUTING.md](../CONTRIBUTING.md), every field in [reference.md](reference.md).
"""
_HOW = """
## How and when

“Looks back” is how far before a run's window unknown items are still taken; “looks again” are the ages at which an item
is fetched once more, for corrections and removals. Manners: the pause between two requests to a host, the most requests
of one run, and the hours in which the host may be asked; robots.txt may ask for more.
"""
_CHECKS = """
## Layouts and checks

A definition's digest changes with its meaning, not with its comments. Sample pages are ours; “last check” is the last day
on which a person reviewed a golden item, as far as the golden file tells one.
"""
_UNSEEN = """
## Never seen live

What each definition takes on trust.

"""
_UNITS = ((86_400, "d"), (3_600, "h"), (60, "m"))
_DIGEST = 8

Row = tuple[str, ...]


def sources_page(sources: Path = SOURCES, recorded: Path = RECORDED) -> str:
    """The whole text.

    Args:
        sources: the folder of definitions.
        recorded: the folder of sample pages and golden files.

    Raises:
        SourceError: a definition is broken.
    """
    every = [load_source(sources / each) for each in source_ids(sources)]

    def table(head: Row, row: Callable[[Source], Row]) -> str:
        return "".join(_table(head, map(row, every)))

    def checks(of: Source) -> Row:
        return _checks(of, recorded / of.id)

    what = ("Source", "What", "Owner", "Kind", "Language", "Region", "Lane", "Approval", "State")
    how = ("Source", "Found by", "Every", "Looks back", "Looks again", "Manners")
    layouts = ("Source", "Layouts", "Definition", "Expects", "Sample pages", "Golden items", "Last check")
    unseen = "".join(f"- `{of.id}`: {'; '.join(of.unseen) or 'nothing'}.\n" for of in every)
    tables = [table(what, _what), _HOW, table(how, _how), _CHECKS, table(layouts, checks)]
    return "".join([_HEAD, *tables, _UNSEEN, unseen])


def _table(head: Row, rows: Iterator[Row]) -> Iterator[str]:
    yield "\n| " + " | ".join(head) + " |\n|" + "---|" * len(head) + "\n"
    for row in rows:
        yield "| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |\n"


def _what(of: Source) -> Row:
    site = f"[{of.title}]({of.base})"
    return f"`{of.id}`", site, of.owner, of.kind, of.language, of.region, of.priority, of.approval, of.state


def _how(of: Source) -> Row:
    hours = f", {' and '.join(of.visits)}" if of.visits else ""
    manners = f"{of.delay:g} s, {of.request_cap} requests{hours}"
    ways = "; ".join(map(_way, of.discover)) + ("; with a browser" if of.render else "")
    again = ", ".join(map(_span, of.recheck)) or "never"
    return f"`{of.id}`", ways, _span(of.every), _span(of.lookback), again, manners


def _way(way: Discovery) -> str:
    """A way in a few words: its kind, its addresses, and whether its pages are turned."""
    urls: Sequence[str] = getattr(way, "urls", None) or (str(getattr(way, "url", "")),)
    paged = ", in pages" if way.by == "postback" or getattr(way, "page", None) else ""
    original = ", to the original" if getattr(way, "original", None) else ""
    return f"{way.by} {', '.join(f'`{url}`' for url in urls)}{paged}{original}"


def _span(span: timedelta) -> str:
    seconds = round(span.total_seconds())
    unit, letter = next(pair for pair in _UNITS if seconds % pair[0] == 0 or pair[1] == "m")
    return f"{seconds // unit}{letter}"


def _checks(of: Source, folder: Path) -> Row:
    ended = ", ".join(f"until {layout.until}" for layout in of.layouts if layout.until)
    layouts = f"{len(of.layouts)} ({ended})" if ended else str(len(of.layouts))
    pages = sum(path.is_file() for path in folder.glob("pages/**/*"))
    golden = _golden(folder)
    return f"`{of.id}`", layouts, f"`{digest(of)}`", _expects(of), str(pages), str(len(golden)), _last(golden)


def digest(of: Source) -> str:
    """A short digest of what a definition means: comments and the order of its lines do not matter."""
    return hashlib.sha256(of.model_dump_json().encode()).hexdigest()[:_DIGEST]


def _expects(of: Source) -> str:
    told = [", ".join(of.expect.fields)] if of.expect.fields else []
    told += ["a numbered series"] if of.expect.series else []
    return "; ".join([*told, f"something every {_span(of.expect.silence)}"])


def _golden(folder: Path) -> list[dict[str, Any]]:
    file = folder / "golden.json"
    told: list[dict[str, Any]] = json.loads(file.read_text(encoding="utf-8")) if file.is_file() else []
    return told


def _last(golden: Sequence[dict[str, Any]]) -> str:
    waiting = len(unreviewed(golden))
    day = last_review(golden)
    if waiting:
        return f"**{waiting} wait for a review**"
    return day.isoformat() if day else "no day told"
