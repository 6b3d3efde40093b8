"""What a correction corrects: two versions' sentences beside each other, and what kind of change each is.

The kinds tell an editor what to look at first, and a station whether a listener was told something wrong: a number or a
name weighs more than a letter. Whatever makes another version (`Article.text_digest`) is told, if only as `LAYOUT`.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import zip_longest

from crawlers.words import clean
from transforms.article import BODY_BLOCKS, Article, BlockKind
from transforms.compare.align import Pair, align
from transforms.compare.quantities import TOKEN
from transforms.compare.retraction import retraction
from transforms.compare.weigh import Correction, Setting, weigh
from transforms.script.sentences import sentences_of
from transforms.text.keys import one_style

__all__ = ["Correction", "SentenceChange", "corrections", "kinds"]

_LEFT_OF_A_RETRACTED = 0.3
_SHOWN = 500
_ASIDE = {BlockKind.CAPTION: Correction.CAPTION, BlockKind.BYLINE: Correction.BYLINE}


@dataclass(frozen=True, slots=True)
class SentenceChange:
    """One sentence that changed; `old` is empty for an addition, `new` for a removal."""

    kind: Correction
    old: str
    new: str

    def as_json(self) -> dict[str, str]:
        """As JSON values."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class _Said:
    """A sentence, what it is compared by, and whether a listener hears it."""

    text: str
    spoken: bool

    @property
    def key(self) -> str:
        return f"{self.spoken:d}{one_style(self.text)}"


def corrections(old: Article, new: Article) -> list[SentenceChange]:
    """What `new` says differently from `old`, title and lead included, in the order of the text.

    Empty exactly where both have one `text_digest`. A text that says that it was taken back is a `RETRACTION` first of
    all, and nothing else where little is left of it. What is said of a document (its day in force, its signer) follows
    the text, and so do captions and bylines, which nobody hears.
    """
    if old.text_digest == new.text_digest:
        return []
    before, after = list(_body(old)), list(_body(new))
    taken = "" if retraction(old) else retraction(new)
    back = [SentenceChange(Correction.RETRACTION, old.title, taken[:_SHOWN])] if taken else []
    if back and _little_left(before, after):
        return back
    changes = [
        each for each in _changes(before, after, new.language) if not taken or one_style(each.new) != taken
    ]
    changes += [*_facts(old, new), *_asides(old, new)]
    return [*back, *changes] or [SentenceChange(Correction.LAYOUT, *_first_place(old, new))]


def kinds(changes: Sequence[SentenceChange]) -> list[Correction]:
    """The kinds among `changes`, each once, the gravest first."""
    there = {change.kind for change in changes}
    return [kind for kind in Correction if kind in there]


def _body(article: Article) -> Iterator[_Said]:
    lines = [(article.title, True), (article.lead, True)]
    lines += [(block.shown, block.spoken) for block in article.blocks if block.kind in BODY_BLOCKS]
    return _sentences(lines)


def _sentences(texts: Iterable[tuple[str, bool]]) -> Iterator[_Said]:
    for text, spoken in texts:
        for line in text.splitlines():
            yield from (_Said(each, spoken) for each in sentences_of(clean(line)))


def _little_left(before: Sequence[_Said], after: Sequence[_Said]) -> bool:
    """Whether hardly anything of what was said is still said."""
    still = {each.key for each in after}
    left = sum(len(each.text) for each in before if each.key in still)
    return left < _LEFT_OF_A_RETRACTED * sum(len(each.text) for each in before)


def _changes(before: Sequence[_Said], after: Sequence[_Said], language: str) -> Iterator[SentenceChange]:
    words = {word for each in (*before, *after) for word in TOKEN.findall(one_style(each.text))}
    setting = Setting(language, frozenset(word for word in words if word.islower()))
    for pair in _aligned(before, after):
        yield from _change(pair, before, after, setting)


def _aligned(before: Sequence[_Said], after: Sequence[_Said]) -> list[Pair]:
    texts = [each.text for each in before], [each.text for each in after]
    return align(*texts, [each.key for each in before], [each.key for each in after])


def _change(
    pair: Pair, before: Sequence[_Said], after: Sequence[_Said], setting: Setting
) -> Iterator[SentenceChange]:
    """What a pair says; a sentence that falls silent is taken out for a listener, and put in for a reader."""
    old = before[pair.old] if pair.old is not None else None
    new = after[pair.new] if pair.new is not None else None
    if old and new and old.spoken == new.spoken:
        kind = Correction.MOVED if pair.same else weigh(old.text, new.text, setting)
        yield SentenceChange(kind, old.text, new.text)
        return
    if old:
        yield SentenceChange(Correction.REMOVAL, old.text, "")
    if new:
        yield SentenceChange(Correction.ADDITION, "", new.text)


def _facts(old: Article, new: Article) -> Iterator[SentenceChange]:
    """What is said of an article beside its text."""
    before, after = _said_of(old), _said_of(new)
    for (kind, what), was in before.items():
        is_ = after[kind, what]
        if was != is_:
            yield SentenceChange(kind, was and f"{what}: {was}", is_ and f"{what}: {is_}")


def _said_of(article: Article) -> dict[tuple[Correction, str], str]:
    in_force = article.legal.effective_on if article.legal else None
    signer = article.legal.signer if article.legal else None
    return {
        (Correction.NUMBER, "ngày có hiệu lực"): f"{in_force:%d/%m/%Y}" if in_force else "",
        (Correction.NAME, "người ký"): one_style(signer or ""),
        (Correction.RECORDING, "bản ghi âm"): ", ".join(each.body_sha256 or "" for each in article.sounds),
        (Correction.LANGUAGE, "ngôn ngữ"): article.language,
        (Correction.DATE, "ngày đăng"): f"{article.day:%d/%m/%Y}" if article.day else "",
    }


def _asides(old: Article, new: Article) -> Iterator[SentenceChange]:
    """Captions and bylines that changed; where one only stands elsewhere, nothing."""
    for block, kind in _ASIDE.items():
        before, after = (list(_sentences(_shown(each, block))) for each in (old, new))
        for pair in _aligned(before, after):
            if not pair.same:
                was = before[pair.old].text if pair.old is not None else ""
                is_ = after[pair.new].text if pair.new is not None else ""
                yield SentenceChange(kind, was, is_)


def _shown(article: Article, kind: BlockKind) -> Iterator[tuple[str, bool]]:
    return ((block.shown, False) for block in article.blocks if block.kind == kind)


def _first_place(old: Article, new: Article) -> tuple[str, str]:
    """The first two stretches that stand otherwise, though their sentences are the same."""
    nothing = (False, "", "")
    for was, is_ in zip_longest(_stretches(old), _stretches(new), fillvalue=nothing):
        if was != is_:
            return was[1][:_SHOWN], is_[1][:_SHOWN]
    return "", ""


def _stretches(article: Article) -> list[tuple[bool, str, str]]:
    return [(True, one_style(article.title), ""), (True, one_style(article.lead), ""), *article.told]
