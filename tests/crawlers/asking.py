"""Requests to sample portals."""

import http.client
import json
import socket
from contextlib import closing
from dataclasses import dataclass
from urllib.parse import urlencode

from crawlers.samples import SamplePortals

HOST = "tin.example"


@dataclass(frozen=True)
class Answer:
    status: int
    headers: http.client.HTTPMessage
    body: bytes


def ask(
    portals: SamplePortals,
    target: str,
    host: str = HOST,
    method: str = "GET",
    body: bytes | None = None,
    **headers: str,
) -> Answer:
    """One request; underscores in `headers` stand for hyphens."""
    named = {"Host": host, **{name.replace("_", "-"): value for name, value in headers.items()}}
    with closing(http.client.HTTPConnection("127.0.0.1", portals.port, timeout=10)) as connection:
        connection.request(method, target, body, headers=named)
        response = connection.getresponse()
        return Answer(response.status, response.headers, response.read())


def post(portals: SamplePortals, target: str, sent: dict, **values: str) -> Answer:
    """A form, or JSON where `kind` says so."""
    form = values.pop("kind", "form") == "form"
    body = (urlencode(sent) if form else json.dumps(sent)).encode()
    kind = "application/x-www-form-urlencoded" if form else "application/json; charset=utf-8"
    return ask(portals, target, method="POST", body=body, Content_Type=kind, **values)


def raw(portals: SamplePortals, request: bytes) -> bytes:
    """Bytes in, bytes out, until the server hangs up."""
    with socket.create_connection(("127.0.0.1", portals.port), timeout=10) as connection:
        connection.sendall(request)
        return b"".join(iter(lambda: connection.recv(65536), b""))
