"""The whole chain without Airflow, over the sample portals: crawl, read, voice, approve, publish, outlet."""

import hashlib
import io
import json
from array import array
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from math import pi, sin
from zlib import crc32

import av
import pytest
from sqlalchemy import func, select

from crawlers.discovery.entry import Window
from crawlers.samples import Fault
from nguon.steps import crawl, publish, read, voice
from nguon.steps.left import work_left
from sinks import approval
from sinks.store.models import (
    CaptureRow,
    DecisionRow,
    IssueRow,
    ItemRow,
    PublicationRow,
    RenditionRow,
    SightingRow,
    VersionRow,
)
from tests.conftest import RECORDED
from transforms.extract.bounded import Reader, ReaderDefect
from transforms.voice import Pcm, VoiceUnavailable
from transforms.voice.engines import Choice, Lineup

NEWS, WARNINGS = "baochinhphu", "nchmf"
TWO_DAYS = Window(datetime(2026, 11, 20, tzinfo=UTC), datetime(2026, 11, 22, tzinfo=UTC))
LATER = timedelta(minutes=20)
POST = "nchmf.gov.vn/kttv/vi-VN/1/tin-canh-bao-lu-tren-song-mau-post990111.html"
RATE = 22_050
EDITED = {"6,35m,", "6,95m,"}


@dataclass(frozen=True)
class Hum:
    """A quick engine: every text is a hum as long as its words; `mute` texts find it out of order."""

    mute: str = ""
    name: str = "hum"
    voice: str = "sine"
    version: str = "hum 1"
    languages: frozenset[str] = frozenset({"vi", "en"})
    label: str = "giọng thử"
    outside: bool = False

    def speak(self, texts: Sequence[str]) -> list[Pcm]:
        if self.mute and any(self.mute in text.casefold() for text in texts):
            raise VoiceUnavailable("the service does not answer", fix="the next run asks again")
        return [Pcm(_word(text) * max(2, len(text.split())), RATE) for text in texts]


