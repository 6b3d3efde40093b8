"""One item, one address: the form in which addresses are compared, kept and asked.

An address is read as browsers read it (URL Standard, https://url.spec.whatwg.org), because the links of official
sites are written for browsers; then it is written in the normal form of RFC 3986, section 6.2.2, without what says
nothing of the item: the fragment, session ids, the marks of campaigns.
"""

import ipaddress
import re
from typing import NamedTuple

import idna

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.\-]*):")
_PORTS = {"http": 80, "https": 443}
_EDGES = "".join(map(chr, range(0x21)))
_BREAKS = str.maketrans("", "", "\t\n\r")
_SURROGATE = re.compile("[\ud800-\udfff]")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
# Legal characters by RFC 3986; browsers escape the apostrophe in a query.
_IN_PATH = re.compile(r"%([0-9A-Fa-f]{2})|[^A-Za-z0-9\-._~!$&'()*+,;=:@/]")
_IN_QUERY = re.compile(r"%([0-9A-Fa-f]{2})|[^A-Za-z0-9\-._~!$&()*+,;=:@/?]")
_IN_USER = re.compile(r"%([0-9A-Fa-f]{2})|[^A-Za-z0-9\-._~!$&'()*+,;=]")
_NO_HOST = re.compile(r"[\x00-\x20#/:<>?@\[\\\]^|%\x7f]")
_PERCENT = re.compile(rb"%([0-9A-Fa-f]{2})")
_NUMBER = re.compile(r"(?:0[xX])?[0-9a-fA-F]*")

# Jakarta Servlet, section 7.1.3, and the cookieless sessions of ASP.NET.
_PATH_SESSION = re.compile(r";jsessionid=[^/;]*|/\((?:[A-Z]\([^()/]*\))+\)(?=/)", re.IGNORECASE)
_NOISE = re.compile(
    r"utm_\w+|(?:mtm|matomo|pk|piwik)_(?:campaign|cpn|kwd|keyword|source|medium|content|cid|group|placement)"
    r"|itm_(?:source|medium|campaign|content|term)|hsa_(?:acc|ad|cam|grp|kw|mt|net|src|tgt|ver)|gad_(?:source|campaignid)"
    r"|vero_(?:id|conv)|_hs(?:enc|mi|fp|fb)|__hs(?:tc|sc|fp)|vn_(?:source|medium|campaign|term|thumb)"
    r"|fbclid|gclid|gclsrc|dclid|gbraid|wbraid|msclkid|yclid|ysclid|twclid|ttclid|igsh|igshid|li_fat_id|mkt_tok"
    r"|mc_[ce]id|_ga|_gl|gidzl|zarsrc|zsrc|zclid"
    r"|jsessionid|phpsessid|aspsessionid\w*|asp\.net_sessionid|cfid|cftoken|oscsid|zenid",
    re.IGNORECASE,
)
# `sid` is a story's number on PHP-Nuke and its kin: such names are a session only with a token for a value.
_MAYBE_SESSION = re.compile(r"sid|sess|sessid|session|sessionid|session_id|s_id", re.IGNORECASE)
_TOKEN = re.compile(r"(?=[^0-9]*[0-9])(?=[^A-Za-z]*[A-Za-z])[0-9A-Za-z_\-]{16,}")


class _Parts(NamedTuple):
    scheme: str
    authority: str
    path: str
    query: str


def canonical(url: str, *, base: str = "") -> str | None:
    """The one address of what `url` leads to; None where it leads to no place on the web.

    Args:
        url: absolute, or as a link on the page `base`.
        base: address of the page; empty where `url` must be absolute.

    Scheme and host are in lower case, the host in ASCII (UTS 46), IPv4 and IPv6 in their usual form; no default
    port, no dot segments, no fragment; percent-encoding only where it is needed, in upper case. Parameters keep
    their order. `canonical(canonical(url)) == canonical(url)`, and no text raises.
    """
    found = _split(url, _split(base, None) if base else None)
    if not found:
        return None
    authority = _authority(found.authority, found.scheme)
    if authority is None:
        return None
    query = _query(found.query)
    return f"{found.scheme}://{authority}{_path(found.path)}{'?' if query else ''}{query}"


def _split(text: str, base: _Parts | None) -> _Parts | None:
    """The parts of an http(s) address, as written; None for any other."""
    text = _SURROGATE.sub("\ufffd", text).strip(_EDGES).translate(_BREAKS).partition("#")[0]
    named = _SCHEME.match(text)
    if not named:
        return _relative(text, base) if base else None
    scheme, rest = named[1].lower(), text[named.end() :]
    if scheme not in _PORTS:
        return None
    if base and base.scheme == scheme:
        return _relative(rest, base)
    return _absolute(scheme, rest)


def _absolute(scheme: str, rest: str) -> _Parts:
    rest = rest.lstrip("/\\")
    end = next((at for at, char in enumerate(rest) if char in "/\\?"), len(rest))
    path, _, query = rest[end:].partition("?")
    return _Parts(scheme, rest[:end], path.replace("\\", "/"), query)


