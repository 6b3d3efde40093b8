"""Recordings, films and pictures of a portal, from the feed to the store, over sample portals of our own."""

import hashlib
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlalchemy import select
from warcio.checker import Checker

from crawlers.discovery.entry import Window
from crawlers.samples import Fault, SamplePortals
from nguon.settings import ROOT
from nguon.steps import crawl, read, voice
from nguon.steps.rooms import Rooms
from sinks.store.models import CaptureRow, IssueRow, VersionRow
from tests.sounds import tone
from transforms.article import Article, Kind

pytestmark = pytest.mark.long
PORTALS = ROOT / "tests" / "portals"
SOURCE = "phatthanh"
SITE, FILES = "phatthanhbinhmau.vn", "media.phatthanhbinhmau.vn"
NOVEMBER = Window(datetime(2026, 11, 1, tzinfo=UTC), datetime(2026, 11, 22, tzinfo=UTC))
TWELVE, ELEVEN, SHORT = "chuyen-lang-12.mp3", "chuyen-lang-11.m4a", "nhac-lich.mp3"
SOUNDS = {
    TWELVE: ("mp3", {"seconds": 4.0}),
    ELEVEN: ("ipod", {"seconds": 3.0}),
    SHORT: ("mp3", {"seconds": 1.0, "hertz": 300}),
}
WALL = Fault(
    body="<!DOCTYPE html><html><body><p>Hệ thống đang nâng cấp</p></body></html>".encode(),
    content_type="text/html",
)


@pytest.fixture(scope="module")
def sounds():
    return {name: tone(form, **kwargs) for name, (form, kwargs) in SOUNDS.items()}


@pytest.fixture
def radio(store, configure, tmp_path, sounds):
    """Opens the rooms over the radio station's site; `faults` may be changed between crawls."""
    folder = tmp_path / "files" / FILES / "2026" / "11"
    folder.mkdir(parents=True)
    for name, body in sounds.items():
        (folder / name).write_bytes(body)
    faults = {f"{FILES}/2026/11/chuyen-lang-10.mp3": WALL}
    with SamplePortals([PORTALS / SOURCE / "pages", tmp_path / "files"], faults=faults) as site:
        url = store.engine.url.render_as_string(False)
        ours = configure(rehearsal=site.url, store_url=url, sources=PORTALS)
        yield Rooms(store, ours.archive, ours), site, faults


def run(rooms, later=timedelta()):
    """A crawl some time later, as far as it can know."""
    report = crawl.crawl_source(rooms, SOURCE, NOVEMBER, print, at=datetime.now(UTC) + later)
    return report, read.extract_pages(rooms, read.pages_to_extract(rooms, SOURCE))


def articles(rooms):
    with rooms.store.session() as session:
        rows = session.scalars(select(VersionRow).order_by(VersionRow.id))
        return {row.article["url"].rpartition("/")[2]: Article.from_json(row.article) for row in rows}


def issues(rooms):
    with rooms.store.session() as session:
        return [
            (row.error, row.url, row.reason)
            for row in session.scalars(select(IssueRow).where(IssueRow.closed_at.is_(None)))
        ]


def asked(site, name):
    return [status for _, target, status in site.requests if target.endswith(name)]


