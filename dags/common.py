"""What the DAGs share: assets, defaults, and the way into the rooms from a task."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from airflow.sdk import Asset, Connection
from airflow.sdk.exceptions import AirflowNotFoundException
from sqlalchemy import URL

from crawlers.dates import VIETNAM
from nguon.settings import settings
from nguon.steps.rooms import Rooms, open_rooms

VERSIONS = Asset("nguon://store/versions")
RENDITIONS = Asset("nguon://store/renditions")

START = datetime(2026, 1, 1, tzinfo=VIETNAM)

DEFAULTS: dict[str, Any] = {
    "owner": "nguon",
    "retries": 2,
    "retry_delay": timedelta(minutes=1) if settings().schedules else timedelta(seconds=3),
    "retry_exponential_backoff": True,
    "max_retry_delay": timedelta(minutes=15),
    "execution_timeout": timedelta(hours=1),
}


@contextmanager
def rooms() -> Iterator[Rooms]:
    """The rooms, by the Connections `nguon_store` and `nguon_archive` where they exist, else by the settings."""
    with open_rooms(_store_url(), _archive_url()) as opened:
        yield opened


def _connection(name: str) -> Connection | None:
    try:
        held: Connection = Connection.get(name)
    except AirflowNotFoundException:
        return None
    return held


def _store_url() -> str:
    held = _connection("nguon_store")
    if held is None:
        return ""
    local = {"host": held.host} if held.host and held.host.startswith("/") else {}
    url = URL.create(
        "postgresql+psycopg",
        username=held.login,
        password=held.password or None,
        host=None if local else held.host,
        port=held.port,
        database=held.schema,
        query=local,
    )
    return url.render_as_string(hide_password=False)


def _archive_url() -> str:
    held = _connection("nguon_archive")
    return str(held.extra_dejson.get("url", "")) if held else ""
