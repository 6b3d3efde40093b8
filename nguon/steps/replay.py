"""Archive to versions once more: what pages that were read before say now, and since when a layout has not fitted."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from selectolax.lexbor import LexborHTMLParser
from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from crawlers.archive import read_body
from crawlers.capture import Role
from crawlers.dates import VIETNAM
from crawlers.errors import ConfigurationError, NguonError
from crawlers.source import Layout, source
from nguon.steps.read import read_page
from nguon.steps.rooms import Rooms
from sinks.store import replays
from sinks.store.models import CaptureRow, SightingRow, VersionRow
from transforms.article import Article
from transforms.compare.fields import Way, field_changes, reading_digest, same_bytes
from transforms.extract import EXTRACTOR
from transforms.extract.bounded import Reader
from transforms.extract.checks import not_html
from transforms.extract.decode import decode
from transforms.extract.site import apply_layout


def begin_replay(rooms: Rooms, source_id: str, *, actor: str, whole: bool = False) -> int:
    """Begin to read a source's archived pages again; gives the replay's number.

    Args:
        rooms: where they lie.
        source_id: whose pages.
        actor: who asked for it.
        whole: every capture that was ever read, not only the newest of each item.
    """
    source(source_id)
    with rooms.store.session() as session:
        return replays.begin(session, source_id, EXTRACTOR, actor=actor, whole=whole).id


def replay_left(rooms: Rooms, replay_id: int) -> list[int]:
    """Captures of a replay that are still to be read again."""
    with rooms.store.session() as session:
        return replays.left_to_read(session, replays.replay_of(session, replay_id))


def replay_pages(rooms: Rooms, replay_id: int, captures: Sequence[int]) -> dict[str, int]:
    """Read captures again beside the versions that they became; nothing of it is a version before it is accepted."""
    counts: dict[str, int] = {}
    with rooms.store.session() as session:
        replays.bind(replays.replay_of(session, replay_id), EXTRACTOR)
    with Reader() as reader:
        for capture in captures:
            with rooms.store.session() as session:
                outcome = _replay_page(rooms, session, replay_id, capture, reader)
                counts[outcome] = counts.get(outcome, 0) + 1
    return counts


def _replay_page(rooms: Rooms, session: Session, replay_id: int, capture: int, reader: Reader) -> str:
    sighting = replays.sighting_of(session, capture)
    version = session.get_one(VersionRow, sighting.version_id)
    old = Article.from_json(version.article)
    try:
        new = read_page(rooms, session, session.get_one(CaptureRow, capture), reader)
    except NguonError as error:
        told = [{"field": "article", "way": "lost", "old": old.title, "new": str(error)}]
        replays.save_reading(session, replay_id, capture, version.id, outcome="refused", changes=told)
        return "refused"
    outcome = _outcome(sighting, old, new)
    differs = outcome in {"changed", "moved"}
    changes = [change.as_json() for change in field_changes(old, new)] if differs else []
    kept = new.as_json() if differs else None
    replays.save_reading(
        session, replay_id, capture, version.id, outcome=outcome, changes=changes, article=kept
    )
    return outcome


def _outcome(sighting: SightingRow, old: Article, new: Article) -> str:
    """How a capture reads now, beside what it was read as then, and the version `old` whose words it said."""
    if sighting.reading == reading_digest(new) or same_bytes(old, new):
        return "same"
    if new.identity != old.identity:
        return "moved"
    if sighting.outcome == "unchanged":  # a later visit, with clocks and places of its own
        return "equal" if new.text_digest == old.text_digest else "changed"
    return "changed" if field_changes(old, new) else "equal"


def decide_replay(rooms: Rooms, replay_id: int, action: str, *, actor: str, note: str) -> replays.Accepted:
    """Accept or reject a replay.

    Raises:
        ReplayRefused: there is none, it is not at its end, it was decided on before, or read by another extractor.
    """
    with rooms.store.session() as session:
        replay = replays.replay_of(session, replay_id)
        if action == "accept":
            replays.bind(replay, EXTRACTOR)
        return replays.decide(session, replay, action, actor=actor, note=note)


@dataclass(frozen=True, slots=True)
class LayoutEnd:
    """Up to when a layout fitted: the last capture that it fits and the first after it that it does not.

    `unfitting` is None where it fits to the end, `fitting` where it never does. `tried` is the number of pages read.
    """

    fitting: CaptureRow | None
    unfitting: CaptureRow | None
    tried: int


def end_of_layout(rooms: Rooms, source_id: str, number: int = 0) -> LayoutEnd:
    """When the pages of a source ceased to fit a layout (`number`, from 1; 0: the newest), found by bisection.

    Looked at are HTML pages, from the day after the layout before it ended. It is assumed that they changed once since:
    `until` is then the day of the last that fits. A single page that does not fit (an empty one, an error answered as
    healthy) is overruled by its neighbours.
    """
    of = source(source_id)
    if not 0 <= number <= len(of.layouts):
        raise ConfigurationError(f"{source_id} has {len(of.layouts)} layouts", fix="--layout 1 is the oldest")
    at = number - 1 if number else len(of.layouts) - 1
    layout, since = of.layouts[at], of.layouts[at - 1].until if at else None
    with rooms.store.session() as session:
        rows = [row for row in session.scalars(_pages(source_id)) if _may_fit(row, since)]
        first, tried = first_change(len(rows), lambda at: _fits(rooms, rows[at], layout))
        session.expunge_all()
    return LayoutEnd(rows[first - 1] if first else None, rows[first] if first < len(rows) else None, tried)


def _pages(source_id: str) -> Select[CaptureRow]:
    """Query: every whole item page of a source, by age."""
    return (
        select(CaptureRow)
        .where(
            CaptureRow.source == source_id,
            CaptureRow.role == Role.ITEM,
            CaptureRow.status == 200,
            CaptureRow.truncated == "",
        )
        .order_by(CaptureRow.answered_at, CaptureRow.id)
    )


def _may_fit(row: CaptureRow, since: date | None) -> bool:
    """Whether a layout that begins after the day `since` can be asked about a capture: it is HTML, and of later."""
    types = [value for name, value in row.headers if name.lower() == "content-type"]
    html = not types or "html" in types[-1].lower()
    return html and (since is None or row.answered_at.astimezone(VIETNAM).date() > since)


def _fits(rooms: Rooms, row: CaptureRow, layout: Layout) -> bool:
    body = read_body(rooms.archive, row.warc_file, row.warc_offset, max_bytes=rooms.settings.max_body_bytes)
    if not_html(body):
        return False
    headers = {name.lower(): value for name, value in row.headers}
    ruled = apply_layout(LexborHTMLParser(decode(body, headers.get("content-type", ""))[0]), layout)
    return bool(ruled.title and (ruled.body or layout.body is None))


def first_change(count: int, fits: Callable[[int], bool]) -> tuple[int, int]:
    """The first of `count` places where `fits` is no longer so (`count`: it always is), and how many were tried.

    A single page may be odd for reasons of its own: a place counts as unfitting if it and the two after it mostly are.
    """
    known: dict[int, bool] = {}

    def asked(at: int) -> bool:
        if at not in known:
            known[at] = fits(at)
        return known[at]

    def fitting(at: int) -> bool:
        near = [asked(each) for each in range(at, min(at + 3, count))]
        return 2 * sum(near) >= len(near) if len(near) > 1 else near[0]

    low, high = 0, count
    while low < high:
        middle = (low + high) // 2
        low, high = (middle + 1, high) if fitting(middle) else (low, middle)
    while low < count and asked(low):
        low += 1
    return low, len(known)


def replay_fields(rooms: Rooms, replay_id: int) -> dict[str, dict[str, int]]:
    """Of each field that a replay found otherwise: on how many pages it was gained, lost or changed."""
    with rooms.store.session() as session:
        rows = replays.readings(session, replay_id)
        counts = Counter((change["field"], change["way"]) for row in rows for change in row.changes)
    fields = sorted({field for field, _ in counts})
    return {field: {way: counts[field, way] for way in Way if counts[field, way]} for field in fields}


def replay_counts(rooms: Rooms, replay_id: int) -> dict[str, int]:
    """How many pages of a replay came out how, and how many are still to be read (`left`)."""
    with rooms.store.session() as session:
        rows = replays.readings(session, replay_id)
        counts = Counter(row.outcome for row in rows)
        left = len(replays.left_to_read(session, replays.replay_of(session, replay_id)))
    return {**counts, "left": left}
