"""robots.txt (RFC 9309): what a host allows us."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import urlsplit

from protego import Protego

from crawlers.errors import Transient

ROBOT = "nguon"
"""Our product token: the name by which a robots.txt speaks to us."""
MOST_BYTES = 500 * 1024
"""So much of a robots.txt is read; RFC 9309, section 2.5, asks for no less."""
_AGENT = frozenset({"user-agent", "useragent", "user agent"})
_ALLOW = frozenset({"allow"})
# As real hosts write it, and as Protego takes it.
_DISALLOW = frozenset({"disallow", "dissallow", "dissalow", "disalow", "diasllow", "disallaw"})
_TOKEN = re.compile(r"[A-Za-z_-]+")
_LONGEST_RATE = 10**9


class _Line(NamedTuple):
    """One line: `name` is `User-agent`, `Allow` or `Disallow`, and empty for all else, which `text` keeps."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Rules:
    """What one robots.txt says to us; `wait`: seconds that it wants between two requests, 0 where it does not say."""

    parsed: Protego
    wait: float = 0.0

    def allow(self, url: str) -> bool:
        """Whether we may ask for an address of this host."""
        return self.parsed.can_fetch(url, ROBOT)


def read_rules(body: bytes, host: str) -> Rules:
    """The rules in a robots.txt of `host`; garbage forbids nothing (RFC 9309, section 2.2.4).

    Records that the RFC does not know, such as Crawl-delay, are no part of its groups: they neither begin nor end one.
    So they are left out where it is asked what is allowed, and read apart.
    """
    whole = body if len(body) <= MOST_BYTES else body[:MOST_BYTES].rpartition(b"\n")[0]
    text = whole.decode("utf-8-sig", errors="replace").replace("\0", "")
    lines = [_mended(line, host) for line in text.splitlines()]
    return Rules(Protego.parse("\n".join(line.text for line in lines if line.name)), _wait(lines))


def _wait(lines: Iterable[_Line]) -> float:
    """Seconds that we are to wait between two requests."""
    told = Protego.parse("\n".join(line.text for line in lines))
    rate = told.request_rate(ROBOT)
    each = min(rate.seconds, _LONGEST_RATE) / rate.requests if rate else 0.0
    return max(told.crawl_delay(ROBOT) or 0.0, each)


def rules_of(status: int, body: bytes, host: str) -> Rules:
    """What an answer to the request for robots.txt comes to (RFC 9309, section 2.3.1).

    Raises:
        Transient: the host is unwell; what it does not tell, it may forbid.
    """
    if status == 429 or status >= 500:
        reason = f"robots.txt of {host} answers HTTP {status}: until it can be read, nothing else is asked"
        raise Transient(reason, fix="the next run asks again")
    return read_rules(body if 200 <= status < 300 else b"", host)


def _mended(line: str, host: str) -> _Line:
    """A line as its writer meant it, where that is stricter than what it says.

    `User-agent: nguon/1.0` means us, `ngu` does not. `Disallow: tim-kiem` means `/tim-kiem`: real hosts write so, and a rule without
    a slash would match nothing. An Allow gets no such help.
    """
    text = line.partition("#")[0].strip()
    kind, value = _split(text)
    if kind in _AGENT:
        return _Line("User-agent", f"User-agent: {_agent(value)}")
    if kind in _ALLOW:
        return _Line("Allow", f"Allow: {value}")
    if kind in _DISALLOW:
        path = value if not value or value[0] in "/*$" else _path(value, host)
        return _Line("Disallow", f"Disallow: {path}")
    return _Line("", text)


def _split(text: str) -> tuple[str, str]:
    """What a line is and what it says; the colon may be missing, as Protego allows, too."""
    name, _, value = text.partition(":")
    kinds = _AGENT | _ALLOW | _DISALLOW
    if (kind := name.strip().lower()) in kinds:
        return kind, value.strip()
    for count in (1, 2):
        words = text.split(None, count)
        if (kind := " ".join(words[:count]).lower()) in kinds:
            return kind, words[count] if len(words) > count else ""
    return "", ""


def _agent(value: str) -> str:
    """Whom a group is for: all, us, or somebody else, whoever it is (RFC 9309, section 2.2.1)."""
    if re.match(r"\*(\s|$)", value):
        return "*"
    token = _TOKEN.match(value)
    return ROBOT if token and token[0].lower() == ROBOT else "somebody-else"


def _path(value: str, host: str) -> str:
    """The path that a rule without a leading slash means; none where it speaks of another host."""
    if not re.match(r"[A-Za-z]+://", value):
        return f"/{value}"
    try:
        parts = urlsplit(value)
    except ValueError:
        return ""
    return (
        (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        if parts.netloc.lower() == host
        else ""
    )
