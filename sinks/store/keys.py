"""The words that items are found by (`find`), made of their newest version as it is entered.

Arrays of words, not trigrams (`pg_trgm`), which were tried on 50,000 items: Vietnamese is made of few syllables, and so
their trigrams stand in most texts.
"""

from datetime import datetime, time
from typing import Any

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from crawlers.dates import VIETNAM
from sinks.store.models import ItemKeyRow, VersionRow
from transforms.article import Article
from transforms.text.finding import keys_of, wanted_keys

_MOST_WORDS = 20_000
_MOST_LETTERS = 4_000_000


def keys(article: Article, made_at: datetime) -> dict[str, Any]:
    """What of an item's keys comes of its newest version: source, number, date, words with their marks and without.

    Args:
        article: the item's newest version.
        made_at: when that was entered, which is its date where it has no other.
    """
    legal = article.legal
    named = [legal.number, legal.type, legal.issuer] if legal else []
    text = "\n".join([article.title, *named, article.bare_text])
    found = keys_of(text[:_MOST_LETTERS], most=_MOST_WORDS)
    return {
        "source": article.source,
        "number": number_key(legal.number) if legal else "",
        "dated_at": _dated_at(article) or made_at,
        "words": list(found.words),
        "bare": list(found.bare),
    }


def number_key(number: str) -> str:
    """A legal number as it is compared, without marks: `12 2024 nd cp`."""
    return " ".join(wanted_keys(number).bare)


def _dated_at(article: Article) -> datetime | None:
    if article.legal:
        return datetime.combine(article.legal.issued_on, time(), VIETNAM)
    return article.published_at


def keep_keys(session: Session, version: VersionRow, article: Article) -> None:
    """Have an item found by the words of `version`, its newest."""
    made = {"version_id": version.id} | keys(article, version.made_at)
    row = insert(ItemKeyRow).values(item_id=version.item_id, **made)
    session.execute(row.on_conflict_do_update(index_elements=[ItemKeyRow.item_id], set_=made))
