"""What discovery finds: entries, and what it could not read."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import urljoin, urlsplit

from crawlers.dates import VIETNAM


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of time, [start, end), aware."""

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        if self.start.tzinfo is None or self.end.tzinfo is None:
            raise ValueError("a window's times must say their zone")
        if self.end <= self.start:
            raise ValueError(f"a window must end after it starts: {self.start} to {self.end}")


@dataclass(frozen=True, slots=True)
class Entry:
    """One item that a feed or list names. `when` is a day where the list gives no time; None: it says nothing."""

    url: str
    title: str = ""
    when: datetime | date | None = None
    number: str = ""

    def before(self, window: Window) -> bool:
        """Whether it is surely older than the window."""
        return self.when is not None and _last_moment(self.when) < window.start

    def after(self, window: Window) -> bool:
        """Whether it is surely newer than the window."""
        return self.when is not None and _first_moment(self.when) >= window.end

    def newer_than(self, moment: datetime) -> bool:
        """Whether its time lies after `moment`; a mere day says too little."""
        return isinstance(self.when, datetime) and self.when > moment


@dataclass(frozen=True, slots=True)
class Findings:
    """The entries of one page, and a line for each broken one."""

    entries: tuple[Entry, ...]
    faults: tuple[str, ...] = ()


def web_address(page: str, link: str) -> str | None:
    """The absolute http(s) address that `link` on `page` leads to; None if it leads to no such place.

    Scheme and host are in lower case, so that an item has one address (RFC 3986, section 6.2.2.1).
    """
    try:
        parts = urlsplit(urljoin(page, link.strip()))
    except ValueError:
        return None
    usable = link.strip() and parts.netloc and parts.scheme in {"http", "https"}
    return parts._replace(netloc=parts.netloc.lower()).geturl() if usable else None


def _first_moment(when: datetime | date) -> datetime:
    if isinstance(when, datetime):
        return when
    return datetime(when.year, when.month, when.day, tzinfo=VIETNAM)


def _last_moment(when: datetime | date) -> datetime:
    if isinstance(when, datetime):
        return when
    return _first_moment(when) + timedelta(days=1, microseconds=-1)