def _relative(rest: str, base: _Parts) -> _Parts:
    if len(rest) > 1 and rest[0] in "/\\" and rest[1] in "/\\":
        return _absolute(base.scheme, rest)
    path, mark, query = rest.partition("?")
    path = path.replace("\\", "/")
    if not path:
        return base._replace(query=query if mark else base.query)
    if not path.startswith("/"):
        path = f"{base.path.rpartition('/')[0]}/{path}"
    return base._replace(path=path, query=query)


def _authority(written: str, scheme: str) -> str | None:
    user, at, place = written.rpartition("@")
    host, port = place, ""
    if found := re.search(r":([0-9]*)$", place):
        host, port = place[: found.start()], found[1].lstrip("0") or found[1][:1]
    name = _host(host)
    if name is None or len(port) > 5 or int(port or 0) > 65535:
        return None
    shown = f":{port}" if port and int(port) != _PORTS[scheme] else ""
    return f"{_user(user) if at else ''}{name}{shown}"


def _user(written: str) -> str:
    """User and password; a guard refuses such addresses, and must see that there is something to refuse."""
    name, _, password = written.partition(":")
    parts = ":".join(_escape(part, _IN_USER) for part in ([name, password] if password else [name]))
    return f"{parts}@" if parts else ""


def _host(written: str) -> str | None:
    if written.startswith("["):
        return _ipv6(written)
    try:
        name = _PERCENT.sub(lambda found: bytes([int(found[1], 16)]), written.encode()).decode()
        name = name.lower() if name.isascii() else idna.encode(name, uts46=True).decode()
        if "xn--" in name:
            idna.decode(name)
    except (
        UnicodeError,
        IndexError,
    ):  # IDNAError is a UnicodeError; `idna` takes the first letter of no label
        return None
    if not name or _NO_HOST.search(name):
        return None
    last = name.removesuffix(".").rpartition(".")[2]
    return _ipv4(name) if last.isdigit() or re.fullmatch(r"0x[0-9a-f]*", last) else name


def _ipv4(name: str) -> str | None:
    """A name that ends in a number is an IPv4 address, in any of the ways in which C libraries write it, or none."""
    pieces = name.removesuffix(".").split(".")
    numbers = [_number(piece) for piece in pieces]
    if len(pieces) > 4 or None in numbers:
        return None
    *first, last = (number for number in numbers if number is not None)
    if any(number > 255 for number in first) or last >= 256 ** (5 - len(pieces)):
        return None
    value = last + sum(number << (8 * (3 - at)) for at, number in enumerate(first))
    return str(ipaddress.IPv4Address(value))


def _number(piece: str) -> int | None:
    if not piece or not _NUMBER.fullmatch(piece):
        return None
    base = 16 if piece[:2] in {"0x", "0X"} else 8 if piece.startswith("0") else 10
    digits = piece[2:] if base == 16 else piece
    try:
        return int(digits or "0", base) if len(digits) < 40 else 1 << 32
    except ValueError:
        return None


def _ipv6(written: str) -> str | None:
    try:
        address = ipaddress.IPv6Address(written.removeprefix("[").removesuffix("]"))
    except ValueError:
        return None
    if not written.endswith("]") or address.scope_id is not None:
        return None
    # `str` writes mapped addresses with dots from Python 3.13 on, the URL Standard never.
    mapped = address.ipv4_mapped
    return f"[::ffff:{int(mapped) >> 16:x}:{int(mapped) & 0xFFFF:x}]" if mapped else f"[{address}]"


def _path(written: str) -> str:
    path = _escape(written, _IN_PATH)
    while (shorter := _PATH_SESSION.sub("", path)) != path:
        path = shorter
    *middle, last = path.removeprefix("/").split("/")
    kept: list[str] = []
    for segment in middle:
        if segment == "..":
            del kept[-1:]
        elif segment != ".":
            kept.append(segment)
    if last == "..":
        del kept[-1:]
    return "/" + "/".join([*kept, "" if last in {".", ".."} else last])


def _query(written: str) -> str:
    pieces = [_plain(piece) for piece in _escape(written, _IN_QUERY).split("&")]
    return "&".join(piece for piece in pieces if piece and not _is_noise(piece))


def _plain(parameter: str) -> str:
    """A parameter that holds a path bears its slashes as they are (RFC 3986, section 3.4): sites write both."""
    return parameter.replace("%2F", "/") if "=%2F" in parameter or "=/" in parameter else parameter


def _is_noise(parameter: str) -> bool:
    name, _, value = parameter.partition("=")
    if _NOISE.fullmatch(name):
        return True
    return bool(_MAYBE_SESSION.fullmatch(name) and _TOKEN.fullmatch(value))


def _escape(text: str, illegal: re.Pattern[str]) -> str:
    return illegal.sub(_escaped, text)


def _escaped(found: re.Match[str]) -> str:
    if found[1]:
        char = chr(int(found[1], 16))
        return char if char in _UNRESERVED else f"%{found[1].upper()}"
    return "".join(f"%{byte:02X}" for byte in found[0].encode())
