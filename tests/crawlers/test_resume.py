"""A crawl that was killed is gone on with: nothing is lost, and nobody is asked twice."""

import asyncio
import os
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import psutil
import pytest
from scrapy import Request
from scrapy.settings import Settings as ScrapySettings
from sqlalchemy import select

from crawlers import process
from crawlers.archive import ArchiveWriter, Rendering, archive_files, read_captures
from crawlers.capture import Purpose, Role, body_digest
from crawlers.errors import Transient
from crawlers.known import Known, Place
from crawlers.report import CrawlReport, CrawlRequest
from crawlers.resume import FLAG, ResumeMiddleware
from crawlers.samples import Fault
from nguon.steps.crawl import crawl_source
from nguon.steps.read import extract_pages, pages_to_extract
from sinks.store.models import CaptureRow
from tests.conftest import EVERYTHING
from tests.crawlers.archive.making import (
    ASKED_IF_CHANGED,
    CRAWL,
    GZIP,
    LIMIT,
    PAGE,
    SHELF,
    SHOWN,
    exchange,
    warcio_check,
)

GAZETTE, NEWS = "congbao", "baochinhphu"


def crawl(rooms, source: str) -> CrawlReport:
    return crawl_source(rooms, source, EVERYTHING, lambda _line: None)


def killed(rooms, source: str, when: Callable[[], bool]) -> None:
    """Crawl, and kill the process as soon as `when` says so."""
    thread = threading.Thread(target=_survive, args=(rooms, source))
    thread.start()
    _wait(lambda: when() and bool(_children()))
    os.kill(_children()[0], signal.SIGKILL)
    thread.join(30)
    assert not thread.is_alive()


def _survive(rooms, source: str) -> None:
    with pytest.raises(Transient, match="killed by SIGKILL"):
        crawl(rooms, source)


def _children() -> list[int]:
    every = psutil.Process().children(recursive=True)
    return [child.pid for child in every if "crawlers.run" in " ".join(child.cmdline())]


