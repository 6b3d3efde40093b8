"""Real parts for the tests: a PostgreSQL of their own, sample portals on loopback, settings that point at a folder."""

import os
import secrets
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import hypothesis
import psycopg
import pytest
from psycopg import sql

from crawlers.discovery.entry import Window
from crawlers.samples import Fault, SamplePortals, sample_folders
from crawlers.source import source
from nguon.settings import ROOT, Settings, settings
from nguon.steps.rooms import Rooms
from sinks.store.door import Store
from sinks.store.embedded import EmbeddedPostgres

# Hypothesis would write a patch for each failing example with libcst (which comes with Airflow), and crash on the
# class attributes that zope.interface leaves: without the module it goes on to report the failure itself.
sys.modules["hypothesis.extra._patching"] = None  # type: ignore[assignment]

# How long an example takes says how busy the machine is; that reading is bounded is tested by itself.
hypothesis.settings.register_profile(
    "untimed", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("untimed")

RECORDED = ROOT / "tests" / "recorded"
SHARED = ROOT.parent / "shared"
EVERYTHING = Window(datetime(2026, 9, 1, tzinfo=UTC), datetime(2026, 11, 22, tzinfo=UTC))


_LONGEST = (
    "nguon/test_catch_up", "nguon/test_steps", "nguon/test_voicing", "nguon/test_corrections", "nguon/test_cli",
    "nguon/test_new_source", "crawlers/test_cost", "crawlers/test_crawl", "crawlers/test_defects", "crawlers/test_resume",
    "sinks/test_gate", "voice/test_render", "extract/test_length", "extract/test_bounded",
)  # fmt: skip


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    # Files are shared out one by one: where the longest came last, the others would wait for them.
    items.sort(key=lambda item: not str(item.path.with_suffix("")).endswith(_LONGEST))
    if SHARED.is_dir():
        return
    for item in items:
        if item.get_closest_marker("shared"):
            item.add_marker(
                pytest.mark.skip(reason="needs ../shared, the recorded pages beside the repository")
            )


@pytest.fixture(scope="session")
def postgres() -> Iterator[EmbeddedPostgres]:
    """A server of the tests' own, with a migrated template database."""
    with tempfile.TemporaryDirectory(prefix="nguon-tests-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)  # pytest's own folders are closed to the user that PostgreSQL runs as
        with EmbeddedPostgres(Path(folder, "postgres")) as server:
            _create(server, "template_store", "template1")
            store = Store(server.url("template_store"))
            store.migrate()
            store.close()
            yield server


def _create(server: EmbeddedPostgres, name: str, template: str) -> None:
    query = sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template))
    with psycopg.connect(server.layout.dsn("postgres"), autocommit=True) as connection:
        connection.execute(query)


@pytest.fixture
def store(postgres: EmbeddedPostgres) -> Iterator[Store]:
    """An empty, migrated store."""
    name = f"store_{secrets.token_hex(4)}"
    _create(postgres, name, "template_store")
    made = Store(postgres.url(name))
    yield made
    made.close()


@pytest.fixture
def configure(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Callable[..., Settings]]:
    """Sets settings for this process and its children, in a folder of the test's own."""

    def set_all(**values: object) -> Settings:
        for name, value in {"var": tmp_path / "var", **values}.items():
            monkeypatch.setenv(f"NGUON_{name.upper()}", str(value))
        _forget()
        return settings()

    for name in [name for name in os.environ if name.startswith("NGUON_")]:
        monkeypatch.delenv(name)
    _forget()
    yield set_all
    monkeypatch.undo()
    _forget()


def _forget() -> None:
    settings.cache_clear()
    source.cache_clear()


@pytest.fixture
def portals() -> Iterator[Callable[..., SamplePortals]]:
    """Starts sample portals, with faults by `host/path`."""
    with ExitStack() as stack:

        def start(faults: dict[str, Fault] | None = None) -> SamplePortals:
            return stack.enter_context(
                SamplePortals(sample_folders(RECORDED), faults={} if faults is None else faults)
            )

        yield start


@pytest.fixture
def rehearse(
    store: Store, configure: Callable[..., Settings], portals: Callable[..., SamplePortals]
) -> Callable[..., tuple[Rooms, SamplePortals]]:
    """Opens the rooms on an empty store, with sample portals for the sites."""

    def start(faults: dict[str, Fault] | None = None, **values: object) -> tuple[Rooms, SamplePortals]:
        site = portals(faults)
        ours = configure(rehearsal=site.url, store_url=store.engine.url.render_as_string(False), **values)
        return Rooms(store, ours.archive, ours), site

    return start
