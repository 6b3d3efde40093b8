"""Whether one article only says again what another says: surely, perhaps, or not.

The share of shingles that two texts have in common says that they are of one form. What is put in, left out or changed
says whether they are one text: numbers, names and the words of `data/telling.yaml` make another of it, in the order in
which they stand, so that `A thắng B` is not `B thắng A`. Only whole sentences may be left out with all that they say.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from crawlers.dates import VIETNAM
from transforms.article import Article
from transforms.compare.differences import Change, differences, word_differences
from transforms.compare.plain import Plain, Word, keys, plain
from transforms.compare.shingles import overlap
from transforms.compare.telling import FORMS, RELATIVE, TELLING

DUPLICATE = 0.85
"""From this share on a text may be a duplicate."""
_TITLES_ALIKE = 0.5
_BEGINNING = 30
_SHOWN = 6


class Verdict(StrEnum):
    """Whether an article says again what another says. `UNSURE`: a person must say."""

    SAME = "same"
    UNSURE = "unsure"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Likeness:
    """How an article compares with another.

    `overlap` is the share of shingles in common, 0 to 1; `differing` what is put in (`+`) and left out (`−`); `reason`,
    for an editor, why it is unsure.
    """

    verdict: Verdict
    overlap: float
    differing: tuple[str, ...] = ()
    reason: str = ""


def compare(article: Article, of: Article) -> Likeness:
    """Whether `article` only says again what `of` says; either may be the longer, but `article` may not say more."""
    share = overlap(article.bare_text, of.bare_text)
    if share < DUPLICATE or article.region != of.region:
        return Likeness(Verdict.OTHER, share)
    ours, theirs = plain(article.bare_text), plain(of.bare_text)
    changes = differences(theirs, ours)
    told = tuple(map(str, changes or ()))
    titles = _titles(article.title, of.title, theirs)
    if not _is_same(changes, ours, theirs) or changes is None or titles == Verdict.OTHER:
        return Likeness(Verdict.OTHER, share, told)
    reasons = "; ".join(_reasons(article, of, [*ours.words], changes))
    if titles == Verdict.UNSURE:
        reasons = "; ".join(filter(None, (reasons, "tiêu đề nói khác")))
    return Likeness(Verdict.UNSURE if reasons else Verdict.SAME, share, told, reasons)


def repeats(text: str, of: str) -> float:
    """How far `text` only says again what `of` says: the share of the shorter's shingles that the longer has.

    0 where one is far longer, or where `text` says anything more or otherwise: a listener would miss it.
    """
    share = overlap(text, of)
    if not share:
        return 0.0
    ours, theirs = plain(text), plain(of)
    return share if _is_same(differences(theirs, ours), ours, theirs) else 0.0


def _is_same(changes: Sequence[Change] | None, ours: Plain, theirs: Plain) -> bool:
    """Whether nothing that differs tells the texts apart, the place of the dateline among it."""
    if changes is None or any(change.tells for change in changes):
        return False
    if not ours.place or ours.place == theirs.place:
        return True
    return not theirs.place and _holds(keys([*theirs.words]), ours.place)


def _holds(text: Sequence[str], run: Sequence[str]) -> bool:
    return any(tuple(text[at : at + len(run)]) == tuple(run) for at in range(len(text) - len(run) + 1))


def _titles(title: str, of: str, body: Plain) -> Verdict:
    """Whether a title says something else than another title over the same text.

    Two editors give one text two titles. So what only one title says may stand in the text; but a number in the place
    of another, or the opposite word, is another text under one form.
    """
    ours, theirs = tuple(plain(title).words), tuple(plain(of).words)
    if keys(ours) == keys(theirs):
        return Verdict.SAME
    known = {*keys([*body.words]), *keys(theirs)}
    if any(word.counts and word.key not in known for word in ours):
        return Verdict.OTHER
    alike = _dice(keys(ours), keys(theirs)) >= _TITLES_ALIKE
    verdict = _alike_titles(word_differences(theirs, ours), {*keys([*body.words])}) if alike else Verdict.SAME
    return Verdict.UNSURE if verdict == Verdict.SAME and _names_more(ours, known) else verdict


def _names_more(title: Sequence[Word], known: set[str]) -> bool:
    """Whether a title has a name that is not `known`; the word that opens it is none, unless another capital follows."""
    for at, word in enumerate(title):
        opens = word.opens and not (at + 1 < len(title) and title[at + 1].capital)
        if word.capital and word.key not in known and not opens and not word.shouted:
            return True
    return False


def _alike_titles(changes: Sequence[Change] | None, known: set[str]) -> Verdict:
    """What titles of one form say differently."""
    if changes is None:
        return Verdict.UNSURE
    if any(_tells(change.gone) and _tells(change.come) for change in changes):
        return Verdict.OTHER
    said = (word for change in changes for word in (*change.gone, *change.come) if word.counts)
    listed = any(TELLING.places(keys(words)) for change in changes for words in (change.gone, change.come))
    return Verdict.UNSURE if listed or any(word.key not in known for word in said) else Verdict.SAME


def _tells(words: Sequence[Word]) -> bool:
    return any(word.counts for word in words) or bool(TELLING.places(keys(words)))


def _dice(a: Sequence[str], b: Sequence[str]) -> float:
    left, right = set(a), set(b)
    return 2 * len(left & right) / (len(left) + len(right)) if left or right else 0.0


def _reasons(
    article: Article, of: Article, words: Sequence[Word], changes: Sequence[Change]
) -> Iterator[str]:
    """Why nobody but a person can say that it is the same, in words for an editor."""
    if article.source == of.source:
        yield "cùng một nguồn đăng hai lần"
    if article.published_at is None or of.published_at is None:
        yield "có bài không ghi ngày đăng"
    elif RELATIVE.places(keys(words)) and _day(article) != _day(of):
        yield "đăng khác ngày mà nói “hôm nay”, “ngày mai” hay một thứ trong tuần"
    changed = [str(change) for change in changes if not change.light]
    if changed and any(_is_form(each) for each in (article, of)):
        yield f"cùng một mẫu, khác chữ: {', '.join(changed[:_SHOWN])}"


def _day(article: Article) -> object:
    return article.published_at.astimezone(VIETNAM).date() if article.published_at else None


def _is_form(article: Article) -> bool:
    """Whether an article is filled into a form, by its title and first words."""
    opening = [*plain(article.title).words, *list(plain(article.bare_text).words)[:_BEGINNING]]
    return bool(FORMS.places(keys(opening)))
