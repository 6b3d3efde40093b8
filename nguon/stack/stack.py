"""The whole stack on one machine: PostgreSQL, sample portals, Airflow's processes."""

import fcntl
import json
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from sqlalchemy.engine import make_url

from crawlers.errors import ConfigurationError
from crawlers.samples import SamplePortals, sample_folders
from crawlers.source import readable_sources
from dags.planning import pools
from nguon.settings import ROOT, Settings
from nguon.stack.api import Airflow
from nguon.stack.home import environment, make_secrets
from nguon.stack.processes import Processes, free_port
from sinks.store.embedded import EmbeddedPostgres

_READY_SECONDS = 180
_COMPONENTS = ("metadatabase", "scheduler", "dag_processor")
API_PORT, SAMPLES_PORT = 8080, 8651

Say = Callable[[str], None]


@dataclass(frozen=True)
class Stack:
    """What is up: Airflow's API, its processes, the store's address, and the users' passwords."""

    airflow: Airflow
    processes: Processes
    store_url: str
    passwords: dict[str, str]
    settings: Settings


@contextmanager
def stack(ours: Settings, say: Say, *, schedules: bool, samples: bool = True) -> Iterator[Stack]:
    """Start everything; all of it is gone at the end of the context.

    Without a `NGUON_STORE_URL` PostgreSQL is the embedded one, for the store and for Airflow. With `samples` the
    sample portals answer for the sources' sites.

    Raises:
        ConfigurationError: something does not come up, or a stack of this folder is up already.
    """
    with ExitStack() as up:
        up.enter_context(_alone(ours.var))
        postgres = up.enter_context(EmbeddedPostgres(ours.postgres))
        say("PostgreSQL is up")
        extra = {"NGUON_SCHEDULES": str(schedules).lower()}
        if samples:
            folders = sample_folders(ROOT / "tests" / "recorded")
            portals = up.enter_context(SamplePortals(folders, free_port(SAMPLES_PORT)))
            extra["NGUON_REHEARSAL"] = portals.url
            say(f"sample portals answer at {portals.url}")
        passwords = make_secrets(ours.var)
        port = free_port(API_PORT)
        store_url = ours.store_url or postgres.url("nguon")
        extra["NGUON_STORE_URL"] = store_url
        values = environment(ours, airflow_url=postgres.url("airflow"), port=port, extra=extra)
        processes = up.enter_context(Processes(values, ours.var.absolute() / "logs" / "stack"))
        _migrate(postgres.layout.home / "airflow-migrated", processes, say)
        say("Airflow is starting")
        for command in (("api-server",), ("scheduler", "--skip-serve-logs"), ("dag-processor",)):
            processes.airflow(*command)
        airflow = Airflow(f"http://127.0.0.1:{port}")
        up.callback(airflow.close)
        _wait_healthy(airflow, processes)
        airflow.login("admin", passwords["admin"])
        _furnish(airflow, store_url, ours.archive)
        say(f"Airflow is up at {airflow.url}")
        yield Stack(airflow, processes, store_url, passwords, ours)


@contextmanager
def _alone(var: Path) -> Iterator[None]:
    """Hold the folder's lock; two stacks on one folder would fight."""
    var.mkdir(parents=True, exist_ok=True)
    with (var / "stack.lock").open("ab") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            fix = "end it first (Ctrl-C where make ui runs), or set NGUON_VAR to another folder"
            raise ConfigurationError(f"a stack on {var} is up already", fix=fix) from None
        yield


def _migrate(stamp: Path, processes: Processes, say: Say) -> None:
    """Bring Airflow's own tables to its version, once per version; `stamp` lies beside the data that it speaks of."""
    wanted = version("apache-airflow")
    if stamp.exists() and stamp.read_text() == wanted:
        return
    say("Airflow's tables are being made (once)")
    processes.airflow_once("db", "migrate")
    stamp.write_text(wanted)


def _wait_healthy(airflow: Airflow, processes: Processes) -> None:
    deadline = time.monotonic() + _READY_SECONDS
    while any(airflow.health().get(part) != "healthy" for part in _COMPONENTS):
        processes.check()
        if time.monotonic() > deadline:
            fix = f"see the logs beside {processes.log('scheduler')}"
            raise ConfigurationError(f"Airflow is not healthy after {_READY_SECONDS} s", fix=fix)
        time.sleep(0.3)


def _furnish(airflow: Airflow, store_url: str, archive: str) -> None:
    """Connections and pools, as a data engineer finds them in the UI."""
    airflow.put_connection("nguon_store", connection_values(store_url))
    airflow.put_connection(
        "nguon_archive",
        {
            "conn_type": "generic",
            "description": "fsspec address in extra.url",
            "extra": json.dumps({"url": archive}),
        },
    )
    for name, values in pools(of.host for of in readable_sources()[0]).items():
        airflow.put_pool(name, values)


def connection_values(store_url: str) -> dict[str, Any]:
    """A store's address as an Airflow Connection."""
    url = make_url(store_url)
    socket = url.query.get("host")
    return {
        "conn_type": "postgres",
        "description": "The central store",
        "host": url.host or (socket if isinstance(socket, str) else None),
        "port": url.port,
        "login": url.username,
        "password": url.password,
        "schema": url.database,
    }
