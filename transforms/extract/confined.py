"""The doors that the reading process closes behind itself: all that it gets from then on is Python's libraries and our code.

They stay readable because libraries load parts of themselves when a page first needs them (a codec, a table of characters of
a PDF's fonts); they hold nobody's secrets.

Each sees what the one before cannot:

- an audit hook (PEP 578): Python opens no other file, starts no program but the one that the operator lends, makes no socket;
- limits of the process: little memory, nothing long is written, few descriptors;
- Landlock (Linux 5.13 or later, https://docs.kernel.org/userspace-api/landlock.html), which holds for libraries in C too
  (PDFium looks for fonts) and for the program that is lent: no other file, nothing written, no connection.

Where the kernel has no Landlock the first two stand alone: a library in C could then read a file.
"""

import codecs
import ctypes
import encodings
import os
import pkgutil
import resource
import sys
import sysconfig
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

_COMPLAINT_BYTES = 1 << 20
_FOR_LIBRARIES = 8  # descriptors: one that loads another, and so on
_FOR_A_PROGRAM = 24  # the pipes to it, and what it opens itself
_CODE = ("transforms", "crawlers")  # ours, of which the rest may be read like any library
_FORBIDDEN = frozenset(
    {
        "socket.__new__", "socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.bind",
        "os.system", "os.exec", "os.fork", "os.forkpty", "os.spawn", "os.posix_spawn",
        "os.remove", "os.rename", "os.mkdir", "os.rmdir", "os.link", "os.symlink", "os.truncate", "os.chmod", "os.chown",
        "os.utime", "shutil.copyfile", "shutil.rmtree", "ctypes.dlopen", "urllib.Request", "ftplib.connect",
        "http.client.connect",
    }
)  # fmt: skip
_LISTING = frozenset({"os.listdir", "os.scandir"})
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_OF_PROGRAMS = tuple(
    Path(each)
    for each in (
        "/bin", "/lib", "/lib64", "/usr/bin", "/usr/lib", "/usr/lib64", "/usr/share", "/usr/local/bin", "/usr/local/lib",
        "/usr/local/share", "/nix/store", "/etc/ld.so.cache", "/dev/null", "/dev/urandom",
    )
)  # fmt: skip
"""Where the system has its programs and their data; nobody's secrets."""

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_WANT_VERSION, _PATH_BENEATH = 1, 1
_EXECUTE, _READ_FILE, _READ_DIR = 1 << 0, 1 << 2, 1 << 3
_FILE_RIGHTS = {1: 13, 2: 14, 3: 15, 4: 15}
_MOST_FILE_RIGHTS = 16
_NET_RIGHTS, _SCOPES = 0b11, 0b11
_NO_NEW_PRIVILEGES = 38


class _Ruleset(ctypes.Structure):
    _fields_ = (
        ("handled_access_fs", ctypes.c_uint64),
        ("handled_access_net", ctypes.c_uint64),
        ("scoped", ctypes.c_uint64),
    )


class _PathBeneath(ctypes.Structure):
    _pack_ = 1
    _fields_ = (("allowed_access", ctypes.c_uint64), ("parent_fd", ctypes.c_int32))


def warm_up() -> None:
    """Loads what is otherwise loaded when a page first needs it: codecs, and the clock's zone."""
    for module in pkgutil.iter_modules(encodings.__path__):
        try:
            codecs.lookup(module.name)
        except LookupError:  # of another system, or none
            continue
    time.localtime()


def close_doors(memory_bytes: int, program: str = "") -> str:
    """From here on the process gets nothing from outside but its pipes.

    Args:
        memory_bytes: how much memory it may take.
        program: the path of the one program that may be started; empty for none.

    Returns:
        Why the system's own door (Landlock) stays open; empty where it is closed.
    """
    sys.dont_write_bytecode = True
    libraries = _libraries()
    why = landlock([*libraries, *_needed_by(program)])
    descriptors = _lowest_free() + (_FOR_A_PROGRAM if program else _FOR_LIBRARIES)
    for which, most in (
        (resource.RLIMIT_AS, memory_bytes),
        (resource.RLIMIT_FSIZE, _COMPLAINT_BYTES),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, descriptors),
    ):
        resource.setrlimit(which, (most, most))
    below = tuple(f"{each}{os.sep}" for each in libraries)
    sys.addaudithook(lambda event, told: _refuse(event, told, below, program))
    return why


