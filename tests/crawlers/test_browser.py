"""The browser without a network: pages are shown, and nothing gets out but what we fetch."""

import asyncio
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from threading import Thread

import psutil
import pytest

from crawlers.errors import BadDocument, ConfigurationError, Transient, UnsafeAddress
from crawlers.render import browser
from crawlers.render.browser import Browser, Given, Limits, find_browser, require_playwright

MISSING = "needs Playwright and Chromium; on Debian: apt-get install chromium, and the extra `render`"
needs_browser = pytest.mark.skipif(not (find_spec("playwright") and shutil.which("chromium")), reason=MISSING)
PAGE = "https://binhmau.vn/tin/1.htm"
HTML, SCRIPT, JSON = "text/html; charset=utf-8", "text/javascript", "application/json"


@pytest.fixture(scope="module")
def show():
    """Shows pages in one browser: `show(body)` gives what it is shown as, and the wishes of its scripts.

    `parts` are what there is, by address: type and content.
    """
    with asyncio.Runner() as runner:
        shower = Browser(find_browser(), user_agent="nguon/0.1 (+https://example.org)", language="vi")

        def run(body, parts=None, until="", headers=(), **limits):
            wishes = []

            async def fetch(wish):
                wishes.append(wish)
                if wish.url not in (parts or {}):
                    raise UnsafeAddress("not one of the source's", url=wish.url)
                kind, content = parts[wish.url]
                return Given(200, (("content-type", kind),), content.encode())

            page = Given(200, (("Content-Type", HTML), *headers), f"<!DOCTYPE html>{body}".encode())
            return runner.run(shower.show(PAGE, page, fetch, until=until, limits=Limits(**limits))), wishes

        yield run
        runner.run(shower.close())


@contextmanager
def listener():
    """A server on loopback that counts who connects."""
    came = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def take():
            while True:
                try:
                    connection, _ = server.accept()
                except OSError:
                    return
                came.append(connection.recv(100))
                connection.close()

        thread = Thread(target=take, daemon=True)
        thread.start()
        yield f"127.0.0.1:{server.getsockname()[1]}", came
        server.shutdown(socket.SHUT_RDWR)
    thread.join(5)


@needs_browser
def test_a_script_writes_the_page_from_what_it_fetches(show):
    script = """
      const told = await (await fetch("/api/1", {method: "POST", headers: {"X-Ma": "7", "Authorization": "no"}, body: "a=1"})).json();
      document.querySelector("#cho").innerHTML = `<h1>${told.ten}</h1>`;
    """
    parts = {
        "https://binhmau.vn/a.js": (SCRIPT, script),
        "https://binhmau.vn/api/1": (JSON, '{"ten": "Tin làng"}'),
    }
    shown, wishes = show('<div id="cho"></div><script type="module" src="/a.js"></script>', parts, until="h1")
    assert "<h1>Tin làng</h1>" in shown.html.decode()
    assert [(wish.method, wish.url, wish.body, wish.kind) for wish in wishes] == [
        ("GET", "https://binhmau.vn/a.js", b"", "script"), ("POST", "https://binhmau.vn/api/1", b"a=1", "fetch"),
    ]  # fmt: skip
    assert wishes[1].headers["x-ma"] == "7"
    assert not {"authorization", "cookie", "referer", "user-agent"} & set(wishes[1].headers)
    assert shown.fetched == tuple(wish.url for wish in wishes)
    assert shown.browser.startswith("Chromium ")


@needs_browser
def test_nothing_gets_out(show):
    with listener() as (place, came):
        ways = f"""<h1>Vẫn còn đây</h1>
          <link rel="preconnect" href="http://{place}"><link rel="prefetch" href="http://{place}/a"><img src="http://{place}/b">
          <iframe src="http://{place}/c"></iframe><video src="http://{place}/d" autoplay></video><object data="http://{place}/e"></object>
          <a id="tai" href="http://{place}/f" download>x</a><form id="don" action="http://{place}/g" method="post"></form>
          <script>
            const tries = [
              () => new WebSocket("ws://{place}/h"), () => navigator.sendBeacon("http://{place}/i", "x"),
              () => new EventSource("http://{place}/j"), () => window.open("http://{place}/k"),
              () => new Worker(URL.createObjectURL(new Blob(["fetch('http://{place}/l'); new WebSocket('ws://{place}/m')"]))),
              () => navigator.serviceWorker.register("/sw.js"), () => new WebTransport("https://{place}/n"),
              () => {{ const peer = new RTCPeerConnection({{iceServers: [{{urls: "turn:{place}?transport=tcp", username: "a", credential: "b"}}]}});
                       peer.createDataChannel("x"); peer.createOffer().then((offer) => peer.setLocalDescription(offer)); }},
              () => fetch("http://{place}/o"), () => fetch("file:///etc/hostname"), () => document.getElementById("tai").click(),
              () => document.getElementById("don").submit(), () => {{ location.href = "http://{place}/p"; }},
            ];
            for (const each of tries) try {{ each(); }} catch (error) {{ document.title += error; }}
          </script>"""
        shown, wishes = show(ways, until="h1")
        assert came == []
    assert "Vẫn còn đây" in shown.html.decode()
    assert {wish.url for wish in wishes} == {f"http://{place}/{way}" for way in "lo"}, (
        "what is asked, the guard refuses"
    )
    assert any("websocket" in each for each in shown.refused)
    assert any("leads on" in each for each in shown.refused)


@needs_browser
def test_what_escapes_the_routes_has_nowhere_to_go():
    """The browser as it is started, in a context that stops nothing."""

    async def main(address):
        shower = Browser(find_browser(), user_agent="x", language="vi")
        chromium = await shower._started()
        page = await (await chromium.new_context()).new_page()
        for url in (f"http://{address}/a", "http://localhost:1/", "https://example.org/"):
            with pytest.raises(require_playwright().Error, match="ERR_"):
                await page.goto(url)
        await shower.close()

    with listener() as (address, came):
        asyncio.run(main(address))
        assert came == []


