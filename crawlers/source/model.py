"""One source, as its `source.yaml` declares it."""

import re
from datetime import date, timedelta
from typing import Literal
from urllib.parse import urljoin, urlsplit

from pydantic import Field, ValidationInfo, field_validator

from crawlers.manners.patience import LONGEST_DELAY
from crawlers.source.fields import Host, Origin, Pattern, Pick, Selector, Size, Span, Strict, Visit
from crawlers.source.ways import Discovery, Kind

State = Literal["active", "paused", "retired"]
_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)


class Layout(Strict):
    """CSS selectors for an item's page, valid for pages captured up to `until` (or for ever)."""

    until: date | None = None
    """Last day on which pages looked like this."""
    title: Selector
    """The title."""
    lead: Selector | None = None
    """The lead (sapo)."""
    body: Selector | None = None
    """The element that holds the body's blocks."""
    published: Selector | None = None
    """The time of publication, if not in structured data."""
    caption: Selector = "figcaption"
    """Captions inside the body; never read aloud."""
    byline: Selector | None = None
    """Author and credit lines; never read aloud."""
    drop: Selector | None = None
    """What is no part of the article: related boxes, buttons."""
    names: Selector | None = None
    """Labels of a document's properties, such as Số hiệu."""
    values: Selector | None = None
    """Their values, in the same order as `names`."""
    attachments: Pick | None = None
    """Links to the files that hold the document itself: `selector` (its href) or `selector@attribute`."""


class Media(Strict):
    """What is done with recordings, films and pictures that the source publishes as products of their own."""

    audio: Literal["capture", "reference"] = "capture"
    """Whether sound is fetched and kept, or only named by its address."""
    video: Literal["capture", "reference"] = "reference"
    """The same for films."""
    images: Literal["capture", "reference"] = "reference"
    """The same for pictures."""
    max_bytes: Size = 200_000_000
    """Longest file that is fetched; a longer one is only named."""
    player: Pick | None = None
    """Where an item's page names the file, if neither its markup nor its structured data do."""


class Expected(Strict):
    """What must be there; what is missing is told, never passed over."""

    fields: tuple[Literal["lead", "published", "number", "issuer", "attachments"], ...] = ()
    """What an item's page must yield beside title and body; without it the page goes into quarantine."""
    series: Pattern | None = None
    """Regular expression over the numbers of documents in lists, such as `(?P<number>\\d+)/(?P<year>\\d{4})/NĐ-CP`: its
    group `number` counts up, its other groups name the series. A number that is left out is told as a gap."""
    silence: Span = 30 * _DAY
    """Longest time without anything new before somebody is told."""

    @field_validator("series")
    @classmethod
    def _counts(cls, value: str | None) -> str | None:
        if value is not None and "number" not in re.compile(value).groupindex:
            raise ValueError("must have a group (?P<number>…)")
        return value


def _urls(way: Discovery) -> list[str]:
    """Every address that a way names."""
    named = (*getattr(way, "urls", ()), getattr(way, "url", None), getattr(way, "page", None))
    return [url for url in named if url]


