"""The archive and the store: what is entered, at what cost, and what a look through the whole archive finds."""

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from fsspec.implementations.local import LocalFileSystem
from sqlalchemy import func, select

from crawlers.archive import ArchiveWriter, Exchange, recover_spool, shelf_name
from crawlers.capture import Payload, Purpose, Role
from nguon.steps.archive import Entered, check_archive, register_archive
from nguon.steps.read import extract_pages, pages_to_extract
from sinks.store.models import ArchiveFileRow, CaptureRow, IssueRow, VersionRow
from tests.conftest import RECORDED
from tests.crawlers.archive.making import member_ends

NEWS = "baochinhphu"
PAGES = sorted((RECORDED / NEWS / "pages" / "baochinhphu.vn").glob("t*.htm"))[:3]
THEN = datetime(2026, 11, 20, tzinfo=UTC)


def crawl_id(day: int) -> str:
    return f"{NEWS}-202611{day:02}T000000-aaaaaa"


def archived(rooms, day: int, *pages: Path, payloads: dict[str, Payload] | None = None) -> Path:
    """A crawl's file of these pages: spooled, and in the archive."""
    crawl = crawl_id(day)
    where = {"spool": rooms.settings.spool, "archive": rooms.archive}
    with ArchiveWriter(NEWS, crawl, rehearsal=True, payloads=payloads, **where) as writer:
        for page in pages:
            writer.write(_exchange(page, THEN + timedelta(days=day)))
    return Path(rooms.archive, shelf_name(crawl))


def _exchange(page: Path, when: datetime) -> Exchange:
    url = f"https://baochinhphu.vn/{page.name}"
    html = [("Content-Type", "text/html; charset=utf-8")]
    return Exchange(
        url, url, Purpose(Role.ITEM), when, when, "GET", [], 200, "HTTP/1.1", html, page.read_bytes()
    )


def open_issues(rooms) -> list[IssueRow]:
    with rooms.store.session() as session:
        return list(session.scalars(select(IssueRow).where(IssueRow.closed_at.is_(None))))


def count(rooms, table) -> int:
    with rooms.store.session() as session:
        return session.scalar(select(func.count()).select_from(table))


@pytest.fixture
def rooms(rehearse):
    return rehearse()[0]


def flip(path: Path, at: int = -300) -> None:
    raw = bytearray(path.read_bytes())
    raw[at] ^= 1
    path.write_bytes(raw)


# What is spooled is what is to be entered.


def test_what_is_spooled_is_entered_and_goes(rooms):
    archived(rooms, 1, *PAGES)
    assert register_archive(rooms) == 3
    assert list(rooms.settings.spool.iterdir()) == []
    assert register_archive(rooms) == 0


def test_nothing_is_listed_once_the_store_knows_the_archive(rooms, monkeypatch):
    """The archive grows for years; a crawl must not pay for that."""
    archived(rooms, 1, PAGES[0])
    register_archive(rooms)
    archived(rooms, 2, PAGES[1])

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("the archive was listed")

    for way in ("find", "ls", "glob", "walk", "du"):
        monkeypatch.setattr(LocalFileSystem, way, refuse)
    assert register_archive(rooms) == 1


def test_a_new_store_is_filled_from_the_archive(rooms):
    archived(rooms, 1, PAGES[0])
    archived(rooms, 2, PAGES[1])
    recover_spool(rooms.settings.spool, rooms.archive)
    assert register_archive(rooms) == 2


def test_a_store_that_dies_between_archive_and_store_loses_nothing(rooms, monkeypatch):
    archived(rooms, 1, *PAGES)
    with monkeypatch.context() as patch:
        patch.setattr("sinks.store.captured.enter_file", _die)
        with pytest.raises(ConnectionError):
            register_archive(rooms)
    assert count(rooms, CaptureRow) == 0
    assert register_archive(rooms) == 3


def _die(*_: object, **__: object) -> None:
    raise ConnectionError


def test_a_crawl_that_got_no_answer_has_a_file_too(rooms):
    archived(rooms, 1)
    assert register_archive(rooms) == 0
    assert count(rooms, ArchiveFileRow) == 1


def test_a_damaged_record_costs_itself_only(rooms):
    flip(archived(rooms, 1, *PAGES))
    assert register_archive(rooms) == 2
    [damage] = open_issues(rooms)
    name = shelf_name(crawl_id(1))
    assert (damage.source, damage.error, damage.next, damage.url) == (NEWS, "ArchiveDamaged", "alert", name)


