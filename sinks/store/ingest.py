"""The store's intake: crawls, captures, articles, and what could not become one."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import NAMESPACE_URL, UUID, uuid5

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    DateTime,
    Select,
    Text,
    case,
    exists,
    func,
    literal,
    select,
    true,
    update,
)
from sqlalchemy import cast as sql_cast
from sqlalchemy.dialects.postgresql import ARRAY, distinct_on, insert
from sqlalchemy.orm import Session, aliased

from crawlers.capture import Role
from crawlers.errors import Doubtful, Missing
from crawlers.report import REPORT, CrawlReport, Problem
from sinks.store.corrected import RETRACTED, WITHDRAW, change_doubts
from sinks.store.duplicates import link_duplicates, recurring
from sinks.store.issues import open_issue
from sinks.store.keys import keep_keys
from sinks.store.known import owner
from sinks.store.models import (
    AdoptionRow,
    CaptureRow,
    CrawlRow,
    DecisionRow,
    DoubtRow,
    IssueRow,
    ItemRow,
    SightingRow,
    VersionRow,
)
from transforms.article import Article, Doubt
from transforms.compare.fields import reading_digest
from transforms.compare.near import common

_COMMON = 0.5
_LOOK = "compare it with the source, then approve or reject it"


def save_report(session: Session, report: CrawlReport) -> None:
    """Keep what a crawl reported, and open an issue for each of its problems."""
    session.execute(
        insert(CrawlRow)
        .values(
            id=report.crawl,
            source=report.source,
            window_start=report.window.start,
            window_end=report.window.end,
            started_at=report.started_at,
            trusted=report.trusted,
            report=REPORT.dump_python(report, mode="json", exclude={"adopted"}),
        )
        .on_conflict_do_nothing()
    )
    _adopt(session, report)
    _close_missing(session, report)
    for problem in report.problems:
        capture = session.scalar(
            select(func.max(CaptureRow.id))
            .outerjoin(AdoptionRow, AdoptionRow.capture_id == CaptureRow.id)
            .where(
                owner() == report.crawl,
                (CaptureRow.url == problem.url) | (CaptureRow.final_url == problem.url),
            )
        )
        open_issue(session, report.source, problem, capture=capture)


def _adopt(session: Session, report: CrawlReport) -> None:
    """Captures of a crawl that never reported are this crawl's, as far as it dealt with them."""
    if not report.adopted:
        return
    files, offsets = zip(*report.adopted, strict=True)
    places = (
        func.unnest(sql_cast(list(files), ARRAY(Text)), sql_cast(list(offsets), ARRAY(BigInteger)))
        .table_valued("file", "start")
        .render_derived()
    )
    here = (CaptureRow.warc_file == places.c.file) & (CaptureRow.warc_offset == places.c.start)
    theirs = select(CaptureRow.id, literal(report.crawl)).join(places, here)
    rows = insert(AdoptionRow).from_select(["capture_id", "crawl"], theirs)
    session.execute(rows.on_conflict_do_nothing())


def _close_missing(session: Session, report: CrawlReport) -> None:
    """What was missing and is there now is an issue no longer."""
    session.execute(
        update(IssueRow)
        .where(
            IssueRow.source == report.source,
            IssueRow.error == Missing.__name__,
            IssueRow.reason.in_(report.numbers),
            IssueRow.closed_at.is_(None),
        )
        .values(closed_at=func.now())
    )


def wants_extraction(source: str, extractor: str) -> Select[int]:
    """Query: captured item pages, by age, that have become no version, that this extractor has not refused, and that are
    not merely the page before over again.

    A page that a later crawl adopted is read again, for now its files are there. A page is not read after a newer
    capture of it: what was found late in the archive is no news.
    """
    later = aliased(CaptureRow)
    adopted = select(AdoptionRow.adopted_at).where(AdoptionRow.capture_id == CaptureRow.id)
    since = func.coalesce(
        adopted.correlate(CaptureRow).scalar_subquery(), literal("-infinity").cast(DateTime(timezone=True))
    )
    seen = exists().where(SightingRow.capture_id == CaptureRow.id, SightingRow.seen_at >= since)
    refused = (
        select(IssueRow.id)
        .join(later, later.id == IssueRow.capture_id)
        .where(
            IssueRow.extractor == extractor,
            IssueRow.seen_at >= since,
            later.url == CaptureRow.url,
            later.id >= CaptureRow.id,
        )
        .exists()
    )
    return (
        select(CaptureRow.id)
        .where(
            CaptureRow.source == source,
            CaptureRow.role == Role.ITEM,
            CaptureRow.status == 200,
            CaptureRow.truncated == "",
            ~seen,
            ~refused,
            ~_overtaken(),
            ~_repeats(),
        )
        .order_by(CaptureRow.answered_at, CaptureRow.id)
    )


