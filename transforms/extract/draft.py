"""An article while it is put together: the fields as far as they are known, and the rule that gave each."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from selectolax.lexbor import LexborNode

from crawlers.words import fold
from transforms.article import BlockKind, Doubt
from transforms.extract.blocks import Found


@dataclass(slots=True)
class Draft:
    """What is known of a page's article.

    `found` is its body with the furniture in it, `around` every block of the page, `main` the body's element where
    the general way chose one, `published_as` the words that a site's rule found as the time of publication.
    """

    title: str = ""
    lead: str = ""
    found: list[Found] = field(default_factory=list)
    main: LexborNode | None = None
    around: list[Found] = field(default_factory=list)
    published: datetime | None = None
    updated: datetime | None = None
    published_as: str = ""
    ruled: bool = False
    doubts: list[Doubt] = field(default_factory=list)
    evidence: dict[str, str] = field(default_factory=dict)

    @property
    def body(self) -> list[Found]:
        """The blocks that are no furniture."""
        return [each for each in self.found if each.kind != BlockKind.FURNITURE]

    def above(self) -> list[Found]:
        """The page's blocks before the first of the body; none where that is not found."""
        return self.around[: self._start() or 0]

    def stretch(self) -> list[Found]:
        """The page's blocks from the first of the body to its last, with what stands between."""
        start = self._start()
        if start is None:
            return []
        end = len(self.around) - 1 - (_place(self.around[::-1], self.body[-1]) or 0)
        return self.around[start : max(start, end) + 1]

    def _start(self) -> int | None:
        body = self.body
        return _place(self.around, body[0]) if body else None


def _place(around: Sequence[Found], sought: Found) -> int | None:
    """Where a block stands first: the same text in the same element, else the same text, else the same words."""
    same = [at for at, each in enumerate(around) if each.text == sought.text]
    if same:
        return next((at for at in same if around[at].node.mem_id == sought.node.mem_id), same[0])
    words = fold(sought.text)
    return next((at for at, each in enumerate(around) if words and fold(each.text) == words), None)