# The look through everything.


def test_a_sound_archive_is_sound(rooms):
    archived(rooms, 1, *PAGES)
    register_archive(rooms)
    assert check_archive(rooms) == Entered(files=1, captures=0, damaged=0)
    assert open_issues(rooms) == []
    with rooms.store.session() as session:
        assert session.scalars(select(ArchiveFileRow)).one().checked_at


def test_what_the_store_never_heard_of_is_entered(rooms):
    archived(rooms, 1, PAGES[0])
    register_archive(rooms)
    archived(rooms, 2, PAGES[1])
    recover_spool(rooms.settings.spool, rooms.archive)
    assert register_archive(rooms) == 0
    assert check_archive(rooms) == Entered(files=2, captures=1, damaged=0)


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-100])


def shorten(path: Path) -> None:
    """Cut between two records, where nothing in the file tells of it."""
    raw = path.read_bytes()
    path.write_bytes(raw[: member_ends(raw)[-4]])


@pytest.mark.parametrize("harm", [flip, cut, shorten, Path.unlink])
def test_damage_is_told_until_it_is_mended(rooms, harm, tmp_path):
    path = archived(rooms, 1, *PAGES)
    register_archive(rooms)
    sound = shutil.copy(path, tmp_path / "copy")
    harm(path)
    assert check_archive(rooms).damaged
    told = open_issues(rooms)
    assert {(each.source, each.url, each.next) for each in told} == {(NEWS, shelf_name(crawl_id(1)), "alert")}
    assert all(each.fix for each in told)
    check_archive(rooms)
    assert {each.times for each in open_issues(rooms)} == {2}, "seen again, not opened again"
    shutil.copy(sound, path)
    assert check_archive(rooms) == Entered(files=1, captures=0, damaged=0)
    assert open_issues(rooms) == []


def test_a_body_that_a_revisit_refers_to_is_looked_at_through_it(rooms):
    first = archived(rooms, 1, PAGES[0])
    register_archive(rooms)
    with rooms.store.session() as session:
        row = session.scalars(select(CaptureRow)).one()
        body = Payload(row.payload_digest, row.payload_file, row.payload_offset, row.payload_at)
        known = {row.url: body}
    second = archived(rooms, 2, PAGES[0], payloads=known)
    assert second.stat().st_size < 2500
    register_archive(rooms)
    first.unlink()
    assert check_archive(rooms).damaged == 2
    told = {each.url: each for each in open_issues(rooms)}
    assert shelf_name(crawl_id(1)) in told[shelf_name(crawl_id(2))].reason
    assert "missing" in told[shelf_name(crawl_id(1))].reason


def test_a_damaged_page_never_becomes_an_article_and_is_read_once_it_is_mended(rooms, tmp_path):
    path = archived(rooms, 1, PAGES[0])
    register_archive(rooms)
    sound = shutil.copy(path, tmp_path / "copy")
    flip(path)
    counts = extract_pages(rooms, pages_to_extract(rooms, NEWS))
    assert (counts["new"], counts["quarantined"]) == (0, 1)
    [issue] = open_issues(rooms)
    assert (issue.error, issue.url) == ("ArchiveDamaged", f"https://baochinhphu.vn/{PAGES[0].name}")
    assert count(rooms, VersionRow) == 0
    shutil.copy(sound, path)
    assert extract_pages(rooms, pages_to_extract(rooms, NEWS))["new"] == 1
    assert open_issues(rooms) == []


def test_a_revisit_is_read_like_the_page_that_it_was(rooms):
    archived(rooms, 1, PAGES[0])
    register_archive(rooms)
    first = extract_pages(rooms, pages_to_extract(rooms, NEWS))
    with rooms.store.session() as session:
        row = session.scalars(select(CaptureRow)).one()
        known = {row.url: Payload(row.payload_digest, row.payload_file, row.payload_offset, row.payload_at)}
    archived(rooms, 2, PAGES[0], payloads=known)
    register_archive(rooms)
    with rooms.store.session() as session:
        one, two = session.scalars(select(CaptureRow).order_by(CaptureRow.id))
        again = extract_pages(rooms, [two.id])
        assert (first["new"], again["unchanged"]) == (1, 1)
        same = (
            "url",
            "status",
            "headers",
            "body_sha256",
            "body_bytes",
            "truncated",
            "payload_digest",
            "payload_file",
        )
        assert [getattr(one, name) for name in same] == [getattr(two, name) for name in same]
        assert one.warc_file != two.warc_file
