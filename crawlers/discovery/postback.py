"""ASP.NET lists, whose pages are turned by sending the page's own form back (`__doPostBack`)."""

from dataclasses import replace
from datetime import datetime
from urllib.parse import urlencode

from crawlers.discovery.entry import Ask, Findings
from crawlers.discovery.listing import read_listing
from crawlers.markup import parse_html
from crawlers.numbers import unescaped
from crawlers.source import PostbackDiscovery

_FORM = (("Content-Type", "application/x-www-form-urlencoded"),)


def read_postback(
    body: bytes, url: str, rules: PostbackDiscovery, ask: Ask, *, now: datetime | None = None
) -> Findings:
    """The entries of a list page, and how to ask for the next one, if the page offers it. `now`: see `read_rows`."""
    found = read_listing(body, url, rules, now=now)
    argument = rules.argument.format(page=ask.page + 1)
    offered = f"__doPostBack('{rules.target}','{argument}')" in unescaped(body.decode("utf-8", "replace"))
    if not offered:
        return found
    form = urlencode({**_hidden(body), "__EVENTTARGET": rules.target, "__EVENTARGUMENT": argument})
    return replace(found, more=replace(ask, page=ask.page + 1, body=form.encode(), headers=_FORM))


def _hidden(body: bytes) -> dict[str, str]:
    """The fields that the form carries unseen, its state among them."""
    fields = parse_html(body).css('form input[type="hidden"][name]')
    return {str(field.attributes["name"]): field.attributes.get("value") or "" for field in fields}
