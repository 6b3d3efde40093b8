"""Source definitions: a folder per source, whose name is the source's id, with its `source.yaml`."""

import re
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

import yaml
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    ValidationInfo,
    field_validator,
)
from selectolax.lexbor import LexborHTMLParser, SelectolaxError

from crawlers.errors import SourceError
from nguon.settings import settings

_SPANS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1)}


def _timedelta(text: Any) -> Any:
    """`30m`, `1h`, `7d`."""
    if isinstance(text, timedelta):
        return text
    match = re.fullmatch(r"([1-9]\d*)([mhd])", str(text))
    if not match:
        raise ValueError("must be a number with m, h or d, such as 30m, 1h or 7d")
    return int(match[1]) * _SPANS[match[2]]


def _selector(text: str) -> str:
    """What the HTML parser takes as a CSS selector."""
    try:
        LexborHTMLParser("").css(text)
    except SelectolaxError as error:
        raise ValueError("must be a CSS selector") from error
    return text


def _selector_or_self(text: str) -> str:
    return text if text == ":self" else _selector(text)


def _page_address(text: str) -> str:
    """An address that counts."""
    try:
        counted = text.format(page=2) != text.format(page=3)
    except (AttributeError, LookupError, ValueError) as error:
        raise ValueError("must hold {page} and no other braces") from error
    if not counted:
        raise ValueError("must hold {page}, the page's number")
    return text


