"""What discovery finds: entries, and what it could not read."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from crawlers.address import canonical
from crawlers.dates import VIETNAM


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of time, [start, end), aware.

    `since` is where the stretch begins that no crawl has dealt with yet; what lies before it, from `start` on, is looked
    at for what appeared late. None: there is no such thing, all of it was asked for by hand.
    """

    start: datetime
    end: datetime
    since: datetime | None = None

    def __post_init__(self) -> None:
        if self.start.tzinfo is None or self.end.tzinfo is None:
            raise ValueError("a window's times must say their zone")
        if self.end <= self.start:
            raise ValueError(f"a window must end after it starts: {self.start} to {self.end}")

    def widened(self, lookback: timedelta) -> "Window":
        """The same, from `lookback` earlier, so that what appeared late is still taken."""
        return Window(self.start - lookback, self.end, self.since or self.start)


@dataclass(frozen=True, slots=True)
class Entry:
    """One item that a feed or list names. `when` is a day where the list gives no time; None: it says nothing.

    `updated` is when it was last changed, where that is told. `kind`: what it is, if not what the source's items are.
    `media` names a recording, film or picture that belongs to it: its address, type and length as they are told.
    `misdated` says what is wrong with a date that the list gives for it; the date is left out then.
    """

    url: str
    title: str = ""
    when: datetime | date | None = None
    number: str = ""
    updated: datetime | None = None
    kind: str = ""
    media: tuple["MediaLink", ...] = ()
    misdated: str = field(default="", compare=False)

    def before(self, window: Window) -> bool:
        """Whether it was surely published, and last changed, before the window."""
        newest = max(filter(None, (_last_moment(self.when), self.updated)), default=None)
        return newest is not None and newest < window.start

    def after(self, window: Window) -> bool:
        """Whether it is surely newer than the window."""
        return self.when is not None and first_moment(self.when) >= window.end

    @property
    def told(self) -> datetime | None:
        """The moment at which it was published, else changed, as far as it is told; of a day the first."""
        return first_moment(self.when) if self.when else self.updated

    def newer_than(self, moment: datetime) -> bool:
        """Whether it was published or changed after `moment`; a mere day says too little."""
        told = (self.when if isinstance(self.when, datetime) else None, self.updated)
        return any(each is not None and each > moment for each in told)


@dataclass(frozen=True, slots=True)
class MediaLink:
    """A file that a feed or page names beside an item: enclosure, media:content, JSON-LD, a player's source.

    `type` is a media type where one is told, `length` in bytes; all of it as told, none of it checked.
    """

    url: str
    type: str = ""
    length: int | None = None
    title: str = ""
    credit: str = ""
    duration_ms: int | None = None
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Trail:
    """What a walk has come by so far.

    `top` is the middle one of the dates on the first page: older pages than that lead into the past. `low` is how far
    back the list has led. `known`: something known that lies in the window was met. `blind`: how many pages in a row
    held nothing but what is not known and dated before the window.
    """

    top: datetime | None = None
    low: datetime | None = None
    known: bool = False
    blind: int = 0


START = Trail()
"""Of a walk that has not begun."""


@dataclass(frozen=True, slots=True)
class Ask:
    """One request of discovery: what to ask, by which of the source's ways, and how far that way has been walked.

    `way` is the place in `discover`. `page` counts from the way's first. `level` 1 is inside what a list of lists led
    to (an issue of a gazette, a sitemap of an index, an aggregator's page). `seen` holds the digest of the links of
    the page before, `when` what the level above said of this one; `pending` and `met` are explained at `walk.Sifted`,
    `trail` at `Trail`.
    """

    url: str
    way: int
    page: int
    level: int = 0
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()
    seen: str = ""
    when: datetime | date | None = None
    number: str = ""
    pending: tuple[Entry, ...] = ()
    met: bool = False
    trail: Trail = START

    @property
    def method(self) -> str:
        """GET, or POST where there is something to send."""
        return "POST" if self.body else "GET"


@dataclass(frozen=True, slots=True)
class Findings:
    """What one page of discovery says.

    `entries` are items, `inside` leads to further lists, `faults` has a line for each broken entry, `total` is how
    many entries the site says there are in all, `more` is the page after this one if the page itself names it, `seen` a digest of its links,
    `defects` has a line for each entry that our own code failed on.
    """

    entries: tuple[Entry, ...] = ()
    faults: tuple[str, ...] = ()
    inside: tuple[Entry, ...] = ()
    total: int | None = None
    more: Ask | None = None
    seen: str = ""
    defects: tuple[str, ...] = ()


def web_address(page: str, link: str) -> str | None:
    """The one address (`crawlers.address.canonical`) that `link` on `page` leads to; None if it leads to no place."""
    return canonical(link, base=page) if link.strip() else None


def first_moment(when: datetime | date) -> datetime:
    """The moment, or the first of the day in Vietnam."""
    if isinstance(when, datetime):
        return when
    return datetime(when.year, when.month, when.day, tzinfo=VIETNAM)


def _last_moment(when: datetime | date | None) -> datetime | None:
    if when is None or isinstance(when, datetime):
        return when
    return first_moment(when) + timedelta(days=1, microseconds=-1)
