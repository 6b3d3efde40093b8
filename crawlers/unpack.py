"""Takes off content-encodings (RFC 9110, section 8.4), never further than a cap.

The crawl and the archive's reader call the same function with the same bytes, so what a page was when it was
fetched it is whenever it is read again. Whatever the bytes say, no more than the cap is ever held of any layer:
bombs end there, those that are packed twice too.
"""

import zlib
from collections.abc import Callable, Iterable, Iterator
from typing import Protocol

import brotli  # type: ignore[import-untyped]  # it has none
from backports import zstd

ACCEPTED = "gzip, br, zstd"
"""What a request may say that it accepts: whatever `unpack` takes off safely."""

_CHUNK = 1 << 16
_STEP = 1 << 8  # what is lost at most before the place where a packed body is broken
_LAYERS = 4
_MEMBERS = 10_000  # of one layer; hollow ones would cost time without end and give nothing
_GZIP = b"\x1f\x8b"
_ZSTD = b"\x28\xb5\x2f\xfd"
_SKIPPED = tuple(bytes((low, 0x2A, 0x4D, 0x18)) for low in range(0x50, 0x60))  # RFC 8878, section 3.1.2
# RFC 9659: over HTTP a window holds 8 MB at most; a frame that asks for more is not unpacked.
_WINDOW: dict[int, int] = {zstd.DecompressionParameter.window_log_max: 23}


class Readable(Protocol):
    """A stream of packed bytes."""

    def read(self, size: int, /) -> bytes:
        """At most `size` bytes; none at the end."""
        ...


class _Cut(Exception):
    """The rest is missing: `length` or `disconnect`."""

    def __init__(self, why: str) -> None:
        self.why = why


_Chunks = Iterator[bytes]
_Decoder = Callable[[_Chunks], _Chunks]


def content_encoding(headers: Iterable[tuple[str, str]]) -> str:
    """The value of Content-Encoding, however many fields it is spread over (RFC 9110, section 5.3)."""
    return ", ".join(value for name, value in headers if name.lower() == "content-encoding")


def unpack(encoding: str, data: bytes | Readable, max_bytes: int) -> tuple[bytes, str]:
    """The content that `data` carries, at most `max_bytes` of it, and why bytes are missing.

    Args:
        encoding: Value of Content-Encoding: codings in the order in which they were put on. One that is unknown
            stays on, with all that lies below it. One that the first bytes belie (a page that is not packed,
            though the host says so) is no coding.
        data: The body as it came: its bytes, or a stream.
        max_bytes: Most bytes of the content, and of each layer above it.

    Returns:
        Content, and `length` where it is longer than `max_bytes`, `disconnect` where the packed bytes end too
        early or make no sense from some place on, else an empty string.
    """
    chunks = _capped(_pieces(data), max_bytes)
    for decoder in _decoders(encoding):
        chunks = _capped(decoder(chunks), max_bytes)
    content = bytearray()
    try:
        for chunk in chunks:
            content += chunk
    except _Cut as cut:
        return bytes(content), cut.why
    return bytes(content), ""


def _decoders(encoding: str) -> Iterator[_Decoder]:
    """What takes off the codings, the outermost first."""
    names = [name.strip().lower() for name in encoding.split(",") if name.strip()]
    if len(names) > _LAYERS:
        return
    for name in reversed(names):
        if name not in _DECODERS:
            return
        yield _DECODERS[name]


def _pieces(data: bytes | Readable) -> _Chunks:
    if isinstance(data, bytes):
        yield from (data[start : start + _CHUNK] for start in range(0, len(data), _CHUNK))
        return
    while chunk := data.read(_CHUNK):
        yield chunk


def _capped(chunks: _Chunks, max_bytes: int) -> _Chunks:
    left = max_bytes
    for chunk in chunks:
        if len(chunk) > left:
            yield chunk[:left]
            raise _Cut("length")
        left -= len(chunk)
        yield chunk


