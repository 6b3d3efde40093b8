"""Traps: addresses without end that lead to the same few texts over and over.

A site need mean no harm: a language switch that appends itself to the path, a log-in link that carries the way back,
a calendar without a last month. What is asked is watched by *shape*, an address with its numbers and ids left out:
where one shape gives nothing new any more, it is closed for the rest of the run, and told with its numbers. Addresses
that look like a trap by themselves are given less patience. A healthy shape (articles with ids) gives something new
all the time and stays open.

This is for addresses that pages name. Those that a source's definition builds (its feeds, the pages of its lists) end
on the window, on repetition or on a cap of their own.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from selectolax.lexbor import LexborHTMLParser

from crawlers.address import canonical
from crawlers.errors import CapReached
from crawlers.judge.look import is_html
from crawlers.markup import unbearable

_SUSPECT_PATIENCE = 3
_PATIENCE = 12
_BARREN_SHAPES = 25
_BARREN_CHILDREN = 8
_REPEATS = 3
_DEEPEST_PATH = 20
_MOST_PARAMETERS = 15
_PREFIXES = 5
_TOLD = 3

_EXTENSION = re.compile(r"\.(?:html?|xhtml|aspx?|php\d?|jspx?|do|cfm|vnp|epi|nsf)$", re.IGNORECASE)
_FILE = re.compile(r"\.[a-z]{2,5}$", re.IGNORECASE)
_ID = re.compile(r"[0-9a-f]*[0-9][0-9a-f]*|[0-9a-f]{4,}(?![a-z])", re.IGNORECASE)
_LONG_ID = re.compile(r"\d{4,}")
_CALENDAR = re.compile(
    r"(?:year|month|week|day|date|nam|thang|tuan|ngay|from|to|start|end|tungay|denngay|calendar|lich|y|m|d)",
    re.IGNORECASE,
)
_UNSTEADY = re.compile(
    r"\b\d{1,2}:\d{2}:\d{2}\b|(?:lượt (?:xem|đọc|truy cập|tải)|view(?:s| ?count)?|hits?|truy cập|trực tuyến|online)\W{0,5}\d[\d.,]{0,15}"
    r"|(?<![\d.,])\d(?:[\d.,]{0,15}\d)? ?(?:lượt|views?\b|người (?:đang )?(?:xem|truy cập))",
    re.IGNORECASE,
)


class TextDigest(NamedTuple):
    """What a page says, without what changes by itself: `text` with its numbers, `words` without them."""

    text: str
    words: str


class Shape(NamedTuple):
    """An address with its ids left out: the host, the *set* of its path's parts, its parameters.

    `folders` are those that it lies in, each with what comes next in it.
    """

    key: tuple[str, ...]
    folders: tuple[tuple[str, str], ...]
    suspect: bool
    calendar: bool


@dataclass(frozen=True, slots=True)
class Limits:
    """Most different addresses that are taken from one page, and in one run."""

    page: int = 3000
    run: int = 50_000


@dataclass
class _Watch:
    """What one shape, or one folder, has given."""

    texts: set[str] = field(default_factory=set)
    asked: int = 0
    refused: int = 0
    barren: int = 0
    barren_shapes: set[tuple[str, tuple[str, ...]]] = field(default_factory=set)

    @property
    def spent(self) -> bool:
        """Of a folder: whether many kinds of addresses, in many places of it, have given nothing new any more."""
        children = {child for child, _ in self.barren_shapes}
        return len(self.barren_shapes) >= _BARREN_SHAPES and len(children) >= _BARREN_CHILDREN

    def note(self, text: str, *, new: bool) -> None:
        self.asked += 1
        self.barren = 0 if new else self.barren + 1
        self.texts.add(text)


class Traps:
    """Decides which of the addresses that pages name are still worth asking in this run.

    Use: `allow` before a request, `saw` after each answer that is a text, `within` on the links of a page, `report`
    at the end. One object is for one run.
    """

    def __init__(self, limits: Limits | None = None) -> None:
        self._limits = limits or Limits()
        self._shapes: dict[tuple[str, ...], _Watch] = {}
        self._folders: dict[str, _Watch] = {}
        self._closed: dict[str, _Watch] = {}
        self._examples: dict[str, str] = {}
        self._endless = _Watch()
        self._texts: set[str] = set()
        self._found: set[str] = set()
        self._cut: dict[str, int] = {}

    def allow(self, url: str) -> str | None:
        """Why `url` is not worth asking; None if it may be. Each refusal is counted for `report`."""
        shape = shape_of(url)
        if shape is None:
            return self._refuse("addresses that go on without end, or are none", self._endless, url)
        for folder, _ in shape.folders:
            watch = self._folders.get(folder)
            if watch and watch.spent:
                return self._refuse(f"everything under {folder}", watch, url)
        watch = self._shapes.get(shape.key)
        if watch and watch.barren >= (_SUSPECT_PATIENCE if shape.suspect else _PATIENCE):
            return self._refuse(f"addresses like {_shown(shape)}", watch, url)
        return None

    def saw(self, url: str, digest: TextDigest) -> None:
        """Note what `url` said. A text is new to an innocent shape if that shape has not given it before, to a
        suspect one if nothing on any host has.
        """
        shape = shape_of(url)
        if shape is None:
            return
        text = digest.words if shape.calendar else digest.text
        watch = self._shapes.setdefault(shape.key, _Watch())
        new = text not in (self._texts if shape.suspect else watch.texts)
        watch.note(text, new=new)
        for folder, child in shape.folders:
            above = self._folders.setdefault(folder, _Watch())
            fresh = text not in above.texts
            above.note(text, new=fresh)
            above.barren_shapes = set() if fresh else above.barren_shapes | {(child, shape.key)}
        self._texts.add(text)

    def within(self, page: str, urls: Iterable[str], *, most: int | None = None) -> list[str]:
        """The different addresses of `urls`, in their order, up to the caps; what is beyond them is counted.

        Args:
            page: address of the page that names them.
            urls: what it names.
            most: another cap than the usual one per page, for a sitemap for instance.
        """
        kept: list[str] = []
        for url in dict.fromkeys(urls):
            spent = len(self._found) >= self._limits.run and url not in self._found
            if spent or len(kept) >= (most or self._limits.page):
                self._cut[page] = self._cut.get(page, 0) + 1
            else:
                self._found.add(url)
                kept.append(url)
        return kept

    def report(self) -> list[CapReached]:
        """One error for each host on which something was closed, and one for each page that was cut."""
        hosts: dict[str, list[str]] = {}
        for what, url in self._examples.items():
            hosts.setdefault(_host(url), []).append(what)
        closed = [self._closure(whats) for whats in hosts.values()]
        return closed + [self._overflow(page, count) for page, count in self._cut.items()]

    def _refuse(self, what: str, watch: _Watch, url: str) -> str:
        watch.refused += 1
        self._closed[what] = watch
        self._examples.setdefault(what, url)
        return f"a trap: {_result(what, watch)}"

    def _closure(self, whats: list[str]) -> CapReached:
        """The error of one host: what was not asked, the most refused first."""
        whats = sorted(whats, key=lambda what: -self._closed[what].refused)
        refused = sum(self._closed[what].refused for what in whats)
        told = "; ".join(_result(what, self._closed[what]) for what in whats[:_TOLD])
        more = f"; and {len(whats) - _TOLD} other kinds" if len(whats) > _TOLD else ""
        return CapReached(
            f"a trap: {refused} requests were not made: {told}{more}",
            url=self._examples[whats[0]],
            fix="look at the addresses; if they are content, narrow the source's rules to them",
        )

    def _overflow(self, page: str, count: int) -> CapReached:
        reason = f"it names too many addresses; {count} were left out"
        return CapReached(reason, url=page, fix="look at the page")


def _host(url: str) -> str:
    return urlsplit(canonical(url) or "").netloc


def _result(what: str, watch: _Watch) -> str:
    if not watch.asked:
        return what
    return f"{what} gave {len(watch.texts)} different texts in {watch.asked} requests"


def text_digest(body: bytes) -> TextDigest:
    """The digest of what a reader sees of a page; of anything else, of its bytes.

    Two pages that differ only in their markup, their own address, clocks and counters of visits have one digest.
    """
    if not is_html(body) or unbearable(body):
        plain = hashlib.sha256(body).hexdigest()
        return TextDigest(plain, plain)
    tree = LexborHTMLParser(body)
    for node in tree.css("script, style, noscript, template"):
        node.decompose()
    seen = tree.body.text(separator=" ") if tree.body else ""
    text = " ".join(_UNSTEADY.sub(" ", " ".join(seen.split())).split())
    return TextDigest(_hash(text), _hash(" ".join(re.findall(r"[^\W\d_]+", text))))


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def shape_of(url: str) -> Shape | None:
    """The shape of an address; None for one that is refused unseen: it goes on and on, or is none."""
    address = canonical(url)
    if address is None:
        return None
    parts = urlsplit(address)
    segments = [unquote(segment) for segment in parts.path.split("/") if segment]
    parameters = [piece.partition("=") for piece in parts.query.split("&") if piece]
    if _is_endless(segments, len(parameters)):
        return None
    general = [_general(segment) for segment in segments]
    query = sorted(f"{name}={_general_value(value)}" for name, _, value in parameters)
    deeper = any(_FILE.search(segment) for segment in segments[:-1])
    calendar = any(_CALENDAR.fullmatch(name) for name in [*segments, *(name for name, _, _ in parameters)])
    return Shape(
        (parts.netloc, *sorted(set(general)), "?", *query),
        tuple(_folders(parts.netloc, general, query)),
        suspect=deeper or _repeats(segments) > 1,
        calendar=calendar,
    )


def _is_endless(segments: list[str], parameters: int) -> bool:
    return len(segments) > _DEEPEST_PATH or parameters > _MOST_PARAMETERS or _repeats(segments) > _REPEATS


def _repeats(segments: list[str]) -> int:
    """How often the most frequent part of a path that is no mere number stands in it."""
    names = Counter(_EXTENSION.sub("", segment).lower() for segment in segments if not segment.isdigit())
    return max(names.values(), default=0)


def _general(segment: str) -> str:
    """A part of a path with `#` for its ids; all of it is one where it is a title, with a number or without."""
    stem = _EXTENSION.sub("", segment).lower()
    if len(stem) > 40 or stem.count("-") >= 3 or ("-" in stem and _LONG_ID.search(stem)):
        return "#"
    return _ID.sub("#", stem)


def _general_value(value: str) -> str:
    return value.lower() if value.isalpha() and len(value) <= 20 else "#"


def _folders(host: str, general: list[str], query: list[str]) -> list[tuple[str, str]]:
    """The folders that an address lies in, and the page itself if it was asked with parameters."""
    steps = [*general, "&".join(query)] if query else general
    depths = range(1, min(len(steps) - 1, _PREFIXES) + 1)
    return [(f"{host}/{'/'.join(steps[:depth])}/", steps[depth]) for depth in depths]


def _shown(shape: Shape) -> str:
    return " ".join(part for part in shape.key if part != "?")
