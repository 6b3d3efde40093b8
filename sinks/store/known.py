"""What a crawl is told beforehand: what is known, what may be asked conditionally, what need not be asked again.

A page is known once a crawl has dealt with it to the end. So what a crawl fetched counts when that crawl came to its own
end, or when a later one adopted it (`sinks.store.models.AdoptionRow`); until then it is only held.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TypeVarTuple, cast

from sqlalchemy import ColumnElement, Select, Text, and_, case, exists, func, or_, select, true
from sqlalchemy import cast as sql_cast
from sqlalchemy.dialects.postgresql import ARRAY, JSONPATH, distinct_on
from sqlalchemy.orm import Session, aliased

from crawlers.capture import Payload, Role, exchange_key
from crawlers.discovery.entry import Window
from crawlers.errors import Next
from crawlers.known import Known, Place, Validators
from sinks.store.evidence import UNCONDITIONAL, Spot, host_of, looked_at_in_full, trusted_spots
from sinks.store.models import AdoptionRow, CaptureRow, CrawlRow

HELD_FOR = timedelta(hours=24)
"""How long an answer is held that no crawl has dealt with."""

_Columns = TypeVarTuple("_Columns")
_PAGES = (Role.ITEM, Role.REFERRAL)
_FINAL = (301, 302, 303, 307, 308, 404, 410)  # a body may be missing, and the answer is whole


def known(session: Session, source: str, window: Window, now: datetime) -> Known:
    """What a crawl of `source` over `window` should know beforehand.

    A page counts as known if it came whole, with no attachment still to be had.
    """
    pages = _pages(session, source)
    captured = {url: last for url, _, last in pages}
    return Known(
        captured=captured,
        first_captured={url: first for url, first, _ in pages},
        validators=_validators(session, source, window.start, now),
        gone=_gone(session, source),
        referred=_referred(session, source),
        payloads=_payloads(session, source),
        answers=dict(_answers(session, source, window, now, captured)),
    )


def finished() -> ColumnElement[bool]:
    """Whether a crawl came to its own end; what it left undone otherwise, nobody knows."""
    return cast("ColumnElement[bool]", CrawlRow.report["finished"].as_boolean())


def owner() -> ColumnElement[str]:
    """The crawl that dealt with a capture; needs an outer join of `AdoptionRow`."""
    return func.coalesce(AdoptionRow.crawl, CaptureRow.crawl)


def _settled(query: Select[*_Columns], source: str) -> Select[*_Columns]:
    """The captures of a source that a crawl has dealt with to the end, with all that belongs to them."""
    problem = func.jsonb_array_elements(CrawlRow.report["problems"]).table_valued("value")
    parent, page, following = (
        func.jsonb_extract_path_text(problem.c.value, name) for name in ("parent", "url", "next")
    )
    # A page may come with a healthy status and be a challenge or a breakdown: then it has not come at all.
    file_lacks = (parent != "") & (following == Next.RETRY)
    page_lacks = (parent == "") & following.in_((Next.RETRY, Next.ALERT))
    lacking = (
        select(CrawlRow.id, case((parent != "", parent), else_=page).label("url"))
        .select_from(CrawlRow)
        .join(problem, true())
        .where(CrawlRow.source == source, file_lacks | page_lacks)
        .cte("lacking")
    )
    lacks = exists().where(
        lacking.c.id == CrawlRow.id, lacking.c.url.in_((CaptureRow.url, CaptureRow.final_url))
    )
    return (
        query.outerjoin(AdoptionRow, AdoptionRow.capture_id == CaptureRow.id)
        .join(CrawlRow, CrawlRow.id == owner())
        .where(CaptureRow.source == source, finished(), ~lacks)
    )


def _pages(session: Session, source: str) -> list[tuple[str, datetime, datetime]]:
    """Address of each known page, when it was captured first and last."""
    when = CaptureRow.answered_at
    query = select(CaptureRow.url, func.min(when), func.max(when)).where(
        CaptureRow.role.in_(_PAGES),
        ((CaptureRow.status == 200) & (CaptureRow.body_bytes > 0)) | (CaptureRow.status == 304),
        CaptureRow.truncated != "disconnect",
    )
    rows = session.execute(_settled(query, source).group_by(CaptureRow.url))
    return [(url, first, last) for url, first, last in rows]


def _gone(session: Session, source: str) -> dict[str, datetime]:
    """When each page that is no longer there was last found missing."""
    # What a browser would have shown.
    raw = (CaptureRow.role == Role.PART) & (CaptureRow.parent == CaptureRow.url)
    query = select(CaptureRow.url, func.max(CaptureRow.answered_at)).where(
        CaptureRow.role.in_(_PAGES) | raw, CaptureRow.status.in_((404, 410))
    )
    rows = session.execute(_settled(query, source).group_by(CaptureRow.url))
    return dict(rows.all())


def _referred(session: Session, source: str) -> tuple[str, ...]:
    """Originals of this source that crawls of aggregators named, and that no crawl of its own has dealt with."""
    named = func.jsonb_array_elements(CrawlRow.report["referrals"]).table_valued("value")
    url = func.jsonb_extract_path_text(named.c.value, "1")
    dealt = aliased(CrawlRow)
    asked = (
        select(CaptureRow.id)
        .outerjoin(AdoptionRow, AdoptionRow.capture_id == CaptureRow.id)
        .join(dealt, dealt.id == owner())
        .where(CaptureRow.source == source, CaptureRow.url == url, CaptureRow.role.in_(_PAGES))
        .exists()
    )
    query = (
        select(url).distinct()
        .select_from(CrawlRow).join(named, true())
        .where(func.jsonb_extract_path_text(named.c.value, "0") == source, ~asked)
    )  # fmt: skip
    return tuple(sorted(session.scalars(query)))


def _validators(session: Session, source: str, start: datetime, now: datetime) -> dict[str, Validators]:
    """Validators of the newest whole bodies, where those of their host and role can be believed.

    Of lists only where a crawl dealt with all that they named, and for a day: then the list is looked at in full again.
    Of the rest, a share is looked at in full each day.
    """
    trusted = trusted_spots(session, source)
    if not trusted:
        return {}
    recent = CaptureRow.answered_at > func.now() - timedelta(days=1)
    listed = CrawlRow.trusted & (CrawlRow.window_start <= start) & recent
    dealt = (CaptureRow.role != Role.DISCOVERY) | listed
    query = (
        select(CaptureRow.url, host_of(), CaptureRow.role, _header("etag"), _header("last-modified"))
        .ext(distinct_on(CaptureRow.url))
        .where(CaptureRow.status == 200, CaptureRow.truncated == "", dealt)
        .order_by(CaptureRow.url, CaptureRow.answered_at.desc())
    )
    return {
        url: Validators(etag or "", modified or "")
        for url, host, role, etag, modified in session.execute(_settled(query, source))
        if Spot(host, role) in trusted and (role == Role.DISCOVERY or not looked_at_in_full(url, now))
    }


def _header(name: str) -> ColumnElement[str | None]:
    """The first value of a header, whatever its case."""
    path = sql_cast(f'strict $[*] ? (@[0] like_regex "^{name}$" flag "i")[1]', JSONPATH)
    return func.jsonb_path_query_first(CaptureRow.headers, path).op("#>>")(sql_cast([], ARRAY(Text)))


def _payloads(session: Session, source: str) -> dict[str, Payload]:
    """Where the newest whole body of each thing asked lies; a revisit's, where the record lies that it refers to."""
    asked = (CaptureRow.final_url, CaptureRow.method, CaptureRow.request_sha256)
    row = CaptureRow
    query = (
        select(*asked, row.payload_digest, row.payload_file, row.payload_offset, row.payload_at)
        .ext(distinct_on(*asked))
        .where(CaptureRow.source == source, CaptureRow.payload_at.is_not(None))
        .order_by(*asked, CaptureRow.answered_at.desc())
    )
    return {
        exchange_key(method, url, sent): Payload(digest, file, offset, at)
        for url, method, sent, digest, file, offset, at in session.execute(query)
        if at
    }