@needs_browser
def test_limits_hold(show):
    many = "<script>for (let n = 0; n < 30; n++) fetch('/' + n)</script><h1>A</h1>"
    shown, wishes = show(many, until="h1", requests=5)
    assert len(wishes) == 5
    assert sum("more than 5 requests" in each for each in shown.refused) == 25
    long = {f"https://binhmau.vn/{n}": (JSON, "x" * 600) for n in range(9)}
    one = "<script>(async () => {for (let n = 0; n < 9; n++) await fetch('/' + n)})()</script><h1>A</h1>"
    shown, wishes = show(one, long, until="h1", received_bytes=1000)
    assert len(wishes) == 2
    with pytest.raises(BadDocument, match="grows to"):
        show("<p>dài</p>" * 1000, shown_bytes=1000)


@needs_browser
@pytest.mark.parametrize(
    "body",
    [
        "<script>while (true) {}</script>",
        "<h1>A</h1><script>setTimeout(() => { while (true) {} }, 50)</script>",
    ],
)
def test_a_page_that_never_ends_is_ended_and_the_next_is_shown(show, body):
    start = time.monotonic()
    with pytest.raises(Transient, match="not done in 3 s"):
        show(body, until="h2", seconds=3)
    assert time.monotonic() - start < 30
    shown, _ = show("<h1>Tiếp</h1>", until="h1")
    assert "Tiếp" in shown.html.decode()


@needs_browser
def test_a_page_that_polls_for_ever_is_taken_once_it_is_steady(show):
    parts = {"https://binhmau.vn/moi": (JSON, "{}")}
    shown, wishes = show(
        "<script>setInterval(() => fetch('/moi'), 200)</script><h1>Tin</h1>", parts, until="h1"
    )
    assert "Tin" in shown.html.decode()
    assert 3 < len(wishes) <= Limits().requests


@needs_browser
def test_cookies_and_storage_do_not_go_from_page_to_page(show):
    script = "document.querySelector('h1').textContent = 'có ' + localStorage.length + document.cookie"
    keep = "localStorage.a = 1; document.cookie = 'b=2'"
    for _ in range(2):
        shown, _ = show(
            f"<h1></h1><script>{script}; {keep}</script>", until="h1", headers=[("Set-Cookie", "c=3")]
        )
        assert "<h1>có 0</h1>" in shown.html.decode()


@pytest.fixture
def short_folder():
    """A folder whose name leaves room for the browser's socket in it: 108 bytes hold all of its path."""
    with tempfile.TemporaryDirectory(prefix="nguon-", ignore_cleanup_errors=True) as folder:
        yield Path(folder)


@needs_browser
def test_the_browser_dies_with_the_crawl_that_started_it(short_folder):
    """Even if that one is killed."""
    program = """
import asyncio, sys
from pathlib import Path
from crawlers.render.browser import Browser, find_browser
async def main():
    shower = Browser(find_browser(), user_agent="x", language="vi")
    await shower._started()
    print("up", flush=True)
    await asyncio.sleep(600)
asyncio.run(main())
"""
    marked = {**os.environ, "TMPDIR": str(short_folder)}
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, env=marked) as child:
        assert child.stdout.readline() == b"up\n"
        assert _browsers_of(short_folder)
        child.kill()
    for _ in range(200):
        if not _browsers_of(short_folder):
            return
        time.sleep(0.1)
    pytest.fail(f"still running: {_browsers_of(short_folder)}")


def _browsers_of(folder):
    """Processes whose command line names something in `folder`, where Playwright keeps the browser's profile."""
    found = []
    for process in psutil.process_iter(["cmdline"]):
        command = " ".join(process.info["cmdline"] or [])
        if str(folder) in command:
            found.append((process.pid, command[:80]))
    return found


def test_a_browser_that_is_not_there_is_named(monkeypatch, tmp_path):
    with pytest.raises(ConfigurationError, match="apt-get install chromium"):
        find_browser(str(tmp_path / "chromium"))
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ConfigurationError, match="NGUON_BROWSER"):
        find_browser()


def test_without_the_extra_there_is_a_clear_word(monkeypatch):
    monkeypatch.setitem(sys.modules, "playwright.async_api", None)
    with pytest.raises(ConfigurationError, match=r"nguon\[render\]"):
        require_playwright()


@pytest.mark.skipif(not find_spec("playwright"), reason=MISSING)
def test_a_program_that_is_no_browser_is_named(tmp_path):
    program = tmp_path / "chromium"
    program.write_text("#!/bin/sh\nexit 3\n")
    program.chmod(0o755)

    async def main():
        shower = Browser(program, user_agent="x", language="vi")
        try:
            await shower.show(PAGE, Given(200, (), b""), None)
        finally:
            await shower.close()

    with pytest.raises(ConfigurationError, match="does not start"):
        asyncio.run(main())


def test_root_alone_goes_without_the_sandbox(monkeypatch):
    asked = {}

    class Driver:
        async def launch(self, **options):
            asked.update(options)
            return self

        chromium = property(lambda self: self)

    async def main():
        shower = Browser("chromium", user_agent="x", language="vi")
        shower._driver = Driver()
        await shower._started()

    for user, sandboxed in ((0, False), (1000, True)):
        monkeypatch.setattr(browser.os, "geteuid", lambda user=user: user)
        asyncio.run(main())
        assert asked["chromium_sandbox"] is sandboxed
        assert "--no-sandbox" not in asked["args"]
