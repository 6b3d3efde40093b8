"""The real worker with an `extract` that does what the page's address says: run by test_bounded."""

import ctypes
import importlib
import os
import socket
import struct
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from crawlers.errors import LayoutChanged
from transforms.article import Article, Kind
from transforms.extract import worker
from transforms.extract.page import Page


def _burn() -> None:
    worker.signal.setitimer(worker.signal.ITIMER_PROF, 0.2)
    pow(7, 7**9)  # in C, where no handler of ours would ever run


def _nest(depth: int = 10**6) -> int:
    return _nest(depth - 1) + 1 if depth else 0


def _fail() -> None:
    raise ZeroDivisionError("lỗi của ta")


def _change() -> None:
    raise LayoutChanged("mới", source="mau", fix="sửa")


def _quit() -> None:
    sys.stderr.write("hết chỗ\n")
    sys.exit(3)


def _open_in_c(path: bytes) -> None:
    """As libraries do it, which Python does not see."""
    found = LIBC.open(path, os.O_RDONLY)
    if found < 0:
        raise OSError(ctypes.get_errno(), "C cannot open it")


def _connect_in_c() -> None:
    descriptor = LIBC.socket(socket.AF_INET, socket.SOCK_STREAM, 0)
    address = struct.pack("=H", socket.AF_INET) + struct.pack("!H4s8x", 9, bytes([127, 0, 0, 1]))
    if LIBC.connect(descriptor, address, len(address)) < 0:
        raise OSError(ctypes.get_errno(), "C cannot connect")


LIBC = ctypes.CDLL(None, use_errno=True)
DEEDS = {
    "good": lambda: None,
    "die": os.abort,
    "hang": lambda: time.sleep(60),
    "burn": _burn,
    "eat": lambda: bytearray(worker.MEMORY_BYTES),
    "nest": _nest,
    "defect": _fail,
    "layout": _change,
    "print": lambda: sys.stdout.write("không phải câu trả lời"),
    "quit": _quit,
    "ask": lambda: urllib.request.urlopen("http://127.0.0.1:9/", timeout=1),
    "connect": lambda: socket.create_connection(("127.0.0.1", 9), timeout=1),
    "read": lambda: Path("/etc/passwd").read_bytes(),
    "read a library": lambda: Path(struct.__file__).read_bytes(),
    "list a library": lambda: list(Path(struct.__file__).parent.iterdir()),
    "read beside the code": lambda: (
        Path(worker.__file__).parents[2].joinpath("var", "secrets", "x").read_bytes()
    ),
    "list": lambda: list(Path("/").iterdir()),
    "import": lambda: importlib.import_module("wsgiref.simple_server"),
    "decode": lambda: [b"xx".decode(name) for name in ("cp1258", "utf_16_le", "shift_jis", "cp437")],
    "open in C": lambda: _open_in_c(b"/etc/passwd"),
    "connect in C": _connect_in_c,
    "climb": lambda: Path(sys.prefix, *[".."] * 9, "etc", "hostname").read_bytes(),
    "write": lambda: Path(sys.prefix, "trang.html").write_text("x", encoding="utf-8"),
    "start": lambda: subprocess.run(["/bin/true"], check=True),
    "load": lambda: ctypes.CDLL("libc.so.6"),
}


def misbehave(page: Page, **_arguments: object) -> list[Article]:
    DEEDS[page.url.rpartition("/")[2]]()
    return [
        Article(
            source="mau",
            url=page.url,
            kind=Kind.NEWS,
            title="Lành",
            lead="",
            blocks=(),
            language="vi",
            credit="Mẫu",
        )
    ]


if __name__ == "__main__":
    worker.extract_all = misbehave
    worker.serve(*sys.argv[1:])