Span = Annotated[timedelta, BeforeValidator(_timedelta)]
Selector = Annotated[str, AfterValidator(_selector)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class FeedDiscovery(_Strict):
    """The source has RSS or Atom feeds."""

    by: Literal["feed"]
    urls: tuple[str, ...] = Field(min_length=1, description="Addresses of the feeds, relative to `base`.")


class ListingDiscovery(_Strict):
    """The source has list pages, newest first."""

    by: Literal["listing"]
    url: str = Field(description="Address of the first page, relative to `base`.")
    page: Annotated[str, AfterValidator(_page_address)] | None = Field(
        None, description="Address of page N, with `{page}`; none: there is one page."
    )
    row: Selector = Field(description="CSS selector of one entry.")
    link: Annotated[str, AfterValidator(_selector_or_self)] = Field(
        description="CSS selector of the entry's link, inside the row; `:self` is the row."
    )
    date: Selector | None = Field(None, description="CSS selector of the entry's date, inside the row.")
    number: Selector | None = Field(
        None, description="CSS selector of the document's number, inside the row."
    )
    cap: int = Field(50, gt=0, description="Most pages that one run reads; reaching it is reported.")


Discovery = Annotated[FeedDiscovery | ListingDiscovery, Field(discriminator="by")]


class Layout(_Strict):
    """CSS selectors for an item's page, valid for pages captured up to `until` (or for ever)."""

    until: date | None = Field(None, description="Last day on which pages looked like this.")
    title: Selector = Field(description="The title.")
    lead: Selector | None = Field(None, description="The lead (sapo).")
    body: Selector | None = Field(None, description="The element that holds the body's blocks.")
    published: Selector | None = Field(
        None, description="The time of publication, if not in structured data."
    )
    caption: Selector = Field("figcaption", description="Captions inside the body; never read aloud.")
    byline: Selector | None = Field(None, description="Author and credit lines; never read aloud.")
    drop: Selector | None = Field(None, description="What is no part of the article: related boxes, buttons.")
    names: Selector | None = Field(None, description="Labels of a document's properties, such as Số hiệu.")
    values: Selector | None = Field(None, description="Their values, in the same order as `names`.")
    attachments: Selector | None = Field(
        None, description="Links to the files that hold the document itself."
    )


class Source(_Strict):
    """One source, as its `source.yaml` declares it."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$", description="The folder's name.")
    title: str = Field(description="The source's name, for people.")
    owner: str = Field(description="The body that answers for it.")
    base: str = Field(description="Scheme and host of the live site.")
    hosts: tuple[str, ...] = Field((), description="Further hosts that its files come from.")
    language: str = Field("vi", description="Language of its items (BCP 47).")
    kind: Literal["news", "legal", "alert", "media", "notice"] = Field(description="What its items are.")
    credit: str = Field(description="How it is named aloud, after “Theo”.")
    every: Span = Field(description="How often it is crawled: 30m, 1h, 1d.")
    lookback: Span = Field(
        timedelta(days=3), description="How far before the window unknown items are still taken."
    )
    revisit: Span | None = Field(
        None, description="How long a known item is fetched again, to see edits in place. None: not at all."
    )
    approval: Literal["auto", "review"] = Field(description="Who approves: the policy, or a person.")
    delay: float = Field(1.0, gt=0, description="Seconds between two requests to a host.")
    request_cap: int = Field(500, gt=0, description="Most requests that one run may make.")
    discover: tuple[Discovery, ...] = Field(min_length=1, description="How it tells what is new.")
    layouts: tuple[Layout, ...] = Field(min_length=1, description="How its pages look, oldest first.")
    unseen: tuple[str, ...] = Field((), description="Facts above that were never seen live.")

    @field_validator("id")
    @classmethod
    def _is_the_folder(cls, value: str, info: ValidationInfo) -> str:
        if info.context and value != info.context["folder"]:
            raise ValueError("must be the folder's name; leave it out")
        return value

    @field_validator("base")
    @classmethod
    def _is_an_origin(cls, value: str) -> str:
        parts = urlsplit(value)
        bare = f"{parts.scheme}://{parts.netloc}" == value and "@" not in value
        if parts.scheme not in {"http", "https"} or not parts.hostname or not bare:
            raise ValueError("must be scheme and host only, such as https://baochinhphu.vn")
        return value

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


class _Loader(yaml.SafeLoader):
    """Leaves dates to the fields that hold them, so that an impossible one is named by its line."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith(":timestamp")]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def _mark(error: Exception) -> str:
    """`:LINE` of what could not be read, where that is known."""
    if isinstance(error, UnicodeDecodeError):
        before = error.object[: error.start].count(b"\n")
        return f":{before + 1}"
    mark = getattr(error, "problem_mark", None)
    return f":{mark.line + 1}" if mark else ""


def load_source(folder: Path) -> Source:
    """The source that `folder` defines.

    Raises:
        SourceError: the definition is broken; the message names file, line and field.
    """
    path = folder / "source.yaml"
    try:
        text = path.read_bytes().decode()
        values = _Loader(text).get_single_data()
    except (OSError, ValueError, yaml.YAMLError) as error:
        raise SourceError(f"{path}{_mark(error)}: cannot be read: {error}", source=folder.name) from error
    if not isinstance(values, dict):
        raise SourceError(f"{path}:1: must be a mapping of fields", source=folder.name)
    try:
        return Source.model_validate({"id": folder.name, **values}, context={"folder": folder.name})
    except ValidationError as error:
        raise SourceError(_explain(path, text, error), source=folder.name) from error


def source_ids(folder: Path | None = None) -> list[str]:
    """Every source that has a folder, broken or not."""
    root = folder or settings().sources
    return sorted(path.parent.name for path in root.glob("*/source.yaml"))


@cache
def source(source_id: str) -> Source:
    """The source of that id.

    Raises:
        SourceError: there is none, or its definition is broken.
    """
    folder = settings().sources / source_id
    if not (folder / "source.yaml").is_file():
        known = ", ".join(source_ids())
        raise SourceError(f"no such source; known: {known}", source=source_id)
    return load_source(folder)


def readable_sources() -> tuple[list[Source], list[SourceError]]:
    """Every source whose definition can be read, in the order of their ids, and why the others cannot."""
    good, bad = [], []
    for source_id in source_ids():
        try:
            good.append(source(source_id))
        except SourceError as error:
            bad.append(error)
    return good, bad


def source_of_host(host: str) -> Source | None:
    """The source that `host` belongs to."""
    return next((each for each in readable_sources()[0] if host in each.all_hosts), None)


def _explain(path: Path, text: str, error: ValidationError) -> str:
    """One line per fault: file, line, field, what is wrong."""
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    faults = []
    for fault in error.errors():
        place = [part for part in fault["loc"] if part not in {"feed", "listing"}]
        field = ".".join(str(part) for part in place) or "(whole file)"
        faults.append(f"{path}:{_line(root, place)}: {field}: {fault['msg']}")
    return "\n".join(faults)


def _line(node: yaml.Node | None, place: list[Any]) -> int:
    """Line (from 1) of the deepest node on the way to `place`."""
    line = node.start_mark.line + 1 if node else 1
    for part in place:
        if isinstance(node, yaml.MappingNode):
            found = next(((k, v) for k, v in node.value if k.value == str(part)), None)
            if found is None:
                break
            line, node = found[0].start_mark.line + 1, found[1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
            node = node.value[part]
            line = node.start_mark.line + 1
    return line
