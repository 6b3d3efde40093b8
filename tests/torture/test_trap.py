"""A real trap: 12,634 addresses of a portal whose language switch appends itself to the path, with 62 texts."""

import gzip
import random
import re
from collections.abc import Callable, Iterable

import pytest

from crawlers.traps import TextDigest, Traps, text_digest
from tests.conftest import SHARED
from tests.torture.figures import figures

pytestmark = pytest.mark.shared

FOLDER = SHARED / "data" / "portal"
HOST = "https://sotttt.hanoi.gov.vn/"
MOST = 200
TEXTS = 62
EMPTY = "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391"  # git's name of no bytes


def pages() -> list[tuple[str, str]]:
    """Every address of the trap with its text.

    The bodies are not recorded, but for eight of them; so the text is told from what those eight show. Every address
    below an article shows the list of its section, in one of two languages; the log-ins are one page; 25 are empty;
    the pages of the sections are what they are. That makes the 62 texts that were counted.
    """
    lines = gzip.decompress((FOLDER / "trap_paths.tsv.gz").read_bytes()).decode().splitlines()
    return [(HOST + path, text_of(path, blob)) for blob, path in (line.split("\t") for line in lines)]


def live(url: str) -> str:
    """The address as the portal itself writes it: the mirror from which the list was taken named files."""
    url = re.sub(r"/login([0-9a-f]{4})(-2)?\.html$", r"/login?p_p_id=58&_58_redirect=%2Fweb%2F\1\2", url)
    return re.sub(r"(/[a-z-]+)\.html$", r"\1", url)


def text_of(path: str, blob: str) -> str:
    if blob == EMPTY:
        return ""
    if "/view_content/" in path:
        return f"{path.split('/')[2]} {path[-len('en.html') :]}"
    return "log-in" if re.search(r"/login[0-9a-f]{4}(-2)?\.html$", path) else path


def crawl(found: Iterable[tuple[str, str]]) -> tuple[int, set[str], Traps]:
    """Ask each address that may be asked: how many were, and what texts that gave."""
    traps, asked, seen = Traps(), 0, set()
    for url, text in found:
        if traps.allow(url) is None:
            asked += 1
            seen.add(text)
            traps.saw(url, TextDigest(text, text))
    return asked, seen, traps


def shuffled(seed: int) -> Callable[[list], list]:
    return lambda all_: random.Random(seed).sample(all_, len(all_))


def test_the_trap_is_the_one_that_was_counted():
    all_ = pages()
    assert (len(all_), len({url for url, _ in all_}), len({text for _, text in all_})) == (
        12_634,
        12_634,
        TEXTS,
    )
    assert figures("a real trap of 12,634 addresses") == (len(all_), TEXTS, TEXTS, 0)


@pytest.mark.parametrize(
    "order",
    [
        list,
        lambda all_: all_[::-1],
        lambda all_: sorted(all_, key=lambda each: each[0].count("/")),
        *map(shuffled, range(5)),
    ],
    ids=["as found", "backwards", "shallow first", *map("shuffled {}".format, range(5))],
)
def test_the_trap_costs_few_requests_and_hides_no_text(order):
    asked, seen, traps = crawl(order(pages()))
    assert asked <= MOST
    assert len(seen) == TEXTS
    [told] = traps.report()
    assert f"{12_634 - asked} requests were not made" in told.reason


@pytest.mark.parametrize("seed", range(3))
def test_the_trap_under_the_portals_own_addresses(seed):
    asked, seen, _ = crawl((live(url), text) for url, text in shuffled(seed)(pages()))
    assert asked <= MOST
    assert len(seen) == TEXTS


def test_a_crawl_that_follows_the_links_of_what_it_read():
    """Only pages that were asked lead on: to what lies one step below them in the list."""
    texts = dict(pages())
    below: dict[str, list[str]] = {}
    for url in texts:
        parent = re.sub(r"/[^/]+$", "", url)
        below.setdefault(parent.removesuffix(".html"), []).append(url)
    waiting = [
        url for url in texts if url.removeprefix(HOST).count("/") <= 2 or url.count("/view_content/") == 2
    ]
    waiting += [url for url in texts if re.search(r"view_content/[^/]+/(en|vi)\.html$", url)]
    traps, asked, seen = Traps(), 0, set()
    while waiting:
        url = waiting.pop(0)
        if traps.allow(url) is None:
            asked += 1
            seen.add(texts[url])
            traps.saw(url, TextDigest(texts[url], texts[url]))
            waiting += below.get(url.removesuffix(".html"), ())
    assert asked <= MOST
    assert len(seen) >= TEXTS - 1


def test_the_recorded_pages_have_two_texts():
    bodies = [path.read_bytes() for path in sorted((FOLDER / "trap_sample").glob("*.html"))]
    assert len(set(bodies)) == 8
    assert len({text_digest(body) for body in bodies}) == 2


def test_the_portals_pages_all_differ():
    bodies = [path.read_bytes() for path in sorted((FOLDER / "pages").glob("*.html"))]
    assert len({text_digest(body).text for body in bodies}) == len(bodies) == 33
