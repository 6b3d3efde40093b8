"""What a list or feed says of a legal document, against what the document says itself."""

from collections.abc import Iterator
from datetime import date, datetime

from crawlers.capture import Hints
from crawlers.dates import VIETNAM
from crawlers.source import Source
from crawlers.words import fold
from transforms.article import Article, BlockKind, Doubt, LegalIdentity
from transforms.law.claims import Claim, Where, contradictions, title_doubts
from transforms.law.numbers import find_numbers, parse_number

_CODE = f"identity.{Where.LISTING}"
_LEAST = 5
_COMMON = 0.4


def listing_doubts(article: Article, hints: Hints, source: Source | None) -> Iterator[Doubt]:
    """A doubt (`identity.listing`) for each of number, date and title that the list gives a document otherwise."""
    legal = article.legal
    if legal is None:
        return
    yield from _of_number(legal, hints.number)
    yield from _of_date(article, legal, hints, source)
    named = tuple(title_doubts([hints.title], legal, Where.LISTING))
    yield from named
    if not named and _is_another_title(article, hints.title):
        yield Doubt(
            _CODE, f"the listing has the title {hints.title[:120]!r}, the document {article.title[:120]!r}"
        )


def _of_number(legal: LegalIdentity, written: str) -> Iterator[Doubt]:
    if not written.strip() or fold(legal.number) == fold(written):
        return
    number = parse_number(written) or next(iter(find_numbers(written)), None)
    if number is None:
        yield Doubt(_CODE, f"the listing gives {written!r} as its number, the document says {legal.number}")
        return
    yield from contradictions(legal, [Claim(Where.LISTING, number=number.text)])


def _of_date(article: Article, legal: LegalIdentity, hints: Hints, source: Source | None) -> Iterator[Doubt]:
    """A list's date is that of the document, or of its coming out: so it may be later, but no list is ahead of a document.

    Where the list gives numbers, it is one of documents and its day that of the document; but not where it is told by the
    minute, nor in a gazette's issue, whose documents have the issue's day.
    """
    told = _day(hints.date)
    if told is None or told == legal.issued_on:
        return
    place = article.gazette
    issued_with = {legal.effective_on, place.day if place else None}
    posted = (
        not hints.number or len(hints.date) > len("2026-01-31") or _has_issues(source) or told in issued_with
    )
    if told < legal.issued_on or not posted:
        yield from contradictions(legal, [Claim(Where.LISTING, issued_on=told)])


def _has_issues(source: Source | None) -> bool:
    return source is not None and any(way.by == "gazette" and way.documents for way in source.discover)


def _day(written: str) -> date | None:
    """The day in Vietnam of a date as hints have it (ISO 8601); None for none."""
    try:
        if len(written) <= len("2026-01-31"):
            return date.fromisoformat(written)
        moment = datetime.fromisoformat(written)
    except ValueError:
        return None
    return (moment.astimezone(VIETNAM) if moment.tzinfo else moment).date()


def _is_another_title(article: Article, title: str) -> bool:
    """Whether hardly a word of a list's title stands in the document's own title or first words."""
    said = set(fold(title).split())
    own = [article.title, article.lead, *(b.text for b in article.blocks if b.kind == BlockKind.TITLE)]
    words = set(fold(" ".join(own)).split())
    least = min(len(said), len(words))
    return least >= _LEAST and len(said & words) < _COMMON * least
