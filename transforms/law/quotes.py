"""Where a document quotes another: the ranges of blocks between `“` and `”`, also where a site has lost one of them."""

import re
from collections.abc import Sequence

from transforms.article import Block, BlockKind
from transforms.law.levels import Level, follows, number_of

_STRAIGHT = re.compile(r"(^|[\s(:])[\"«„]|‘‘|\"|»|’’")
_ENDS = re.compile(r"”[\s.;,:)]*$")
_AMENDS = re.compile(
    r"^(?:\W*(?:\d+|[a-zđ])[.)]\s*)?(?:Sửa đổi|Bổ sung|Thay thế|Thay|Bãi bỏ|Bỏ|Hủy bỏ|Đính chính|Chuyển)\b",
    re.IGNORECASE,
)
_ANNOUNCES = re.compile(r"(?:như sau|sau đây)\s*:\W*$", re.IGNORECASE)
_ARTICLE = re.compile(r"[“\s]*Điều\s+(\d{1,4}[a-zđ]{0,2})\s*[.:]")
_MOST = 2000
_NEAR = 60


def plain_quotes(text: str) -> str:
    """The text with every quotation mark as `“` or `”`."""
    return _STRAIGHT.sub(_curly, text)


def _curly(found: re.Match[str]) -> str:
    if found[1] is not None:
        return f"{found[1]}“"
    return "“" if found[0] == "‘‘" else "”"


def amends(text: str) -> bool:
    """Whether a paragraph begins with what it does to another document: `Sửa đổi`, `Bãi bỏ` or the like."""
    return bool(_AMENDS.match(text))


def announces(text: str) -> bool:
    """Whether a paragraph says that words of another document, amended, come next."""
    return bool(_ANNOUNCES.search(text)) and bool(
        re.search(r"sửa đổi|bổ sung|thay|đính chính", text, re.IGNORECASE)
    )


class Quotations:
    """Finds the quotations of one document, going through its blocks from first to last."""

    def __init__(self, blocks: Sequence[Block]) -> None:
        self._blocks = blocks
        self._searched = -1

    def end(self, start: int, last_article: str | None = None) -> int | None:
        """The index of the last block of the quotation that begins at `start`; None where none begins.

        A quotation begins with a mark before the first word. One that is never closed ends where the document goes on
        to amend (`2. Sửa đổi … như sau:`), goes on with its own articles, or is signed.

        Args:
            start: where the quotation may begin.
            last_article: the number of the document's own last article.
        """
        text = plain_quotes(self._blocks[start].text.lstrip())
        if not text.startswith("“"):
            return None
        depth = text.count("“") - text.count("”")
        if depth <= 0:
            return start if _ENDS.search(text) else None
        if start <= self._searched:
            return start
        end = self._search(start, depth, _article_in(text), last_article, _MOST)
        if end is None:
            self._searched = min(len(self._blocks), start + _MOST) - 1
        return start if end is None else end

    def rest(self, start: int, last_article: str | None = None) -> int | None:
        """The index of the last block of a quotation that begins within the block at `start` and ends with a later one.

        None where none does: also where the later block goes on with the document's own words.
        """
        text = plain_quotes(self._blocks[start].text)
        depth = text.count("“") - text.count("”")
        end = self._search(start, depth, _article_in(text.rpartition("“")[2]), last_article, _NEAR)
        closes = end and end > start and _ENDS.search(plain_quotes(self._blocks[end].text))
        return end if depth > 0 and closes else None

    def _search(self, start: int, depth: int, quoted: str, last_article: str | None, most: int) -> int | None:
        """The end of a quotation over several blocks, `most` at most; None where it ends in none of them."""
        for at in range(start + 1, min(len(self._blocks), start + most)):
            text = plain_quotes(self._blocks[at].text)
            article = _article_in(text)
            own = article and follows(article, last_article, Level.ARTICLE)
            if own and not (quoted and follows(article, quoted, Level.ARTICLE)):
                return at - 1
            if self._blocks[at].kind == BlockKind.SIGNATURE or (amends(text) and announces(text)):
                return at - 1
            quoted = article or quoted
            depth += text.count("“") - text.count("”")
            if depth <= 0:
                return at
        return None


def _article_in(text: str) -> str:
    """The number of the article that a paragraph begins, empty where it begins none."""
    found = _ARTICLE.match(text)
    return number_of(found[1], Level.ARTICLE) if found else ""


def runs_on(block: Block) -> bool:
    """Whether a paragraph ends inside a quotation that it began: its rest is in the next block."""
    text = plain_quotes(block.text)
    return text.count("“") > text.count("”") and not text.lstrip().startswith("“")


def unquoted(text: str) -> str:
    """The text without what it quotes; a quotation that is not closed goes to its end."""
    depth = 0
    out = []
    for char in plain_quotes(text):
        depth += (char == "“") - (char == "”" and depth > 0)
        out.append(char if not depth and char not in "“”" else "")
    return "".join(out)
