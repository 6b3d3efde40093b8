"""The way back from spoken words to values."""

from collections.abc import Callable

import pytest

from tests.transforms.reading import spoken


@pytest.fixture(scope="session")
def value() -> Callable[[str], str]:
    """Spoken words to the written number."""
    return spoken.written


@pytest.fixture(scope="session")
def spelled() -> Callable[[str], str]:
    """Digits said one by one, back to digits."""
    return spoken.spelled
