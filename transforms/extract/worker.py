"""The process in which strangers' pages are read: ``python -m transforms.extract.worker``, see `transforms.extract.bounded`.

Parsers are given bytes that anybody may have made. So they run by themselves, with bounded memory and processor time, and
once they are loaded no file is opened but their own data, nothing is written, and nobody is asked anything.

Standard input: frames of eight bytes of length and a pickle of `extract_all`'s arguments, from our own parent only. Standard
output: a frame of JSON for each (`articles`, `error` or `defect`).
"""

import json
import os
import pickle
import resource
import signal
import struct
import sys
import traceback
from pathlib import Path
from typing import IO, Any

from crawlers.errors import BadDocument, NguonError
from transforms.extract import extract_all

MEMORY_BYTES = 3 << 30
CPU_SECONDS = 60
_COMPLAINT_BYTES = 1 << 20
LENGTH = struct.Struct(">Q")

_FORBIDDEN = frozenset(
    {
        "socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.bind", "os.system", "os.exec",
        "os.fork", "os.forkpty", "os.spawn", "os.remove", "os.rename", "os.mkdir", "os.rmdir", "os.link", "os.symlink",
        "shutil.copyfile", "shutil.rmtree", "ctypes.dlopen", "urllib.Request", "ftplib.connect", "http.client.connect",
    }
)  # fmt: skip
_PROGRAMS = frozenset({"tesseract"})
"""Programs that may be started: the optional recogniser of scans."""
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


def answer(arguments: dict[str, Any]) -> dict[str, Any]:
    """What `extract_all` says of its arguments, or why it says nothing."""
    try:
        articles = extract_all(arguments.pop("page"), **arguments)
        return {"articles": [article.as_json() for article in articles]}
    except NguonError as error:
        return {"error": _told(error)}
    except MemoryError:
        return {"error": _told(BadDocument(f"reading it takes more than {MEMORY_BYTES >> 20} MB"))}
    except RecursionError:
        return {"error": _told(BadDocument("it is nested deeper than any document"))}
    except Exception:  # noqa: BLE001 -- a defect of ours: our parent raises it, with the place
        return {"defect": traceback.format_exc(limit=-4)}


def _told(error: NguonError) -> dict[str, str]:
    fields = {"reason": error.reason, "source": error.source, "url": error.url, "fix": error.fix}
    return {"class": type(error).__name__, **fields}


def confine() -> None:
    """From here on: so much memory, no file written, none read but the interpreter's and our own, nobody asked."""
    for which, most in (
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_FSIZE, _COMPLAINT_BYTES),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(which, (most, most))
    ours = tuple(
        {str(Path(each).resolve()) for each in (sys.prefix, sys.base_prefix, *sys.path, "/usr/share") if each}
    )
    sys.addaudithook(lambda event, told: _refuse(event, told, ours))


def _refuse(event: str, told: tuple[Any, ...], ours: tuple[str, ...]) -> None:
    """What a page must not bring about, whoever is asked to do it."""
    if event == "open":
        _refuse_file(told, ours)
    elif event == "subprocess.Popen" and Path(os.fsdecode(told[0])).name not in _PROGRAMS:
        raise PermissionError(f"a page wants to start {told[0]}")
    elif event in _FORBIDDEN:
        raise PermissionError(f"a page wants {event} {told!r:.200}")


def _refuse_file(told: tuple[Any, ...], ours: tuple[str, ...]) -> None:
    path, _, flags = told
    if isinstance(path, int):
        return
    whole = str(Path(os.fsdecode(path)).resolve())
    if (isinstance(flags, int) and flags & _WRITES) or not whole.startswith(ours):
        raise PermissionError(f"a page wants the file {whole}")


def main(given: IO[bytes], told: IO[bytes]) -> None:
    """Answer frame after frame until there is none."""
    signal.signal(signal.SIGPROF, signal.SIG_DFL)  # ends us, in the middle of C too
    while head := given.read(LENGTH.size):
        arguments = pickle.loads(given.read(LENGTH.unpack(head)[0]))  # noqa: S301 -- our parent's, never a page's
        signal.setitimer(signal.ITIMER_PROF, CPU_SECONDS)
        said = json.dumps(answer(arguments), ensure_ascii=False).encode()
        signal.setitimer(signal.ITIMER_PROF, 0)
        told.write(LENGTH.pack(len(said)) + said)
        told.flush()


if __name__ == "__main__":
    with os.fdopen(os.dup(sys.stdout.fileno()), "wb") as out:
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what a library prints is no answer
        confine()
        main(sys.stdin.buffer, out)
