"""How the sample portals answer forms and JSON: the rules of a `posts.yaml`.

    vanban.vi-du.vn/he-thong-van-ban:           # host and path; a query makes no difference
      state: true                               # an ASP.NET page: its state must come back as it was served
      cases:
        - match: {__EVENTTARGET: ctl$list, __EVENTARGUMENT: Page$2}
          file: he-thong-van-ban/trang-2.html   # below the host's folder
      otherwise: he-thong-van-ban/rong.html     # what the site answers to anything else; without it 404

What `match` names must be in the form, or in the JSON document, with that value; what else is sent does not matter.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import parse_qsl

import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter
from selectolax.lexbor import LexborHTMLParser

_STATE = ("__VIEWSTATE", "__VIEWSTATEGENERATOR", "__EVENTVALIDATION")
_YELLOW = """<!DOCTYPE html>
<html><head><title>{title}</title></head>
<body bgcolor="white"><span><h1>Server Error in '/' Application.<hr width=100% size=1 color=silver></h1>
<h2><i>{title}</i></h2></span>
<b>Description: </b>An unhandled exception occurred during the execution of the current web request.</body></html>
"""


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer that is no page of the site."""

    status: int
    body: bytes


@dataclass(frozen=True, slots=True)
class Form:
    """What was sent."""

    values: Mapping[str, Any]

    @classmethod
    def read(cls, content_type: str, body: bytes) -> "Form":
        """A form, or a JSON document; empty where the body is neither."""
        text = body.decode("utf-8", "replace")
        if "json" not in content_type.lower():
            return cls(dict(parse_qsl(text, keep_blank_values=True)))
        try:
            told = json.loads(text)
        except ValueError:
            return cls({})
        return cls(told if isinstance(told, dict) else {})

    def holds(self, wanted: Mapping[str, Any]) -> bool:
        """Whether each of the wanted values is there."""
        return _within(wanted, self.values)


def _within(wanted: Any, told: Any) -> bool:
    if isinstance(wanted, Mapping):
        return isinstance(told, Mapping) and all(_within(wanted[key], told.get(key)) for key in wanted)
    return type(wanted) is type(told) and bool(wanted == told)


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Case(_Strict):
    match: Annotated[dict[str, Any], Field(min_length=1)]
    file: str


class PostRule(_Strict):
    """The answers of one address."""

    cases: tuple[_Case, ...]
    state: bool = False
    otherwise: str = ""

    @property
    def files(self) -> tuple[str, ...]:
        """Every file that it may answer with."""
        return tuple(filter(None, (*(case.file for case in self.cases), self.otherwise)))

    def answer(self, form: Form, pages: Sequence[bytes]) -> str | Answered:
        """The file that answers `form`, empty for none; `pages` are those from which it may have been sent."""
        if self.state and (fault := _state_fault(form.values, pages)):
            return Answered(500, _YELLOW.format(title=fault).encode())
        fitting = (case.file for case in self.cases if form.holds(case.match))
        return next(fitting, self.otherwise)


def read_rules(file: Path) -> dict[str, PostRule]:
    """The rules of a `posts.yaml` by host and path; none where there is no such file.

    Raises:
        ValueError: the file is no such thing; the message names the field.
    """
    if not file.is_file():
        return {}
    told = yaml.safe_load(file.read_text(encoding="utf-8"))
    return TypeAdapter(dict[str, PostRule]).validate_python(told)


def _state_fault(sent: Mapping[str, Any], pages: Sequence[bytes]) -> str:
    """What ASP.NET says of a form whose state is not a page's own, or that does what its page did not offer."""
    page = next(
        (page for page in pages if _state_of(page) == {name: sent.get(name) for name in _STATE}), None
    )
    if page is None:
        return "Validation of viewstate MAC failed."
    event = f"__doPostBack('{sent.get('__EVENTTARGET')}','{sent.get('__EVENTARGUMENT')}')"
    if event not in unescape(page.decode("utf-8", "replace")):
        return "Invalid postback or callback argument."
    return ""


def _state_of(page: bytes) -> dict[str, str | None]:
    tree = LexborHTMLParser(page)
    found = {name: tree.css_first(f'form input[name="{name}"]') for name in _STATE}
    return {name: node.attributes.get("value") if node else None for name, node in found.items()}
