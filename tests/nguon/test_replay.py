"""The archive read again: the same to the byte, or a report that a person accepts first."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete, func, select
from sqlalchemy.exc import DBAPIError

from crawlers.archive import ArchiveWriter, Exchange, read_body, read_captures, shelf_name
from crawlers.capture import Purpose, Role
from crawlers.dates import VIETNAM
from crawlers.discovery.entry import Window
from crawlers.errors import BadDocument
from crawlers.source import source
from nguon.steps import read, replay
from nguon.steps.crawl import crawl_source
from sinks.store import replays
from sinks.store.captured import register_captures
from sinks.store.models import (
    CaptureRow,
    DecisionRow,
    DoubtRow,
    IssueRow,
    ReplayReadingRow,
    SightingRow,
    VersionRow,
)
from tests.nguon.test_cli import nguon  # noqa: F401 -- a fixture
from transforms.article import Article, LegalIdentity

pytestmark = pytest.mark.long
WINDOW = Window(datetime(2026, 11, 1, tzinfo=UTC), datetime(2026, 11, 22, tzinfo=UTC))


@pytest.fixture
def archived(rehearse):
    """A source whose pages were crawled and read."""
    rooms, _ = rehearse()
    crawl_source(rooms, "nchmf", WINDOW, print)
    read.extract_pages(rooms, read.pages_to_extract(rooms, "nchmf"))
    return rooms


def run(rooms, *, whole=False) -> int:
    number = replay.begin_replay(rooms, "nchmf", actor="an", whole=whole)
    replay.replay_pages(rooms, number, replay.replay_left(rooms, number))
    return number


def versions(rooms) -> list[tuple[int, str]]:
    with rooms.store.session() as session:
        rows = session.scalars(select(VersionRow).order_by(VersionRow.item_id, VersionRow.number))
        return [(row.number, row.title) for row in rows]


@pytest.fixture
def otherwise(monkeypatch):
    """Has pages read otherwise from now on."""
    real = replay.read_page

    def change(how) -> None:
        monkeypatch.setattr(replay, "read_page", lambda *given: how(real(*given)))

    return change


def test_the_same_extractor_finds_every_page_the_same_to_the_byte(archived):
    number = run(archived, whole=True)
    counts = replay.replay_counts(archived, number)
    assert counts == {"same": len(versions(archived)), "left": 0}
    assert counts["same"] > 2


def test_what_changed_becomes_a_version_only_once_it_is_accepted(archived, otherwise):
    before = versions(archived)
    otherwise(lambda article: replace(article, title=f"{article.title} (đọc lại)", updated_at=None))
    number = run(archived)
    assert versions(archived) == before
    assert replay.replay_counts(archived, number) == {"changed": len(before), "left": 0}
    with archived.store.session() as session:
        for row in replays.readings(session, number):
            [change] = [each for each in row.changes if each["field"] == "title"]
            assert (change["way"], change["new"]) == ("changed", f"{change['old']} (đọc lại)")
    done = replay.decide_replay(archived, number, "accept", actor="an", note="đã xem")
    assert done == replays.Accepted(versions=len(before))
    assert [title for version, title in versions(archived) if version == 2] == [
        f"{title} (đọc lại)" for _, title in before
    ]
    with pytest.raises(replays.ReplayRefused, match="decided on"):
        replay.decide_replay(archived, number, "accept", actor="an", note="x")
    assert run(archived), "the new versions are read again from their own captures"


def test_a_field_that_is_no_word_is_a_change_too(archived, otherwise):
    otherwise(lambda article: replace(article, published_at=None))
    number = run(archived)
    with archived.store.session() as session:
        fields = {
            (change["field"], change["way"])
            for row in replays.readings(session, number)
            for change in row.changes
        }
    assert fields == {("published_at", "lost")}
    assert replay.decide_replay(archived, number, "accept", actor="an", note="x").versions
    with archived.store.session() as session:
        rows = session.scalars(select(VersionRow).where(VersionRow.number == 2)).all()
        assert {row.text_digest for row in rows} != set()
        assert session.scalar(select(func.count()).select_from(DecisionRow)) == 0


def test_evidence_and_places_are_no_change(archived, otherwise):
    otherwise(lambda article: replace(article, evidence={"title": "sao cũng được"}))
    number = run(archived)
    assert set(replay.replay_counts(archived, number)) == {"equal", "left"}
    assert replay.decide_replay(archived, number, "accept", actor="an", note="x") == replays.Accepted()


def test_a_rejected_replay_leaves_everything_as_it_is(archived, otherwise):
    before = versions(archived)
    otherwise(lambda article: replace(article, title="Khác"))
    number = run(archived)
    assert replay.decide_replay(archived, number, "reject", actor="an", note="sai") == replays.Accepted()
    assert versions(archived) == before


def test_a_page_that_is_refused_now_takes_nothing_back_by_itself(archived, otherwise):
    def refuse(article: Article) -> Article:
        raise BadDocument("nothing there", url=article.url)

    before = versions(archived)
    otherwise(refuse)
    number = run(archived)
    done = replay.decide_replay(archived, number, "accept", actor="an", note="x")
    assert (done.refused, versions(archived)) == (len(before), before)
    with archived.store.session() as session:
        reasons = session.scalars(select(IssueRow.reason).where(IssueRow.error == "Doubtful")).all()
    assert len(reasons) == len(before)
    assert all("nothing there" in reason for reason in reasons)


def doubted(rooms) -> dict[int, set[str]]:
    """Codes of doubts by version."""
    with rooms.store.session() as session:
        found: dict[int, set[str]] = {}
        for row in session.scalars(select(DoubtRow)):
            found.setdefault(row.version_id, set()).add(row.code)
        return found


@pytest.mark.parametrize(("how", "code"), [("refused", "replay.refused"), ("moved", "replay.moved")])
def test_no_policy_approves_what_an_accepted_replay_takes_for_something_else(archived, otherwise, how, code):
    """Else "it is a log-in page" would be accepted by a person, and the page go out all the same."""

    def another(article: Article) -> Article:
        if how == "refused":
            raise BadDocument("it is a log-in page", url=article.url)
        return replace(article, url=f"{article.url}?khac")

    otherwise(another)
    with archived.store.session() as session:
        old = set(session.scalars(select(VersionRow.id)))
    assert replay.decide_replay(archived, run(archived), "accept", actor="an", note="x").versions == 0
    found = doubted(archived)
    assert old == {version for version, codes in found.items() if code in codes}


def revisited(rooms, change, after=timedelta(hours=1)) -> list[int]:
    """Has every page captured a second time, as `change` (of bytes) has it; gives those that are to be read."""
    with rooms.store.session() as session:
        pages = session.scalars(
            select(CaptureRow).join(SightingRow, SightingRow.capture_id == CaptureRow.id)
        ).all()
        with ArchiveWriter(
            "nchmf", LATER, spool=rooms.settings.spool, archive=rooms.archive, rehearsal=True
        ) as writer:
            for page in pages:
                body = read_body(rooms.archive, page.warc_file, page.warc_offset, max_bytes=10**7)
                writer.write(
                    Exchange(
                        page.url,
                        page.final_url,
                        Purpose(Role.ITEM),
                        page.answered_at + after,
                        page.answered_at + after,
                        "GET",
                        [("Host", "nchmf.gov.vn")],
                        200,
                        "HTTP/1.1",
                        [("Content-Type", "text/html; charset=utf-8")],
                        change(body),
                    )
                )
        register_captures(session, list(read_captures(rooms.archive, shelf_name(LATER), max_bytes=10**7)))
    return read.pages_to_extract(rooms, "nchmf")


LATER = "nchmf-20261122T100000-0a1b2c"


def test_a_later_visit_to_the_same_words_is_the_same_again(archived):
    """Each capture is compared with what it was read as itself: its clock and its places are its own."""
    before = versions(archived)
    again = revisited(archived, lambda body: body.replace(b"<body>", b"<body><!-- hai -->"))
    assert read.extract_pages(archived, again)["unchanged"] == len(again) == len(before)
    for whole in (False, True):
        number = run(archived, whole=whole)
        assert set(replay.replay_counts(archived, number)) == {"same", "left"}
        assert replay.decide_replay(archived, number, "accept", actor="an", note="x") == replays.Accepted()
    assert versions(archived) == before


def test_another_extractor_at_a_later_visit_makes_no_version_of_an_unchanged_page(archived, monkeypatch):
    before, real = versions(archived), read.read_page

    def otherwise_read(*given):
        article = real(*given)
        return replace(article, extractor="nguon-extract/9", title=f"{article.title} (khác)")

    monkeypatch.setattr(read, "read_page", otherwise_read)
    again = revisited(archived, lambda body: body.replace(b"<body>", b"<body><!-- hai -->"))
    assert read.extract_pages(archived, again)["unchanged"] == len(again)
    assert versions(archived) == before


def test_a_page_that_changed_is_a_version_whoever_reads_it(archived, monkeypatch):
    before, real = versions(archived), read.read_page
    monkeypatch.setattr(
        read, "read_page", lambda *given: replace(real(*given), extractor="nguon-extract/9", credit="X")
    )
    again = revisited(archived, lambda body: body.replace(b"TIN ", "BẢN TIN ".encode()))
    assert read.extract_pages(archived, again)["changed"] == len(again)
    assert len(versions(archived)) == 2 * len(before)
    assert not any("change.extractor" in codes for codes in doubted(archived).values())


def test_where_the_page_of_before_cannot_be_read_again_a_person_looks(archived, monkeypatch):
    real, first = read.read_page, set(read_ids(archived))

    def broken(rooms, session, row, reader):
        if row.id in first:
            raise BadDocument("nothing there", url=row.url)
        return replace(real(rooms, session, row, reader), extractor="nguon-extract/9")

    monkeypatch.setattr(read, "read_page", broken)
    again = revisited(archived, lambda body: body.replace(b"TIN ", "BẢN TIN ".encode()))
    assert read.extract_pages(archived, again)["changed"] == len(again)
    assert sum("change.extractor" in codes for codes in doubted(archived).values()) == len(again)


def read_ids(rooms) -> list[int]:
    with rooms.store.session() as session:
        return list(session.scalars(select(SightingRow.capture_id)))


def test_a_replay_is_of_one_extractor_and_of_pages_that_are_still_the_newest(
    archived, otherwise, monkeypatch
):
    otherwise(lambda article: replace(article, title=f"{article.title}!"))
    number, before = run(archived), versions(archived)
    for actor, note in (("policy:x", "x"), ("an", " ")):
        with pytest.raises(replays.ReplayRefused, match="a person decides"):
            replay.decide_replay(archived, number, "accept", actor=actor, note=note)
    with monkeypatch.context() as newer:
        newer.setattr(replay, "EXTRACTOR", "nguon-extract/9")
        with pytest.raises(replays.ReplayRefused, match="was begun with"):
            replay.decide_replay(archived, number, "accept", actor="an", note="x")
        with pytest.raises(replays.ReplayRefused, match="was begun with"):
            replay.replay_pages(archived, number, [1])
    waiting = revisited(archived, lambda body: body.replace(b"<body>", b"<body><!-- hai -->"))
    done = replay.decide_replay(archived, number, "accept", actor="an", note="x")
    assert (done.versions, done.overtaken) == (0, len(waiting))
    assert versions(archived) == before


def test_a_page_that_is_another_item_now_is_told(archived, otherwise):
    legal = LegalIdentity("1/QĐ-UBND", "Quyết định", "UBND xã Mẫu", WINDOW.start.date())
    otherwise(lambda article: replace(article, legal=legal) if "9" in article.title else article)
    before = versions(archived)
    number = run(archived)
    moved = replay.replay_counts(archived, number)["moved"]
    assert moved
    assert replay.decide_replay(archived, number, "accept", actor="an", note="x").moved == moved
    assert len(versions(archived)) > len(before)


def test_what_a_newer_version_has_replaced_since_is_left_alone(archived, otherwise):
    otherwise(lambda article: replace(article, title=f"{article.title}!"))
    first, second = run(archived), run(archived)
    changed = replay.decide_replay(archived, second, "accept", actor="an", note="x").versions
    done = replay.decide_replay(archived, first, "accept", actor="an", note="x")
    assert (done.versions, done.overtaken) == (0, changed)


def test_a_replay_must_be_at_its_end_and_is_not_changed_afterwards(archived):
    number = replay.begin_replay(archived, "nchmf", actor="an")
    left = replay.replay_left(archived, number)
    replay.replay_pages(archived, number, left[:1])
    with pytest.raises(replays.ReplayRefused, match=f"{len(left) - 1} pages"):
        replay.decide_replay(archived, number, "accept", actor="an", note="x")
    replay.replay_pages(archived, number, left)  # a task that is tried again
    assert replay.replay_left(archived, number) == []
    with archived.store.session() as session, pytest.raises(DBAPIError, match="append-only"):
        session.execute(delete(ReplayReadingRow))
    with pytest.raises(replays.ReplayRefused, match="no replay 99"):
        replay.replay_left(archived, 99)


def test_a_file_that_came_after_the_pages_next_capture_is_not_read_with_it(rehearse):
    rooms, _ = rehearse()
    crawl_source(rooms, "congbao", WINDOW, print)
    read.extract_pages(rooms, read.pages_to_extract(rooms, "congbao"))
    with rooms.store.session() as session:
        files = session.scalars(select(CaptureRow).where(CaptureRow.role == "attachment")).all()
        pages = {row.url: row for row in session.scalars(select(CaptureRow).where(CaptureRow.role == "item"))}
        for each in (pages[files[0].parent], files[0]):
            values = {
                column.key: getattr(each, column.key)
                for column in CaptureRow.__table__.columns
                if column.key != "id"
            }
            values |= {"warc_offset": each.warc_offset + 10**9, "answered_at": datetime.now(UTC)}
            values |= {"crawl": "later"}
            session.add(CaptureRow(**values))  # the archive has nothing there: whoever reads it fails
            session.flush()
    number = replay.begin_replay(rooms, "congbao", actor="an", whole=True)
    replay.replay_pages(rooms, number, replay.replay_left(rooms, number))
    assert set(replay.replay_counts(rooms, number)) == {"same", "left"}


@given(st.integers(0, 40), st.integers(0, 40))
def test_bisection_finds_where_a_layout_ends(fitting, after):
    first, tried = replay.first_change(fitting + after, lambda at: at < fitting)
    assert first == fitting
    assert tried <= 3 * (fitting + after).bit_length() + 3


@given(st.integers(4, 40), st.integers(4, 40), st.data())
def test_an_odd_page_does_not_mislead_it(fitting, after, data):
    odd = data.draw(st.sampled_from([at for at in range(fitting + after) if abs(at - fitting) > 2]))
    first, _ = replay.first_change(fitting + after, lambda at: (at < fitting) != (at == odd))
    assert first == fitting


def test_the_end_of_a_layout_is_dated_from_the_archive(archived):
    end = replay.end_of_layout(archived, "nchmf")
    assert end.unfitting is None
    assert end.fitting is not None
    with archived.store.session() as session:
        newest = session.scalar(
            select(func.max(CaptureRow.answered_at)).where(
                CaptureRow.role == "item", CaptureRow.status == 200
            )
        )
        seen = session.scalar(select(func.count()).select_from(SightingRow))
    assert end.fitting.answered_at == newest
    assert end.tried <= seen


def test_a_later_layout_is_looked_for_where_the_one_before_it_ended(archived, monkeypatch):
    """The pages of the layout before do not fit, and are not asked."""
    revisited(archived, lambda body: body, after=timedelta(days=2))
    with archived.store.session() as session:
        first = session.scalar(select(func.min(CaptureRow.answered_at)))
    of, until = source("nchmf"), first.astimezone(VIETNAM).date()
    layouts = (of.layouts[0].model_copy(update={"until": until}), of.layouts[-1])
    monkeypatch.setattr(replay, "source", lambda _: of.model_copy(update={"layouts": layouts}))
    asked, real = [], replay._fits
    monkeypatch.setattr(
        replay, "_fits", lambda rooms, row, layout: asked.append(row) or real(rooms, row, layout)
    )
    end = replay.end_of_layout(archived, "nchmf")
    assert end.fitting is not None
    assert {row.answered_at.astimezone(VIETNAM).date() for row in asked} == {until + timedelta(days=2)}


def test_the_commands(nguon, archived, otherwise):  # noqa: F811 -- the fixture
    otherwise(lambda article: replace(article, title=f"{article.title} [2]"))
    told = nguon("reparse", "nchmf", "--actor", "an")
    assert told.exit_code == 0, told.output
    assert "title" in told.stdout
    listed = nguon("replays").stdout
    number = next(line.split()[0] for line in listed.splitlines() if "nchmf" in line)
    assert "[2]" in nguon("show-replay", number).stdout
    assert "new versions" in nguon("accept-replay", number, "--note", "đã xem").stdout
    assert "accept by" in " ".join(nguon("replays").stdout.split())
    assert nguon("reject-replay", number, "--note", "x").exit_code == 1
    assert "first that does not" in nguon("date-layout", "nchmf").stdout
    assert nguon("date-layout", "nchmf", "--layout", "9").exit_code == 1
