"""An end to everything that a host could do without end; and what was read live is what is read from the archive."""

import gzip
import hashlib
import time
import zlib

import brotli
import pytest
from backports import zstd

from crawlers.archive import read_captures
from crawlers.guard.wire import MAX_HEAD
from tests.crawlers.authority import Papers
from tests.crawlers.fetching import fetch
from tests.crawlers.hosts import Host, http
from tests.crawlers.test_unpack import gzip_bomb

CAP = 300_000
SECONDS = 3
PAGE = ("<p>Xã Suối Mẫu họp dân.</p>" * 1000).encode()
LONG = bytes(range(256)) * 4000


def drip(head: bytes, rest: bytes, pause=0.2):
    """Sends a beginning, then a byte at a time."""

    def send(connection) -> None:
        connection.sendall(head)
        for byte in rest:
            time.sleep(pause)
            connection.sendall(bytes([byte]))

    return send


def flood(head: bytes, piece: bytes, most=400_000_000):
    """Sends a beginning, then the same again and again, for as long as it is let."""

    def send(connection) -> None:
        connection.sendall(head)
        for _ in range(most // len(piece)):
            connection.sendall(piece)

    return send


def hang(connection) -> None:
    time.sleep(SECONDS * 5)


def chunked(*chunks: bytes, end=b"0\r\n\r\n") -> bytes:
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Type: text/html\r\n\r\n"
    return head + b"".join(b"%x\r\n%s\r\n" % (len(chunk), chunk) for chunk in chunks) + end


HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
OPEN = HEAD + b"Connection: close\r\n\r\n"
PAGES = {
    "/whole": http(body=PAGE),
    "/exact": http(body=LONG[:CAP]),
    "/none": http(body=b""),
    "/204": b"HTTP/1.1 204 No Content\r\n\r\n",
    "/304": b'HTTP/1.1 304 Not Modified\r\nETag: "a"\r\n\r\n',
    "/chunked": chunked(PAGE[:100], PAGE[100:]),
    "/trailer": chunked(PAGE, end=b"0\r\nX-Sum: 1\r\n\r\n"),
    "/gzip": http(body=gzip.compress(PAGE), Content_Encoding="gzip"),
    "/br": http(body=brotli.compress(PAGE), Content_Encoding="br"),
    "/zstd": http(body=zstd.compress(PAGE), Content_Encoding="zstd"),
    "/deflate": http(body=zlib.compress(PAGE), Content_Encoding="deflate"),
    "/nested": http(body=brotli.compress(gzip.compress(PAGE)), Content_Encoding="gzip, br"),
    "/belied": http(body=PAGE, Content_Encoding="gzip"),
    "/unknown": http(body=PAGE, Content_Encoding="utf-8"),
    "/noisy": b"HTTP/1.1 200 OK\r\n folded before any\r\nno colon here\r\nContent-Type: text/html\r\n and folded\r\nX: \xff\r\n\r\nabc",
    "/interim": b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" * 20 + http(body=PAGE),
    "/fields": HEAD + b"".join(b"X-%d: a\r\n" % n for n in range(1500)) + b"Content-Length: 3\r\n\r\nabc",
}
CUT = {
    "/over": (http(body=LONG), "length"),
    "/one-over": (http(body=LONG[: CAP + 1]), "length"),
    "/unannounced": (OPEN + LONG, "length"),
    "/endless": (flood(OPEN, LONG), "length"),
    "/endless-chunks": (flood(chunked(end=b""), b"10000\r\n" + b"x" * 0x10000 + b"\r\n"), "length"),
    "/bomb": (http(body=gzip.compress(bytes(50_000_000)), Content_Encoding="gzip"), "length"),
    "/bombs": (
        http(body=brotli.compress(gzip.compress(bytes(50_000_000))), Content_Encoding="gzip, br"),
        "length",
    ),
    "/broken": (http(body=PAGE, Content_Length=len(PAGE) + 9), "disconnect"),
    "/broken-chunks": (chunked(PAGE, end=b""), "disconnect"),
    "/broken-gzip": (http(body=gzip.compress(PAGE)[:-20], Content_Encoding="gzip"), "disconnect"),
}
FAILS = {
    "/drip": (
        drip(HEAD + b"Content-Length: 999\r\n\r\n", PAGE),
        "Transient",
        f"took longer than {SECONDS} s; the first",
    ),
    "/drip-head": (
        drip(HEAD, b"X-Slow: " + b"a" * 500),
        "Transient",
        f"took longer than {SECONDS} s, and nothing came",
    ),
    "/hang": (hang, "Transient", f"took longer than {SECONDS} s, and nothing came"),
    "/interim-drip": (flood(b"", b"HTTP/1.1 100 Continue\r\n\r\n"), "BadDocument", "its head is longer than"),
    "/fields-flood": (flood(HEAD, b"X-Trap: abcdefgh\r\n"), "BadDocument", "its head is longer than"),
    "/folded-flood": (flood(HEAD, b" more of the same\r\n"), "BadDocument", "its head is longer than"),
    "/line-flood": (
        flood(HEAD + b"X-Line: ", b"a" * 8192),
        "BadDocument",
        "a line of its head is longer than",
    ),
    "/status-flood": (
        flood(b"HTTP/1.1 200 ", b"O" * 8192),
        "BadDocument",
        "a line of its head is longer than",
    ),
    "/garbage": (
        b"\0\1\2 not http at all\r\n\r\n",
        "Transient",
        "the connection broke before an answer had come",
    ),
    "/ssh": (b"SSH-2.0-OpenSSH_9.2\r\n", "Transient", "the connection broke before an answer had come"),
    "/nothing": (b"", "Transient", "the connection broke before an answer had come"),
    "/lengths": (
        HEAD + b"Content-Length: 3\r\nContent-Length: 5\r\n\r\nabc",
        "Transient",
        "the connection broke before",
    ),
    "/negative": (HEAD + b"Content-Length: -3\r\n\r\nabc", "Transient", "the connection broke before"),
}
TAGGED = {f"/tls{path}": page for path, (page, _) in CUT.items() if path in {"/endless", "/broken"}}


@pytest.fixture(scope="module")
def crawl(tmp_path_factory):
    var = tmp_path_factory.mktemp("caps")
    root = Papers("Gốc", ca=True)
    (var / "root.pem").write_bytes(root.pem)
    context = Papers("kin.test", root, hosts=["kin.test"]).server(var)
    hosts = {}
    pages = (
        PAGES
        | {path: page for path, (page, _) in CUT.items()}
        | {path: page for path, (page, *_) in FAILS.items()}
    )
    with Host(TAGGED, tls=context) as safe:
        for number, (path, page) in enumerate(pages.items()):
            hosts[path] = Host({path: page}), f"h{number}.test"
        urls = {path: f"http://{name}:{host.port}{path}" for path, (host, name) in hosts.items()}
        urls |= {path: f"https://kin.test:{safe.port}{path}" for path in TAGGED}
        names = {url.split("/")[2] for url in urls.values()}
        told = fetch(
            var, list(urls.values()), dns={name.split(":")[0]: ["127.0.0.1"] for name in names}, opened=sorted(names),
            env={"SSL_CERT_FILE": str(var / "root.pem"), "PATH": ""}, settings={"DOWNLOAD_MAXSIZE": CAP, "DOWNLOAD_TIMEOUT": SECONDS},
        )  # fmt: skip
        yield told, urls, hosts, safe, str(var / "archive")
    for host, _ in hosts.values():
        host.close()


@pytest.fixture(scope="module")
def kept(crawl):
    """What the archive's reader gives, by path."""
    told, urls, *_, archive = crawl
    paths = {url: path for path, url in urls.items()}
    captures = read_captures(archive, told.warc, max_bytes=CAP)
    return {paths[each.final_url]: each for each in captures if each.final_url in paths}


@pytest.mark.parametrize("path", PAGES)
def test_a_page_comes_whole(crawl, path):
    told, urls, *_ = crawl
    outcome = told.of[urls[path]]
    assert (outcome.error, outcome.flags) == ("", []), outcome
    expected = {"/exact": CAP, "/none": 0, "/204": 0, "/304": 0, "/noisy": 3, "/fields": 3}.get(
        path, len(PAGE)
    )
    assert outcome.length == expected


@pytest.mark.parametrize("path", [*CUT, *TAGGED])
def test_a_page_that_does_not_come_whole_is_cut_and_says_so(crawl, path):
    told, urls, *_ = crawl
    outcome = told.of[urls[path]]
    why = CUT[path.removeprefix("/tls")][1]
    assert (outcome.status, outcome.flags) == (200, [why]), outcome
    assert outcome.length == CAP if why == "length" else 0 < outcome.length <= len(PAGE)


@pytest.mark.parametrize("path", FAILS)
def test_a_host_that_does_not_come_to_an_end_is_left(crawl, path):
    told, urls, *_ = crawl
    outcome = told.of[urls[path]]
    _, error, reason = FAILS[path]
    assert (outcome.status, outcome.error) == (0, error), outcome
    assert reason in outcome.reason
    assert outcome.seconds < SECONDS + 12


def test_what_is_read_from_the_archive_is_what_was_read_live(crawl, kept):
    told, urls, *_ = crawl
    seen = {path: told.of[url] for path, url in urls.items() if told.of[url].status}
    live = {path: (each.digest, each.length, "".join(each.flags)) for path, each in seen.items()}
    again = {path: (kept[path].body_sha256, kept[path].body_bytes, kept[path].truncated) for path in seen}
    assert again == live


def test_what_came_too_slowly_is_kept_as_cut(kept):
    assert kept["/drip"].truncated == "disconnect"
    assert 0 < kept["/drip"].body_bytes < 100
    assert not kept.keys() & (FAILS.keys() - {"/drip"})


def test_who_sends_without_end_is_hung_up_on(crawl):
    _, _, hosts, safe, _ = crawl
    deadline = time.monotonic() + 10
    waiting = [
        "/endless",
        "/endless-chunks",
        "/fields-flood",
        "/line-flood",
        "/folded-flood",
        "/interim-drip",
        "/drip",
    ]
    while any(not hosts[path][0].hung_up for path in waiting) or not safe.hung_up:
        assert time.monotonic() < deadline, [path for path in waiting if not hosts[path][0].hung_up]
        time.sleep(0.05)


def test_a_head_within_its_limit_is_read(crawl):
    told, urls, *_ = crawl
    assert len(PAGES["/fields"]) < MAX_HEAD
    assert len([name for name in told.of[urls["/fields"]].headers if name.startswith("X-")]) == 1500
    assert told.of[urls["/noisy"]].headers["Content-Type"] == "text/html and folded"


def test_a_bomb_of_ten_gigabytes_stops_at_the_cap(tmp_path):
    """10 MB on the wire, beside a page: the process grows by a few times the cap, and the bytes are archived."""
    with Host({"/bomb": http(body=gzip_bomb(), Content_Encoding="gzip")}) as host:
        url, place = f"http://bom.test:{host.port}/bomb", f"bom.test:{host.port}"
        told = fetch(tmp_path, [url], dns={"bom.test": ["127.0.0.1"]}, opened=[place])
    assert (told.of[url].length, told.of[url].flags) == (20_000_000, ["length"])
    assert told.of[url].digest == hashlib.sha256(bytes(20_000_000)).hexdigest()
    assert told.grown < 200, "MB"
    capture = list(read_captures(str(tmp_path / "archive"), told.warc, max_bytes=20_000_000))[-1]
    assert (capture.body_bytes, capture.truncated) == (20_000_000, "length")