def _libraries() -> list[Path]:
    """Where Python has its libraries, and our own code that is loaded."""
    wanted: set[str | Path] = {
        sysconfig.get_paths()[name] for name in ("stdlib", "platstdlib", "purelib", "platlib")
    }
    wanted |= {Path(encodings.__path__[0]).parent}
    wanted |= {place for name in _CODE if name in sys.modules for place in sys.modules[name].__path__}
    return sorted({Path(each).resolve() for each in wanted if Path(each).is_dir()})


def _refuse(event: str, told: tuple[Any, ...], below: tuple[str, ...], program: str) -> None:
    """What a page must not bring about, whoever is asked to do it."""
    if event == "open" and not isinstance(told[0], int) and not _is_read_below(told[0], told[2], below):
        raise PermissionError(f"a page wants the file {told[0]!r:.300}")
    if event in _LISTING and not _is_read_below(told[0], 0, below):
        raise PermissionError(f"a page wants {event} {told!r:.200}")
    if event == "subprocess.Popen" and (not program or os.fsdecode(told[0]) != program):
        raise PermissionError(f"a page wants to start {told[0]}")
    if event in _FORBIDDEN:
        raise PermissionError(f"a page wants {event} {told!r:.200}")


def _is_read_below(path: Any, flags: int | None, below: tuple[str, ...]) -> bool:
    """Whether something below (or at) one of the places is only read; links are followed first."""
    if path is None or isinstance(path, int) or (flags or 0) & _WRITES:
        return False
    real = os.path.realpath(os.fsdecode(path))
    return f"{real}{os.sep}".startswith(below)


def _lowest_free() -> int:
    """The first descriptor that is not open: the next that the system would give."""
    free = os.dup(0)
    os.close(free)
    return free


def _needed_by(program: str) -> list[Path]:
    """Where a program, the libraries that it is linked to and its data are."""
    if not program:
        return []
    home = Path(program).resolve().parent.parent
    own = [] if any(home == Path(each) for each in ("/", "/usr", "/usr/local")) else [home]
    return [each for each in (*_OF_PROGRAMS, *own) if each.exists()]


def landlock(readable: Iterable[Path]) -> str:
    """Takes away every file but those below `readable`, which can be read and run, and every TCP connection.

    Returns:
        Why that cannot be; empty where it is done. It is done for this process and all that it starts.
    """
    version = landlock_version()
    if version < 1:
        return "the kernel has no Landlock"
    call = ctypes.CDLL(None, use_errno=True).syscall
    rules = _Ruleset(
        (1 << _FILE_RIGHTS.get(version, _MOST_FILE_RIGHTS)) - 1,
        _NET_RIGHTS if version >= 4 else 0,
        _SCOPES if version >= 6 else 0,
    )
    size = 24 if version >= 6 else 16 if version >= 4 else 8
    ruleset = call(_CREATE_RULESET, ctypes.byref(rules), ctypes.c_size_t(size), 0)
    if ruleset < 0:
        return f"Landlock takes no rules: {os.strerror(ctypes.get_errno())}"
    for path in readable:
        _allow(call, ruleset, path)
    ctypes.CDLL(None).prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    refused = call(_RESTRICT_SELF, ruleset, 0)
    os.close(ruleset)
    return f"Landlock is refused: {os.strerror(ctypes.get_errno())}" if refused else ""


def landlock_version() -> int:
    """The version of the kernel's Landlock; 0 or less where it has none."""
    if not sys.platform.startswith("linux"):
        return 0
    none, size = ctypes.c_void_p(), ctypes.c_size_t()
    return int(ctypes.CDLL(None).syscall(_CREATE_RULESET, none, size, _WANT_VERSION))


def _allow(call: Any, ruleset: int, path: Path) -> None:
    rights = _EXECUTE | _READ_FILE | (_READ_DIR if path.is_dir() else 0)
    place = os.open(path, getattr(os, "O_PATH", os.O_RDONLY) | os.O_CLOEXEC)
    try:
        call(_ADD_RULE, ruleset, _PATH_BENEATH, ctypes.byref(_PathBeneath(rights, place)), 0)
    finally:
        os.close(place)