def _answers(
    session: Session, source: str, window: Window, now: datetime, captured: dict[str, datetime]
) -> Iterator[tuple[str, Place]]:
    """Newest answers that no crawl has dealt with, as far as they may stand for a new request.

    What is looked at anew (a list, a known page and its files) must have been asked after the window's end.
    """
    asked = (CaptureRow.final_url, CaptureRow.method, CaptureRow.request_sha256, CaptureRow.role)
    newest = (
        select(CaptureRow)
        .ext(distinct_on(*asked))
        .where(CaptureRow.source == source, CaptureRow.answered_at > now - HELD_FOR)
        .order_by(*asked, CaptureRow.answered_at.desc())
        .subquery()
    )
    row = aliased(CaptureRow, newest)
    dealt = exists().where(CrawlRow.id.in_((row.crawl, AdoptionRow.crawl)), finished())
    query = (
        select(row)
        .outerjoin(AdoptionRow, AdoptionRow.capture_id == row.id)
        .where(~dealt, row.role.not_in(UNCONDITIONAL), row.truncated == "", _is_final(row))
    )
    for each in session.scalars(query):
        again = each.role == Role.DISCOVERY or each.url in captured or each.parent in captured
        if each.asked_at >= window.end or not again:
            key = exchange_key(each.method, each.final_url, each.request_sha256)
            yield key, Place(each.warc_file, each.warc_offset, Role(each.role))


def _is_final(row: type[CaptureRow]) -> ColumnElement[bool]:
    """Whether an answer is one that a new request would get, too: not that the host was unwell."""
    unchanged = and_(row.status == 304, row.role != Role.DISCOVERY)
    return or_(and_(row.status == 200, row.body_bytes > 0), row.status.in_(_FINAL), unchanged)
