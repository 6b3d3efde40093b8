"""A big file in parts: what is held of it, what to ask next, whether an answer may be joined to it (RFC 9110).

Pure. An answer is joined only to parts of the same representation: the same strong validator (sections 8.8 and
15.3.7.3), the same complete length, and the same bytes where the two overlap, because validators lie. Whatever does not
fit is no reason to guess: the file is asked for again from its start.
"""

import base64
import hashlib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import BinaryIO

from crawlers import numbers
from crawlers.errors import BadDocument

OVERLAP = 1024
"""So many bytes of what is held are asked for again, and compared."""

_CHUNK = 1 << 20
_CONTENT_RANGE = re.compile(r"bytes\s+(\d{1,18})-(\d{1,18})/(\d{1,18}|\*)", re.IGNORECASE)
_UNSATISFIED = re.compile(r"bytes\s+\*/(\d{1,18})", re.IGNORECASE)
_STRONG = re.compile(r'"[\x21\x23-\x7e\x80-\xff]*"')
_DIGEST = re.compile(r"\bsha-256=:([A-Za-z0-9+/]{43}=):")


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a file that is held: `length` bytes from `start`, the body of the answer that `key` names.

    `tail` is the SHA-256 of the last `OVERLAP` bytes, or of all where there are fewer.
    """

    start: int
    length: int
    key: str
    tail: str

    @property
    def end(self) -> int:
        """The place of the byte after the last."""
        return self.start + self.length


@dataclass(frozen=True, slots=True)
class Held:
    """What is held of one representation of a file; nothing at first.

    `parts` follow one another, each beginning within or right after the one before. `total` is the complete length
    where it was told, `validator` a strong ETag or date, empty where there was none: then nothing can be joined.
    `digest` is the SHA-256 in hex that the host told (RFC 9530), else empty. `parent` is the item it belongs to.
    """

    parts: tuple[Part, ...] = ()
    total: int | None = None
    validator: str = ""
    whole: bool = False
    digest: str = ""
    parent: str = ""

    @property
    def length(self) -> int:
        """How many bytes are held."""
        return self.parts[-1].end if self.parts else 0

    @property
    def resumable(self) -> bool:
        """Whether the rest can be asked for."""
        return bool(self.parts and self.validator and not self.whole)

    @property
    def overlap(self) -> int:
        """How many of the held bytes are asked for again."""
        return min(OVERLAP, self.parts[-1].length) if self.parts else 0

    def conditions(self, step: int) -> dict[str, str]:
        """Headers of the request for what is missing: for `step` bytes of the rest, or for the whole file."""
        plain = {"Accept-Encoding": "identity"}
        if not self.resumable:
            return plain
        places = f"{self.length - self.overlap}-{self.length + step - 1}"
        return {**plain, "Range": f"bytes={places}", "If-Range": self.validator}

    def unchanged(self) -> dict[str, str]:
        """Headers of the question whether a whole file is still the same (section 13.1)."""
        name = "If-None-Match" if self.validator.startswith('"') else "If-Modified-Since"
        return {"Accept-Encoding": "identity", name: self.validator}


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer of the host: 200, 206 or 416, with the bytes that came and why others are missing.

    `head` and `tail` are the first and last `OVERLAP` bytes of `length`; `key` names where the bytes are kept.
    """

    status: int
    headers: Mapping[str, str] = field(repr=False)
    length: int
    head: bytes = field(repr=False)
    tail: bytes = field(repr=False)
    truncated: str
    key: str

    @classmethod
    def of(
        cls,
        status: int,
        headers: Iterable[tuple[str, str]],
        body: bytes,
        *,
        truncated: str = "",
        key: str = "",
    ) -> "Answer":
        """From a body in memory; of fields with one name the first counts."""
        told: dict[str, str] = {}
        for name, value in headers:
            told.setdefault(name.lower(), value.strip())
        return cls(status, told, len(body), body[:OVERLAP], body[-OVERLAP:], truncated, key)


def take(held: Held, answer: Answer) -> Held:
    """What is held after an answer to `held.conditions()`; nothing, where the file must be asked for again.

    Raises:
        ValueError: `answer` is neither 200, 206 nor 416: those say nothing of the file.
    """
    if answer.status == 200:
        return _anew(held, answer)
    if answer.status == 206:
        return _joined(held, answer)
    if answer.status == 416:
        return _ended(held, answer)
    raise ValueError(f"status {answer.status} is no answer to be joined")


def _anew(held: Held, answer: Answer) -> Held:
    """200: the host ignores ranges, or the file has changed: this is the file from its start."""
    told = answer.headers.get("content-length", "")
    total = numbers.whole(told)
    packed = answer.headers.get("content-encoding", "identity").lower() != "identity"
    if packed or (total not in {None, answer.length} and not answer.truncated):
        total, packed = None, True  # the length is that of the packed bytes: places in them say nothing to us
    ranged = not packed and answer.headers.get("accept-ranges", "").lower() != "none"
    validator = _validator(answer.headers) if ranged else ""
    whole = not answer.truncated
    if (
        not whole
        and held.resumable
        and answer.length <= held.length
        and (validator, total) == (held.validator, held.total)
    ):
        return held  # the same file from its start, broken earlier than what we have
    return Held((_part(0, answer),), total, validator, whole, _digest(answer.headers), held.parent)


