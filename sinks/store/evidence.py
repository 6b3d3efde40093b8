"""Whether a host's 304 can be believed: only on evidence.

A validator (RFC 9110, section 8.8) must have been seen to change when a page changed, and never to stay the same when it
did. Until then every page is asked for in full, and its hash tells whether it changed. Hosts differ, and so do programs
on one host: its lists prove nothing of its items, nor does another host of the source.

Where 304s are believed, nobody would see any more when they begin to lie. So a share of the pages is looked at in full
all the same (`looked_at_in_full`); one lie among them ends the trust.
"""

import hashlib
from collections.abc import Iterable
from datetime import datetime
from itertools import pairwise
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from crawlers.capture import Role
from crawlers.report import Validators
from sinks.store.models import CaptureRow

_LOOKED_AT = 1000
ONE_IN = 20
"""Of so many pages whose 304 would be believed, one is looked at in full each day."""
UNCONDITIONAL = (Role.ROBOTS, Role.MEDIA, Role.PART)
"""Permission is asked for anew, and big files have ways of their own."""


class Spot(NamedTuple):
    """Who answers, and what is asked for: what the evidence is about."""

    host: str
    role: str


class Answer(NamedTuple):
    """One whole answer: its address, its validators, the digest of its body."""

    url: str
    validators: Validators
    sha256: str


def host_of() -> ColumnElement[str]:
    """The host of a capture, in SQL: the one that answered, behind all redirects."""
    return func.split_part(CaptureRow.final_url, "/", 3)


def trusted_spots(session: Session, source: str) -> set[Spot]:
    """The spots of a source whose newest answers prove their validators, and none of them disproves one."""
    answers: dict[Spot, list[Answer]] = {}
    for host, role, url, headers, sha in session.execute(_newest(source)):
        answers.setdefault(Spot(host, role), []).append(Answer(url, validators_of(headers), sha))
    return {where for where, told in answers.items() if proved(told)}


def _newest(source: str) -> Select[str, str, str, list[Any], str]:
    """The newest whole answers of each spot: host, role, address, headers, digest; the newest first."""
    rank = func.row_number().over(partition_by=(host_of(), CaptureRow.role), order_by=CaptureRow.id.desc())
    whole = (CaptureRow.status == 200) & (CaptureRow.truncated == "") & CaptureRow.role.not_in(UNCONDITIONAL)
    ranked = select(CaptureRow.id, rank.label("rank")).where(CaptureRow.source == source, whole).subquery()
    return (
        select(host_of(), CaptureRow.role, CaptureRow.url, CaptureRow.headers, CaptureRow.body_sha256)
        .join(ranked, ranked.c.id == CaptureRow.id)
        .where(ranked.c.rank <= _LOOKED_AT)
        .order_by(CaptureRow.id.desc())
    )


def looked_at_in_full(url: str, now: datetime, one_in: int = ONE_IN) -> bool:
    """Whether a page is among those that are looked at in full on the day of `now`, whatever is believed of its host.

    Which ones is drawn anew each day, and does not change within it.
    """
    drawn = hashlib.sha256(f"{now:%Y-%m-%d} {url}".encode("utf-8", "surrogatepass")).digest()
    return int.from_bytes(drawn[:8], "big") % one_in == 0


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
