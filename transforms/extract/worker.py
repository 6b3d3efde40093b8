"""The process in which strangers' pages are read: ``python -m transforms.extract.worker``, see `transforms.extract.bounded`.

Parsers are given bytes that anybody may have made. So they run by themselves, with bounded memory and processor time, and
once they are loaded the doors are closed (`transforms.extract.confined`): no file is opened, nothing is written, and nobody
is asked anything. The one argument is the program that the operator lends for scans; none, or empty, is none.

Standard input: frames of eight bytes of length and a pickle of `extract_all`'s arguments, from our own parent only. Standard
output: a frame of JSON for each (`articles`, `error` or `defect`).
"""

import json
import os
import pickle
import signal
import struct
import sys
import traceback
from typing import IO, Any

from crawlers.errors import BadDocument, NguonError
from transforms.extract import extract_all
from transforms.extract.confined import close_doors, warm_up

MEMORY_BYTES = 3 << 30
CPU_SECONDS = 60
LENGTH = struct.Struct(">Q")


def answer(asked: bytes) -> dict[str, Any]:
    """What `extract_all` says of its arguments, or why it says nothing."""
    try:
        arguments = pickle.loads(asked)  # noqa: S301 -- our parent's, never a page's
        del asked
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


def main(given: IO[bytes], told: IO[bytes]) -> None:
    """Answer frame after frame until there is none."""
    signal.signal(signal.SIGPROF, signal.SIG_DFL)  # ends us, in the middle of C too
    while head := given.read(LENGTH.size):
        signal.setitimer(signal.ITIMER_PROF, CPU_SECONDS)
        said = json.dumps(answer(given.read(LENGTH.unpack(head)[0])), ensure_ascii=False).encode()
        signal.setitimer(signal.ITIMER_PROF, 0)
        told.write(LENGTH.pack(len(said)) + said)
        told.flush()


def serve(program: str = "") -> None:
    """Close the doors and answer what comes on standard input, with `program` for scans."""
    with os.fdopen(os.dup(sys.stdout.fileno()), "wb") as out:
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what a library prints is no answer
        warm_up()
        close_doors(MEMORY_BYTES, program)
        main(sys.stdin.buffer, out)


if __name__ == "__main__":
    serve(*sys.argv[1:])
