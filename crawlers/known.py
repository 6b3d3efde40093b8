"""What a crawl is told beforehand of what the store holds; it crosses a process border as compact JSON."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

from pydantic import PlainSerializer, PlainValidator, TypeAdapter

from crawlers.capture import Payload, Role
from crawlers.media.ranges import Held

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_HELD = TypeAdapter(dict[str, Held])


@dataclass(frozen=True, slots=True)
class Validators:
    """What lets a host answer 304 (RFC 9110, section 13)."""

    etag: str = ""
    last_modified: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the archive an answer lies, and why it was asked for."""

    file: str
    offset: int
    role: Role


@dataclass(frozen=True, slots=True)
class Known:
    """What the store already holds of a source.

    Attributes:
        captured: When each address was last captured.
        first_captured: When it was captured first.
        validators: What lets its host answer 304.
        gone: When a page that is no longer there was last asked for.
        referred: Originals that an aggregator named and that were never captured.
        payloads: Where the newest body of each thing asked (`exchange_key`) lies in the archive.
        answers: Where the answers lie that a crawl got which never reported, by what was asked; they need not be asked
            for again.
        held: What there is of each media file, whole or not.
    """

    captured: dict[str, datetime] = field(default_factory=dict)
    first_captured: dict[str, datetime] = field(default_factory=dict)
    validators: dict[str, Validators] = field(default_factory=dict)
    gone: dict[str, datetime] = field(default_factory=dict)
    referred: tuple[str, ...] = ()
    payloads: dict[str, Payload] = field(default_factory=dict)
    answers: dict[str, Place] = field(default_factory=dict)
    held: dict[str, Held] = field(default_factory=dict)

    def due(self, ages: Sequence[timedelta], now: datetime) -> list[str]:
        """Addresses that are to be looked at again, those first that have been due longest.

        That is where one of the `ages` has passed since they were last looked at.
        """
        since = {}
        for url, first in self.first_captured.items():
            last = max(self.captured.get(url, first), self.gone.get(url, first))
            passed = [first + age for age in ages if last < first + age <= now]
            if passed:
                since[url] = min(passed)
        return sorted(since, key=lambda url: (since[url], url))

    def conditions(self, url: str) -> dict[str, str]:
        """Headers of a conditional request."""
        held = self.validators.get(url, Validators())
        headers = {"If-None-Match": held.etag, "If-Modified-Since": held.last_modified}
        return {name: value for name, value in headers.items() if value}


def _pack(known: Known) -> dict[str, Any]:
    """As JSON can have it, each address and each file name once: a big source has 50,000 addresses."""
    files: dict[str, int] = {}

    def number(file: str) -> int:
        return files.setdefault(file, len(files))

    times = (known.captured, known.first_captured, known.gone)
    rows: dict[str, list[Any]] = {
        url: [_ticks(moments.get(url)) for moments in times]
        for url in {**known.captured, **known.first_captured, **known.gone}
    }
    for url, each in known.validators.items():
        rows.setdefault(url, [0, 0, 0]).extend((each.etag, each.last_modified))
    for url, body in known.payloads.items():
        row = rows.setdefault(url, [0, 0, 0])
        row += [""] * (5 - len(row))
        row += [body.digest, number(body.file), body.offset, _ticks(body.at)]
    answers = {key: [number(each.file), each.offset, each.role] for key, each in known.answers.items()}
    held = _HELD.dump_python(known.held, mode="json")
    return {
        "files": list(files),
        "rows": rows,
        "answers": answers,
        "held": held,
        "referred": known.referred,
    }


def _unpack(packed: Known | Mapping[str, Any]) -> Known:
    if isinstance(packed, Known):
        return packed
    files, rows = packed["files"], packed["rows"]
    times = [{url: _moment(row[at]) for url, row in rows.items() if row[at]} for at in range(3)]
    return Known(
        captured=times[0],
        first_captured=times[1],
        validators={url: Validators(*row[3:5]) for url, row in rows.items() if any(row[3:5])},
        gone=times[2],
        referred=tuple(packed["referred"]),
        payloads={
            url: Payload(row[5], files[row[6]], row[7], _moment(row[8]))
            for url, row in rows.items()
            if row[5:]
        },
        answers={
            key: Place(files[file], offset, Role(role))
            for key, (file, offset, role) in packed["answers"].items()
        },
        held=_HELD.validate_python(packed["held"]),
    )


def _ticks(moment: datetime | None) -> int:
    """Microseconds since 1970; 0 for none."""
    return (moment - _EPOCH) // _MICROSECOND if moment else 0


def _moment(ticks: int) -> datetime:
    return _EPOCH + ticks * _MICROSECOND


PackedKnown = Annotated[Known, PlainSerializer(_pack, return_type=dict[str, Any]), PlainValidator(_unpack)]
"""`Known`, for what pydantic writes and reads."""
