"""Kinds of values in a `source.yaml`, each refusing what makes no sense, in words for whoever wrote it."""

import re
from datetime import timedelta
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, WithJsonSchema
from selectolax.lexbor import LexborHTMLParser, SelectolaxError

from crawlers.manners.visits import parse_visits
from crawlers.numbers import whole

_SPANS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1)}
_LONGEST_SPAN = timedelta(days=36_500)  # beyond it, moments before a window have no date any more
_MOST_DIGITS = 9
_SIZES = {"k": 1_000, "m": 1_000_000, "g": 1_000_000_000}


class Strict(BaseModel):
    """No field that we do not know, and no change once read."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


def _timedelta(text: Any) -> Any:
    if isinstance(text, timedelta):
        return text
    match = re.fullmatch(r"([1-9]\d*)([mhd])", str(text))
    if not match:
        raise ValueError("must be a number with m, h or d, such as 30m, 1h or 7d")
    number = whole(match[1], _MOST_DIGITS)
    if number is None or number * _SPANS[match[2]] > _LONGEST_SPAN:
        raise ValueError(f"must be at most {_LONGEST_SPAN.days}d")
    return number * _SPANS[match[2]]


def _bytes(text: Any) -> Any:
    if isinstance(text, int) and not isinstance(text, bool):
        return text
    match = re.fullmatch(r"([1-9]\d*)([kmg])", str(text))
    if not match:
        raise ValueError("must be a number with k, m or g, such as 500k or 50m")
    number = whole(match[1], _MOST_DIGITS)
    if number is None:
        raise ValueError(f"must have at most {_MOST_DIGITS} digits")
    return number * _SIZES[match[2]]


def _css(text: str) -> str:
    try:
        LexborHTMLParser("").css(text)
    except SelectolaxError as error:
        raise ValueError("must be a CSS selector") from error
    return text


def split_pick(text: str) -> tuple[str, str]:
    """`selector@attribute` in its two parts; without an attribute the second is empty."""
    selector, at, attribute = text.rpartition("@")
    if at and re.fullmatch(r"[\w:.-]+", attribute):
        return selector.strip(), attribute
    return text, ""


def _pick(text: str) -> str:
    selector = split_pick(text)[0]
    if selector not in {"", ":self"}:
        _css(selector)
    elif text != ":self" and not selector and not text.startswith("@"):
        raise ValueError("must be a CSS selector, `:self`, or either with @attribute")
    return text


def _template(*names: str) -> Any:
    """Checks for a text with each of `names` in braces, and no other braces."""

    def check(text: str) -> str:
        marks = [{name: f"<{name}{turn}>" for name in names} for turn in (1, 2)]
        try:
            first, second = (text.format(**values) for values in marks)
        except (AttributeError, IndexError, KeyError, ValueError) as error:
            raise ValueError(f"must hold {{{'}, {'.join(names)}}} and no other braces") from error
        if first == second or any(mark not in first for mark in marks[0].values()):
            raise ValueError(f"must hold {{{'}, {'.join(names)}}}")
        return text

    return check


def _pattern(text: str) -> str:
    try:
        re.compile(text)
    except (re.error, OverflowError, RecursionError) as error:
        raise ValueError(f"must be a regular expression: {error}") from error
    return text


def _host(text: str) -> str:
    """`host` or `host:port`, in lower case."""
    try:
        parts = urlsplit(f"//{text}")
        named = parts.hostname and re.fullmatch(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?", parts.hostname)
        good = parts.netloc == text == text.lower() and named and "." in text and "@" not in text
        good = good and (parts.port is None or parts.port > 0)
    except ValueError:
        good = False
    if not good:
        raise ValueError(
            "must be a host, such as cdn.baochinhphu.vn, in lower case and without scheme or path"
        )
    return text


def _origin(text: str) -> str:
    parts = urlsplit(text)
    bare = f"{parts.scheme}://{parts.netloc}" == text
    if parts.scheme not in {"http", "https"} or not bare:
        raise ValueError("must be scheme and host only, such as https://baochinhphu.vn")
    _host(parts.netloc)
    return text


def _visits(text: str) -> str:
    parse_visits([text])
    return text


def _url(text: str) -> str:
    """An address on the source's own site, or on another of its hosts."""
    parts = urlsplit(text)
    rooted = text.startswith("/") and not text.startswith("//")
    whole = parts.scheme in {"http", "https"} and parts.netloc and parts.path.startswith("/")
    if not rooted and not whole:
        raise ValueError("must start with one / (relative to `base`), or be a whole address")
    return text


Span = Annotated[
    timedelta, BeforeValidator(_timedelta), WithJsonSchema({"type": "string", "pattern": r"^[1-9]\d*[mhd]$"})
]
Size = Annotated[
    int,
    BeforeValidator(_bytes),
    WithJsonSchema({"type": ["string", "integer"], "pattern": r"^[1-9]\d*[kmg]$"}),
]
Selector = Annotated[str, AfterValidator(_css)]
Pick = Annotated[str, AfterValidator(_pick)]
"""`selector`, `selector@attribute`, `@attribute` or `:self`: what is taken is the text, or that attribute."""
PageUrl = Annotated[str, AfterValidator(_template("page")), AfterValidator(_url)]
ValueUrl = Annotated[str, AfterValidator(_template("value"))]
Pattern = Annotated[str, AfterValidator(_pattern)]
Host = Annotated[str, AfterValidator(_host)]
Origin = Annotated[str, AfterValidator(_origin)]
Visit = Annotated[str, AfterValidator(_visits)]
Url = Annotated[str, AfterValidator(_url)]
