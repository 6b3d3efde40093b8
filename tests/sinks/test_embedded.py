"""The embedded server: up for its first user, gone after its last, whatever befalls either."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from pathlib import Path

import psutil
import psycopg
import pytest

from crawlers.errors import ConfigurationError
from nguon.settings import ROOT
from sinks.store.embedded import DATABASES, EmbeddedPostgres, answers, layout

SECONDS = 30

# A user in a process of its own: starts, says which server it found, and holds it until its input ends.
USER = """
import sys
from pathlib import Path
from sinks.store.embedded import EmbeddedPostgres
import psycopg
server = EmbeddedPostgres(Path(sys.argv[1])).start()
with psycopg.connect(server.layout.dsn("nguon")) as connection:
    print(connection.execute("SELECT pg_postmaster_start_time()::text").fetchone()[0], flush=True)
sys.stdin.read()
"""


@pytest.fixture
def make_home():
    """Folders for servers, where any system user may pass; nothing of them is left at the end."""
    root = Path(tempfile.mkdtemp(prefix="nguon-thu-"))
    root.chmod(0o755)
    made: list[Path] = []

    def make(name: str = "pg", mode: int = 0o755) -> Path:
        home = root / name
        home.parent.mkdir(exist_ok=True)
        home.parent.chmod(mode)
        made.append(home)
        return home

    yield make
    for home in made:
        place = layout(home)
        for process in [*servers(home), *keepers(home)]:
            with suppress(psutil.NoSuchProcess):
                process.kill()
        for folder in (place.home, place.socket):
            shutil.rmtree(folder, ignore_errors=True)
    shutil.rmtree(root)


@pytest.fixture
def home(make_home) -> Path:
    return make_home()


@pytest.fixture
def user():
    """Starts a user in a process of its own; gives it and the start time of the server that it found."""
    started = []

    def start(home: Path) -> tuple[subprocess.Popen, str]:
        command = [sys.executable, "-c", USER, str(home)]
        child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT)
        started.append(child)
        return child, child.stdout.readline().strip()

    yield start
    for child in started:
        child.kill()
        child.communicate(timeout=SECONDS)


def servers(home: Path) -> list[psutil.Process]:
    """Every process of the server: all of them work in its data folder."""
    data = str(layout(home).data)
    return [each for each in psutil.process_iter() if _told(each.cwd, "") == data]


def keepers(home: Path) -> list[psutil.Process]:
    wanted = ["-m", "sinks.store.keeper", str(home)]
    return [each for each in psutil.process_iter() if _told(each.cmdline, [])[-3:] == wanted]


def _told(ask, otherwise):
    """What a process says, `otherwise` if it is gone: a server's workers come and go."""
    try:
        return ask()
    except (psutil.Error, OSError):
        return otherwise


def until(condition) -> None:
    deadline = time.monotonic() + SECONDS
    while not condition():
        assert time.monotonic() < deadline, "took too long"
        time.sleep(0.05)


def nobody_is_left(home: Path) -> bool:
    return not servers(home) and not keepers(home)


def run(server: EmbeddedPostgres, query: str) -> list:
    with psycopg.connect(server.layout.dsn("nguon"), autocommit=True) as connection:
        cursor = connection.execute(query)
        return cursor.fetchall() if cursor.description else []


def postmaster(home: Path) -> psutil.Process:
    return psutil.Process(int((layout(home).data / "postmaster.pid").read_text().splitlines()[0]))


def test_it_comes_up_answers_and_is_gone_afterwards(home):
    with EmbeddedPostgres(home) as server:
        assert run(server, "SELECT 1") == [(1,)]
        assert set(DATABASES) <= {row[0] for row in run(server, "SELECT datname FROM pg_database")}
        assert run(server, "SHOW server_encoding") == [("UTF8",)]
        assert len(keepers(home)) == 1
        assert servers(home)
    until(lambda: nobody_is_left(home))
    assert not answers(server.layout)


def test_the_first_of_two_users_may_go_without_the_second_noticing(home, user):
    first, began = user(home)
    with EmbeddedPostgres(home) as second:
        with psycopg.connect(second.layout.dsn("nguon")) as connection:
            first.communicate("", timeout=SECONDS)
            time.sleep(1)
            assert connection.execute("SELECT pg_postmaster_start_time()::text").fetchone() == (began,)
        assert len(keepers(home)) == 1
    until(lambda: nobody_is_left(home))


def test_a_killed_user_leaves_no_server_behind(home, user):
    child, began = user(home)
    assert began
    child.kill()
    until(lambda: nobody_is_left(home))


def test_it_starts_again_on_the_same_data(home):
    for number in range(2):
        with EmbeddedPostgres(home) as server:
            run(server, "CREATE TABLE IF NOT EXISTS note (number int)")
            assert run(server, "SELECT count(*) FROM note") == [(number,)]
            run(server, "INSERT INTO note VALUES (1)")


def test_a_user_who_comes_while_it_is_ending_gets_a_server(home):
    for _ in range(3):
        with EmbeddedPostgres(home) as server:
            assert run(server, "SELECT 1") == [(1,)]
        time.sleep(0.15)


def test_a_killed_server_is_started_again_with_its_data(home):
    with EmbeddedPostgres(home) as first:
        run(first, "CREATE TABLE note (words text)")
        run(first, "INSERT INTO note VALUES ('Suối Mẫu')")
        postmaster(home).kill()
        with EmbeddedPostgres(home) as second:
            assert run(second, "SELECT words FROM note") == [("Suối Mẫu",)]
            assert len(keepers(home)) == 1
    until(lambda: nobody_is_left(home))


