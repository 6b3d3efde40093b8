"""Items made up for the tests, and what must hold of every script."""

import re
from collections.abc import Iterable
from datetime import date

from transforms.article import Article, Block, BlockKind, Kind, LegalIdentity
from transforms.script import LEAD, TITLE, Role, Script, Utterance
from transforms.script.breath import MAX_SYLLABLES
from transforms.script.reader import syllables

_RAW = re.compile(r"[0-9<>{}\[\]|*#@_\\^~=/]|&\w+;")


def item(
    *blocks: Block, title: str = "Tin bão", lead: str = "", kind: Kind = Kind.NEWS, **more: object
) -> Article:
    values = {"language": "vi", "credit": "Đài mẫu", **more}
    return Article("mau", "https://mau.vn/1", kind, title, lead, blocks, **values)


def lines(text: str) -> tuple[Block, ...]:
    """A block per line; `#` begins a heading, `|` the row of a table (rows in a row are one), `>` a quotation, `- ` an item."""
    made: list[Block] = []
    kinds = {"# ": BlockKind.HEADING, "> ": BlockKind.QUOTE, "- ": BlockKind.LIST_ITEM, "^ ": BlockKind.TITLE}
    for line in filter(None, map(str.strip, text.splitlines())):
        kind = kinds.get(line[:2])
        if line.startswith("| "):
            above = made.pop().text + "\n" if made and made[-1].kind == BlockKind.TABLE else ""
            made.append(Block(BlockKind.TABLE, above + line[2:]))
        else:
            made.append(Block(kind or BlockKind.PARAGRAPH, line[2:] if kind else line))
    return tuple(made)


def law(text: str, **more: object) -> Article:
    """A decree of a made-up number with the body `text`."""
    identity = {
        "number": "901/2026/NĐ-CP",
        "type": "Nghị định",
        "issuer": "Chính phủ",
        "issued_on": date(2026, 9, 11),
        **more.pop("legal", {}),
    }
    title = more.pop("title", "Nghị định số 901/2026/NĐ-CP quy định về loa truyền thanh ở thôn")
    return item(*lines(text), title=title, kind=Kind.LEGAL, legal=LegalIdentity(**identity), **more)


def said(script: Script) -> list[str]:
    return [each.written for each in script.utterances]


def roles(script: Script) -> list[str]:
    return [each.role.value for each in script.utterances]


def place_of(article: Article, each: Utterance) -> str:
    """The text that an utterance's block has at the utterance's place."""
    if each.block == TITLE:
        text = article.title
    elif each.block == LEAD:
        text = article.lead
    else:
        text = article.blocks[each.block].text if each.block >= 0 else ""
    return text[each.start : each.end]


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text)


def assert_sound(article: Article, script: Script) -> None:
    """What holds of every script: short breaths, nothing that a voice could not say, places that hold the words."""
    for each in script.utterances:
        assert each.pause_ms > 0
        assert each.spoken.strip()
        assert syllables(each.spoken) <= MAX_SYLLABLES, each
        assert "\n" not in each.written
        if each.language.startswith("vi"):
            assert not _RAW.search(each.spoken), each
        if each.end:
            assert_in_its_place(article, each)


def assert_in_its_place(article: Article, each: Utterance) -> None:
    """The words of an utterance stand at its place; a label and the heads of a table stand in the utterance only."""
    there, written = words(place_of(article, each)), words(each.written)
    label = article.blocks[each.block].label if each.block >= 0 else ""
    if each.role == Role.TABLE:
        there = [word for word in there if word.lower() != "x"]  # a cross is said as a word of ours
    if each.role == Role.TABLE or label:
        assert is_part(there, written), each
    else:
        assert there == written, each


def is_part(inner: list[str], outer: Iterable[str]) -> bool:
    """Whether the words `inner` stand in `outer`, in their order (heads of a table may stand between)."""
    rest = iter(outer)
    return all(word in rest for word in inner)