def _word(text: str) -> bytes:
    """A tone that other texts do not have."""
    hertz = 200 + crc32(text.encode()) % 600
    return array("h", [round(9000 * sin(2 * pi * hertz * at / RATE)) for at in range(RATE // 14)]).tobytes()


@pytest.fixture
def hum(monkeypatch):
    """Puts a quick engine in place of the configured one, and has it say the title and what is edited only."""
    write = voice.write_script

    def write_short(article, **how):
        script = write(article, **how)
        kept = [
            each for each in script.utterances if each.block < 0 or EDITED.intersection(each.written.split())
        ]
        return replace(script, utterances=tuple(kept))

    monkeypatch.setattr(voice, "write_script", write_short)

    def use(**values: str) -> None:
        monkeypatch.setattr(Choice, "lineup", lambda *_: Lineup((Hum(**values),)))

    use()
    return use


def fetch(rooms, *sources: str, after=timedelta(0)) -> None:
    for source_id in sources:
        moment = datetime.now(UTC) + after
        assert crawl.crawl_source(rooms, source_id, TWO_DAYS, lambda _line: None, at=moment).finished


def read_all(rooms, *sources: str) -> dict[str, int]:
    total = dict.fromkeys(("new", "changed", "unchanged", "elsewhere", "quarantined"), 0)
    for source_id in sources:
        counts = read.extract_pages(rooms, read.pages_to_extract(rooms, source_id))
        total = {name: total[name] + counts[name] for name in total}
    return total


def voice_all(rooms) -> dict[str, int]:
    return voice.voice_versions(rooms, voice.versions_to_voice(rooms))


def walk(rooms, *sources: str, after=timedelta(0)) -> None:
    """Every step once, for all that waits."""
    fetch(rooms, *sources, after=after)
    read_all(rooms, *sources)
    voice_all(rooms)
    publish.approve_by_policy(rooms)
    publish.publish(rooms)
    publish.render_outlet(rooms)


def rows(rooms) -> dict[str, int]:
    """How many there are of everything that only a change makes."""
    tables = (ItemRow, VersionRow, RenditionRow, DecisionRow, PublicationRow, IssueRow)
    with rooms.store.session() as session:
        counts = {
            table.__tablename__: session.scalar(select(func.count()).select_from(table)) for table in tables
        }
        sighted = select(func.count()).where(SightingRow.outcome != "unchanged")
        return counts | {"changes": session.scalar(sighted)}


def files(rooms) -> dict[str, str]:
    outlet = rooms.settings.outlet
    return {
        str(path.relative_to(outlet)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in outlet.rglob("*")
        if path.is_file()
    }


def waiting(rooms) -> list[approval.Pending]:
    with rooms.store.session() as session:
        return approval.pending(session, policy_sources=publish.auto_sources())


def issues(rooms) -> list[IssueRow]:
    with rooms.store.session() as session:
        return list(session.scalars(select(IssueRow).order_by(IssueRow.id)))


def changes(rooms) -> list[dict]:
    return json.loads((rooms.settings.outlet / "changes" / "000000.json").read_bytes())["changes"]


def test_warnings_wait_and_news_goes_out(rehearse, hum):
    rooms, _ = rehearse()
    walk(rooms, NEWS, WARNINGS)
    assert {case.item.source for case in waiting(rooms)} == {WARNINGS}
    assert len(waiting(rooms)) == 4
    out = changes(rooms)
    assert [(each["sequence"], each["action"], each["source"]) for each in out] == [
        (1, "publish", NEWS),
        (2, "publish", NEWS),
    ]
    for each in out:
        sound = (rooms.settings.outlet / each["audio"]["path"]).read_bytes()
        assert hashlib.sha256(sound).hexdigest() == each["audio"]["sha256"]
        assert each["title"]
        assert each["text"]
    assert len(list((rooms.settings.outlet / "audio").glob("*.mp3"))) == 2, "no warning's sound is served"
    assert "nchmf.gov.vn" not in (rooms.settings.outlet / "podcast.xml").read_text(encoding="utf-8")
    [issue] = [each for each in issues(rooms) if each.source == WARNINGS]
    assert (issue.error, issue.next, issue.url.endswith("post990121.html")) == (
        "BadDocument",
        "quarantine",
        True,
    )
    assert not work_left(rooms)


def test_every_step_again_changes_nothing(rehearse, hum):
    rooms, _ = rehearse()
    walk(rooms, NEWS, WARNINGS)
    before = rows(rooms), files(rooms)
    walk(rooms, NEWS, WARNINGS)
    assert (rows(rooms), files(rooms)) == before
    assert not work_left(rooms)


@pytest.mark.long
def test_each_step_right_after_itself_changes_nothing(rehearse, hum):
    rooms, _ = rehearse()
    fetch(rooms, NEWS)
    captured = read.pages_to_extract(rooms, NEWS)
    fetch(rooms, NEWS)
    assert read.pages_to_extract(rooms, NEWS) == captured
    assert crawl.register_archive(rooms) == 0
    assert read_all(rooms, NEWS)["new"] == 2
    assert read_all(rooms, NEWS) == dict.fromkeys(
        ("new", "changed", "unchanged", "elsewhere", "quarantined"), 0
    )
    assert read.extract_pages(rooms, captured)["unchanged"] == 2, "a batch that another worker did already"
    versions = voice.versions_to_voice(rooms)
    assert voice_all(rooms) == {"voiced": 2, "failed": 0}
    assert voice_all(rooms) == {"voiced": 0, "failed": 0}
    voiced = rows(rooms)
    voice.voice_versions(rooms, versions)
    assert rows(rooms) == voiced, "the same sound is the same rendition"
    assert [publish.approve_by_policy(rooms) for _ in range(2)] == [2, 0]
    assert [publish.publish(rooms) for _ in range(2)] == [2, 0]
    first = publish.render_outlet(rooms)
    written = files(rooms)
    assert publish.render_outlet(rooms) == first
    assert files(rooms) == written


@pytest.mark.long
def test_work_is_left_until_the_last_step(rehearse, hum):
    rooms, _ = rehearse()
    fetch(rooms, NEWS)
    left = [work_left(rooms)]
    for step in (
        lambda: read_all(rooms, NEWS),
        lambda: voice_all(rooms),
        lambda: publish.approve_by_policy(rooms),
        lambda: publish.publish(rooms),
        lambda: publish.render_outlet(rooms),
    ):
        step()
        left.append(work_left(rooms))
    assert left == [True] * 5 + [False]


@pytest.mark.long
def test_the_embedded_voice_speaks_what_goes_out(rehearse):
    rooms, _ = rehearse()
    fetch(rooms, NEWS)
    read_all(rooms, NEWS)
    shortest = min(voice.versions_to_voice(rooms), key=lambda version: _length(rooms, version))
    assert voice.voice_versions(rooms, [shortest]) == {"voiced": 1, "failed": 0}
    assert publish.approve_by_policy(rooms) == publish.publish(rooms) == 1
    publish.render_outlet(rooms)
    [line] = changes(rooms)
    with av.open(io.BytesIO((rooms.settings.outlet / line["audio"]["path"]).read_bytes())) as sound:
        heard = sum(frame.samples / frame.sample_rate for frame in sound.decode(audio=0))
        assert sound.metadata["title"] == line["title"]
    assert heard == pytest.approx(line["audio"]["seconds"], abs=0.1)
    assert heard > len(line["text"].split()) / 6


def _length(rooms, version: int) -> int:
    with rooms.store.session() as session:
        return len(session.get_one(VersionRow, version).article["text"])


def test_a_voice_that_fails_costs_that_version_only(rehearse, hum):
    rooms, _ = rehearse()
    fetch(rooms, WARNINGS)
    read_all(rooms, WARNINGS)
    hum(mute="sông mẫu")
    assert voice_all(rooms) == {"voiced": 3, "failed": 1}
    issue = next(each for each in issues(rooms) if each.error == "VoiceUnavailable")
    assert (issue.source, issue.next) == (WARNINGS, "retry")
    assert issue.url == f"https://{POST}"
    assert issue.reason
    assert issue.fix
    assert work_left(rooms)
    assert voice_all(rooms) == {"voiced": 0, "failed": 1}
    again = [each for each in issues(rooms) if each.error == "VoiceUnavailable"]
    assert [each.times for each in again] == [2], "seen again, not opened again"
    hum()
    assert voice_all(rooms) == {"voiced": 1, "failed": 0}
    assert len(waiting(rooms)) == 4


def test_a_defect_in_the_voice_costs_that_version_only(rehearse, hum, monkeypatch):
    rooms, _ = rehearse()
    fetch(rooms, WARNINGS)
    read_all(rooms, WARNINGS)
    write = voice.write_script

    def crash(article, **how):
        return write(article, **how) if article.url != f"https://{POST}" else {}["bão"]

    monkeypatch.setattr(voice, "write_script", crash)
    assert voice_all(rooms) == {"voiced": 3, "failed": 1}
    assert [each.url for each in issues(rooms) if each.error == "Defect"] == [f"https://{POST}"]


def test_a_defect_in_the_extractor_costs_that_page_only(rehearse, monkeypatch):
    rooms, _ = rehearse()
    fetch(rooms, WARNINGS)
    extract = Reader.extract

    def crash(reader, page, **values):
        if page.url != f"https://{POST}":
            return extract(reader, page, **values)
        raise ReaderDefect("ZeroDivisionError: division by zero")

    monkeypatch.setattr(Reader, "extract", crash)
    assert read_all(rooms, WARNINGS) == {
        "new": 3,
        "changed": 0,
        "unchanged": 0,
        "elsewhere": 0,
        "quarantined": 2,
    }
    issue = next(each for each in issues(rooms) if each.error == "Defect")
    assert (issue.source, issue.url, issue.next) == (WARNINGS, f"https://{POST}", "alert")
    assert "ZeroDivisionError" in issue.reason
    assert issue.capture_id
    assert read.pages_to_extract(rooms, WARNINGS) == [], "the same code is not tried on the same bytes again"
    monkeypatch.setattr(read, "EXTRACTOR", "nguon-extract/next")
    monkeypatch.setattr(Reader, "extract", extract)
    assert read_all(rooms, WARNINGS)["new"] == 1, "mended code reads the archived page"


def edited() -> bytes:
    page = (RECORDED / WARNINGS / "pages" / POST).read_text(encoding="utf-8")
    assert page.count("6,35m") == 1
    return page.replace("6,35m", "6,95m").encode()


@pytest.mark.long
def test_an_approval_does_not_count_for_words_that_were_edited_in_place(rehearse, hum):
    faults = {"nchmf.gov.vn/": Fault()}
    rooms, _ = rehearse(faults)
    walk(rooms, WARNINGS)
    first = next(case for case in waiting(rooms) if case.item.url == f"https://{POST}")
    with rooms.store.session() as session:
        approval.approve(session, first.version.id, actor="an")
    faults[POST] = Fault(status=200, body=edited())
    fetch(rooms, WARNINGS, after=LATER)
    assert read_all(rooms, WARNINGS) == {
        "new": 0,
        "changed": 1,
        "unchanged": 0,
        "elsewhere": 0,
        "quarantined": 0,
    }
    assert publish.publish(rooms) == 0
    voice_all(rooms)
    assert publish.approve_by_policy(rooms) == publish.publish(rooms) == 0
    second = next(case for case in waiting(rooms) if case.item.id == first.item.id)
    assert second.version.number == 2
    with rooms.store.session() as session:
        approval.approve(session, second.version.id, actor="an")
    assert publish.publish(rooms) == 1
    publish.render_outlet(rooms)
    [line] = changes(rooms)
    assert (line["action"], line["version"]) == ("publish", 2)
    assert "6,95m" in line["text"]


@pytest.mark.long
def test_an_edit_of_what_is_out_is_a_correction_once_approved(rehearse, hum):
    faults = {"nchmf.gov.vn/": Fault()}
    rooms, _ = rehearse(faults)
    walk(rooms, WARNINGS)
    for version in (1, 2):
        case = next(each for each in waiting(rooms) if each.item.url == f"https://{POST}")
        assert case.version.number == version
        with rooms.store.session() as session:
            approval.approve(session, case.version.id, actor="an")
        faults[POST] = Fault(status=200, body=edited())
        publish.publish(rooms)
        walk(rooms, WARNINGS, after=LATER)
    assert [(each["action"], each["version"]) for each in changes(rooms)] == [("publish", 1), ("correct", 2)]
    assert len(list((rooms.settings.outlet / "audio").glob("*.mp3"))) == 1, "the sound of version 1 is gone"


ODD = """<html lang="vi"><head><meta charset="utf-8"><script type="application/ld+json">
{"@type": "NewsArticle", "headline": "%s", "description": "%s"}</script></head><body>
<h2 class="tt-content-news">Tin lũ &#0; trên &#xD800; sông Mẫu %s</h2><div class="text-content-news">
<p>Mực nước trên sông Mẫu tại trạm Cầu Mẫu đang lên nhanh và đã vượt mức báo động hai &#0; lúc sáng nay.</p>
<p>Bà con ở vùng trũng thấp ven sông cần theo dõi các bản tin tiếp theo và &#xDFFF; sẵn sàng sơ tán.</p></div>
</body></html>"""


@pytest.mark.long
@pytest.mark.parametrize("letter", ["\\u0000", "\\ud800", "\0", "\ud800", "\uffff", "\U0001f30a"])
def test_letters_that_no_database_takes_cost_nothing_else(rehearse, letter):
    page = (ODD % (letter, letter, letter)).encode("utf-8", "surrogatepass")
    rooms, _ = rehearse({POST: Fault(body=page)})
    fetch(rooms, WARNINGS)
    counts = read_all(rooms, WARNINGS)
    assert counts["new"] + counts["quarantined"] == 5
    assert counts["new"] >= 3
    assert read.pages_to_extract(rooms, WARNINGS) == []


def test_a_page_stays_bound_to_its_bytes(rehearse):
    """From any version back to the archived bytes that said it."""
    rooms, _ = rehearse()
    walk_back = (
        select(CaptureRow.body_sha256, VersionRow.article)
        .join(SightingRow, SightingRow.capture_id == CaptureRow.id)
        .join(VersionRow, VersionRow.id == SightingRow.version_id)
    )
    fetch(rooms, NEWS)
    read_all(rooms, NEWS)
    with rooms.store.session() as session:
        found = session.execute(walk_back).all()
    assert len(found) == 2
    for digest, article in found:
        assert {block["span"]["body_sha256"] for block in article["blocks"]} == {digest}
