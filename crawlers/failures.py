"""What a request that got no response comes to, and what our own failures do."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
)

from crawlers import errors

_log = logging.getLogger(__name__)

NO_ANSWER = (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
)
"""What the network does to a request; asking again may help."""
_AGAIN = "the next run asks again"


_NAMED = {
    CannotResolveHostError: ("no such host: {}", "check `base`, `hosts` and the network"),
    DownloadConnectionRefusedError: ("the host refuses connections", _AGAIN),
    DownloadFailedError: ("the connection broke before an answer had come: {}", _AGAIN),
    DownloadTimeoutError: ("{}", f"{_AGAIN}; if the host is always slow, raise NGUON_DOWNLOAD_SECONDS"),
}


def without_response(error: BaseException | None) -> errors.NguonError:
    """The error, as one of ours: its class decides what happens next."""
    if isinstance(error, errors.NguonError):
        return error
    if isinstance(error, IgnoreRequest):
        return errors.BadDocument(f"{error}: leads nowhere", fix="look at the page")
    for kind, (reason, fix) in _NAMED.items():
        if isinstance(error, kind):
            return errors.Transient(reason.format(error), fix=fix)
    return errors.Defect(f"{type(error).__name__}: {error}", fix="our own code failed; it must be mended")


def defect(error: BaseException | None, url: str = "") -> errors.Defect:
    """The alert for a failure of our own code."""
    reason = f"our code failed: {type(error).__name__}: {error}"
    return errors.Defect(reason, url=url, fix="report it with the archived page")


@contextmanager
def defects(url: str = "") -> Iterator[None]:
    """Gives a name to failures of our own code inside, so that whoever can go on without the result does.

    Raises:
        Defect: something failed inside that is none of our errors; those pass as they are.
    """
    try:
        yield
    except errors.NguonError:
        raise
    except Exception as error:
        _log.exception("defect at %s", url)
        raise defect(error, url) from error
