"""How a list's pages are turned: a number in the address, or a form that is sent back."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode

from crawlers.discovery.entry import web_address
from crawlers.numbers import whole
from crawlers.words import clean
from nguon.new_source.rows import same_site

_NUMBERS = re.compile(r"(\d+)")
_SHOWN = ("2", "3")  # the pages whose links tell how the numbers go on, and the links after them
_NEXT_SHOWN = {"2": "3", "3": "4"}
_NEXT = re.compile(
    r"^\W*(?:trang (?:sau|tiếp|kế)|tiếp(?: theo)?|sau|next|xem thêm|[›»❯>]+)\W*$", re.IGNORECASE
)
_POSTBACK = re.compile(r"__doPostBack\(\s*'(?P<target>[^']+)'\s*,\s*'(?P<argument>[^']*)'\s*\)")
_PLACE = re.compile(r"\{(?:0|page|trang)\}")
_OFFSET = re.compile(r"[?&](?:start|offset|from|begin)=\d+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Paging:
    """How page N is asked for: `page` is an address with `{page}`, or else `target` and `argument` of a postback.

    `first` is the first page's number and `step` how far the next one's is from it (a list may count rows); `why` is what
    it was concluded from, `sure` whether two links agree.
    """

    page: str = ""
    first: int = 1
    step: int = 1
    target: str = ""
    argument: str = ""
    why: str = ""
    sure: bool = False


def find_paging(tree: LexborHTMLParser, url: str) -> Paging | None:
    """How the list on `url` is turned; None where it shows no second page."""
    return _postback(tree) or _written(tree, url) or _addresses(tree, url)


def _written(tree: LexborHTMLParser, url: str) -> Paging | None:
    """A pattern that the page itself keeps for its script: `data-paging="/tin/trang-{0}.htm"`."""
    for node in tree.css("div, ul, nav, section, form, a"):
        for name, value in node.attributes.items():
            if "pag" in name and value and _PLACE.search(value):
                marked = web_address(url, _PLACE.sub("PAGE", value)) or ""
                if same_site(marked, url) and marked.count("PAGE") == 1:
                    page = marked.replace("PAGE", "{page}")
                    return Paging(page, why=f"the attribute {name}", sure=False)
    return None


def _postback(tree: LexborHTMLParser) -> Paging | None:
    turns: dict[str, dict[str, str]] = {}
    for link in tree.css("a[href]"):
        called = _POSTBACK.search(link.attributes.get("href") or "")
        if called:
            turns.setdefault(called["target"], {})[_text(link)] = called["argument"]
    for target, arguments in turns.items():
        second, third = arguments.get("2", ""), arguments.get("3", "")
        if re.search(r"(?<!\d)2(?!\d)", second):
            template = re.sub(r"(?<!\d)2(?!\d)", "{page}", second)
            agrees = third == template.format(page=3)
            return Paging(
                target=target, argument=template, why="__doPostBack of the links 2, 3 …", sure=agrees
            )
    return None


def _text(link: LexborNode) -> str:
    return clean(link.text(separator=" "))


def _addresses(tree: LexborHTMLParser, url: str) -> Paging | None:
    links = [(_text(link), link) for link in tree.css("a[href], link[rel=next][href]")]
    shown = ((text, address) for text, link in links if text.isdecimal() and (address := _at(link, url)))
    numbered = dict(reversed(list(shown)))  # of two links that show one number, the first
    nexts = [address for text, link in links if _turns(text, link) and (address := _at(link, url))]
    for number in _SHOWN:
        if number in numbered and (paging := _numbered(numbered, number, url)):
            return paging
    return next(filter(None, (_next(address, url) for address in nexts)), None)


def _at(link: LexborNode, url: str) -> str | None:
    address = web_address(url, link.attributes.get("href") or "")
    return address if address and same_site(address, url) and "{" not in address else None


def _turns(text: str, link: LexborNode) -> bool:
    return link.attributes.get("rel") == "next" or bool(_NEXT.match(text))


def _numbered(numbered: dict[str, str], shown: str, url: str) -> Paging | None:
    """The pattern behind the links that show two pages' numbers; their addresses may count from 0, or in rows."""
    address, other = numbered[shown], numbered.get(_NEXT_SHOWN[shown], "")
    these, those = _NUMBERS.split(address), _NUMBERS.split(other)
    places = [at for at, (one, two) in enumerate(zip(these, those, strict=False)) if one != two]
    if len(these) != len(those) or len(places) != 1 or not these[places[0]].isdecimal():
        return _only(numbered, shown, url)
    number, following = whole(these[places[0]]), whole(those[places[0]] or "0")
    if number is None or following is None or following <= number:
        return None
    step = following - number
    first = number - (_SHOWN.index(shown) + 1) * step
    if first < 0:
        return None
    these[places[0]] = "{page}"
    return Paging("".join(these), first, step, why=f"the links {shown}, {_NEXT_SHOWN[shown]}", sure=True)


def _only(numbered: dict[str, str], shown: str, url: str) -> Paging | None:
    """With one link to a further page only, the pattern is what that page and this one have in common."""
    address, here = numbered[shown], numbered.get("1", url)
    for first in (1, 0):
        number = _SHOWN.index(shown) + 1 + first
        templates = [each for each in _templates(address, number) if not _OFFSET.search(address)]
        alike = [each for each in templates if each.format(page=first) in {here, url}]
        if alike or (templates and first == 1 and not other_item(address, url)):
            return Paging(
                page=(alike or templates)[0], first=first, why=f"the link {shown}", sure=bool(alike)
            )
    return None


def other_item(address: str, url: str) -> bool:
    """Whether an address has another path than this list's, up to a page's number: an item that is called 2."""
    stem = re.sub(r"\.\w+$", "", url.partition("?")[0]).rstrip("/")
    return not address.startswith(re.sub(r"[-/]?(?:trang|page|p)?-?\d*$", "", stem))


def _next(address: str, url: str) -> Paging | None:
    """The pattern behind a link to the next page."""
    if address == url or _OFFSET.search(address):
        return None
    for number, first in ((2, 1), (1, 0)):
        templates = list(_templates(address, number))
        if templates and not other_item(address, url):
            return Paging(page=templates[-1], first=first, why="the link to the next page")
    return None


def _templates(address: str, number: int) -> Iterator[str]:
    """`address` with `{page}` in the place of each `number`, the last place first."""
    places = [match for match in _NUMBERS.finditer(address) if match[0] == str(number)]
    yield from (f"{address[: each.start()]}{{page}}{address[each.end() :]}" for each in reversed(places))