@pytest.mark.skipif(sys.platform != "linux", reason="the leash is Linux's")
def test_a_killed_keeper_takes_its_server_along(home):
    """A server without a keeper would never end."""
    with EmbeddedPostgres(home) as first:
        run(first, "CREATE TABLE note (words text)")
        keepers(home)[0].kill()
        until(lambda: nobody_is_left(home))
        with EmbeddedPostgres(home) as second:
            assert run(second, "SELECT count(*) FROM note") == [(0,)]
    until(lambda: nobody_is_left(home))


def test_two_who_start_at_once_get_one_server(home, user):
    with ThreadPoolExecutor(2) as pool:
        told = [began for _, began in pool.map(user, [home, home])]
    assert told[0]
    assert told[0] == told[1]
    assert len(keepers(home)) == 1


def test_a_path_with_spaces_and_vietnamese_letters(make_home):
    home = make_home("kho dữ liệu của xã Đồng Mẫu/cơ sở dữ liệu")
    with EmbeddedPostgres(home) as server:
        assert server.layout.home == home
        assert run(server, "SHOW data_directory") == [(str(home / "data"),)]
        assert len(keepers(home)) == 1
    until(lambda: nobody_is_left(home))


def test_a_long_path_has_a_short_socket(make_home):
    home = make_home("/".join(["thu-muc-rat-dai"] * 1) + "x" * 150)
    with EmbeddedPostgres(home) as server:
        assert run(server, "SELECT 1") == [(1,)]
        assert len(os.fsencode(server.layout.socket / ".s.PGSQL.5432")) < 107


def test_nothing_listens_on_the_network(home):
    with EmbeddedPostgres(home) as server:
        run(server, "SELECT 1")
        held = [_told(partial(each.net_connections, "inet"), None) for each in servers(home)]
        assert [] in held
        assert not any(held)
        assert run(server, "SHOW listen_addresses") == [("",)]


def test_only_its_owner_reaches_socket_and_data(home):
    with EmbeddedPostgres(home) as server:
        for folder in (server.layout.socket, server.layout.data):
            assert folder.stat().st_mode & 0o077 == 0


@pytest.fixture
def socket_folder(home, monkeypatch) -> Path:
    """Where the socket's folder of `home` is going to be, with nothing there yet."""
    folder = layout(home).socket
    folder.rmdir()
    return folder


@pytest.mark.parametrize("mode", [0o755, 0o770, 0o701])
def test_a_socket_folder_that_is_open_to_others_is_refused(home, socket_folder, mode):
    socket_folder.mkdir()
    socket_folder.chmod(mode)
    try:
        with pytest.raises(ConfigurationError, match="not ours alone"):
            EmbeddedPostgres(home)
        assert socket_folder.stat().st_mode & 0o777 == mode
    finally:
        socket_folder.rmdir()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder away")
def test_a_socket_folder_of_somebody_else_is_refused(home, socket_folder):
    socket_folder.mkdir(mode=0o700)
    os.chown(socket_folder, 65534, 65534)
    try:
        with pytest.raises(ConfigurationError, match="not ours alone"):
            EmbeddedPostgres(home)
    finally:
        socket_folder.rmdir()


def test_a_link_in_place_of_the_socket_folder_is_refused(home, socket_folder, tmp_path):
    target = tmp_path / "elsewhere"
    target.mkdir(mode=0o700)
    socket_folder.symlink_to(target)
    try:
        with pytest.raises(ConfigurationError, match="not ours alone"):
            EmbeddedPostgres(home)
    finally:
        socket_folder.unlink()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root starts it as another user")
def test_as_root_closed_folders_are_not_widened(make_home):
    home = make_home("kin/pg", mode=0o700)
    parent = home.parent
    before = (parent.stat().st_mode, parent.parent.stat().st_mode)
    with EmbeddedPostgres(home) as server:
        assert run(server, "SELECT 1") == [(1,)]
        assert not server.layout.home.is_relative_to(parent)
        users = {_told(each.username, "gone") for each in servers(home)}
        assert users - {"gone"} == {postmaster(home).username()} != {"root"}
    assert (parent.stat().st_mode, parent.parent.stat().st_mode) == before
    assert [path.name for path in home.iterdir()] == ["location"], "a note of where the data are, and no data"
    until(lambda: nobody_is_left(home))
    parent.chmod(0o755)
    with EmbeddedPostgres(home) as again:
        assert again.layout.data == server.layout.data, "opened later, the data stay where they are"
    until(lambda: nobody_is_left(home))


def test_a_server_that_does_not_start_is_told_with_its_log(home):
    with EmbeddedPostgres(home) as server:
        broken = server.layout.data / "postgresql.auto.conf"
    until(lambda: nobody_is_left(home))
    broken.write_text("no_such_setting = 1\n")
    with pytest.raises(ConfigurationError, match="no_such_setting") as caught:
        EmbeddedPostgres(home).start()
    assert "postgres.log" in caught.value.fix
    until(lambda: nobody_is_left(home))


def test_sigterm_does_not_end_the_keeper_of_a_server_in_use(home):
    with EmbeddedPostgres(home) as server:
        keepers(home)[0].send_signal(signal.SIGTERM)
        time.sleep(0.5)
        assert run(server, "SELECT 1") == [(1,)]
        assert len(keepers(home)) == 1
