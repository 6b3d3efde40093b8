"""The golden file of a new source: what its pages say, for a person to review; and who has reviewed it.

Each item of a `golden.json` may have `reviewed`: null as long as nobody has read the page beside it, then a name and a
date, such as `Nguyễn Văn An, 2026-11-22`. Items without it were written by a person in the first place.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from crawlers.address import canonical
from crawlers.words import words
from transforms.article import Article, BlockKind

_MOST_TEXTS = 4
_LEAD_WORDS = 12
_REVIEWED = re.compile(r"[^\W\d_].*?,\s*(\d{4}-\d{2}-\d{2})")


def golden_item(article: Article, files: Iterable[str] = ()) -> dict[str, Any]:
    """What was read on a page, as an item of a golden file that nobody has reviewed."""
    spoken = [block.text for block in article.blocks if block.spoken and len(words(block.text)) > 5]
    silent = [block.text for block in article.blocks if block.kind in {BlockKind.CAPTION, BlockKind.BYLINE}]
    item: dict[str, Any] = {
        "reviewed": None,
        "url": canonical(article.url) or article.url,
        "title": article.title,
        "date": article.date,
        "lead": " ".join(article.lead.split()[:_LEAD_WORDS]),
        "must_contain": _spread(spoken),
        "must_not_contain": list(dict.fromkeys(silent))[:_MOST_TEXTS],
    }
    if article.legal:
        legal = article.legal
        effective = legal.effective_on.isoformat() if legal.effective_on else None
        item |= {"number": legal.number, "type": legal.type, "issuer": legal.issuer}
        item |= {"effective_on": effective, "signer": legal.signer}
    linked = list(files)
    return item | ({"files": linked} if linked else {})


def _spread(texts: Sequence[str]) -> list[str]:
    """The first, the last and some between."""
    if len(texts) <= _MOST_TEXTS:
        return list(texts)
    return [texts[round(at * (len(texts) - 1) / (_MOST_TEXTS - 1))] for at in range(_MOST_TEXTS)]


def unreviewed(items: Iterable[dict[str, Any]]) -> list[str]:
    """Addresses of the items that no person has reviewed, or whose review names no person or no day."""
    return [item["url"] for item in items if "reviewed" in item and reviewed_on(item) is None]


def reviewed_on(item: dict[str, Any]) -> date | None:
    """The day of an item's review, None where there was none."""
    found = _REVIEWED.fullmatch(str(item.get("reviewed") or "").strip())
    try:
        return date.fromisoformat(found[1]) if found else None
    except ValueError:
        return None


def last_review(items: Iterable[dict[str, Any]]) -> date | None:
    """The latest day on which a person reviewed one of the items."""
    return max(filter(None, map(reviewed_on, items)), default=None)
