"""What the sample portals answer: files below a folder per host, by path, query and form.

`/he-thong-van-ban?classid=1&mode=1` is the file `he-thong-van-ban@classid=1&mode=1.html`: see `query_name`. A POST is
answered by the rules of `posts.yaml` beside the folder of pages: see `crawlers.samples.posts`.
"""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.message import Message
from email.utils import format_datetime
from pathlib import Path
from urllib.parse import quote, unquote

from crawlers.samples.posts import Answered, Form, PostRule, read_rules
from crawlers.samples.ranges import wanted_range

HTML = "text/html; charset=utf-8"
_TYPES = {
    ".htm": HTML,
    ".html": HTML,
    ".doc": "application/msword",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".m4a": "audio/mp4",
    ".mp3": "audio/mpeg",
    ".pdf": "application/pdf",
    ".rss": "application/rss+xml",
    ".txt": "text/plain; charset=utf-8",
    ".xml": "application/xml",
}
_ENDINGS = (".html", ".json", ".xml", ".rss")
_ROBOTS = b"User-agent: *\nDisallow:\n"
_MISSING = (
    "<!DOCTYPE html>\n"
    '<html lang="vi"><head><meta charset="utf-8"><title>Không tìm thấy trang</title></head>\n'
    "<body><h1>Không tìm thấy trang</h1><p>Trang này không có trong bộ trang mẫu.</p></body></html>\n"
).encode()
_EPOCH = datetime(2026, 9, 1, tzinfo=UTC)
_NUMBERED = re.compile(r"(?P<stem>.*trang-)(?P<number>\d+)(?P<ending>\.htm)")
_IN_NAME = "!$',;()~"


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer before it is sent."""

    status: int
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""


class SamplePages:
    """Page files by host, path and query; looked up anew for each request, since pages are edited in place."""

    def __init__(self, folders: Sequence[Path]) -> None:
        self._roots: dict[str, list[Path]] = {}
        self._rules: dict[str, PostRule] = {}
        for folder in folders:
            self._rules |= read_rules(folder.resolve().parent / "posts.yaml")
            for root in sorted(path for path in folder.resolve().iterdir() if path.is_dir()):
                self._roots.setdefault(root.name, []).append(root)

    def reply(self, host: str, target: str, asked: Message) -> Reply:
        """What a healthy host answers to GET and HEAD."""
        file = self.file(host, target)
        if file:
            return _document(file.read_bytes(), _type_of(file), asked)
        if target.partition("?")[0] == "/robots.txt" and host in self._roots:
            return _document(_ROBOTS, _TYPES[".txt"], asked)
        return Reply(404, {"Content-Type": HTML}, _MISSING)

    def posted(self, host: str, target: str, content_type: str, body: bytes) -> Reply:
        """What a healthy host answers to a form or to JSON."""
        rule = self._rules.get(host + target.partition("?")[0])
        if rule is None:
            return Reply(404, {"Content-Type": HTML}, _MISSING)
        first = self.file(host, target)
        pages = {each: self._below(host, each) for each in rule.files}
        known = [file.read_bytes() for file in (first, *pages.values()) if file]
        answered = rule.answer(Form.read(content_type, body), known)
        if isinstance(answered, Answered):
            return Reply(answered.status, {"Content-Type": HTML}, answered.body)
        file = pages[answered] if answered else None
        if file is None:
            return Reply(404, {"Content-Type": HTML}, _MISSING)
        return Reply(200, {"Content-Type": _type_of(file)}, file.read_bytes())

    def file(self, host: str, target: str) -> Path | None:
        """The file of a path with its query, else that of the path alone."""
        path, mark, query = target.partition("#")[0].partition("?")
        name = unquote(path).lstrip("/")
        if "\0" in name:
            return None
        plain = f"{name}index" if not name or name.endswith("/") else name
        wanted = [f"{plain}@{query_name(query)}{ending}" for ending in _ENDINGS] if mark else []
        wanted += [f"{plain}.html"] if plain != name else [name, f"{name}.html"]
        found = (self._below(host, each) for each in wanted)
        return next((file for file in found if file), None)

    def _below(self, host: str, name: str) -> Path | None:
        found = (_file_below(root, name) for root in self._roots.get(host, ()))
        return next((file for file in found if file), None)


def query_name(query: str) -> str:
    """A query as it stands in a file's name: in ASCII, and in letters that every file system takes.

    The order stays, and a key without a value has no `=`. `+` is a space; what is no letter, digit or one of
    `-._~!$',;()` is percent-encoded: `RestrictToCategory=Số+1%2F2026` is `RestrictToCategory=S%E1%BB%91%201%2F2026`.
    """
    parts = (part.partition("=") for part in query.split("&"))
    return "&".join(f"{_named(key)}{mark}{_named(value)}" for key, mark, value in parts)


def _named(text: str) -> str:
    return quote(unquote(text.replace("+", " ")), safe=_IN_NAME)


def _type_of(file: Path) -> str:
    return _TYPES.get(file.suffix.lower(), HTML)


def _file_below(root: Path, name: str) -> Path | None:
    """The file of that name, if it truly lies below `root` once `..` and links are followed."""
    try:
        file = (root / name).resolve()
        if not file.is_relative_to(root):
            return None
        return file if file.is_file() else _last_page(file)
    except OSError:  # a name that no file system takes (ENAMETOOLONG) is a page that is not there
        return None


def _last_page(file: Path) -> Path | None:
    """For `trang-99.htm` past the end of a list its highest page, as the gazette's site answers."""
    asked = _NUMBERED.fullmatch(file.name)
    if not asked or not file.parent.is_dir():
        return None
    pages = [match for path in file.parent.iterdir() if (match := _NUMBERED.fullmatch(path.name))]
    alike = [page for page in pages if page["stem"] == asked["stem"]]
    return file.with_name(max(alike, key=lambda page: int(page["number"]))[0]) if alike else None


def _document(body: bytes, content_type: str, asked: Message) -> Reply:
    """200 with the validators of RFC 9110, section 8.8, or 304 where they match, 206 or 416 for a part.

    Both validators come from the bytes alone, so Last-Modified is compared for equality, not for order.
    """
    digest = hashlib.sha256(body).hexdigest()
    etag = f'"{digest[:32]}"'
    modified = format_datetime(_EPOCH + timedelta(seconds=int(digest[:8], 16) % 1_000_000), usegmt=True)
    validators = {"ETag": etag, "Last-Modified": modified}
    known = asked.get("If-None-Match")
    fresh = _names(known, etag) if known is not None else asked.get("If-Modified-Since") == modified
    if fresh:
        return Reply(304, validators)
    whole = {"Content-Type": content_type, "Accept-Ranges": "bytes", **validators}
    places = wanted_range(asked, validators, len(body))
    if places is None:
        return Reply(200, whole, body)
    if not places:
        return Reply(416, {"Content-Range": f"bytes */{len(body)}", **validators})
    told = f"bytes {places.start}-{places.stop - 1}/{len(body)}"
    return Reply(206, {**whole, "Content-Range": told}, body[places.start : places.stop])


def _names(field_value: str, etag: str) -> bool:
    """Whether If-None-Match names that tag; the comparison is the weak one."""
    tags = [tag.strip().removeprefix("W/") for tag in field_value.split(",")]
    return "*" in tags or etag in tags
