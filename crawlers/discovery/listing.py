"""List pages: one row an entry, newest first as a rule, though never surely."""

from dataclasses import replace
from datetime import datetime

from crawlers.discovery.entry import Findings
from crawlers.discovery.rows import count, parse_list, pick, read_rows
from crawlers.source import ListingDiscovery, PostbackDiscovery


def read_listing(
    body: bytes, url: str, rules: ListingDiscovery | PostbackDiscovery, *, now: datetime | None = None
) -> Findings:
    """The entries of a list page, in its order; none where no row is found. `now`: see `read_rows`."""
    tree = parse_list(body)
    found = read_rows(tree, url, rules, now=now)
    total = count(pick(tree.root, rules.total)) if rules.total and tree.root else None
    return replace(found, total=total)
