"""From an address to a proposal: what is fetched, in which order, and what is concluded from it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from pydantic import ValidationError
from selectolax.lexbor import LexborHTMLParser

from crawlers.discovery.entry import web_address
from crawlers.errors import BadDocument, EmptyListing, LayoutChanged, SourceError
from crawlers.source import Layout, Source, readable_sources, source_of_host
from nguon.new_source.definition import Draft
from nguon.new_source.drafting import findings_of, told_also, write_draft
from nguon.new_source.facts import facts_of, id_of, language_of
from nguon.new_source.families import families_of
from nguon.new_source.fetch import BROWSER, Fetched, Fetcher
from nguon.new_source.guess import Opened, document_files, open_page, original_link
from nguon.new_source.layouts import Trial, try_layouts
from nguon.new_source.leads import needs_browser, xml_kind
from nguon.new_source.ways import FoundWay, find_ways, parse_html, welcome
from transforms.extract import Page

_ITEMS = 3
_MOST_TRIES = 2


@dataclass
class Proposal:
    """A definition with what it rests on: ways with their lists, items as they were fetched, files by their page's address."""

    draft: Draft
    ways: list[FoundWay]
    trial: Trial
    items: list[Opened]
    files: dict[str, list[Page]]
    fetcher: Fetcher
    findings: list[tuple[str, str, str]] = field(default_factory=list)

    @property
    def fetched(self) -> list[Page]:
        """Every page that was fetched, once each."""
        return list({page.url: page for page in (each.page for each in self.fetcher.pages.values())}.values())


def propose(
    url: str,
    *,
    source_id: str = "",
    articles: Sequence[str] = (),
    log: Callable[[str], None],
    render: bool = False,
) -> Proposal:
    """A definition for the site, section, list or feed at `url`.

    Args:
        url: http or https; without a scheme https is meant.
        source_id: the folder's name; after the host unless given.
        articles: addresses of items, if those that the list names first are not typical.
        log: gets the crawl's lines.
        render: whether its pages are fetched by a browser.

    Raises:
        NguonError: nothing usable: the host does not answer or does not want us, the page is a challenge, needs a
            browser, names no items, or its items read as no articles.
    """
    address = whole(url)
    name = source_id or id_of(address)
    _refuse_known(address, name)
    parts = urlsplit(address)
    fetcher = Fetcher(name, f"{parts.scheme}://{parts.netloc}", log, render=render)
    _check(fetcher)
    return survey(fetcher, address, articles)


def _check(fetcher: Fetcher) -> None:
    """Settle before anything is asked whether id and address can be a source's."""
    try:
        base_source(fetcher, language="vi", kind="news")
    except ValidationError as error:
        told = "; ".join(f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors())
        fix = "give another address, or another --id"
        raise SourceError(told, source=fetcher.source, url=fetcher.base, fix=fix) from error


def survey(fetcher: Fetcher, address: str, articles: Sequence[str] = ()) -> Proposal:
    """The proposal for a whole address, by what `fetcher` gets; see `propose`."""
    first = fetcher.first(address)
    _refuse_unreadable(first, fetcher)
    ways = find_ways(fetcher, first)
    if not ways:
        raise _nothing(fetcher, first)
    return _settle(fetcher, first, ways, articles)


def _nothing(fetcher: Fetcher, first: Fetched) -> EmptyListing:
    systems = ", ".join(family.name for family in families_of(parse_html(first)))
    built = f"; the page is built by {systems}, whose lists may need a definition by hand" if systems else ""
    return EmptyListing(
        f"no feed, no list and no sitemap was found{built}",
        source=fetcher.source,
        url=first.url,
        fix="give the address of a list or feed",
    )


def whole(url: str) -> str:
    """`url` with its scheme and path, without a fragment.

    Raises:
        SourceError: it is no address of a web page.
    """
    refusal = SourceError(f"{url!r} is no address of a web page", fix="give it as https://host/path")
    try:
        parts = urlsplit(url if "://" in url else f"https://{url}")
    except ValueError as error:
        raise refusal from error
    if parts.scheme not in {"http", "https"} or "." not in (parts.hostname or ""):
        raise refusal
    return parts._replace(netloc=parts.netloc.lower(), path=parts.path or "/", fragment="").geturl()


def _refuse_known(address: str, name: str) -> None:
    known = source_of_host(urlsplit(address).netloc)
    if known:
        fix = f"add a way to {known.id}/source.yaml, or a layout"
        raise SourceError("this host belongs to a source already", source=known.id, url=address, fix=fix)
    if any(of.id == name for of in readable_sources()[0]):
        raise SourceError("there is a source of this id already", source=name, fix="choose another with --id")


