"""Finding items by their words, in whatever style of tones, case, form of Unicode or white space they are asked for."""

import re
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, case, exists, select, text
from sqlalchemy.orm import Session, aliased

from crawlers.errors import ConfigurationError
from crawlers.words import clean
from sinks.store.copies import is_duplicate
from sinks.store.keys import number_key
from sinks.store.models import (
    DecisionRow,
    ItemKeyRow,
    PublicationRow,
    RenditionRow,
    VersionRow,
)
from transforms.article import Article
from transforms.text.finding import Keys, keys_of, wanted_keys

LONGEST_QUERY = 200
_EXCERPT = 160
_AHEAD = 40
_MOST_LETTERS = 50_000
_TOKEN = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class Hit:
    """An item that was found, as its newest version has it.

    `state`: `published` (this version is out), `approved` (and not out yet), `rejected`, `withdrawn` (the last ruling on
    the item took it back), `duplicate`, `pending` (it has a sound, and nobody has ruled on it) or `unvoiced`. `number` is
    a legal document's, empty for others; `date` ISO 8601 or empty; `excerpt` the place in the first 50,000 letters where
    most of the words stand together.
    """

    version: int
    state: str
    source: str
    number: str
    title: str
    date: str
    url: str
    excerpt: str


def find(
    session: Session,
    query: str,
    *,
    source: str = "",
    since: datetime | None = None,
    limit: int = 20,
    loose: bool = False,
) -> list[Hit]:
    """Items that have all the words of `query` in title, lead, text or legal number; the newest first.

    Numbers that stand together (`12/2024/NĐ-CP`) must do so in the text; the document that bears such a number comes
    before those that name it. A query without any mark finds words with marks too.

    Args:
        session: of the store.
        query: up to 200 letters.
        source: only items whose words are this source's.
        since: only items dated then or later: when a document was issued, else when the item was published.
        limit: most items to give.
        loose: letters without their marks and tones count as alike, and so do y and i, whatever the query has.

    Raises:
        ConfigurationError: the query is too long, or has no words.
    """
    wanted = _wanted(query)
    bare = loose or all(map(str.isascii, wanted.words))
    words = wanted.bare if bare else wanted.words
    place = [(ItemKeyRow.bare if bare else ItemKeyRow.words).contains(list(words))]
    place += [ItemKeyRow.source == source] if source else []
    place += [ItemKeyRow.dated_at >= since] if since else []
    own = ItemKeyRow.number.in_({*wanted.bare, number_key(query)} - {""})
    # The planner takes arrays to be cheap to compare, and would read all of them for a frequent word.
    session.execute(text("SET LOCAL enable_seqscan = off"))
    rows = session.execute(_newest(own, limit, *place)).all()
    session.execute(text("SET LOCAL enable_seqscan = DEFAULT"))
    return [_hit(*row, frozenset(words), bare=bare) for row in rows]


def _newest(own: ColumnElement[bool], limit: int, *place: ColumnElement[bool]) -> Select[VersionRow, str]:
    """Query: the newest versions of items that `place` finds, each with its state; those that are `own` first."""
    found = (
        select(ItemKeyRow.version_id, own.label("own"), ItemKeyRow.dated_at)
        .where(*place)
        .order_by(own.desc(), ItemKeyRow.dated_at.desc(), ItemKeyRow.version_id.desc())
        .limit(limit)
        .subquery()
    )
    return (
        select(VersionRow, _state())
        .join(found, found.c.version_id == VersionRow.id)
        .order_by(found.c.own.desc(), found.c.dated_at.desc(), found.c.version_id.desc())
    )


def _wanted(query: str) -> Keys:
    if len(query) > LONGEST_QUERY:
        raise ConfigurationError(
            f"the query has {len(query)} letters, more than {LONGEST_QUERY}", fix="ask for fewer words"
        )
    wanted = wanted_keys(query)
    if not wanted.words:
        raise ConfigurationError(f"there is no word in {query!r}", fix="ask for words or a number")
    return wanted


def _state() -> ColumnElement[str]:
    """What has become of an item's newest version; see `Hit`."""
    sibling, later = aliased(VersionRow), aliased(PublicationRow)
    rulings = select(DecisionRow.action).order_by(DecisionRow.id.desc()).limit(1)
    of_version = rulings.where(DecisionRow.version_id == VersionRow.id)
    of_item = rulings.join(sibling, sibling.id == DecisionRow.version_id).where(
        sibling.item_id == VersionRow.item_id
    )
    ruling = of_version.correlate(VersionRow).scalar_subquery()
    is_out = exists().where(
        PublicationRow.version_id == VersionRow.id,
        PublicationRow.action.in_(("publish", "correct")),
        ~exists().where(later.item_id == PublicationRow.item_id, later.sequence > PublicationRow.sequence),
    )
    voiced = exists().where(RenditionRow.version_id == VersionRow.id)
    return case(
        (of_item.correlate(VersionRow).scalar_subquery() == "withdraw", "withdrawn"),
        (ruling == "reject", "rejected"),
        ((ruling == "approve") & is_out, "published"),
        (ruling == "approve", "approved"),
        (is_duplicate(), "duplicate"),
        (voiced, "pending"),
        else_="unvoiced",
    )


def _hit(version: VersionRow, state: str, words: frozenset[str], *, bare: bool) -> Hit:
    article = Article.from_json(version.article)
    return Hit(
        version=version.id,
        state=state,
        source=article.source,
        number=article.legal.number if article.legal else "",
        title=article.title,
        date=article.date or "",
        url=article.url,
        excerpt=excerpt(article.bare_text, words, bare=bare),
    )


def excerpt(said: str, words: frozenset[str], *, bare: bool) -> str:
    """The stretch of `said` around the first of `words` in the line that has most of them; of the first line for none."""

    def there(part: str) -> frozenset[str]:
        keys = keys_of(part, most=_MOST_LETTERS)
        return words.intersection(keys.bare if bare else keys.words)

    line, most = "", -1
    for each in said[:_MOST_LETTERS].splitlines():
        if (has := len(there(each))) > most:
            line, most = clean(each), has
        if most == len(words):
            break
    first = next((token.start() for token in _TOKEN.finditer(line) if there(token[0])), 0)
    return _cut(line, line.rfind(" ", 0, max(first - _AHEAD, 0)) + 1)


def _cut(line: str, start: int) -> str:
    """A stretch of whole words of a line, with dots where something is left out."""
    cut = line[start : start + _EXCERPT]
    ended = cut if start + _EXCERPT >= len(line) else f"{cut.rpartition(' ')[0] or cut}…"
    return f"…{ended}" if start else ended
