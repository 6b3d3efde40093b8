"""Taking off content-encodings: whatever was packed comes out, and no bomb goes off."""

import gzip
import io
import random
import resource
import subprocess
import sys
import time
import zlib

import brotli
import pytest
from backports import zstd
from hypothesis import given
from hypothesis import strategies as st

from crawlers.unpack import ACCEPTED, content_encoding, unpack
from nguon.settings import ROOT

TEXT = ("Ủy ban nhân dân xã Suối Mẫu thông báo lịch cắt nước. " * 400).encode()
MOST = 1_000_000


def raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


PACKERS = {
    "gzip": gzip.compress,
    "x-gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": brotli.compress,
    "zstd": zstd.compress,
}


class Trickle(io.BytesIO):
    """A stream that gives a byte at a time."""

    def read(self, size=-1, /):
        return super().read(min(1, size))


@pytest.mark.parametrize("name", PACKERS)
@given(data=st.binary(max_size=3000))
def test_what_was_packed_comes_out(name, data):
    packed = PACKERS[name](data)
    assert unpack(name, packed, MOST) == (data, "")
    assert unpack(name.upper(), Trickle(packed), MOST) == (data, "")


@pytest.mark.parametrize("outer", PACKERS)
@pytest.mark.parametrize("inner", PACKERS)
def test_codings_come_off_in_the_order_in_which_they_were_put_on(inner, outer):
    packed = PACKERS[outer](PACKERS[inner](TEXT))
    assert unpack(f"{inner},{outer}", packed, MOST) == (TEXT, "")


def test_a_body_without_coding_stays_as_it_is():
    assert unpack("", TEXT, MOST) == (TEXT, "")
    assert unpack("", io.BytesIO(TEXT), 100) == (TEXT[:100], "length")
    assert unpack("", TEXT[:100], 100) == (TEXT[:100], "")


@pytest.mark.parametrize("name", PACKERS)
def test_a_body_of_nothing_is_nothing(name):
    assert unpack(name, b"", MOST) == (b"", "")


@pytest.mark.parametrize("coding", ["utf-8", "identity", "none", "aws-chunked", "compress", "gzipped"])
def test_an_unknown_coding_stays_on(coding):
    assert unpack(coding, TEXT, MOST) == (TEXT, "")
    assert unpack(f"{coding}, gzip", gzip.compress(TEXT), MOST) == (TEXT, "")
    packed = gzip.compress(TEXT)
    assert unpack(f"gzip, {coding}", packed, MOST) == (packed, "")


@pytest.mark.parametrize("name", ["gzip", "x-gzip", "zstd"])
def test_a_page_that_is_not_packed_though_its_host_says_so(name):
    assert unpack(name, TEXT, MOST) == (TEXT, "")
    assert unpack(name, b"<", MOST) == (b"<", "")


def test_deflate_without_its_header():
    assert unpack("deflate", raw_deflate(TEXT), MOST) == (TEXT, "")


@pytest.mark.parametrize("at", [1, 100, 255, 256, 257, 5000])
@pytest.mark.parametrize("name", ["gzip", "zstd"])
def test_members_follow_one_another_wherever_the_first_ends(name, at):
    pack, head = PACKERS[name], TEXT[:at]
    members = pack(head) + pack(b"") + pack(TEXT[at:])
    assert unpack(name, members, MOST) == (TEXT, "")
    assert unpack(name, Trickle(members), MOST) == (TEXT, "")
    assert unpack(name, members + b"\r\nrest of another thing", MOST) == (TEXT, "")


def test_what_a_zstd_stream_bids_to_skip_is_skipped():
    skipped = b"\x52\x2a\x4d\x18\x03\0\0\0abc"
    assert unpack("zstd", skipped + zstd.compress(TEXT) + skipped, MOST) == (TEXT, "")


@pytest.mark.parametrize("name", PACKERS)
@given(share=st.floats(0.05, 0.95))
def test_of_a_body_that_was_cut_the_beginning_is_kept(name, share):
    noise = bytes(range(256)) * 40
    packed = PACKERS[name](noise + TEXT)
    content, cut = unpack(name, packed[: int(len(packed) * share)], MOST)
    assert cut == "disconnect"
    assert (noise + TEXT).startswith(content)


@pytest.mark.parametrize("name", ["gzip", "deflate"])
def test_a_body_that_breaks_is_kept_up_to_there(name):
    noise = random.Random(1).randbytes(200_000)
    packed = bytearray(PACKERS[name](noise))
    packed[100_000:100_400] = b"\xff" * 400
    content, cut = unpack(name, bytes(packed), MOST)
    assert cut == "disconnect"
    assert content[:90_000] == noise[: len(content)][:90_000]


