"""What is due to be looked at again, and when its turn comes: after all that is new, the oldest first, never not at all.

A source may have thousands of pages due, and a crawl few requests to spend. The due ones get what the new ones leave,
and a small share of the cap where those leave nothing; the rest is due at the next run, and first then.
"""

from collections.abc import Iterable

_MOST_IN_VAIN = 10
_SHARE = 10
_MARGIN = 20


class Rechecks:
    """The pages of one crawl that are to be looked at again.

    Args:
        due: their addresses, in the order in which they are to be asked for.
        cap: how many requests the crawl may make in all.
    """

    def __init__(self, due: Iterable[str], cap: int) -> None:
        self._waiting = dict.fromkeys(due)
        self._under_way: dict[str, None] = {}
        self._cap = cap
        self._share_given = False

    def turn(self, spent: int) -> list[str]:
        """What to ask for next, once nothing else is left to do and `spent` requests were made; empty: no more.

        It is a tenth of what is left, so that the files of those pages find room, too. A host that answers nothing is
        not asked on.
        """
        left = self._cap - spent
        self._share_given = True
        if left <= self._cap // _MARGIN or len(self._under_way) >= _MOST_IN_VAIN:
            return []
        return self._next(max(1, left // 10))

    def share(self, spent: int) -> list[str]:
        """What must be asked for now, ahead of what is new: once, when a tenth of the cap is left."""
        reserve = max(1, self._cap // _SHARE)
        if self._share_given or spent < self._cap - reserve:
            return []
        self._share_given = True
        return self._next(max(1, reserve // 2))

    def _next(self, count: int) -> list[str]:
        taken = [url for url, _ in zip(self._waiting, range(count), strict=False)]
        for url in taken:
            del self._waiting[url]
            self._under_way[url] = None
        return taken

    def overtake(self, url: str) -> bool:
        """Take out what is asked for as news; whether it may be: not, if it is under way already."""
        self._waiting.pop(url, None)
        return url not in self._under_way

    def answered(self, url: str) -> None:
        """A page was looked at."""
        self._under_way.pop(url, None)

    @property
    def left(self) -> int:
        """How many were not looked at."""
        return len(self._waiting) + len(self._under_way)