def _joined(held: Held, answer: Answer) -> Held:
    """206: the rest, or some of it, if it is of the file that we know; an open end is asked for once more."""
    place = _CONTENT_RANGE.fullmatch(answer.headers.get("content-range", ""))
    if not place or not held.resumable:
        return Held(parent=held.parent)
    first, last = int(place[1]), int(place[2])
    total = held.total if place[3] == "*" else int(place[3])
    fits = (
        first == held.length - held.overlap
        and answer.length <= last - first + 1
        and (answer.truncated != "" or answer.length == last - first + 1)
        and (total is None or last < total)
        and held.total in {None, total}
        and _same(held, answer.headers)
        and _repeats(held, answer)
    )
    if not fits:
        return Held(parent=held.parent)
    more = answer.length > held.overlap
    parts = (*held.parts, _part(first, answer)) if more else held.parts
    ended = not more and not answer.truncated
    whole = ended if total is None else parts[-1].end == total
    return Held(parts, total, held.validator, whole, held.digest or _digest(answer.headers), held.parent)


def _same(held: Held, headers: Mapping[str, str]) -> bool:
    """Whether the answer names no other validator than ours; section 15.3.7 lets it leave ours out."""
    name = "etag" if held.validator.startswith('"') else "last-modified"
    return headers.get(name, held.validator) == held.validator


def _repeats(held: Held, answer: Answer) -> bool:
    """Whether the answer begins with the bytes that we hold last; one that broke before their end may."""
    if answer.length < held.overlap:
        return True
    return hashlib.sha256(answer.head[: held.overlap]).hexdigest() == held.parts[-1].tail


def _ended(held: Held, answer: Answer) -> Held:
    """416: nothing is left, if the complete length is what we hold; else the file is another one."""
    told = _UNSATISFIED.fullmatch(answer.headers.get("content-range", ""))
    total = int(told[1]) if told else None
    if not held.resumable or total != held.length or held.total not in {None, total}:
        return Held(parent=held.parent)
    return Held(held.parts, total, held.validator, whole=True, digest=held.digest, parent=held.parent)


def _part(start: int, answer: Answer) -> Part:
    return Part(start, answer.length, answer.key, hashlib.sha256(answer.tail).hexdigest())


def _validator(headers: Mapping[str, str]) -> str:
    """A strong ETag, else a strong date (section 8.8.2.2: a second or more before the answer's own), else nothing."""
    etag = headers.get("etag", "")
    if etag:
        return etag if _STRONG.fullmatch(etag) else ""
    modified, sent = _moment(headers.get("last-modified", "")), _moment(headers.get("date", ""))
    if modified and sent and sent - modified >= timedelta(seconds=1):
        return headers["last-modified"]
    return ""


def _moment(written: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(written)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return moment if moment.tzinfo else None


def _digest(headers: Mapping[str, str]) -> str:
    """The complete representation's SHA-256, in hex, where the host tells it (RFC 9530, section 3)."""
    found = _DIGEST.search(headers.get("repr-digest", ""))
    return base64.b64decode(found[1]).hex() if found else ""


def fold(answers: Sequence[Answer], *, parent: str = "") -> tuple[Held, Held]:
    """What a file's answers come to, in the order in which they came: the last whole one, and what is held since.

    The two are the same where the last answers made it whole. Either may hold nothing.
    """
    whole, held = Held(parent=parent), Held(parent=parent)
    for answer in answers:
        held = take(held, answer)
        whole = held if held.whole else whole
    return whole, held


@dataclass(frozen=True, slots=True)
class Assembled:
    """A file put together: its SHA-256 in hex and its length in bytes."""

    sha256: str
    length: int


def assemble(held: Held, read: Callable[[Part], bytes], out: BinaryIO, *, url: str) -> Assembled:
    """Write a whole file to `out` (empty, seekable, for reading and writing) from the parts that `read` gives.

    Raises:
        BadDocument: it is not whole, or the bytes are not what their parts and the host's own digest say.
    """
    if not held.whole:
        raise BadDocument(
            f"only {held.length} bytes of it are held", url=url, fix="the next run asks for the rest"
        )
    for part in held.parts:
        _append(part, read(part), out, url)
    digest, length = _digest_of(out)
    if length != held.length or held.total not in {None, length} or held.digest not in {"", digest}:
        fix = "compare the archive with a copy of it"
        raise BadDocument(
            f"put together it has {length} bytes, sha256 {digest}: not the host's", url=url, fix=fix
        )
    return Assembled(digest, length)


def _append(part: Part, body: bytes, out: BinaryIO, url: str) -> None:
    end = out.seek(0, 2)
    again = end - part.start
    out.seek(part.start)
    if len(body) != part.length or again < 0 or out.read(again) != body[:again]:
        reason = f"the part at {part.start} does not fit to what is before it"
        raise BadDocument(reason, url=url, fix="compare the archive with a copy of it")
    out.write(body[again:])


def _digest_of(file: BinaryIO) -> tuple[str, int]:
    file.seek(0)
    digest, length = hashlib.sha256(), 0
    while chunk := file.read(_CHUNK):
        digest.update(chunk)
        length += len(chunk)
    file.seek(0)
    return digest.hexdigest(), length