def _refuse_unreadable(first: Fetched, fetcher: Fetcher) -> None:
    if not xml_kind(first.page.body) and not fetcher.render and needs_browser(parse_html(first)):
        raise BadDocument(
            "the page shows nothing without its scripts",
            source=fetcher.source,
            url=first.url,
            fix=BROWSER,
        )


def _settle(fetcher: Fetcher, first: Fetched, ways: Sequence[FoundWay], articles: Sequence[str]) -> Proposal:
    """The first way whose items some layout reads."""
    faults: list[str] = []
    for way in ways[:_MOST_TRIES]:
        items = _items(fetcher, way, articles)
        files = _files(fetcher, items)
        facts = facts_of(first.page.url, _fronts(fetcher, first), way.feed_title, items, way.entries)
        of = base_source(fetcher, language=facts.language, kind=facts.kind)
        trials = try_layouts(items, of, files, readable_sources()[0])
        trial = chosen(way, trials, items)
        if trial:
            taken = [way, *(other for other in ways if other is not way and other.along)]
            draft = write_draft(fetcher, taken, facts, trial)
            draft.notes += [line for other in ways if other not in taken for line in told_also(other)]
            findings = findings_of(way, facts, trial, items, draft)
            return Proposal(draft, taken, trial, items, files, fetcher, findings)
        faults += [fault for trial in trials[:1] for fault in trial.faults[:2]]
    reasons = "; ".join(faults) or "none of its entries could be fetched, or they read as no articles"
    raise LayoutChanged(
        f"{ways[0].told}, but no layout reads the items: {reasons}",
        source=fetcher.source,
        url=first.url,
        fix="name typical items with --article, or write the definition by hand",
    )


def chosen(way: FoundWay, trials: Sequence[Trial], items: Sequence[Opened]) -> Trial | None:
    """The layout to propose; an aggregator's pages need none, since their originals are taken."""
    original = original_link(items)
    if trials and trials[0].passed:
        if original:
            way.remarks["link"] = (
                f"its pages name an original; with `original: {original}` items come from there"
            )
        return trials[0]
    if original and way.values["by"] == "listing":
        way.values["original"] = original
        way.remarks["original"] = "the pages are short and name an original, which its own source must cover"
        return Trial("aggregator", Layout(title="h1"), (), (), len(items), 0.0, known=False)
    return None


def _items(fetcher: Fetcher, way: FoundWay, articles: Sequence[str]) -> list[Opened]:
    """A few items, from the newest on; those that a person named before any other."""
    urls = [entry.url for entry in way.entries]
    count = min(_ITEMS, len(urls))
    spread = [urls[at * len(urls) // count] for at in range(count)]
    asked = list(dict.fromkeys([*map(whole, articles), *spread]))[: max(_ITEMS, len(articles))]
    front = f"{fetcher.base}/"  # asked for in passing: it names the site and its owner
    fetched = fetcher.get([*welcome(fetcher, asked), front])
    pages = [each for each in fetched if each.url != front and not each.page.is_pdf]
    language = language_of([parse_html(each) for each in pages])
    of = base_source(fetcher, language=language, kind="news")
    return [open_page(each.page, of) for each in pages]


def _files(fetcher: Fetcher, items: Sequence[Opened]) -> dict[str, list[Page]]:
    """The first file of each item that is a document's page; the files may lie on a host of their own."""
    found = {
        item.page.url: web_address(item.page.url, link) for item in items for link in document_files(item)[:1]
    }
    links = {page: link for page, link in found.items() if link}
    fetcher.hosts |= {urlsplit(link).netloc for link in links.values()} - {urlsplit(fetcher.base).netloc}
    fetched = {each.url: each.page for each in fetcher.get(list(links.values()))}
    return {page: [fetched[link]] for page, link in links.items() if link in fetched}


def _fronts(fetcher: Fetcher, first: Fetched) -> list[LexborHTMLParser]:
    """The site's front page and the page that all began with, as far as they are pages."""
    found = [*fetcher.get([f"{fetcher.base}/"]), first]
    return [parse_html(each) for each in found if not xml_kind(each.page.body)]


def base_source(fetcher: Fetcher, *, language: str, kind: str) -> Source:
    """The source to be, as far as extraction without a layout needs it."""
    return Source.model_validate(
        {
            "id": fetcher.source, "title": fetcher.source, "owner": fetcher.source, "credit": fetcher.source,
            "base": fetcher.base, "hosts": sorted(fetcher.hosts), "language": language, "kind": kind, "every": "1d",
            "approval": "review", "discover": [{"by": "feed", "urls": ["/"]}], "layouts": [{"title": "h1"}],
        }
    )  # fmt: skip