def test_a_stations_products_become_media_items(radio, sounds):
    rooms, site, _ = radio
    report, counts = run(rooms)
    assert report.finished
    assert counts == {"new": 6, "changed": 0, "unchanged": 0, "elsewhere": 0, "quarantined": 1}
    made = articles(rooms)
    assert {each.kind for each in made.values()} == {Kind.MEDIA}
    assert voice.versions_to_voice(rooms) == [], "a recording is not read aloud"
    (broken,) = [
        reason
        for error, url, reason in issues(rooms)
        if url.endswith("chuyen-lang-so-10.htm") and error == "BadDocument"
    ]
    assert "without its recording" in broken, "a page in the place of a recording makes no item"

    twelve = made["chuyen-lang-so-12.htm"]
    assert twelve.title == "Chuyện làng số 12: Mùa cá trên hồ Mẫu"
    assert twelve.lead.startswith("Sáng sớm trên hồ Mẫu")
    assert twelve.published_at.isoformat() == "2026-11-20T06:00:00+07:00"
    (sound,) = twelve.media
    assert sound.body_sha256 == hashlib.sha256(sounds[TWELVE]).hexdigest()
    assert (sound.kind, sound.type, sound.length) == ("audio", "audio/mpeg", len(sounds[TWELVE]))
    assert sound.duration_ms == pytest.approx(4000, abs=100)
    assert sound.credit == "Trần Mẫu"
    assert sound.caption.startswith("Bà Hoàng Thị Mẫu kể chuyện mùa cá.")
    assert twelve.sounds == (sound,)

    eleven = made["chuyen-lang-so-11.htm"].media[0]
    assert (eleven.type, eleven.credit, eleven.note) == ("audio/mp4", "Lê Thị Mẫu", "")
    assert eleven.body_sha256 == hashlib.sha256(sounds[ELEVEN]).hexdigest()

    long = made["chin-gio.htm"].media[0]
    assert (long.body_sha256, long.length) == (None, 518_400_000)
    assert long.note == "longer than 1000000 bytes"
    assert asked(site, "chin-gio.mp3") == []

    bare = made[SHORT]
    assert (bare.title, bare.lead) == (
        "Nhắc lịch tiêm phòng cho trâu bò",
        "Lịch tiêm của bốn xã vùng cao trong tháng Mười hai.",
    )
    assert bare.media[0].body_sha256 == hashlib.sha256(sounds[SHORT]).hexdigest()

    film, replay = made["thu-hoach-che-901.htm"].media
    assert (film.kind, film.duration_ms, film.credit, film.body_sha256) == (
        "video",
        155_000,
        "Nguyễn Văn Mẫu",
        None,
    )
    assert film.caption.startswith("Hái chè bằng tay trên đồi Mẫu.")
    assert (film.note, replay.kind) == ("by the source's policy", "stream")
    picture = made["do-hoa-phong-chay-902.htm"].media[0]
    assert (picture.kind, picture.credit) == ("image", "Phòng Thời sự")
    assert picture.caption.startswith("Năm việc mỗi nhà cần làm")


def test_a_known_recording_is_not_fetched_again(radio):
    rooms, site, _ = radio
    run(rooms)
    before = {name: len(asked(site, name)) for name in (TWELVE, ELEVEN)}
    report, counts = run(rooms, later=timedelta(days=2))
    for name, count in before.items():
        assert asked(site, name)[count:] == [304], name
    assert counts["changed"] == 0
    assert report.finished


def test_a_broken_recording_is_resumed_within_the_run(radio, sounds):
    rooms, site, faults = radio
    faults[f"{FILES}/2026/11/{TWELVE}"] = Fault(cut=5000, times=2)
    report, _ = run(rooms)
    archived = Path(rooms.archive, report.warc_file)
    assert Checker(SimpleNamespace(inputs=[str(archived)], verbose=False)).process_all() == 0
    assert asked(site, TWELVE) == [200, 206, 206]
    (sound,) = articles(rooms)["chuyen-lang-so-12.htm"].media
    assert sound.body_sha256 == hashlib.sha256(sounds[TWELVE]).hexdigest()
    with rooms.store.session() as session:
        rows = session.scalars(
            select(CaptureRow).where(CaptureRow.url.endswith(TWELVE)).order_by(CaptureRow.id)
        ).all()
    assert [(row.status, row.truncated, row.role) for row in rows] == [
        (200, "disconnect", "media"), (206, "disconnect", "media"), (206, "", "media"),
    ]  # fmt: skip