def _headed(chunks: _Chunks, size: int) -> tuple[bytes, _Chunks]:
    """The first `size` bytes or more, and what follows them."""
    head = b""
    for chunk in chunks:
        head += chunk
        if len(head) >= size:
            break
    return head, chunks


def _joined(head: bytes, rest: _Chunks) -> _Chunks:
    if head:
        yield head
    yield from rest


def _gunzip(chunks: _Chunks) -> _Chunks:
    """RFC 1952; several members follow one another, what else follows is no part of the content."""
    head, rest = _headed(chunks, len(_GZIP))
    packed = _joined(head, rest)
    yield from _inflate(packed, 31) if head.startswith(_GZIP) else packed


def _undeflate(chunks: _Chunks) -> _Chunks:
    """RFC 1950; some hosts leave its header out."""
    head, rest = _headed(chunks, 2)
    bits = -15 if int.from_bytes(head[:2], "big") % 31 else 15
    if head:
        yield from _inflate(_joined(head, rest), bits)


def _inflate(chunks: _Chunks, bits: int) -> _Chunks:
    inflate, held, members = zlib.decompressobj(bits), b"", 1
    for data in _steps(chunks):
        held += data
        while held:
            if inflate.eof:
                if bits != 31 or len(held) < len(_GZIP):
                    break
                if not held.startswith(_GZIP):
                    return
                inflate, members = zlib.decompressobj(bits), _next(members)
            try:
                yield inflate.decompress(held)
            except zlib.error as error:
                raise _Cut("disconnect") from error
            held = inflate.unused_data
        if inflate.eof and bits != 31:
            return
    if not inflate.eof:
        raise _Cut("disconnect")


def _next(members: int) -> int:
    if members == _MEMBERS:
        raise _Cut("length")
    return members + 1


def _steps(chunks: _Chunks) -> _Chunks:
    """Pieces so small that what they hold is small too: deflate packs 1,032 times at most."""
    for chunk in chunks:
        yield from (chunk[start : start + _STEP] for start in range(0, len(chunk), _STEP))


def _unbrotli(chunks: _Chunks) -> _Chunks:
    """RFC 7932. It has no mark of its own at the beginning."""
    brotlied = brotli.Decompressor()
    empty = True
    for data in _steps(chunks):
        empty = False
        try:
            yield brotlied.process(data, output_buffer_limit=_CHUNK)
            while not brotlied.can_accept_more_data():
                yield brotlied.process(b"", output_buffer_limit=_CHUNK)
        except brotli.error as error:
            raise _Cut("disconnect") from error
        if brotlied.is_finished():
            return
    if not empty:
        raise _Cut("disconnect")


def _unzstd(chunks: _Chunks) -> _Chunks:
    """RFC 8878; several frames follow one another, what else follows is no part of the content."""
    head, rest = _headed(chunks, len(_ZSTD))
    packed = _joined(head, rest)
    yield from _frames(packed) if head.startswith((_ZSTD, *_SKIPPED)) else packed


def _frames(chunks: _Chunks) -> _Chunks:
    frame, held, members = zstd.ZstdDecompressor(options=_WINDOW), b"", 1
    for data in _steps(chunks):
        held += data
        while held:
            if frame.eof:
                if len(held) < len(_ZSTD):
                    break
                if not held.startswith((_ZSTD, *_SKIPPED)):
                    return
                frame, members = zstd.ZstdDecompressor(options=_WINDOW), _next(members)
            yield from _frame(frame, held)
            held = frame.unused_data if frame.eof else b""
    if not frame.eof:
        raise _Cut("disconnect")


def _frame(frame: zstd.ZstdDecompressor, data: bytes) -> _Chunks:
    try:
        yield frame.decompress(data, _CHUNK)
        while not frame.eof and not frame.needs_input:
            yield frame.decompress(b"", _CHUNK)
    except zstd.ZstdError as error:
        raise _Cut("disconnect") from error


_DECODERS: dict[str, _Decoder] = {
    "gzip": _gunzip,
    "x-gzip": _gunzip,
    "deflate": _undeflate,
    "br": _unbrotli,
    "zstd": _unzstd,
}
