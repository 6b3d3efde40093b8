"""Which layout reads the fetched pages: those of existing sources, those of known systems, and the guessed one, on trial."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import mean

from crawlers.errors import NguonError
from crawlers.source import Layout, Source
from crawlers.words import fold
from nguon.new_source.families import families_of
from nguon.new_source.guess import Opened, guess_layout
from transforms.article import Article
from transforms.extract import Page, extract

_LEAST_READ = 2 / 3
_LEAST_ALIKE = 0.8
_TRUST = 0.1

Files = Mapping[str, Sequence[Page]]


@dataclass(frozen=True, slots=True)
class Trial:
    """How a layout did: `articles` it read, out of `pages`, and how much they are what the general extractor reads.

    `alike` is the F1 of words, 0 to 1, over the pages that both read; 1 where the general extractor reads none.
    """

    name: str
    layout: Layout
    articles: tuple[Article, ...]
    faults: tuple[str, ...]
    pages: int
    alike: float
    known: bool

    @property
    def read(self) -> float:
        """Share of the pages that were read."""
        return len(self.articles) / self.pages if self.pages else 0.0

    @property
    def passed(self) -> bool:
        """Whether it may be proposed."""
        return self.read >= _LEAST_READ and self.alike >= _LEAST_ALIKE

    @property
    def score(self) -> float:
        """What it is preferred by: what it reads, its likeness, leads and times, and that others use it already."""
        extras = (
            mean(bool(each.lead) + bool(each.date) for each in self.articles) / 20 if self.articles else 0
        )
        return 0.6 * self.read + 0.4 * self.alike + extras + (_TRUST if self.known else 0)


def try_layouts(
    pages: Sequence[Opened], base: Source, files: Files, existing: Sequence[Source]
) -> list[Trial]:
    """Every candidate on trial, the best first.

    Args:
        pages: the fetched pages of items.
        base: the source to be, whose layouts do not matter.
        files: captured attachments by the address of their page.
        existing: sources whose newest layouts are tried, too.
    """
    trials = [
        _try(name, layout, pages, base, files, known=known)
        for name, layout, known in _candidates(pages, existing)
    ]
    return sorted(trials, key=lambda trial: -trial.score)


def _candidates(pages: Sequence[Opened], existing: Sequence[Source]) -> Iterator[tuple[str, Layout, bool]]:
    """Names, layouts, and whether somebody uses them already; each layout once."""
    seen: list[Layout] = []
    guessed = guess_layout(pages)
    for of in existing:
        layout = of.layouts[-1].model_copy(update={"until": None})
        if layout not in seen:
            seen.append(layout)
            yield f"as {of.id}", layout, True
    for family in {each.name: each for page in pages for each in families_of(page.tree)}.values():
        if family.layout:
            seen.append(_filled(family.layout, guessed))
            yield family.name, seen[-1], True
    if guessed and guessed not in seen:
        yield "guessed", guessed, False


def _filled(layout: Layout, guessed: Layout | None) -> Layout:
    """A system's layout; what it leaves open, and further furniture in the body, is taken from the guess."""
    if guessed is None or guessed.names:
        return layout
    known, found = (each.model_dump(exclude_defaults=True) for each in (layout, guessed))
    both = {
        name: f"{known[name]}, {found[name]}"
        for name in ("caption", "byline", "drop")
        if name in known and name in found
    }
    return Layout.model_validate({**found, **known, **both})


def _try(
    name: str, layout: Layout, pages: Sequence[Opened], base: Source, files: Files, *, known: bool
) -> Trial:
    of = base.model_copy(update={"layouts": (layout,)})
    articles, faults, alike = [], [], []
    for opened in pages:
        try:
            article = extract(opened.page, source=of, attachments=files.get(opened.page.url, ()))
        except NguonError as error:
            faults.append(f"{opened.page.url}: {error.reason}")
            continue
        articles.append(article)
        if opened.article and not layout.names:  # a document's text is in its file, not on the page
            alike.append(likeness(article, opened.article))
    common = mean(alike) if alike else float(bool(articles))
    return Trial(name, layout, tuple(articles), tuple(faults), len(pages), common, known)


def likeness(one: Article, other: Article) -> float:
    """F1 of the words of two readings of a page, title included; 0 to 1."""
    first, second = (Counter(fold(f"{each.title} {each.text}").split()) for each in (one, other))
    both = (first & second).total()
    return 2 * both / (first.total() + second.total()) if both else 0.0
