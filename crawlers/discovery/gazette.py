"""Gazettes: a list of issues, each of which has a list of documents."""

import re
from dataclasses import replace
from datetime import datetime

from crawlers.discovery.entry import Ask, Findings
from crawlers.discovery.rows import parse_list, read_rows
from crawlers.source import GazetteDiscovery

_NUMBERS = re.compile(r"\d+(?:\s*(?:\+|&|và|,|-)\s*\d+)*")


def read_issues(body: bytes, url: str, rules: GazetteDiscovery) -> Findings:
    """The issues that the list names."""
    issues, faults = read_rows(parse_list(body), url, rules.issues, called="issue")
    return Findings(inside=issues, faults=faults)


def read_documents(body: bytes, url: str, rules: GazetteDiscovery, ask: Ask) -> Findings:
    """The documents of one issue. They are published when the issue is, whatever their own date."""
    entries, faults = read_rows(parse_list(body), url, rules.documents)
    return Findings(tuple(replace(entry, when=ask.when or entry.when) for entry in entries), faults)


def issue_numbers(written: str) -> list[int]:
    """The numbers in `223 + 224`, `Số 19 + 20 Ngày 25/3/2026`; one issue may bear several."""
    found = _NUMBERS.search(re.split(r"ngày", written, flags=re.IGNORECASE)[0])
    return [int(number) for number in re.findall(r"\d+", found[0])] if found else []


def year_of(entry_when: object) -> int | None:
    """The year in which an issue came out."""
    return getattr(entry_when, "year", None) if not isinstance(entry_when, datetime) else entry_when.year
