"""The sample portals: the server's manners and faults."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crawlers.samples import Fault, SamplePortals
from tests.crawlers.asking import HOST, ask, raw

ROOT = Path(__file__).parents[2]
RECORDED = ROOT / "tests" / "recorded"
PAGE = "<h1>Xã Suối Mẫu</h1>".encode()


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    root = tmp_path_factory.mktemp("portal")
    (root / "secret.txt").write_bytes(b"not for you")
    host = root / "pages" / HOST
    (host / "list").mkdir(parents=True)
    for name, body in {
        "index.html": b"front",
        "a.htm": PAGE,
        "feed.rss": b"<rss/>",
        "scan.pdf": b"%PDF-1.7",
        "list/index.html": b"lists",
        "list/trang-1.htm": b"one",
        "list/trang-2.htm": b"two",
        "list/trang-10.htm": b"ten",
        "list/c4-trang-3.htm": b"other list",
    }.items():
        (host / name).write_bytes(body)
    (host / "link.htm").symlink_to(root / "secret.txt")
    (root / "pages" / "other.example").mkdir()
    (root / "pages" / "other.example" / "robots.txt").write_bytes(b"User-agent: *\nDisallow: /x\n")
    return root / "pages"


@pytest.fixture(scope="module")
def portals(folder) -> Iterator[SamplePortals]:
    with SamplePortals([folder]) as served:
        yield served


@contextmanager
def misbehaving(folder: Path, fault: Fault, path: str = "/a.htm") -> Iterator[SamplePortals]:
    with SamplePortals([folder], faults={HOST + path: fault}) as served:
        yield served


@pytest.mark.parametrize(
    ("target", "content_type", "body"),
    [
        ("/", "text/html; charset=utf-8", b"front"),
        ("/a.htm", "text/html; charset=utf-8", PAGE),
        ("/a.htm?page=2#top", "text/html; charset=utf-8", PAGE),
        ("/feed.rss", "application/rss+xml", b"<rss/>"),
        ("/scan.pdf", "application/pdf", b"%PDF-1.7"),
        ("/list/", "text/html; charset=utf-8", b"lists"),
    ],
)
def test_pages_have_their_type_and_bytes(portals, target, content_type, body):
    answer = ask(portals, target)
    assert (answer.status, answer.headers["Content-Type"], answer.body) == (200, content_type, body)
    assert answer.headers["Content-Length"] == str(len(body))


def test_head_is_get_without_the_body(portals):
    get, head = ask(portals, "/a.htm"), ask(portals, "/a.htm", method="HEAD")
    assert head.body == b""
    same = ("Content-Type", "Content-Length", "ETag", "Last-Modified")
    assert [head.headers[name] for name in same] == [get.headers[name] for name in same]


def test_host_decides_and_its_port_and_case_do_not(portals):
    assert ask(portals, "/a.htm", host="TIN.example:8651").status == 200
    assert ask(portals, "/a.htm", host="other.example").status == 404
    assert ask(portals, "/a.htm", host="unknown.example").status == 404
    assert ask(portals, f"http://{HOST}/a.htm", host="other.example").body == PAGE


def test_connection_serves_more_than_one_request(portals):
    with closing(http.client.HTTPConnection("127.0.0.1", portals.port, timeout=10)) as connection:
        for _ in range(3):
            connection.request("GET", "/a.htm", headers={"Host": HOST})
            assert connection.getresponse().read() == PAGE


@pytest.mark.parametrize("form", ["{tag}", "W/{tag}", '"x", {tag}', "*"])
def test_known_tag_gives_304(portals, form):
    tag = ask(portals, "/a.htm").headers["ETag"]
    answer = ask(portals, "/a.htm", If_None_Match=form.format(tag=tag))
    assert (answer.status, answer.body, answer.headers["ETag"]) == (304, b"", tag)
    assert not tag.startswith("W/")


def test_other_tag_gives_the_page_whatever_the_date_says(portals):
    modified = ask(portals, "/a.htm").headers["Last-Modified"]
    assert ask(portals, "/a.htm", If_Modified_Since=modified).status == 304
    assert ask(portals, "/a.htm", If_None_Match='"x"', If_Modified_Since=modified).status == 200


def test_validators_follow_the_bytes_and_not_the_clock(folder, portals):
    page = folder / HOST / "edited.htm"
    page.write_bytes(b"first")
    before = ask(portals, "/edited.htm")
    os.utime(page, (0, 0))
    assert ask(portals, "/edited.htm").headers["Last-Modified"] == before.headers["Last-Modified"]
    page.write_bytes(b"second")
    after = ask(portals, "/edited.htm", If_None_Match=before.headers["ETag"])
    assert (after.status, after.body) == (200, b"second")
    assert after.headers["Last-Modified"] != before.headers["Last-Modified"]


def test_robots_are_permissive_unless_the_host_has_its_own(portals):
    assert ask(portals, "/robots.txt").body == b"User-agent: *\nDisallow:\n"
    assert b"Disallow: /x" in ask(portals, "/robots.txt", host="other.example").body
    assert ask(portals, "/robots.txt", host="unknown.example").status == 404


def test_missing_page_says_so_in_vietnamese(portals):
    answer = ask(portals, "/khong-co.htm")
    assert answer.status == 404
    assert "Không tìm thấy trang" in answer.body.decode()


@pytest.mark.parametrize(
    ("page", "body"),
    [("trang-2", b"two"), ("trang-99", b"ten"), ("trang-3", b"ten"), ("c4-trang-9", b"other list")],
)
def test_list_past_its_end_repeats_the_last_page(portals, page, body):
    assert ask(portals, f"/list/{page}.htm").body == body


def test_list_without_pages_has_no_last_one(portals):
    assert ask(portals, "/trang-1.htm").status == 404
    assert ask(portals, "/none/trang-1.htm").status == 404


@pytest.mark.parametrize(
    "target",
    [
        "/../secret.txt",
        "/../../secret.txt",
        "/%2e%2e/%2e%2e/secret.txt",
        "/..%2f..%2fsecret.txt",
        "/list/../../../secret.txt",
        "/../other.example/robots.txt",
        "//etc/passwd",
        "/%2fetc/passwd",
        "/etc/passwd",
        "/a.htm%00.pdf",
        "/%00",
        "/link.htm",
        "/" + "a" * 300,
        "/" + "a/" * 3000,
        "/%ff%fe",
        "http://../secret.txt",
        "http://..%2f/secret.txt",
    ],
)
def test_nothing_outside_the_host_is_served(portals, target):
    request = f"GET {target} HTTP/1.1\r\nHost: {HOST}\r\nConnection: close\r\n\r\n"
    assert raw(portals, request.encode()).startswith(b"HTTP/1.1 404 ")


@pytest.mark.parametrize("host", ["..", ".", "", "/", "../pages/tin.example", "tin.example/list"])
def test_host_is_a_name_and_never_a_path(portals, host):
    request = f"GET /secret.txt HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"
    assert raw(portals, request.encode()).startswith(b"HTTP/1.1 404 ")


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    parts=st.lists(
        st.sampled_from(["..", "%2e%2e", ".", "", "/", "%2f", "secret.txt", "list", HOST, "pages"])
    )
)
def test_no_path_reaches_the_secret(portals, parts):
    request = f"GET /{'/'.join(parts)} HTTP/1.1\r\nHost: {HOST}\r\nConnection: close\r\n\r\n"
    assert b"not for you" not in raw(portals, request.encode())


def test_hostile_requests_leave_the_server_alive(portals):
    assert b" 400 " in raw(portals, b"GET\r\n\r\n")
    assert b" 501 " in raw(portals, b"BREW / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    with socket.create_connection(("127.0.0.1", portals.port)) as connection:
        connection.sendall(b"GET /a.htm HT")
    assert ask(portals, "/a.htm").status == 200


def test_only_the_loopback_interface_is_bound(portals):
    assert portals.url == f"http://127.0.0.1:{portals.port}"
    with (
        pytest.raises(ConnectionRefusedError),
        socket.create_connection(("127.0.0.2", portals.port), timeout=2),
    ):
        pass


def test_taken_port_falls_back_to_a_free_one(folder, portals):
    with SamplePortals([folder], port=portals.port) as second:
        assert second.port != portals.port
        assert ask(second, "/a.htm").body == PAGE


def test_closed_portal_frees_its_port_and_its_threads(folder):
    before = threading.active_count()
    served = SamplePortals([folder])
    with closing(http.client.HTTPConnection("127.0.0.1", served.port, timeout=10)) as idle:
        idle.request("GET", "/a.htm", headers={"Host": HOST})
        idle.getresponse().read()
        served.close()
        served.close()
        wait_for(lambda: threading.active_count() <= before)
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", served.port))


def wait_for(condition, seconds: float = 5.0) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "did not happen in time"
        time.sleep(0.01)


def test_log_has_every_request_in_order(folder):
    with SamplePortals([folder]) as served:
        ask(served, "/a.htm?x=1")
        ask(served, "/none.htm", method="HEAD")
        ask(served, f"http://{HOST}/feed.rss")
        expected = [
            ("GET", f"{HOST}/a.htm?x=1", 200),
            ("HEAD", f"{HOST}/none.htm", 404),
            ("GET", f"{HOST}/feed.rss", 200),
        ]
        assert served.requests == expected
        served.requests.clear()
        assert served.requests == expected


def test_log_loses_nothing_under_many_threads(folder):
    with SamplePortals([folder]) as served:
        threads = [threading.Thread(target=ask, args=(served, f"/a.htm?n={n}")) for n in range(40)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert {target for _, target, _ in served.requests} == {f"{HOST}/a.htm?n={n}" for n in range(40)}


@pytest.mark.parametrize("status", [404, 410, 500, 503])
def test_fault_sets_the_status(folder, status):
    with misbehaving(folder, Fault(status=status)) as served:
        answer = ask(served, "/a.htm")
        assert (answer.status, answer.body) == (status, b"")
        assert "ETag" not in answer.headers
        assert ask(served, "/feed.rss").status == 200
        assert served.requests[0] == ("GET", f"{HOST}/a.htm", status)


def test_fault_asks_for_patience_a_number_of_times(folder):
    fault = Fault(status=429, headers=(("Retry-After", "3"),), times=2)
    with misbehaving(folder, fault) as served:
        answers = [ask(served, "/a.htm") for _ in range(3)]
    assert [answer.status for answer in answers] == [429, 429, 200]
    assert answers[0].headers["Retry-After"] == "3"
    assert answers[2].body == PAGE


def test_faults_can_change_while_the_portal_serves(folder):
    faults: dict[str, Fault] = {}
    with SamplePortals([folder], faults=faults) as served:
        assert ask(served, "/a.htm").status == 200
        faults[f"{HOST}/a.htm"] = Fault(status=410)
        assert ask(served, "/a.htm").status == 410


def test_fault_empties_a_healthy_page(folder):
    with misbehaving(folder, Fault(body=b"")) as served:
        answer = ask(served, "/a.htm")
    assert (answer.status, answer.headers["Content-Length"], answer.body) == (200, "0", b"")


@pytest.mark.parametrize("announce", [True, False])
def test_fault_sends_a_huge_body(folder, announce):
    size = 3_000_001
    with misbehaving(folder, Fault(size=size, announce=announce)) as served:
        answer = ask(served, "/a.htm")
        assert len(answer.body) == size
        assert answer.headers["Content-Length"] == (str(size) if announce else None)
        assert ask(served, "/a.htm", method="HEAD").body == b""


def test_fault_redirects_in_a_circle(folder):
    with misbehaving(folder, Fault(status=302, headers=(("Location", "/a.htm"),))) as served:
        answer = ask(served, "/a.htm")
        assert (answer.status, answer.headers["Location"]) == (302, "/a.htm")


def test_fault_cuts_the_body_in_the_middle(folder):
    with misbehaving(folder, Fault(cut=7)) as served:
        with pytest.raises(http.client.IncompleteRead) as caught:
            ask(served, "/a.htm")
        assert caught.value.partial == PAGE[:7]
        assert caught.value.expected == len(PAGE) - 7


def test_fault_lies_about_the_charset(folder):
    fault = Fault(body="<p>Đồng Mẫu</p>".encode("utf-16-le"), content_type="text/html; charset=windows-1258")
    with misbehaving(folder, fault) as served:
        answer = ask(served, "/a.htm")
    assert answer.headers["Content-Type"] == "text/html; charset=windows-1258"
    assert answer.body.decode("utf-16-le") == "<p>Đồng Mẫu</p>"


def test_fault_gives_a_page_to_an_address_without_one(folder):
    with misbehaving(folder, Fault(status=200, body=b"made up"), "/new.htm") as served:
        assert (ask(served, "/new.htm").status, ask(served, "/new.htm").body) == (200, b"made up")


def test_fault_hangs_and_then_answers(folder):
    with misbehaving(folder, Fault(hang=0.3)) as served:
        start = time.monotonic()
        assert ask(served, "/a.htm").body == PAGE
        assert time.monotonic() - start >= 0.3


def test_fault_drips_byte_by_byte(folder):
    with misbehaving(folder, Fault(drip=0.01)) as served:
        start = time.monotonic()
        assert ask(served, "/a.htm").body == PAGE
        assert time.monotonic() - start >= 0.01 * (len(PAGE) - 1)


@pytest.mark.parametrize("fault", [Fault(hang=600), Fault(drip=600), Fault(size=10**12)])
def test_closing_does_not_wait_for_a_fault(folder, fault):
    before = threading.active_count()
    served = SamplePortals([folder], faults={f"{HOST}/a.htm": fault})
    with socket.create_connection(("127.0.0.1", served.port), timeout=10) as connection:
        connection.sendall(f"GET /a.htm HTTP/1.1\r\nHost: {HOST}\r\n\r\n".encode())
        wait_for(lambda: served.requests)
        start = time.monotonic()
        served.close()
        wait_for(lambda: threading.active_count() <= before)
        assert time.monotonic() - start < 3


def test_a_client_that_leaves_is_no_error(folder, capfd):
    with misbehaving(folder, Fault(size=50_000_000)) as served:
        with socket.create_connection(("127.0.0.1", served.port)) as connection:
            connection.sendall(f"GET /a.htm HTTP/1.1\r\nHost: {HOST}\r\n\r\n".encode())
            connection.recv(1000)
        assert ask(served, "/feed.rss").status == 200
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_command_serves_until_it_is_told_to_stop(number):
    command = [sys.executable, "-m", "crawlers.samples", "--port", "0", str(RECORDED)]
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            url = process.stdout.readline().strip()
            with closing(
                http.client.HTTPConnection("127.0.0.1", int(url.rpartition(":")[2]), timeout=10)
            ) as http_:
                http_.request("GET", "/xa-hoi.rss", headers={"Host": "baochinhphu.vn"})
                assert http_.getresponse().status == 200
            process.send_signal(number)
            assert process.wait(10) == 0
            assert process.stderr.read() == ""
        finally:
            process.kill()
