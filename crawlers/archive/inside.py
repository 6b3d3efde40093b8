"""The inside of an archive file: gzip members, and the blocks of records with their digests."""

import base64
import hashlib
import io
import zlib
from typing import Any

_CHUNK = 1 << 16
_ALGORITHMS = frozenset({"md5", "sha1", "sha256", "sha512"})


class Member(io.RawIOBase):
    """One gzip member, unpacked as it is read; `end` is the place behind its last byte, once it was read whole."""

    def __init__(self, file: Any, offset: int) -> None:
        super().__init__()
        self._file, self._position, self.end = file, offset, 0
        self._inflate, self._packed = zlib.decompressobj(wbits=31), b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill `buffer` as far as the member goes; gives the number of bytes.

        Raises:
            EOFError: the file ends first.
            zlib.error: the member is damaged.
        """
        while not self._inflate.eof:
            unpacked = self._inflate.decompress(self._more(), len(buffer))
            self._packed = self._inflate.unconsumed_tail
            if unpacked:
                buffer[: len(unpacked)] = unpacked
                return len(unpacked)
        self.end = self._position - len(self._inflate.unused_data)
        return 0

    def _more(self) -> bytes:
        if self._packed:
            return self._packed
        self._file.seek(self._position)
        packed: bytes = self._file.read(_CHUNK)
        self._position += len(packed)
        if not packed:
            raise EOFError("the file ends in the middle of a record")
        return packed


class Digest:
    """A digest that a record claims, and what its bytes come to."""

    def __init__(self, claimed: str) -> None:
        self.claimed = claimed
        algorithm, _, self._value = claimed.partition(":")
        if algorithm.lower() not in _ALGORITHMS:
            raise ValueError(f"digest {claimed!r} is by no algorithm that we know")
        self._hash = hashlib.new(algorithm.lower(), usedforsecurity=False)

    def update(self, data: bytes) -> None:
        """Take the next bytes."""
        self._hash.update(data)

    def is_right(self) -> bool:
        """Whether the bytes are those that the claim, in base 32 or base 16, is about."""
        raw = self._hash.digest()
        in_base_32 = base64.b32encode(raw).decode().rstrip("=")
        return self._value.rstrip("=").upper() == in_base_32 or self._value.lower() == raw.hex()


class Block:
    """The bytes that a record's `Content-Length` counts; all that passes goes into its digests."""

    def __init__(self, member: io.BufferedIOBase, length: int, digest: Digest) -> None:
        if length < 0:
            raise ValueError(f"its length is {length}")
        self._member, self.left, self.digests = member, length, [digest]

    def read(self, size: int = -1) -> bytes:
        """Up to `size` bytes; fewer only at the end."""
        return self._passed(self._member.read(self.left if size < 0 else min(size, self.left)))

    def readline(self) -> bytes:
        """The rest of a line of the message's head."""
        return self._passed(self._member.readline(self.left))

    def _passed(self, data: bytes) -> bytes:
        self.left -= len(data)
        for digest in self.digests:
            digest.update(data)
        return data

    def finish(self) -> None:
        """Read what is left, and look at the digests.

        Raises:
            EOFError: the record ends first.
            ValueError: a digest is wrong.
        """
        while self.left:
            if not self.read(_CHUNK):
                raise EOFError(f"the record ends {self.left} bytes too soon")
        while self._member.read(_CHUNK):
            pass
        wrong = [digest.claimed for digest in self.digests if not digest.is_right()]
        if wrong:
            raise ValueError(f"the bytes are not those of digest {wrong[0]}")