def _overtaken(*of: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether a newer capture of the same page has been read; `of` says of which capture, else the query around it."""
    later = aliased(CaptureRow)
    query = (
        select(SightingRow.capture_id)
        .join(later, later.id == SightingRow.capture_id)
        .where(
            later.source == CaptureRow.source,
            later.role == CaptureRow.role,
            later.url == CaptureRow.url,
            later.answered_at > CaptureRow.answered_at,
        )
    )
    return query.join(CaptureRow, true()).where(*of).exists() if of else query.correlate(CaptureRow).exists()


def _repeats() -> ColumnElement[bool]:
    """Condition on CaptureRow: the same bytes as the page's capture before it, and no file came with them."""
    before, file = aliased(CaptureRow), aliased(CaptureRow)
    newest_before = (
        select(before.body_sha256)
        .where(
            before.source == CaptureRow.source,
            before.role == Role.ITEM,
            before.url == CaptureRow.url,
            before.status == 200,
            before.truncated == "",
            before.answered_at < CaptureRow.answered_at,
        )
        .order_by(before.answered_at.desc())
        .limit(1)
        .scalar_subquery()
    )
    adopter = select(AdoptionRow.crawl).where(AdoptionRow.capture_id == CaptureRow.id)
    came = exists().where(
        file.crawl.in_((CaptureRow.crawl, adopter.correlate(CaptureRow).scalar_subquery())),
        file.role.in_((Role.ATTACHMENT, Role.MEDIA)),
        file.parent.in_((CaptureRow.url, CaptureRow.final_url)),
        file.status.in_((200, 206)),
    )
    return (func.coalesce(newest_before, "") == CaptureRow.body_sha256) & ~came


def next_capture_at(session: Session, page: CaptureRow) -> datetime | None:
    """When an item's page was captured whole for the next time: what came after that is not this capture's."""
    return session.scalar(
        select(func.min(CaptureRow.answered_at)).where(
            CaptureRow.source == page.source,
            CaptureRow.role == Role.ITEM,
            CaptureRow.url == page.url,
            CaptureRow.status == 200,
            CaptureRow.truncated == "",
            CaptureRow.answered_at > page.answered_at,
        )
    )


def attachments_of(session: Session, page: CaptureRow) -> Sequence[CaptureRow]:
    """The newest whole capture of each file that belongs to an item's page, of those before the page's next capture.

    So a page that is read again, however late, is read with the files that it was read with.
    """
    until = next_capture_at(session, page)
    before = [CaptureRow.answered_at < until] if until else []
    return session.scalars(
        select(CaptureRow)
        .ext(distinct_on(CaptureRow.url))
        .where(
            CaptureRow.role == Role.ATTACHMENT,
            CaptureRow.parent.in_((page.url, page.final_url)),
            CaptureRow.status == 200,
            CaptureRow.truncated == "",
            *before,
        )
        .order_by(CaptureRow.url, CaptureRow.answered_at.desc(), CaptureRow.id.desc())
    ).all()


def item_id(identity: str) -> UUID:
    """The key of the item that bears an identity: the same wherever it is computed."""
    return uuid5(NAMESPACE_URL, identity)


def newest_version_of(session: Session, item: UUID) -> VersionRow | None:
    """The newest version of an item."""
    return session.scalar(
        select(VersionRow).where(VersionRow.item_id == item).order_by(VersionRow.number.desc()).limit(1)
    )


def capture_of(session: Session, version: int) -> CaptureRow | None:
    """The capture whose reading a version is."""
    return session.scalar(
        select(CaptureRow)
        .join(SightingRow, SightingRow.capture_id == CaptureRow.id)
        .where(SightingRow.version_id == version, SightingRow.outcome.in_(("new", "changed")))
        .order_by(CaptureRow.answered_at.desc())
        .limit(1)
    )


def save_article(session: Session, article: Article, capture: int, *, before: Article | None = None) -> str:
    """Enter what a page said: `new` item, `changed` words (a new version), `unchanged`, or `elsewhere`.

    Other words than the newest version's change nothing where a newer capture of the page was read before. Where they
    are another source's, they are taken only if that has more authority (`elsewhere` otherwise). `before` is what the
    newest version's own page is read as today: where it has the same words, it is our reading that changed and not the
    page, and only a replay may make a version of that.
    """
    identity = article.identity
    item = item_id(identity)
    session.execute(
        insert(ItemRow)
        .values(id=item, identity=identity, source=article.source, kind=article.kind, url=article.url)
        .on_conflict_do_nothing()
    )
    session.execute(select(ItemRow.id).where(ItemRow.id == item).with_for_update())
    newest = newest_version_of(session, item)
    outcome = "unchanged"
    if newest is None or article.text_digest not in _digests(newest, before):
        if session.scalar(select(_overtaken(CaptureRow.id == capture))):
            return outcome
        if newest and _yields(article, newest):
            _see(session, capture, newest.id, "elsewhere", article)
            _doubt(session, _with_other_words(article, newest), capture, newest.id)
            return "elsewhere"
        outcome = "changed" if newest else "new"
        newest = _version(article, item, newest.number + 1 if newest else 1)
        session.add(newest)
        session.flush()
        keep_keys(session, newest, article)
        more = (*_linked(session, newest, article, capture), *change_doubts(session, article, item))
        article = replace(article, doubts=(*article.doubts, *more))
    _see(session, capture, newest.id, outcome, article)
    _doubt(session, article, capture, newest.id)
    return outcome


def _digests(newest: VersionRow, before: Article | None) -> set[str]:
    """The digests of the words that a version has, as they are counted today."""
    return {each.text_digest for each in (Article.from_json(newest.article), before) if each}


def _yields(article: Article, newest: VersionRow) -> bool:
    """Whether an article is another source's than an item's words, and has no more authority than that."""
    held = Article.from_json(newest.article)
    return held.source != article.source and held.authority >= article.authority


def _with_other_words(article: Article, newest: VersionRow) -> Article:
    """The article, doubted where it has quite another text than the source whose words are taken."""
    held = Article.from_json(newest.article)
    if common(article.bare_text, held.bare_text) >= _COMMON:
        return article
    detail = f"{article.source} has another text under the same name: {article.url}"
    return replace(article, doubts=(*article.doubts, Doubt("identity.words", detail)))


def replace_version(session: Session, old: VersionRow, article: Article, capture: int) -> VersionRow:
    """Enter another reading of a page as a new version, though its words may be the same."""
    version = _version(article, old.item_id, old.number + 1)
    session.add(version)
    session.flush()
    keep_keys(session, version, article)
    doubts = (*article.doubts, *_linked(session, version, article, capture, reread=True))
    _see(session, capture, version.id, "changed", article)
    _doubt(session, replace(article, doubts=doubts), capture, version.id)
    return version


def doubt_version(session: Session, version: VersionRow, capture: int, doubt: Doubt) -> None:
    """Keep something that a person must look at before a version goes out."""
    _doubt(session, replace(Article.from_json(version.article), doubts=(doubt,)), capture, version.id)


def _linked(
    session: Session, version: VersionRow, article: Article, capture: int, *, reread: bool = False
) -> tuple[Doubt, ...]:
    """Link a new version with what it repeats, and doubt the copies that it leaves behind; gives its own doubts."""
    linked = link_duplicates(session, version, article, reread=reread)
    for other, theirs in linked.others:
        _doubt(session, theirs, capture, other)
    return (*linked.doubts, *recurring(session, version, article))


def _doubt(session: Session, article: Article, capture: int, version: int) -> None:
    """Keep what a person must look at, and tell it where it is new, or nobody has decided on the item since."""
    rows = session.execute(select(DoubtRow.code, DoubtRow.detail).where(DoubtRow.version_id == version))
    told = {(row.code, row.detail) for row in rows}
    for each in article.doubts:
        row = insert(DoubtRow).values(
            version_id=version, capture_id=capture, code=each.code, detail=each.detail
        )
        session.execute(row.on_conflict_do_nothing())
    new = {(each.code, each.detail) for each in article.doubts} - told
    open_still = {(row.code, row.detail) for row in session.execute(_undecided(version, article.source))}
    for code, detail in sorted(new | open_still):
        fix = WITHDRAW if code == RETRACTED else _LOOK
        problem = Problem(Doubtful.__name__, article.url, f"{code}: {detail}", fix, Doubtful.next.value)
        open_issue(session, article.source, problem, capture=capture)


def _undecided(version: int, source: str) -> Select[str, str]:
    """Query: code and detail of what pages of a source raised about a version, and no decision on its item followed."""
    ruled, doubted = aliased(VersionRow), aliased(VersionRow)
    decided = (
        exists()
        .where(DecisionRow.made_at >= DoubtRow.made_at, ruled.item_id == doubted.item_id)
        .where(ruled.id == DecisionRow.version_id)
    )
    return (
        select(DoubtRow.code, DoubtRow.detail)
        .distinct()
        .join(doubted, doubted.id == DoubtRow.version_id)
        .join(CaptureRow, CaptureRow.id == DoubtRow.capture_id)
        .where(DoubtRow.version_id == version, CaptureRow.source == source, ~decided)
    )


def _see(session: Session, capture: int, version: int, outcome: str, article: Article) -> None:
    """Note that a capture said the words of a version; what it did then stands, unless it says other words now."""
    row = insert(SightingRow).values(
        capture_id=capture, version_id=version, outcome=outcome, reading=reading_digest(article)
    )
    same = SightingRow.version_id == row.excluded.version_id
    now = {
        "version_id": row.excluded.version_id,
        "outcome": case((same, SightingRow.outcome), else_=row.excluded.outcome),
        "reading": row.excluded.reading,
        "seen_at": func.now(),
    }
    session.execute(row.on_conflict_do_update(index_elements=[SightingRow.capture_id], set_=now))


def _version(article: Article, item: UUID, number: int) -> VersionRow:
    return VersionRow(
        item_id=item,
        number=number,
        text_digest=article.text_digest,
        title=article.title,
        language=article.language,
        published_at=article.published_at,
        article=article.as_json(),
        extractor=article.extractor,
    )
