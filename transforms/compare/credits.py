"""Who a text says that it is by: the marks of an agency around it, and what remains without them.

An editor who prints another's text puts `(TTXVN) -` before it, `Theo Chinhphu.vn` behind it or `Ảnh: VGP` into it. None
of that is the text, and all of it says whose the text is.
"""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from transforms.article import Article, BlockKind
from transforms.compare.telling import OUTLETS, Outlet
from transforms.reading.tables import any_of

_NAMES = any_of(tuple(name for outlet in OUTLETS for name in outlet.names))
_NAMED = re.compile(rf"(?<![^\W_]){_NAMES}(?![^\W_])", re.IGNORECASE)
_HOST = r"[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:vn|com|net|org)\b"
_BY = rf"(?:{_NAMES}(?![^\W_])|{_HOST})"
_IN_BRACKETS = re.compile(
    rf"^(?P<place>[^\W\d_][^().\n]{{1,40}}?)?\s*[(\[](?P<who>[^()\[\]\n]{{0,30}}?{_BY}[^()\[\]\n]{{0,30}})[)\]]\s*[-–—:]\s*",
    re.IGNORECASE,
)
_BEFORE = re.compile(rf"^(?P<who>{_BY}(?:\s*/\s*{_BY})?)\s*[-–—:]\s+", re.IGNORECASE)
_ACCORDING = re.compile(
    rf"\s*[(\[]\s*(?P<who>(?:theo|nguồn:?|ảnh:?)\s+(?:{_BY}|(?:báo|đài|cổng|trang|tạp chí)\s)[^()\[\]\d\n]{{0,80}})[)\]]",
    re.IGNORECASE,
)
_PICTURE = re.compile(
    rf"(?:^|(?<=[.!?…”\"]))[^\S\n]*(?P<who>(?:ảnh|tin|tin, ảnh|nguồn|video|clip|đồ họa)\s*:\s*"
    rf"(?>{_HOST}|[^.\d\n]){{1,60}}?)(?:\.(?=\s|$)|$)",
    re.IGNORECASE | re.MULTILINE,
)
_AT_THE_END = re.compile(
    rf"(?:^|(?<=[.!?…”\"\n]))\s*(?P<who>(?:theo|nguồn:?|\()\s*{_BY}(?:\s*[/,-]\s*[^\d\n]{{1,40}})?)\)?\s*\.?\s*$",
    re.IGNORECASE,
)
_INVITED = re.compile(
    r"(?:^|(?<=[.!?…”\"\n]))\s*(?P<who>(?:(?:kính )?mời (?:quý )?(?:bạn đọc|độc giả|bà con|khán giả|thính giả|quý vị)?\s*"
    rf"(?:đón )?(?:xem|đọc|theo dõi|truy cập)|xem thêm|đọc thêm|bấm vào đây)(?=[^\n]{{0,200}}{_BY})(?>{_HOST}|[^.\n])*+)\.?\s*$",
    re.IGNORECASE,
)
_TAILS = 3
_SHORT = 12
_TOLD = 200


@dataclass(frozen=True, slots=True)
class Parted:
    """A text without credits; `place` is the dateline's (`Sơn La (TTXVN) -`), `credits` what was taken off."""

    text: str
    place: str
    credits: tuple[str, ...]


def part(text: str) -> Parted:
    """Take the credits off a text: before it, behind it, and in brackets or sentences of their own within it."""
    taken: list[str] = []
    found = _IN_BRACKETS.match(text) or _BEFORE.match(text)
    place = (found["place"] or "").strip(" ,-–") if found and "place" in found.groupdict() else ""
    if found:
        taken.append(found["who"])
        text = text[found.end() :]
    for _ in range(_TAILS):
        last = _AT_THE_END.search(text, max(0, len(text) - _TOLD)) or _INVITED.search(
            text, max(0, len(text) - 2 * _TOLD)
        )
        if not last:
            break
        taken.append(last["who"])
        text = text[: last.start()]
    for each in (_ACCORDING, _PICTURE):
        taken += [found["who"] for found in each.finditer(text)]
        text = each.sub("", text)
    return Parted(text.strip(), place, tuple(taken))


def outlet_of(url: str) -> str:
    """The outlet at whose host an address is, empty where it is none that is known."""
    host = urlsplit(url).hostname or ""
    held = (each.id for each in OUTLETS if any(host == at or host.endswith(f".{at}") for at in each.hosts))
    return next(held, "")


def named_outlets(article: Article) -> frozenset[str]:
    """The outlets, other than its own, that an article says its words are of: in its credits, bylines and first words."""
    own = outlet_of(article.url)
    aside = {BlockKind.BYLINE, BlockKind.FURNITURE}
    short = (
        block.text for block in article.blocks if block.kind in aside and len(block.text.split()) <= _SHORT
    )
    text = article.bare_text
    opening = re.match(rf"\s*theo\s+{_BY}", text[:_TOLD], re.IGNORECASE)
    told = [*part(text).credits, *short, *([opening[0]] if opening else [])]
    return frozenset(outlet.id for each in told for outlet in _outlets_in(each)) - {own}


def _outlets_in(text: str) -> list[Outlet]:
    names = {" ".join(found[0].casefold().split()) for found in _NAMED.finditer(text)}
    return [outlet for outlet in OUTLETS if any(name.casefold() in names for name in outlet.names)]
