"""What a request that got no response comes to."""

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
)

from crawlers import errors

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
