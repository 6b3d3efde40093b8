"""The parts of feedparser's suite: a feed, the headers that came with it, and what is claimed of the result."""

import ast
import operator
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tests.conftest import SHARED

FOLDER = SHARED / "data" / "torture" / "feedparser" / "tests"
BASE = "http://127.0.0.1:8097/"
_CLAIM = re.compile(r"(?i)Expect:[ \t]*(.*?)[ \t]*(?:\r?\n|-->|\",)")
_HEADER = re.compile(r"(?i)Header:[ \t]*([\w-]+):[ \t]*(.*?)[ \t]*(?:\r?\n|-->)")
_COMPARED = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.Gt: operator.gt,
    ast.LtE: operator.le,
    ast.GtE: operator.ge,
    ast.Is: operator.is_,
    ast.IsNot: operator.is_not,
}


@dataclass(frozen=True)
class Case:
    """One file of the suite."""

    name: str
    body: bytes
    claim: ast.expr
    url: str
    content_type: str


def cases() -> Iterator[Case]:
    """Every file that claims something in a form that can be read."""
    for path in sorted(path for path in FOLDER.rglob("*") if path.is_file()):
        body = path.read_bytes()
        text = _legible(body)
        claim = _CLAIM.search(text)
        if not claim:
            continue
        told = {name.lower(): value for name, value in _HEADER.findall(text)}
        yield Case(
            path.relative_to(FOLDER).as_posix(),
            body,
            ast.parse(claim[1], mode="eval").body,
            told.get("content-location", BASE if BASE in claim[1] else ""),
            told.get("content-type", "application/json" if path.suffix == ".json" else "application/xml"),
        )


def _legible(body: bytes) -> str:
    """The comment at the top, in whatever the feed is encoded; EBCDIC is left out."""
    for encoding in ("utf-32", "utf-16") if body[:2] in {b"\xff\xfe", b"\xfe\xff", b"\0\0"} else ("latin-1",):
        try:
            return body.decode(encoding)
        except UnicodeDecodeError:
            continue
    return body.replace(b"\0", b"").decode("latin-1")


def holds(claim: ast.expr, result: Any) -> bool:
    """Whether a claim is true of feedparser's result. Nothing in it is run: it is read, node by node."""
    try:
        return bool(value_of(claim, result))
    except (KeyError, IndexError, AttributeError):
        return False


def value_of(node: ast.expr, result: Any) -> Any:  # noqa: C901, PLR0911 -- a case for each kind of node
    match node:
        case ast.BoolOp(ast.And(), parts):
            return all(value_of(part, result) for part in parts)
        case ast.BoolOp(ast.Or(), parts):
            return any(value_of(part, result) for part in parts)
        case ast.UnaryOp(ast.Not(), inner):
            return not value_of(inner, result)
        case ast.BinOp(left, ast.Add(), right):
            return value_of(left, result) + value_of(right, result)
        case ast.Compare(left, operators, rights):
            values = [value_of(each, result) for each in (left, *rights)]
            return all(_compare(sign, *values[at : at + 2]) for at, sign in enumerate(operators))
        case ast.Subscript(of, index):
            return value_of(of, result)[value_of(index, result)]
        case ast.Attribute(of, name):
            return getattr(value_of(of, result), name)
        case ast.Call(ast.Name("len" | "ord" as name), [inner]):
            return {"len": len, "ord": ord}[name](value_of(inner, result))
        case ast.Call(ast.Attribute(of, "get" | "has_key" as method), arguments):
            values = [value_of(each, result) for each in arguments]
            return value_of(of, result).get(*values) if method == "get" else values[0] in value_of(of, result)
        case ast.Name("bozo"):
            return bool(result.get("bozo"))
        case ast.Name(name):
            return result[name]
        case _:
            return ast.literal_eval(node)


def _compare(sign: ast.cmpop, left: Any, right: Any) -> bool:
    if isinstance(sign, ast.In | ast.NotIn):
        return (left in right) is isinstance(sign, ast.In)
    if isinstance(right, tuple) and not isinstance(left, tuple):
        left = tuple(left) if left is not None else None
    return bool(_COMPARED[type(sign)](left, right))