class Source(Strict):
    """One source."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    """The folder's name."""
    title: str
    """The source's name, for people."""
    owner: str
    """The body that answers for it."""
    base: Origin
    """Scheme and host of the live site."""
    hosts: tuple[Host, ...] = ()
    """Further hosts that its files come from."""
    state: State = "active"
    """Whether it is crawled; `nguon pause` and `nguon resume` change it at run time, without a release."""
    language: str = Field("vi", pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]+)*$")
    """Language of its items (BCP 47)."""
    kind: Kind
    """What its items are."""
    region: str = Field("VN", pattern=r"^VN(-[A-Z0-9]{2,3})?$")
    """Where it is about: VN, or a province by ISO 3166-2, such as VN-05."""
    authority: int = Field(0, ge=0, le=9)
    """Of two sources that have one document or text, the words of the higher are taken: the gazette's before a portal's."""
    priority: Literal["normal", "priority", "urgent"] = "normal"
    """Lane of its items (TT 39/2020/TT-BTTTT): thông thường, ưu tiên, khẩn cấp."""
    credit: str
    """How it is named aloud, after “Theo”."""
    every: Span
    """How often it is crawled: 30m, 1h, 1d."""
    visits: tuple[Visit, ...] = ()
    """Times of the day (Vietnam's) in which the host may be asked, such as 22:00-05:30; none: always."""
    lookback: Span = 3 * _DAY
    """How far before the window unknown items are still taken."""
    recheck: tuple[Span, ...] = (_HOUR, 6 * _HOUR, _DAY, 7 * _DAY, 30 * _DAY)
    """Ages at which an item is looked at again, for corrections and removals. Empty: never."""
    approval: Literal["auto", "review"]
    """Who approves: the policy, or a person."""
    delay: float = Field(1.0, gt=0, le=LONGEST_DELAY, allow_inf_nan=False)
    """Seconds between two requests to a host, 60 at most; robots.txt may ask for more."""
    request_cap: int = Field(500, gt=0)
    """Most requests that one run may make."""
    render: bool = False
    """Whether its pages need a browser to show their text (the optional extra `render`)."""
    discover: tuple[Discovery, ...] = Field(min_length=1)
    """How it tells what is new."""
    layouts: tuple[Layout, ...] = Field(min_length=1)
    """How its pages look, oldest first."""
    media: Media | None = None
    """What is done with its recordings, films and pictures; none: its items are texts."""
    expect: Expected = Expected()
    """What must be there."""
    unseen: tuple[str, ...] = ()
    """Facts above that were never seen live."""

    @field_validator("id")
    @classmethod
    def _is_the_folder(cls, value: str, info: ValidationInfo) -> str:
        if info.context and value != info.context["folder"]:
            raise ValueError("must be the folder's name; leave it out")
        return value

    @field_validator("recheck")
    @classmethod
    def _grows(cls, value: tuple[timedelta, ...]) -> tuple[timedelta, ...]:
        if list(value) != sorted(set(value)):
            raise ValueError("must grow from each age to the next")
        return value

    @field_validator("discover")
    @classmethod
    def _has_a_daily_way(cls, value: tuple[Discovery, ...]) -> tuple[Discovery, ...]:
        if all(way.backfill for way in value):
            raise ValueError("must have a way that is not for backfills only")
        return value

    @field_validator("discover")
    @classmethod
    def _stays_at_home(cls, value: tuple[Discovery, ...], info: ValidationInfo) -> tuple[Discovery, ...]:
        base, hosts = info.data.get("base"), info.data.get("hosts")
        if base is None or hosts is None:
            return value  # they are faults themselves
        at_home = {urlsplit(base).netloc, *hosts}
        for number, way in enumerate(value):
            for url in _urls(way):
                if urlsplit(urljoin(base, url)).netloc not in at_home:
                    raise ValueError(f"{number}: {url} is at none of the source's hosts; add it to `hosts`")
        return value

    @field_validator("layouts")
    @classmethod
    def _follow_each_other(cls, value: tuple[Layout, ...]) -> tuple[Layout, ...]:
        ends = [layout.until or date.max for layout in value]
        if ends != sorted(set(ends)):
            raise ValueError("must each have an `until`, later than the one before; the last may go without")
        return value

    def at(self, url: str) -> str:
        """The whole address of what a definition names."""
        return urljoin(self.base, url)

    @property
    def host(self) -> str:
        """The main host."""
        return urlsplit(self.base).netloc

    @property
    def all_hosts(self) -> frozenset[str]:
        """Every host that belongs to the source."""
        return frozenset({self.host, *self.hosts})

    def layout_on(self, day: date) -> Layout:
        """The layout that pages had on `day`."""
        for layout in self.layouts:
            if layout.until is None or day <= layout.until:
                return layout
        return self.layouts[-1]