@given(
    encoding=st.lists(st.sampled_from([*PACKERS, "identity", "utf-8", ""]), max_size=7).map(", ".join),
    data=st.binary(max_size=600) | st.sampled_from([pack(TEXT) for pack in PACKERS.values()]),
    most=st.integers(0, 2000),
)
def test_whatever_comes_is_read_the_same_way_from_bytes_and_from_a_stream(encoding, data, most):
    content, cut = unpack(encoding, data, most)
    assert len(content) <= most
    assert cut in {"", "length", "disconnect"}
    assert unpack(encoding, io.BytesIO(data), most) == (content, cut)


@given(data=st.binary(max_size=3000), most=st.integers(0, 3000), name=st.sampled_from(list(PACKERS)))
def test_the_cap_is_the_cap(data, most, name):
    enough = max(most, len(PACKERS[name](data)))
    assert unpack(name, PACKERS[name](data), enough) == (
        data[:enough],
        "length" if len(data) > enough else "",
    )


def test_more_layers_than_anybody_needs_are_left_on():
    packed = TEXT
    for _ in range(5):
        packed = gzip.compress(packed)
    assert unpack("gzip, gzip, gzip, gzip, gzip", packed, MOST) == (packed, "")
    assert unpack(", ".join(["br"] * 5000), TEXT, MOST) == (TEXT, "")


def test_a_window_that_no_browser_grants_is_not_granted():
    """RFC 9659: 8 MB. A frame may ask for 2 GB."""
    options = {
        zstd.CompressionParameter.window_log: 27,
        zstd.CompressionParameter.enable_long_distance_matching: 1,
    }
    packer = zstd.ZstdCompressor(options=options)
    packed = packer.compress(TEXT) + packer.flush()
    assert unpack("zstd", packed, MOST) == (b"", "disconnect")


def test_content_encoding_may_be_told_in_pieces():
    headers = [("Content-Encoding", "gzip"), ("ETag", "x"), ("content-encoding", "br")]
    assert content_encoding(headers) == "gzip, br"
    assert content_encoding([("ETag", "x")]) == ""


def test_what_we_accept_we_can_take_off():
    for name in ACCEPTED.split(", "):
        assert unpack(name, PACKERS[name](TEXT), MOST) == (TEXT, "")


# Bombs. Each unpacks to 10 GB and more.

MEGA = bytes(1 << 20)


def gzip_bomb() -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    first = packer.compress(MEGA) + packer.flush(zlib.Z_FULL_FLUSH)
    return first + (packer.compress(MEGA) + packer.flush(zlib.Z_FULL_FLUSH)) * 10_240


def brotli_bomb() -> bytes:
    packer = brotli.Compressor(quality=5)
    first = packer.process(MEGA) + packer.flush()
    return first + (packer.process(MEGA) + packer.flush()) * 10_240


def zstd_bomb() -> bytes:
    return zstd.compress(MEGA * 64) * 160


def bombs() -> dict[str, bytes]:
    gzipped, brotlied, zstandard = gzip_bomb(), brotli_bomb(), zstd_bomb()
    return {
        "gzip": gzipped,
        "br": brotlied,
        "zstd": zstandard,
        "gzip, br": brotli.compress(gzipped, quality=1),
        "gzip, zstd": zstd.compress(gzipped),
        "zstd, gzip, zstd": zstd.compress(gzip.compress(zstandard)),
        "br, br": brotli.compress(brotlied),
    }


def hollow() -> dict[str, bytes]:
    """Members without end that hold nothing: short, and long to read."""
    return {
        "gzip, gzip": gzip.compress(gzip.compress(b"") * 900_000, 1),
        "zstd, gzip": gzip.compress(zstd.compress(b"") * 2_000_000, 1),
        "gzip, zstd": zstd.compress(gzip.compress(b"") * 900_000, 1),
    }


def main() -> None:
    made, empty = bombs(), hollow()
    born = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for encoding, bomb in made.items():
        content, cut = unpack(encoding, bomb, 20_000_000)
        assert (len(content), cut) == (20_000_000, "length"), encoding
        assert not content.strip(b"\0"), encoding
    began = time.monotonic()
    for encoding, bomb in empty.items():
        assert unpack(encoding, bomb, 20_000_000) == (b"", "length"), encoding
    assert time.monotonic() - began < 10
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - born
    sys.stdout.write(str(grown // 1024))


def test_a_bomb_of_ten_gigabytes_costs_no_more_than_the_cap():
    command = [sys.executable, "-m", "tests.crawlers.test_unpack"]
    done = subprocess.run(command, check=False, capture_output=True, text=True, cwd=ROOT, timeout=120)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) < 120, "MB; the content alone is 20, twice"


if __name__ == "__main__":
    main()
