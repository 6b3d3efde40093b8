"""The family of errors. The class says what happens next; the message says where, why, and what to do."""

from enum import StrEnum


class Next(StrEnum):
    """What happens to work that failed."""

    RETRY = "retry"
    QUARANTINE = "quarantine"
    ALERT = "alert"
    WATCH = "watch"
    NOTHING = "nothing"


class NguonError(Exception):
    """A failure with a place: `source`, `url`, `reason` and `fix` are also attributes."""

    next = Next.ALERT

    def __init__(self, reason: str, *, source: str = "", url: str = "", fix: str = "") -> None:
        self.reason, self.source, self.url, self.fix = reason, source, url, fix
        place = " ".join(part for part in (source, url) if part)
        text = f"{place}: {reason}" if place else reason
        super().__init__(f"{text} ({fix})" if fix else text)


class SourceError(NguonError):
    """A source's definition is wrong: names the file, the line and the field."""


class ConfigurationError(NguonError):
    """A setting is missing or contradicts another."""


class Transient(NguonError):
    """The host is unwell or slow (timeout, 429, 5xx): the same request may succeed later."""

    next = Next.RETRY


class NotModified(NguonError):
    """The host says that nothing has changed since we last asked (304): there is nothing to do."""

    next = Next.NOTHING


class Gone(NguonError):
    """The host says that there is nothing here (404, 410)."""

    next = Next.QUARANTINE


class Blocked(NguonError):
    """We are not welcome: robots.txt, 401, 403, a challenge. Reported, never gone round."""


class BadDocument(NguonError):
    """The bytes are not what they should be: empty, cut, encrypted, not a feed, not an article."""

    next = Next.QUARANTINE


class ArchiveDamaged(BadDocument):
    """A file of the archive is not what its digests say, is cut, or names a record that is not there."""

    next = Next.ALERT


class Doubtful(NguonError):
    """An item was read, but something about it must be looked at before it goes out; it waits for a person."""


class LayoutChanged(NguonError):
    """The page is healthy, but the source's rules find nothing on it."""

    next = Next.QUARANTINE


class EmptyListing(NguonError):
    """A feed or list has no entries at all: a source does not go silent unnoticed."""


class Silent(NguonError):
    """A source has brought nothing new, or was not even asked, for longer than it may."""


class UnsafeAddress(NguonError):
    """The address is none that a crawler may ask: not HTTP, not public, not this source's."""

    next = Next.QUARANTINE


class Untrusted(NguonError):
    """The host cannot prove who it is, or speaks no safe TLS: its owner must mend it, nobody goes without."""


class CapReached(NguonError):
    """A run stopped at a limit of its own before it had seen everything in its window."""


class Missing(NguonError):
    """A source says that something exists, or its numbering does, and it is not there; it may come late."""

    next = Next.WATCH


class Defect(NguonError):
    """Our own code failed on this input; the input is kept, the rest goes on, somebody must mend the code."""
