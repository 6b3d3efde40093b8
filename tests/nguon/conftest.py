"""For tests of commands in their own process, and of what they voice."""

import signal

import pytest

from tests.nguon.voices import SAID, Tone
from tests.sinks.conftest import add_capture, add_version  # noqa: F401 -- fixtures
from transforms.voice.engines import Choice, Lineup


@pytest.fixture(autouse=True)
def _as_before():
    """The command sets handlers of signals for its whole process, which here is the tests'."""
    held = {each: signal.getsignal(each) for each in (signal.SIGINT, signal.SIGTERM)}
    yield
    for each, handler in held.items():
        signal.signal(each, handler)


@pytest.fixture
def studio(rehearse, monkeypatch):
    """Rooms whose voices are a far one and a near one that stands in for it."""
    rooms, _ = rehearse()
    far, near = Tone(), Tone("gần")
    monkeypatch.setattr(Choice, "lineup", lambda *_: Lineup((far, near)))
    SAID.clear()
    return rooms, far


@pytest.fixture
def enter(studio, add_version):  # noqa: F811 -- the fixture
    """Puts items into the store, of one and the same address where it is called again."""
    rooms, _ = studio

    def put(*words: str) -> list[int]:
        with rooms.store.session() as session:
            return [
                add_version(session, each, sound=False, path=f"/{at}.htm").id for at, each in enumerate(words)
            ]

    return put
