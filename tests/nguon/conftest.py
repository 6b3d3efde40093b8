"""For tests that run commands in their own process."""

import signal

import pytest


@pytest.fixture(autouse=True)
def _as_before():
    """The command sets handlers of signals for its whole process, which here is the tests'."""
    held = {each: signal.getsignal(each) for each in (signal.SIGINT, signal.SIGTERM)}
    yield
    for each, handler in held.items():
        signal.signal(each, handler)