def test_a_broken_recording_is_resumed_by_a_later_run(radio, sounds):
    rooms, site, faults = radio
    place = f"{FILES}/2026/11/{TWELVE}"
    faults[place] = Fault(cut=1)
    run(rooms)
    assert "chuyen-lang-so-12.htm" not in articles(rooms)
    assert any(error == "Transient" and url.endswith(TWELVE) for error, url, _ in issues(rooms))
    faults[place] = Fault(cut=9000)
    before = len(asked(site, TWELVE))
    run(rooms, later=timedelta(hours=1))
    assert asked(site, TWELVE)[before:] == [206, 206]
    (sound,) = articles(rooms)["chuyen-lang-so-12.htm"].media
    assert sound.body_sha256 == hashlib.sha256(sounds[TWELVE]).hexdigest()


def test_another_sound_is_another_version(radio, tmp_path):
    rooms, _, _ = radio
    run(rooms)
    first = articles(rooms)["chuyen-lang-so-12.htm"]
    (tmp_path / "files" / FILES / "2026" / "11" / TWELVE).write_bytes(tone("mp3", seconds=4.0, hertz=800))
    _, counts = run(rooms, later=timedelta(days=2))
    assert counts["changed"] == 1
    second = articles(rooms)["chuyen-lang-so-12.htm"]
    assert second.text == first.text
    assert second.text_digest != first.text_digest


def test_a_long_recording_comes_in_steps(radio, sounds):
    rooms, site, _ = radio
    small = rooms.settings.model_copy(update={"max_body_bytes": 6000})
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NGUON_MAX_BODY_BYTES", "6000")
        run(Rooms(rooms.store, rooms.archive, small))
    assert asked(site, TWELVE) == [200, 206, 206, 206]
    (sound,) = articles(rooms)["chuyen-lang-so-12.htm"].media
    assert sound.body_sha256 == hashlib.sha256(sounds[TWELVE]).hexdigest()


def test_a_long_recording_of_a_host_without_ranges_is_there_by_its_address(radio):
    rooms, site, faults = radio
    faults[f"{FILES}/2026/11/{TWELVE}"] = Fault(headers=(("ETag", 'W/"1"'), ("Last-Modified", "")))
    small = rooms.settings.model_copy(update={"max_body_bytes": 6000})
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NGUON_MAX_BODY_BYTES", "6000")
        run(Rooms(rooms.store, rooms.archive, small))
    assert asked(site, TWELVE) == [200]
    (sound,) = articles(rooms)["chuyen-lang-so-12.htm"].media
    assert (sound.body_sha256, sound.note) == (None, "longer than 6000 bytes, and its host gives no parts")
    assert any(error == "CapReached" and url.endswith(TWELVE) for error, url, _ in issues(rooms))


def test_a_recording_that_turns_out_too_long_is_there_by_its_address(radio, tmp_path):
    rooms, site, _ = radio
    file = tmp_path / "files" / FILES / "2026" / "11" / TWELVE
    file.write_bytes(file.read_bytes() + bytes(1_000_000))
    run(rooms)
    (sound,) = articles(rooms)["chuyen-lang-so-12.htm"].media
    assert (sound.body_sha256, sound.note) == (None, "longer than 1000000 bytes")
    before = len(site.requests)
    run(rooms, later=timedelta(days=2))
    assert not any(target.endswith(TWELVE) for _, target, _ in site.requests[before:])


def test_a_recording_behind_a_redirect(radio, tmp_path, sounds):
    rooms, site, faults = radio
    faults[f"{FILES}/2026/11/{TWELVE}"] = Fault(
        status=302, headers=(("Location", f"https://{FILES}/kho/12"),)
    )
    store = tmp_path / "files" / FILES / "kho"
    store.mkdir(parents=True)
    (store / "12").write_bytes(sounds[TWELVE])
    faults[f"{FILES}/kho/12"] = Fault(cut=5000, times=1)
    run(rooms)
    assert (asked(site, TWELVE), asked(site, "/kho/12")) == ([302, 302], [200, 206])
    (sound,) = articles(rooms)["chuyen-lang-so-12.htm"].media
    assert sound.body_sha256 == hashlib.sha256(sounds[TWELVE]).hexdigest()
