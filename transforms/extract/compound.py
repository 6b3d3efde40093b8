"""Compound files ([MS-CFB]): the file system inside a .doc, read as far as its top streams."""

from collections.abc import Iterator
from itertools import islice

_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LAST = 0xFFFFFFFA  # sector numbers from here on are marks: end of chain, free, of the table itself
_STREAM, _ROOT = 2, 5
_MOST = 100_000_000


class CompoundFault(Exception):
    """The bytes are no compound file, or a damaged one."""


def is_compound(body: bytes) -> bool:
    """Whether the bytes begin as a compound file does."""
    return body[:8] == _MAGIC


def read_streams(body: bytes) -> dict[str, bytes]:
    """The streams by name; of two with one name, the first.

    Raises:
        CompoundFault: cut, damaged, or no such file.
    """
    if not is_compound(body) or len(body) < 512:
        raise CompoundFault("no compound file")
    sectors = _Sectors(body)
    entries = list(_entries(sectors.chain(_number(body, 0x30, 4))))
    root = next((entry for entry in entries if entry[1] == _ROOT), None)
    small = sectors.chain(root[2]) if root else b""
    least = _number(body, 0x38, 4)
    streams: dict[str, bytes] = {}
    for name, kind, start, size in entries:
        if kind == _STREAM and name not in streams:
            whole = sectors.small_chain(start, small) if size < least else sectors.chain(start)
            streams[name] = whole[:size]
    return streams


class _Sectors:
    """Sectors, and the chains that tables say they form."""

    def __init__(self, body: bytes) -> None:
        shift, small = _number(body, 0x1E, 2), _number(body, 0x20, 2)
        if shift not in {9, 12} or small != 6:
            raise CompoundFault("a compound file of unknown build")
        self._body, self._size = body, 1 << shift
        self._count = len(body) // self._size + 1
        table = b"".join(map(self._sector, islice(self._table_sectors(), self._count)))
        self._next = _numbers(table)
        self._small_next = _numbers(self.chain(_number(body, 0x3C, 4)))

    def _table_sectors(self) -> Iterator[int]:
        """Numbers of the sectors that hold the table: 109 in the header, more in a chain of their own."""
        yield from (number for number in _numbers(self._body[0x4C:512]) if number < _LAST)
        number, seen = _number(self._body, 0x44, 4), set[int]()
        while number < _LAST:
            if number in seen:
                raise CompoundFault("its table runs in a circle")
            seen.add(number)
            *more, number = _numbers(self._sector(number))
            yield from (each for each in more if each < _LAST)

    def _sector(self, number: int) -> bytes:
        start = (number + 1) * self._size
        if start >= len(self._body):
            raise CompoundFault("it is cut: a sector lies behind its end")
        return self._body[start : start + self._size]

    def chain(self, start: int) -> bytes:
        """The sectors from `start` on, one after the other."""
        return b"".join(map(self._sector, _followed(start, self._next, self._count)))

    def small_chain(self, start: int, small: bytes) -> bytes:
        """The same for streams under 4,096 bytes, which live in pieces of 64 inside a stream."""
        numbers = _followed(start, self._small_next, len(small) // 64 + 1)
        return b"".join(small[64 * number : 64 * number + 64] for number in numbers)


def _followed(start: int, following: list[int], most: int) -> Iterator[int]:
    """The numbers of a chain, which has each sector once at the most."""
    number, steps = start, 0
    while number < _LAST:
        if number >= len(following) or steps >= most:
            raise CompoundFault("one of its chains leads nowhere")
        yield number
        number, steps = following[number], steps + 1


def _entries(directory: bytes) -> Iterator[tuple[str, int, int, int]]:
    """Name, kind, first sector and size of each entry."""
    for at in range(0, len(directory) - 127, 128):
        entry = directory[at : at + 128]
        length = min(_number(entry, 0x40, 2), 64)
        name = entry[: max(length - 2, 0)].decode("utf-16-le", "replace")
        yield name, entry[0x42], _number(entry, 0x74, 4), min(_number(entry, 0x78, 4), _MOST)


def _numbers(data: bytes) -> list[int]:
    return [_number(data, at, 4) for at in range(0, len(data) - 3, 4)]


def _number(data: bytes, at: int, size: int) -> int:
    return int.from_bytes(data[at : at + size], "little")
