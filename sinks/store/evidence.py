"""Whether a host's 304 can be believed: only on evidence.

A validator (RFC 9110, section 8.8) must have been seen to change when a page changed, and never to stay the same when it
did. Until then every page is asked for in full, and its hash tells whether it changed.
"""

from collections.abc import Iterable
from itertools import pairwise
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from crawlers.report import Validators
from sinks.store.models import CaptureRow

_LOOKED_AT = 1000


class Answer(NamedTuple):
    """One whole answer: its address, its validators, the digest of its body."""

    url: str
    validators: Validators
    sha256: str


def trusts_304(session: Session, source: str) -> bool:
    """Whether the newest answers of a source prove its validators, and none of them disproves one."""
    newest = (
        select(CaptureRow.url, CaptureRow.headers, CaptureRow.body_sha256)
        .where(CaptureRow.source == source, CaptureRow.status == 200, CaptureRow.truncated == "")
        .order_by(CaptureRow.id.desc())
        .limit(_LOOKED_AT)
    )
    return proved(Answer(url, validators_of(headers), sha) for url, headers, sha in session.execute(newest))


def proved(answers: Iterable[Answer]) -> bool:
    """Whether a change of a body came with a change of its validators, and never without one."""
    by_url: dict[str, list[Answer]] = {}
    for answer in answers:
        by_url.setdefault(answer.url, []).append(answer)
    changes = [pair for row in by_url.values() for pair in pairwise(row) if pair[0].sha256 != pair[1].sha256]
    told = [_differ(one.validators, other.validators) for one, other in changes]
    return bool(told) and all(told)


def _differ(one: Validators, other: Validators) -> bool:
    """Whether a host that gave `other` would have answered 200 to a request with `one`; the entity tag goes first."""
    if one.etag or other.etag:
        return one.etag.removeprefix("W/") != other.etag.removeprefix("W/")
    return one.last_modified != other.last_modified


def validators_of(headers: list[Any]) -> Validators:
    """The validators among header fields."""
    held = {name.lower(): value for name, value in headers}
    return Validators(held.get("etag", ""), held.get("last-modified", ""))
