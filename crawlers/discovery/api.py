"""JSON interfaces."""

import json
import re
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from crawlers.dates import VIETNAM
from crawlers.discovery.entry import Ask, Entry, Findings, Window, web_address
from crawlers.discovery.gather import gather
from crawlers.discovery.rows import count, when
from crawlers.discovery.told import misread, recent
from crawlers.errors import BadDocument
from crawlers.numbers import json_whole, whole
from crawlers.source import ApiDiscovery

_JSON = (("Content-Type", "application/json"), ("Accept", "application/json"))
_EPOCH = re.compile(r"[1-3]\d{9}(?:\d{3})?")
_LATEST_SECONDS = 4_102_444_800  # the year 2100: what is larger counts milliseconds


def api_ask(base: str, rules: ApiDiscovery, way: int, page: int, window: Window) -> Ask:
    """The request for one page of the answer; `base` is the interface's whole address."""
    values = {
        "page": page,
        "from": window.start.astimezone(VIETNAM).date().isoformat(),
        "to": window.end.astimezone(VIETNAM).date().isoformat(),
    }
    if rules.body is None:
        return Ask(_filled(base, values), way, page, headers=_JSON[1:])
    return Ask(base, way, page, body=json.dumps(_filled(rules.body, values)).encode(), headers=_JSON)


def _filled(told: Any, values: dict[str, Any]) -> Any:
    """`told` with its `{page}`, `{from}` and `{to}`; a value that is nothing but `{page}` stays a number."""
    if isinstance(told, dict):
        return {key: _filled(value, values) for key, value in told.items()}
    if isinstance(told, list):
        return [_filled(value, values) for value in told]
    if not isinstance(told, str):
        return told
    if told == "{page}":
        return values["page"]
    return re.sub(r"\{(page|from|to)\}", lambda found: str(values[found[1]]), told)


def read_api(
    body: bytes, url: str, rules: ApiDiscovery, base: str, *, now: datetime | None = None
) -> Findings:
    """The entries of an answer. Links are relative to `base`, the site's own address. `now`: see `read_rows`.

    Raises:
        BadDocument: the answer is no JSON, or has no list where `items` says.
    """
    try:
        told = json.loads(body, parse_int=json_whole)
    except (ValueError, RecursionError) as error:
        raise BadDocument(f"not JSON: {error}", url=url, fix="look at the answer") from error
    items = _at(told, rules.items)
    if not isinstance(items, list):
        raise BadDocument(
            f"no list at `{rules.items}`", url=url, fix="correct `items`, or look at the answer"
        )
    total = count(_text(told, rules.total)) if rules.total else None
    return replace(gather(items, lambda item: _entry(item, base, rules, now)), total=total)


def _at(told: Any, path: str) -> Any:
    for key in filter(None, path.split(".")):
        place = whole(key)
        if isinstance(told, list) and place is not None and place < len(told):
            told = told[place]
        else:
            told = told.get(key) if isinstance(told, dict) else None
    return told


def _text(item: Any, path: str) -> str:
    value = _at(item, path) if path else None
    return "" if value is None or isinstance(value, dict | list) else " ".join(str(value).split())


def _link(item: Any, rule: str) -> str:
    """The key's value, or the address with each key in braces filled in; empty where a key is missing."""
    if "{" not in rule:
        return _text(item, rule)
    values = {key: _text(item, key) for key in re.findall(r"\{([^{}]+)\}", rule)}
    if not all(values.values()):
        return ""
    return re.sub(r"\{([^{}]+)\}", lambda found: values[found[1]], rule)


def _entry(item: Any, base: str, rules: ApiDiscovery, now: datetime | None) -> Entry | str:
    """An entry, or what is wrong with it."""
    address = web_address(base, _link(item, rules.link))
    if not address:
        return "has no usable link"
    written = _text(item, rules.date)
    told = _when(_at(item, rules.date)) or recent(written, now) if written else None
    return Entry(
        address,
        title=_text(item, rules.title),
        when=told,
        number=_text(item, rules.number),
        misdated=misread("" if written == "0" else written, told),
    )


def _when(told: Any) -> datetime | date | None:
    """A date as text, or as seconds or milliseconds since 1970 (as a number or as text)."""
    if isinstance(told, str) and _EPOCH.fullmatch(told):
        told = int(told)
    if isinstance(told, int | float) and not isinstance(told, bool):
        if not 0 < told < _LATEST_SECONDS * 1000:
            return None
        return datetime.fromtimestamp(told / 1000 if told > _LATEST_SECONDS else told, UTC)
    return when(str(told)) if told else None
