"""robots.txt (RFC 9309): what a host allows us."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from protego import Protego

from crawlers.errors import Transient

ROBOT = "nguon"
"""Our product token: the name by which a robots.txt speaks to us."""
MOST_BYTES = 500 * 1024
"""So much of a robots.txt is read; RFC 9309, section 2.5, asks for no less."""
_LINE = re.compile(r"(\s*)([A-Za-z -]+?)(\s*:\s*)([^#]*)(.*)", re.DOTALL)
_TOKEN = re.compile(r"[A-Za-z_-]+")


@dataclass(frozen=True, slots=True)
class Rules:
    """What one robots.txt says to us; `wait`: seconds that it wants between two requests, 0 where it does not say."""

    parsed: Protego
    wait: float = 0.0

    def allow(self, url: str) -> bool:
        """Whether we may ask for an address of this host."""
        return self.parsed.can_fetch(url, ROBOT)


def read_rules(body: bytes, host: str) -> Rules:
    """The rules in a robots.txt of `host`; garbage forbids nothing (RFC 9309, section 2.2.4)."""
    whole = body if len(body) <= MOST_BYTES else body[:MOST_BYTES].rpartition(b"\n")[0]
    lines = whole.decode("utf-8-sig", errors="replace").replace("\0", "").splitlines()
    parsed = Protego.parse("\n".join(_mended(line, host) for line in lines))
    rate = parsed.request_rate(ROBOT)
    return Rules(parsed, max(parsed.crawl_delay(ROBOT) or 0.0, rate.seconds / rate.requests if rate else 0.0))


def rules_of(status: int, body: bytes, host: str) -> Rules:
    """What an answer to the request for robots.txt comes to (RFC 9309, section 2.3.1).

    Raises:
        Transient: the host is unwell; what it does not tell, it may forbid.
    """
    if status == 429 or status >= 500:
        reason = f"robots.txt of {host} answers HTTP {status}: until it can be read, nothing else is asked"
        raise Transient(reason, fix="the next run asks again")
    return read_rules(body if 200 <= status < 300 else b"", host)


def _mended(line: str, host: str) -> str:
    """A line as its writer meant it, where that is stricter than what it says.

    `User-agent: nguon/1.0` means us, `ngu` does not. `Disallow: tim-kiem` means `/tim-kiem`: real hosts write so, and a rule without
    a slash would match nothing. An Allow gets no such help.
    """
    found = _LINE.fullmatch(line)
    if not found:
        return line
    space, name, colon, value, rest = found.groups()
    kind, value = name.lower(), value.strip()
    if kind in {"user-agent", "useragent", "user agent"}:
        value = _agent(value)
    elif kind.startswith("dis") and value and value[0] not in "/*$":
        value = _path(value, host)
    return f"{space}{name}{colon}{value} {rest}"


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
