"""What every step needs."""

import logging
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from crawlers.errors import Defect, NguonError
from nguon.settings import Settings, settings
from sinks.store.door import Store
from sinks.store.embedded import EmbeddedPostgres

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Rooms:
    """What every step needs: the store, and where archive, sounds and outlet are."""

    store: Store
    archive: str
    settings: Settings


@contextmanager
def open_rooms(store_url: str = "", archive: str = "") -> Iterator[Rooms]:
    """The rooms, their store brought up to date; without an address, on the embedded server.

    Raises:
        ConfigurationError: the store does not answer, or is not for this kind of run.
    """
    ours = settings()
    with ExitStack() as stack:
        url = store_url or ours.store_url
        if not url:
            url = stack.enter_context(EmbeddedPostgres(ours.postgres)).url("nguon")
        store = Store(url)
        stack.callback(store.close)
        store.migrate()
        yield Rooms(store, archive or ours.archive, ours)


@contextmanager
def defects_named(source_id: str, url: str) -> Iterator[None]:
    """A defect of ours on one item is an issue with a place, and costs that item only."""
    try:
        yield
    except NguonError:
        raise
    except Exception as error:
        _log.exception("defect at %s %s", source_id, url)
        reason = f"our code failed: {type(error).__name__}: {error}"
        raise Defect(reason, source=source_id, url=url, fix="report it with the archived page") from error
