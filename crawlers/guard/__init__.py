"""The guard: what may be asked, checked where the connection is made; and the archive's place on the wire.

`address` judges an address and where its name leads, `connect` does so when a connection is made, `wire` puts an end
to whatever a host could send without end, `handler` is the door that every fetch of a crawl goes through.
"""

from crawlers.guard.address import MAX_URL, check_address, is_public

__all__ = ["MAX_URL", "check_address", "is_public"]
