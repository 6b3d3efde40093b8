"""The program of a worker: ``python worker_main.py LIBRARY.py``, see `transforms.voice.worker` for what it is told and says.

`LIBRARY.py` defines ``Library(**settings)`` with `rate` (samples a second), `version`, and ``speak(text) -> bytes``; where
it knows what its voice is called, `voices` are these names.
Nothing of ours is imported, so that a library under another licence stays by itself.

A library's state (noise, phase) runs on from text to text. Each text is therefore spoken by a fork of the freshly
initialised process, so that its sound depends on nothing but the text.
"""

import json
import os
import resource
import runpy
import signal
import sys
import traceback
from collections.abc import Callable
from functools import partial
from typing import IO, NoReturn

_TEXT_SECONDS = 300
"""Longest time for one text; the parent's own bound, which goes by the length, is nearly always shorter."""
_REFUSED, _DIED = 1, 70
"""Exit codes; the second is `transforms.voice.worker.DIED`."""


def _in_fork(work: Callable[[], bytes]) -> bytes:
    """What `work` gives in a child of this process; the child ends itself after `_TEXT_SECONDS`."""
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        os.close(reader)
        _speak_and_end(work, writer)
    os.close(writer)
    with os.fdopen(reader, "rb") as pipe:
        result = pipe.read()
    _, status = os.waitpid(child, 0)
    _check(os.waitstatus_to_exitcode(status))
    return result


def _speak_and_end(work: Callable[[], bytes], writer: int) -> NoReturn:
    """Without an orderly end: a library's own may wait for ever for threads that a fork does not have."""
    signal.alarm(_TEXT_SECONDS)
    code = _REFUSED
    try:
        with os.fdopen(writer, "wb") as pipe:
            pipe.write(work())
        code = 0
    except SystemExit as refusal:
        print(refusal, file=sys.stderr)  # noqa: T201 -- the reason, for our parent
    except BaseException:  # noqa: BLE001 -- whatever it is, our parent is told, and this process ends
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(code)


def _check(code: int) -> None:
    """A child that refuses has said why; one that was killed could not."""
    if code == _REFUSED:
        raise SystemExit(_REFUSED)
    if code:
        print(f"the speaking process died (code {code})", file=sys.stderr)  # noqa: T201 -- the reason, for our parent
        raise SystemExit(_DIED)


def main(library: str, lines: IO[bytes], sounds: IO[bytes]) -> None:
    """Answer line after line until there is none."""
    settings = json.loads(lines.readline())
    memory = settings.pop("memory_bytes")
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    voice = runpy.run_path(library)["Library"](**settings)
    about = {"rate": voice.rate, "version": voice.version, "voices": getattr(voice, "voices", [])}
    sounds.write(json.dumps(about).encode() + b"\n")
    sounds.flush()
    for line in lines:
        samples = _in_fork(partial(voice.speak, json.loads(line)))
        sounds.write(len(samples).to_bytes(4, "big") + samples)
        sounds.flush()


if __name__ == "__main__":
    main(sys.argv[1], sys.stdin.buffer, sys.stdout.buffer)