def _wait(until: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not until():
        assert time.monotonic() < deadline
        time.sleep(0.02)


@pytest.fixture
def undisturbed(rehearse, tmp_path):
    """What a crawl of a source captures that nobody kills: addresses and digests of whole bodies; and its report."""

    def run(source: str) -> tuple[set[tuple[str, str]], CrawlReport]:
        archive = str(tmp_path / "undisturbed")
        rehearse(var=tmp_path / "elsewhere")
        report = process.crawl(CrawlRequest(source, EVERYTHING, Known(), archive=archive), lambda _line: None)
        captures = read_captures(archive, report.warc_file, max_bytes=20_000_000)
        whole = (each for each in captures if each.status == 200 and not each.truncated)
        return {(each.final_url, each.body_sha256) for each in whole}, report

    return run


def captured(rooms) -> set[tuple[str, str]]:
    """What the store has of whole bodies."""
    query = select(CaptureRow.final_url, CaptureRow.body_sha256)
    with rooms.store.session() as session:
        return set(session.execute(query.where(CaptureRow.status == 200, CaptureRow.truncated == "")).all())


def asked_twice(site, *, beside: tuple[str, ...] = ("robots.txt",)) -> list[str]:
    counts = Counter(path for _, path, _ in site.requests if not path.endswith(beside))
    return [path for path, times in counts.items() if times > 1]


LISTS = ("robots.txt", ".rss", "/", "trang-1.htm", "trang-2.htm", "trang-3.htm")


def test_a_crawl_killed_in_the_middle_of_a_body_is_gone_on_with(undisturbed, rehearse):
    whole, usual = undisturbed(GAZETTE)
    slow = sorted(url for url, _ in whole if url.endswith(".pdf"))[6].removeprefix("https://")
    faults = {slow: Fault(drip=0.5)}
    rooms, site = rehearse(faults)
    killed(rooms, GAZETTE, lambda: any(slow.endswith(path.rsplit("/")[-1]) for _, path, _ in site.requests))
    before = captured(rooms)
    assert before < whole
    assert not any(url.endswith(slow) for url, _ in before)
    # What a reader finds of an item whose files are still to come is read again when they have.
    first = extract_pages(rooms, pages_to_extract(rooms, GAZETTE))
    faults.clear()
    asked = len(site.requests)
    report = crawl(rooms, GAZETTE)
    assert (report.fetched, report.finished) == (usual.fetched, True)
    assert report.requests == len(site.requests) - asked < len(whole)
    assert captured(rooms) == whole
    assert len(asked_twice(site, beside=LISTS)) <= 2, "only what was under way at one of the two hosts"
    second = extract_pages(rooms, pages_to_extract(rooms, GAZETTE))
    assert first["new"] + second["new"] == usual.fetched - 1, "one is cut by design"
    assert pages_to_extract(rooms, GAZETTE) == []
    assert crawl(rooms, GAZETTE).fetched == 0, "what was adopted is known"
    for name in archive_files(rooms.archive):
        assert "failed" not in warcio_check(Path(rooms.archive, name))


@pytest.fixture
def mortal(monkeypatch):
    """Has the next crawl's process killed once so many bytes are in its archive file."""
    follow = process._follow

    def doom(life: int) -> None:
        def once(command, log, environment):
            monkeypatch.setattr(process, "_follow", follow)
            return follow(
                [command[0], "-m", "tests.crawlers.mortal", str(life), *command[3:]], log, environment
            )

        monkeypatch.setattr(process, "_follow", once)

    return doom


def _is_gone_on_with(rooms, site, mortal, whole, usual, *, lives) -> None:
    """Kill one crawl after the other, each at some place in its file; then let one live."""
    for life in lives:
        mortal(life)
        with pytest.raises(Transient, match="killed by SIGKILL"):
            crawl(rooms, NEWS)
    report = crawl(rooms, NEWS)
    assert (report.fetched, report.finished) == (usual.fetched, True)
    assert captured(rooms) == whole
    assert len(asked_twice(site, beside=LISTS)) <= len(lives)
    assert sorted(Path(rooms.settings.spool).iterdir()) == []
    assert crawl(rooms, NEWS).fetched == 0, "what was adopted is known"


@pytest.mark.long
def test_a_crawl_killed_in_the_middle_of_a_record_is_gone_on_with(undisturbed, rehearse, mortal):
    whole, usual = undisturbed(NEWS)
    rooms, site = rehearse()
    _is_gone_on_with(rooms, site, mortal, whole, usual, lives=(14_321,))
    counts = extract_pages(rooms, pages_to_extract(rooms, NEWS))
    assert counts["new"] == 8


@pytest.mark.stack
@pytest.mark.timeout(1800)
def test_wherever_a_crawl_is_killed_it_is_gone_on_with(undisturbed, rehearse, mortal):
    """Every place in the archive file where something begins or ends, and some between."""
    whole, usual = undisturbed(NEWS)
    rooms, _ = rehearse()
    crawl(rooms, NEWS)
    [name] = archive_files(rooms.archive)
    size = Path(rooms.archive, name).stat().st_size
    # No two files are equally long, for they hold random names; the second crawl writes what the first did not.
    for number, life in enumerate(range(1, size * 19 // 20, size // 30)):
        fresh, site = rehearse(var=rooms.settings.var / f"home{number}")
        with fresh.store.session() as session:
            _forget_everything(session)
        lives = (life, (size - life) // 2)[: 1 + number % 2]
        _is_gone_on_with(fresh, site, mortal, whole, usual, lives=lives)


@pytest.mark.stack
@pytest.mark.timeout(1800)
def test_whenever_a_crawl_is_killed_it_is_gone_on_with(undisturbed, rehearse):
    """After each request that the portal has seen."""
    whole, usual = undisturbed(NEWS)
    home = None
    for number in range(1, 13):
        rooms, site = rehearse(**({"var": home / f"home{number}"} if home else {}))
        home = home or rooms.settings.var
        with rooms.store.session() as session:
            _forget_everything(session)
        killed(rooms, NEWS, lambda: len(site.requests) >= number)  # noqa: B023 -- it is called before the next one
        assert crawl(rooms, NEWS).fetched == usual.fetched
        assert captured(rooms) == whole
        assert len(asked_twice(site, beside=LISTS)) <= 1


def _forget_everything(session) -> None:
    from sqlalchemy import text  # noqa: PLC0415

    session.execute(text("SET LOCAL session_replication_role = replica"))
    session.execute(text("TRUNCATE capture, crawl, archive_file, adoption, issue CASCADE"))


# The middleware by itself.


@pytest.fixture
def held(tmp_path):
    """Archives exchanges; gives a function that answers a request as the middleware does, and the report."""

    def hold(*exchanges, damage: Callable[[Path], None] | None = None):
        archive = str(tmp_path / "archive")
        with ArchiveWriter("s", CRAWL, spool=tmp_path / "spool", archive=archive, rehearsal=True) as writer:
            for each in exchanges:
                (writer.write_rendering if isinstance(each, Rendering) else writer.write)(each)
        captures = list(read_captures(archive, SHELF, max_bytes=LIMIT))
        if damage:
            damage(Path(archive, SHELF))
        answers = {each.key: Place(SHELF, each.warc_offset, each.purpose.role) for each in captures}
        report = SimpleNamespace(problems=[], adopted=[])
        spider = SimpleNamespace(
            known=Known(answers=answers), report=report, archive=SimpleNamespace(address=archive)
        )
        middleware = ResumeMiddleware.from_crawler(
            SimpleNamespace(spider=spider, settings=ScrapySettings({"DOWNLOAD_MAXSIZE": 500}))
        )
        return (lambda request: asyncio.run(middleware.process_request(request))), report

    return hold


def request(url: str = "https://bao.dongmau.vn/0", role: Role = Role.ITEM, **more) -> Request:
    return Request(url, meta={"purpose": Purpose(role)}, **more)


def test_an_answer_comes_as_the_wire_would_have_given_it_once(held):
    answer, report = held(exchange(0, b"<p>" * 100, [("Set-Cookie", "a"), ("Set-Cookie", "b")]))
    response = answer(request())
    assert (response.status, response.body, response.url) == (200, b"<p>" * 100, request().url)
    assert response.headers.getlist("Set-Cookie") == [b"a", b"b"]
    assert response.flags == [FLAG]
    assert response.css("p")
    assert len(report.adopted) == 1
    assert answer(request()) is None, "who asks a second time has a reason"


def test_an_answer_is_unpacked_as_far_as_the_cap_allows(held):
    import gzip  # noqa: PLC0415

    answer, _ = held(exchange(0, gzip.compress(PAGE), GZIP))
    response = answer(request())
    assert (response.body, response.flags) == (PAGE[:500], [FLAG, "length"])
    assert "Content-Encoding" not in response.headers


def test_a_redirect_leads_on(held):
    answer, _ = held(
        exchange(0, b"", status=302, headers=[("Location", "https://bao.dongmau.vn/t\xc3\xadn")])
    )
    response = answer(request())
    assert response.status == 302
    assert response.headers["Location"] == "https://bao.dongmau.vn/tín".encode()


@pytest.mark.parametrize(
    "other",
    [
        request("https://bao.dongmau.vn/1"),
        request(role=Role.DISCOVERY),
        request(method="POST"),
        request(method="POST", body=b"a"),
        request(headers={"Range": "bytes=0-9"}),
        Request("https://bao.dongmau.vn/0"),
    ],
    ids=["address", "role", "method", "body", "range", "no purpose"],
)
def test_what_was_not_asked_like_that_is_asked(held, other):
    answer, report = held(exchange(0))
    assert answer(other) is None
    assert report.adopted == []


def test_what_was_posted_is_answered_by_what_it_posted(held):
    posts = [exchange(0, body, method="POST", request_body=body) for body in (b"1", b"2")]
    answer, _ = held(*posts)
    assert answer(request(method="POST", body=b"2")).body == b"2"
    assert answer(request(method="POST", body=b"3")) is None
    assert body_digest(b"") == ""


def test_a_page_that_a_browser_has_shown_is_not_shown_again(held):
    """`crawlers.render` asks for the raw page as a part; flags tell it that what comes is no raw page."""
    answer, _ = held(SHOWN)
    asked = request(SHOWN.final_url, role=Role.PART)
    assert answer(asked) is None
    asked.meta["meant"] = Purpose(Role.ITEM)
    response = answer(asked)
    assert response.body == PAGE[:500]
    assert FLAG in response.flags
    assert response.encoding == "utf-8"


def test_a_304_answers_a_conditional_request_only(held):
    answer, report = held(
        *(exchange(each, b"", status=304, request_headers=ASKED_IF_CHANGED) for each in (0, 7))
    )
    assert answer(request()) is None
    assert report.adopted == []
    asked = request("https://bao.dongmau.vn/7", headers={"If-None-Match": '"x"'})
    assert answer(asked).status == 304
    assert len(report.adopted) == 1


@pytest.mark.parametrize("damage", [Path.unlink, lambda path: path.write_bytes(path.read_bytes()[:-99])])
def test_an_archive_that_is_damaged_is_told_and_the_host_is_asked(held, damage):
    answer, report = held(exchange(0), damage=damage)
    assert answer(request()) is None
    assert report.adopted == []
    [problem] = report.problems
    assert problem.error in {"ArchiveDamaged", "ConfigurationError"}
    assert problem.next == "alert"
