"""The one door to the store: connections, sessions, migrations."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session, sessionmaker

from crawlers.errors import ConfigurationError
from sinks.store.models import StoreInfo

_MODE = "mode"


class Store:
    """A PostgreSQL database that holds the store.

    `url` is SQLAlchemy's, with the driver psycopg: `postgresql+psycopg://user@host/database`.
    """

    def __init__(self, url: str) -> None:
        if not url.startswith("postgresql+psycopg://"):
            fix = "use postgresql+psycopg://user:password@host/database"
            raise ConfigurationError(
                f"the store's address has another form: {url.rpartition('@')[2]}", fix=fix
            )
        self.engine: Engine = create_engine(url, pool_pre_ping=True)
        self._sessions = sessionmaker(self.engine, expire_on_commit=False)

    @contextmanager
    def session(self) -> Iterator[Session]:
        """A session in a transaction: committed at the end, rolled back on an error."""
        with self._sessions.begin() as session:
            yield session

    def migrate(self) -> None:
        """Bring the tables to this code's revision; several may try at once.

        Raises:
            ConfigurationError: the server does not answer.
        """
        try:
            with self.engine.begin() as connection:
                connection.execute(text("SELECT pg_advisory_xact_lock(hashtextextended('nguon.migrate', 0))"))
                if _revision(connection) != _newest():
                    command.upgrade(_config(connection), "head")
        except OperationalError as error:
            where = self.engine.url.render_as_string(hide_password=True)
            fix = "check NGUON_STORE_URL or the connection nguon_store"
            raise ConfigurationError(f"the store {where} does not answer: {error.orig}", fix=fix) from error

    def dedicate(self, *, rehearsal: bool) -> None:
        """Say that this store is for rehearsals or for the live sites; the first word holds for good.

        Raises:
            ConfigurationError: it is dedicated to the other already.
        """
        wanted = "rehearsal" if rehearsal else "live"
        with self.session() as session:
            session.execute(insert(StoreInfo).values(key=_MODE, value=wanted).on_conflict_do_nothing())
            held = session.scalars(select(StoreInfo.value).where(StoreInfo.key == _MODE)).one()
        if held != wanted:
            fix = "unset NGUON_REHEARSAL" if rehearsal else "set NGUON_REHEARSAL"
            raise ConfigurationError(
                f"this store holds {held} items and this run is {wanted}: sample texts and real ones never mix",
                fix=f"{fix}, or use another NGUON_VAR or NGUON_STORE_URL",
            )

    @property
    def rehearsal(self) -> bool:
        """Whether what it holds came from sample portals."""
        with self.session() as session:
            return session.scalar(select(StoreInfo.value).where(StoreInfo.key == _MODE)) == "rehearsal"

    def close(self) -> None:
        """Give all connections back."""
        self.engine.dispose()


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


@cache
def _newest() -> str | None:
    return ScriptDirectory.from_config(_config()).get_current_head()


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()
