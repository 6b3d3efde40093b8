"""Sample portals: pages in the layouts of real sites, served on the loopback interface by host name.

Nothing here is part of a live run. Tests and the demonstration stack point the crawler at this server instead
of the real hosts; it answers for every host that has a folder of pages, and can misbehave on request.
"""

import errno
import logging
import re
import socket
import socketserver
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Lock, Thread
from typing import Any, ClassVar

from crawlers.samples.pages import HTML, Reply, SamplePages

_LOG = logging.getLogger(__name__)
_LOOPBACK = "127.0.0.1"
_CHUNK = 65536
_LONGEST_FORM = 10_000_000
_ABSOLUTE = re.compile(r"https?://(?P<host>[^/?]*)(?P<rest>.*)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Fault:
    """What goes wrong with one address. The default does nothing; the fields combine.

    A huge answer is `size`, a redirect loop `status=302` with a `Location` that is the address itself, a wrong
    charset `body` with a `content_type`, a host that asks for patience `status=429` with `Retry-After`.
    """

    status: int | None = None
    """Status code; None: the page's own."""
    body: bytes | None = None
    """Bytes instead of the page's; None: the page's own, or nothing where `status` is set."""
    content_type: str | None = None
    """Content-Type; None: the page's own."""
    headers: tuple[tuple[str, str], ...] = ()
    """Further header fields, such as `Retry-After` or `Location`."""
    size: int | None = None
    """Bytes of filler instead of a body, made while they are sent."""
    cut: int | None = None
    """Bytes after which the connection breaks, although Content-Length promises all of them."""
    announce: bool = True
    """Whether Content-Length is told; without it the end of the connection ends the body."""
    hang: float = 0.0
    """Seconds of silence before the first byte."""
    drip: float = 0.0
    """Seconds between two bytes of the body."""
    times: int | None = None
    """How many requests it befalls; None: all of them."""


_HEALTHY = Fault()


def _spoil(page: Reply, fault: Fault) -> Reply:
    """The page's reply as the fault changes it; what concerns sending is left to `_chunks`."""
    own = fault.status is None and fault.body is None and fault.size is None
    headers = dict(page.headers) if own else {"Content-Type": page.headers.get("Content-Type", HTML)}
    if fault.content_type is not None:
        headers["Content-Type"] = fault.content_type
    headers.update(fault.headers)
    body = page.body if fault.status is None else b""
    status = page.status if fault.status is None else fault.status
    return Reply(status, headers, body if fault.body is None else fault.body)


def _chunks(body: bytes, fault: Fault) -> Iterator[bytes]:
    """The bytes that are sent, in pieces; one at a time where the fault drips."""
    total = len(body) if fault.size is None else fault.size
    end = total if fault.cut is None else min(total, fault.cut)
    step = 1 if fault.drip else _CHUNK
    for start in range(0, end, step):
        width = min(step, end - start)
        yield body[start : start + width] if fault.size is None else b" " * width


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "NguonSamples"
    sys_version = ""
    timeout: ClassVar[float] = 60.0
    server: "_Server"

    def do_GET(self) -> None:
        host, target = self._place()
        self._answer(host, target, self.server.pages.reply(host, target, self.headers))

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_POST(self) -> None:
        host, target = self._place()
        length = self.headers.get("Content-Length", "")
        if not length.isdecimal() or int(length) > _LONGEST_FORM:
            self.close_connection = True
            self._answer(host, target, Reply(413 if length.isdecimal() else 411))
            return
        body = self.rfile.read(int(length))
        content_type = self.headers.get("Content-Type", "")
        self._answer(host, target, self.server.pages.posted(host, target, content_type, body), body)

    def _answer(self, host: str, target: str, healthy: Reply, body: bytes = b"") -> None:
        path = re.split(r"[?#]", target)[0] or "/"
        fault = self.server.fault(host + path)
        reply = _spoil(healthy, fault)
        self.server.note((self.command, host + target, reply.status), body)
        self._send(reply, fault)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name in http.server
        _LOG.debug(format, *args)

    def _place(self) -> tuple[str, str]:
        """Host and target that are asked for; a client that uses us as its proxy names the host in the target."""
        absolute = _ABSOLUTE.fullmatch(self.path)
        host = absolute["host"] if absolute else self.headers.get("Host", "")
        target = absolute["rest"] if absolute else self.path
        return host.split(":")[0].lower(), target

    def _send(self, reply: Reply, fault: Fault) -> None:
        self.send_response(reply.status)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        if fault.announce and reply.status != 304:
            self.send_header("Content-Length", str(len(reply.body) if fault.size is None else fault.size))
        if not fault.announce or fault.cut is not None:
            self.send_header("Connection", "close")
        if self._rest(fault.hang):
            self.end_headers()
            self._send_body(reply, fault)

    def _send_body(self, reply: Reply, fault: Fault) -> None:
        if self.command == "HEAD" or reply.status == 304:
            return
        for chunk in _chunks(reply.body, fault):
            self.wfile.write(chunk)
            if not self._rest(fault.drip):
                return

    def _rest(self, seconds: float) -> bool:
        """Waits; False where the server closes meanwhile, and with it this connection."""
        if seconds and self.server.closing.wait(seconds):
            self.close_connection = True
            return False
        return True


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    allow_reuse_port = False

    def __init__(self, port: int, pages: SamplePages, faults: Mapping[str, Fault]) -> None:
        self.pages = pages
        self.closing = Event()
        self._faults = faults
        self._befallen: Counter[str] = Counter()
        self._log: list[tuple[str, str, int]] = []
        self._posts: list[tuple[str, bytes]] = []
        self._open: set[socket.socket] = set()
        self._lock = Lock()
        super().__init__((_LOOPBACK, port), _Handler)

    def server_bind(self) -> None:
        """Binds without the look-up of our own name, which may ask a name server."""
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = _LOOPBACK, self.socket.getsockname()[1]

    def fault(self, address: str) -> Fault:
        """What befalls this request, which is counted."""
        fault = self._faults.get(address, _HEALTHY)
        with self._lock:
            self._befallen[address] += 1
            spent = fault.times is not None and self._befallen[address] > fault.times
        return _HEALTHY if spent else fault

    def note(self, entry: tuple[str, str, int], body: bytes) -> None:
        with self._lock:
            self._log.append(entry)
            if entry[0] == "POST":
                self._posts.append((entry[1], body))

    @property
    def log(self) -> list[tuple[str, str, int]]:
        with self._lock:
            return list(self._log)

    @property
    def posts(self) -> list[tuple[str, bytes]]:
        with self._lock:
            return list(self._posts)

    def process_request(self, request: Any, client_address: Any) -> None:
        with self._lock:
            self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        with self._lock:
            self._open.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that leaves in the middle is the client's business; everything else is shown."""
        if not isinstance(sys.exception(), (ConnectionError, TimeoutError)):
            super().handle_error(request, client_address)

    def stop(self) -> None:
        """Ends at once, also for those who wait: hanging answers and idle connections are cut."""
        self.closing.set()
        self.shutdown()
        with self._lock:
            for connection in self._open:
                _hang_up(connection)
        self.server_close()


def _hang_up(connection: socket.socket) -> None:
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError as error:
        if error.errno not in {errno.ENOTCONN, errno.EBADF}:  # the client was faster
            raise


class SamplePortals(AbstractContextManager["SamplePortals"]):
    """Serves folders of pages (`<folder>/<host>/<path>`) on one port of 127.0.0.1, by the request's host.

    GET and HEAD, strong ETags, conditional requests, a permissive robots.txt where a host has none of its own;
    POST by the rules of a `posts.yaml` beside the folder. How an address becomes a file's name, see
    `crawlers.samples.pages`.

    Args:
        folders: Folders that hold a folder per host.
        port: The port wished for; a taken one, like 0, gives any free port.
        faults: What goes wrong, by `host/path` without the query. Looked up at each request, so a mapping that
            the caller changes takes effect at once.
    """

    def __init__(
        self, folders: Sequence[Path], port: int = 0, faults: Mapping[str, Fault] | None = None
    ) -> None:
        pages = SamplePages(folders)
        known: Mapping[str, Fault] = {} if faults is None else faults
        try:
            self._server = _Server(port, pages, known)
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise
            self._server = _Server(0, pages, known)
        self._thread = Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, name="samples", daemon=True
        )
        self._thread.start()

    @property
    def port(self) -> int:
        """The port that was bound."""
        return self._server.server_port

    @property
    def url(self) -> str:
        """Where the server is: `http://127.0.0.1:PORT`."""
        return f"http://{_LOOPBACK}:{self.port}"

    @property
    def requests(self) -> list[tuple[str, str, int]]:
        """Method, host and target (with its query), status of every request so far, noted before it is answered."""
        return self._server.log

    @property
    def posts(self) -> list[tuple[str, bytes]]:
        """Host and target (with its query) and body of every POST so far."""
        return self._server.posts

    def close(self) -> None:
        """Stops serving and frees the port; a second time does nothing."""
        if self._thread.is_alive():
            self._server.stop()
            self._thread.join()

    def __exit__(self, *_: object) -> None:
        self.close()


def sample_folders(root: Path) -> list[Path]:
    """The folders of pages below `root`: one per source, `<root>/<source id>/pages`."""
    return sorted(path for path in root.glob("*/pages") if path.is_dir())
