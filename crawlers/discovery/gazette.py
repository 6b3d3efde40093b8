"""Gazettes: a list of issues, each of which has a list of documents."""

import re
from dataclasses import replace
from datetime import datetime

from crawlers.discovery.entry import Ask, Findings
from crawlers.discovery.feed import read_feed
from crawlers.discovery.rows import parse_list, read_rows
from crawlers.numbers import whole
from crawlers.source import GazetteDiscovery

_NUMBERS = re.compile(r"\d+(?:\s*(?:\+|&|và|,|-)\s*\d+)*")


def read_issues(
    body: bytes, url: str, rules: GazetteDiscovery, content_type: str = "", *, now: datetime | None = None
) -> Findings:
    """The issues that the list or feed names. `now`: see `read_rows`.

    Raises:
        BadDocument: it should be a feed, and is none.
    """
    if rules.issues is None:
        found = read_feed(body, url, content_type, now=now)
    else:
        found = read_rows(parse_list(body), url, rules.issues, called="issue", now=now)
    return replace(found, entries=(), inside=found.entries)


def read_documents(
    body: bytes, url: str, rules: GazetteDiscovery, ask: Ask, *, now: datetime | None = None
) -> Findings:
    """The documents of one issue. They are published when the issue is, whatever their own date. `now`: see `read_rows`."""
    if rules.documents is None:
        return Findings()
    found = read_rows(parse_list(body), url, rules.documents, now=now)
    return replace(
        found, entries=tuple(replace(entry, when=ask.when or entry.when) for entry in found.entries)
    )


def issue_numbers(written: str) -> list[int]:
    """The numbers in `223 + 224`, `Số 19 + 20 Ngày 25/3/2026`; one issue may bear several."""
    found = _NUMBERS.search(re.split(r"ngày", written, flags=re.IGNORECASE)[0])
    numbers = map(whole, re.findall(r"\d+", found[0])) if found else ()
    return [number for number in numbers if number is not None]


def year_of(entry_when: object) -> int | None:
    """The year in which an issue came out."""
    return getattr(entry_when, "year", None) if not isinstance(entry_when, datetime) else entry_when.year
