"""Writes one crawl's exchanges into the spool, and copies the finished file into the archive."""

import fcntl
import os
from collections.abc import Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, BinaryIO, Self

from warcio.recordloader import ArcWarcRecord

from crawlers.archive import records
from crawlers.archive.exchange import Exchange, Rendering
from crawlers.archive.files import SUFFIX, shelf_name
from crawlers.archive.records import RecordWriter
from crawlers.archive.spool import shelve
from crawlers.capture import Payload, body_digest, exchange_key


class ArchiveWriter(AbstractContextManager["ArchiveWriter"]):
    """Writes one crawl's exchanges; used as a context, the finished file is in the archive at its end.

    `address` is the archive's.

    Args:
        source: The source's id.
        crawl: The crawl's id, see `crawl_id`.
        spool: Folder of files that are being written, or that the store has not entered yet.
        archive: fsspec address of the archive.
        rehearsal: Whether a sample portal stands in for the host.
        payloads: The newest body of each address (`exchange_key`) in finished files of the archive. A body that is
            the same again is not written: a revisit record refers to it.
    """

    def __init__(
        self,
        source: str,
        crawl: str,
        *,
        spool: Path,
        archive: str,
        rehearsal: bool,
        payloads: Mapping[str, Payload] | None = None,
    ) -> None:
        self._about = {"source": source, "crawl": crawl, "rehearsal": rehearsal}
        self.address, self._name = archive, shelf_name(crawl)
        self._older: Mapping[str, Payload] = payloads or {}
        self._ours: dict[str, Payload] = {}
        self._path = spool / f"{crawl}{SUFFIX}"
        self._file = _born(self._path)
        self._writer = RecordWriter(self._file)
        self._writer.write_record(records.warcinfo(self._writer, self._path.name, source=source, crawl=crawl))
        self._sync()

    def write(self, exchange: Exchange) -> None:
        """Archive one exchange: what it was for, the request, the answer."""
        digest = records.payload_digest(exchange.body)
        answer = self._answer(exchange, digest)
        self._writer.write_record(records.metadata(self._writer, exchange, answer, self._about))
        self._writer.write_record(records.request(self._writer, exchange, answer))
        offset = self._file.tell()
        self._writer.write_record(answer)
        self._sync()
        if answer.rec_type == "response" and _is_whole(exchange):
            self._ours[_key(exchange)] = Payload(digest, self._name, offset, exchange.answered_at)

    def write_rendering(self, shown: Rendering) -> None:
        """Archive a page as a browser showed it."""
        resource = records.rendering(self._writer, shown)
        self._writer.write_record(records.metadata(self._writer, shown, resource, self._about))
        self._writer.write_record(resource)
        self._sync()

    def _answer(self, exchange: Exchange, digest: str) -> ArcWarcRecord:
        older = self._ours.get(_key(exchange)) or self._older.get(_key(exchange))
        if exchange.status == 304 and not exchange.body and records.is_conditional(exchange):
            return records.not_modified(self._writer, exchange, older)
        if older and older.digest == digest and _is_whole(exchange):
            return records.revisit(self._writer, exchange, older)
        return records.response(self._writer, exchange)

    def _sync(self) -> None:
        self._file.flush()
        os.fsync(self._file.fileno())

    def close(self) -> str:
        """Copy the finished file into the archive; gives its name there.

        The spooled file stays until the captures are in the store: see `recover_spool`.
        """
        with self._file:  # locked until it is there, or whoever recovers the spool would bring it too
            self._file.flush()
            return shelve(self._path, self.address)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _born(path: Path) -> BinaryIO:
    """The new file of a crawl, locked before anyone can see it under its name.

    Raises:
        FileExistsError: another crawl has that name.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists():
        raise FileExistsError(f"{path} is another crawl's")
    unseen = path.with_suffix(".new")
    file: Any = unseen.open("xb")
    fcntl.flock(file, fcntl.LOCK_EX)
    unseen.rename(path)
    return file  # type: ignore[no-any-return]  # open's own type is narrower


def _is_whole(exchange: Exchange) -> bool:
    """Whether its body is one that a later record may refer to."""
    return exchange.status == 200 and bool(exchange.body) and not exchange.truncated


def _key(exchange: Exchange) -> str:
    return exchange_key(exchange.method, exchange.final_url, body_digest(exchange.request_body))
