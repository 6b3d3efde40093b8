"""Hosts on loopback that say what a test wants, byte for byte."""

import socket
import ssl
import threading
import time
from contextlib import AbstractContextManager, suppress


def http(status=200, body=b"", **fields) -> bytes:
    """A response; an underscore in a field's name is a hyphen."""
    told = {"Content_Type": "text/html; charset=utf-8", "Content_Length": len(body), **fields}
    lines = [f"{name.replace('_', '-')}: {value}" for name, value in told.items()]
    return f"HTTP/1.1 {status} X\r\n".encode() + "\r\n".join(lines).encode() + b"\r\n\r\n" + body


class Host(AbstractContextManager):
    """Answers each path with bytes, or with a function that is given the connection.

    Paths that are not in `pages` answer 404; `seen` lists the paths that were asked, `heads` the whole heads,
    `connections` counts connections, `hung_up` those that the other side ended first.
    """

    def __init__(self, pages=None, *, tls: ssl.SSLContext | None = None, address="127.0.0.1") -> None:
        self.pages = {} if pages is None else pages
        self.seen, self.heads, self.times = [], [], []
        self.connections = self.hung_up = 0
        self._tls = tls
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        self._listener = socket.create_server((address, 0), family=family)
        self.port = self._listener.getsockname()[1]
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                connection, _ = self._listener.accept()
                self.connections += 1
                threading.Thread(target=self._speak, args=(connection,), daemon=True).start()

    def _speak(self, connection) -> None:
        with suppress(OSError, ssl.SSLError), connection:
            connection.settimeout(30)
            spoken = self._tls.wrap_socket(connection, server_side=True) if self._tls else connection
            with spoken:
                self._answer(spoken)

    def _answer(self, spoken) -> None:
        head = b""
        while b"\r\n\r\n" not in head:
            if not (part := spoken.recv(65536)):
                return
            head += part
        path = head.split()[1].decode()
        self.times.append(time.monotonic())
        self.heads.append(head.decode("latin-1"))
        self.seen.append(path)
        page = self.pages.get(path.partition("?")[0], http(404, Connection="close"))
        if isinstance(page, list):
            page = page.pop(0) if len(page) > 1 else page[0]
        try:
            if callable(page):
                page(spoken)
            else:
                spoken.sendall(page)
        except OSError:
            self.hung_up += 1

    def close(self) -> None:
        self._listener.close()

    def __exit__(self, *_) -> None:
        self.close()
