"""Words under a picture: told by where they stand in the markup and how they are set, where no name says it."""

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborNode

from crawlers.words import clean
from transforms.extract.beside import ancestors, label_of
from transforms.extract.measure import size

_WORDS = 40
_PLAIN_WORDS = 20
_LEAD_WORDS = 22
_LETTERS = 1000
_STEPS = 3
_BLANK_STEPS = 5
_GAP = 4
_MOST_PICTURES = 500
_MOST_LINES = 2000
_MOST = 0.5
_WHOLE = 0.9
_SENTENCE = re.compile(r"[.!?…:;]\W*$")
_CREDIT = re.compile(r"\b(?:ảnh|photo|image)\s*:", re.IGNORECASE)
_NUMBERED = re.compile(
    r"\W*(?:[IVX]{1,5}|\d{1,2}(?:\.\d{1,2})*)\s*[.)/]\s|(?:điều|chương|mục|phần|bước|câu)\s+\w{1,5}\b",
    re.IGNORECASE,
)
_CENTRED = re.compile(r"text-align\s*:\s*(?:-webkit-)?cent(?:er|re)", re.IGNORECASE)
_CENTRED_NAMED = re.compile(
    r"(?:^|[\s_-])(?:text|align|rtecenter)-?cent(?:er|re)d?(?=$|\s)|rtecenter", re.IGNORECASE
)
_JUSTIFIED = re.compile(r"text-align\s*:\s*justify", re.IGNORECASE)
_SLANTED = re.compile(r"font-style\s*:\s*italic", re.IGNORECASE)
_ITALIC = 'em, i, [style*="italic"]'
_BOLD = 'b, strong, [style*="font-weight"]'
_FLOATS = re.compile(r"float\s*:\s*(?:left|right)", re.IGNORECASE)
_NO_WORDS = frozenset({"script", "style", "noscript", "template"})
_LINES = frozenset({"p", "div", "center", "figcaption", "h3", "h4", "h5", "h6", "span", "em", "i", "font"})
_PARTS = frozenset(
    ["p", "div", "li", "td", "figcaption", "h1", "h2", "h3", "h4", "h5", "h6", "center", "blockquote"]
)
_BLOCKS = ", ".join(sorted(_PARTS))
_APART = frozenset({"li", "td", "tr", "table", "body"})


def captions(main: LexborNode) -> Iterator[LexborNode]:
    """The elements in a body that are words about a picture: in its box, or right under it, set as no prose is.

    Where most of a body is set in the middle, what is under a picture there is no other text than the rest.
    """
    pictures = main.css("img")[:_MOST_PICTURES]
    centred = bool(pictures) and _is_mostly_centred(main)
    for picture in pictures:
        yield from _around(picture, main)
        yield from (line for line in _under(picture, main) if not centred or _is_italic(line, _text(line)))


def _is_mostly_centred(main: LexborNode) -> bool:
    lines = [
        node
        for node in main.css(_BLOCKS)[:_MOST_LINES]
        if not any(each.tag in _PARTS for each in node.iter())
    ]
    sizes = [(len(_text(node)), _is_centred(node)) for node in lines]
    return sum(size for size, centred in sizes if centred) > _MOST * sum(size for size, _ in sizes)


def _around(picture: LexborNode, main: LexborNode) -> Iterator[LexborNode]:
    """The element that holds a picture and a line of words, and nothing else."""
    for node in ancestors(picture.parent, _STEPS):
        if node.mem_id == main.mem_id or node.tag in _APART:
            return
        text = _text(node)
        if text:
            if _is_short(text) and not _is_prose(node, picture, text):
                yield node
            return


def _text(node: LexborNode) -> str:
    """An element's words; of more than a line about a picture can have, only the beginning."""
    parts, letters = list[str](), 0
    for each in node.traverse(include_text=True):
        if each.is_text_node and each.parent is not None and each.parent.tag not in _NO_WORDS:
            parts.append(each.text_content or "")
            letters += len(parts[-1].strip())
            if letters > _LETTERS:
                break
    return clean(" ".join(parts))


def _is_short(text: str) -> bool:
    return len(text) <= _LETTERS and size(text) <= _WORDS


def _is_prose(node: LexborNode, picture: LexborNode, text: str) -> bool:
    """Whether the words in a picture's element are a paragraph that the picture stands in, not a line about it."""
    if node.tag == "figure" or node.css_first("figcaption") is not None or _CREDIT.search(text):
        return False
    if _is_centred(node) or _is_italic(node, text):
        return False
    sentence = bool(_SENTENCE.search(text))
    if _is_apart(node, picture):
        boxed = node.css_first("br") is None
        return sentence and ((boxed and size(text) >= _PLAIN_WORDS) or bool(_JUSTIFIED.search(_styles(node))))
    return sentence or size(text) > _PLAIN_WORDS


def _is_apart(node: LexborNode, picture: LexborNode) -> bool:
    """Whether a line's break, or the border of a block, stands between a picture and the words in its element."""
    if _floats(picture):
        return False
    if any(_text(each) for each in node.css(_BLOCKS) if each.mem_id != node.mem_id):
        return True
    return node.css_first("br") is not None


def _floats(picture: LexborNode) -> bool:
    """Whether words flow beside a picture, as those of a paragraph do."""
    attributes = picture.attributes
    aligned = (attributes.get("align") or "").strip().lower() in {"left", "right"}
    return aligned or bool(_FLOATS.search(attributes.get("style") or ""))


def _under(picture: LexborNode, main: LexborNode) -> Iterator[LexborNode]:
    """The line right under an element that holds but a picture: short, and set in the middle or in italics."""
    block = _without_words(picture, main)
    line = _next(block) if block is not None else None
    if line is None or line.tag not in _LINES or line.css_first("img") is not None:
        return
    if sum(bool(_text(each)) for each in line.css(_BLOCKS)[:_GAP] if each.mem_id != line.mem_id) > 1:
        return
    text = _text(line)
    if not text or not _is_short(text) or not _is_set_apart(line, text) or _runs_on(line):
        return
    if not (_may_be_lead(text) and block is not None and _opens(block, main)):
        yield line


def _may_be_lead(text: str) -> bool:
    return size(text) >= _LEAD_WORDS and bool(_SENTENCE.search(text))


def _opens(block: LexborNode, main: LexborNode) -> bool:
    """Whether no words stand in a body before an element."""
    for node in main.traverse(include_text=True):
        if node.mem_id == block.mem_id:
            return True
        if node.is_text_node and clean(node.text_content or ""):
            return False
    return False


def _without_words(picture: LexborNode, main: LexborNode) -> LexborNode | None:
    """The largest element around a picture that has no words, None where the picture stands in a line."""
    largest = None
    for node in ancestors(picture.parent, _BLANK_STEPS):
        if node.mem_id == main.mem_id or _text(node):
            break
        largest = node
    return largest


def _next(node: LexborNode) -> LexborNode | None:
    """The next element with words or a picture; None where bare text stands between."""
    after, gap = node.next, 0
    while after is not None and gap < _GAP:
        if after.is_text_node and clean(after.text_content or ""):
            return None
        if after.is_element_node:
            if _text(after) or after.tag == "img" or after.css_first("img") is not None:
                return after
            gap += 1
        after = after.next
    return None


def _is_set_apart(line: LexborNode, text: str) -> bool:
    if _is_italic(line, text):
        return True
    if not _is_centred(line) or _NUMBERED.match(text) or text.isupper():
        return False
    return bool(_SENTENCE.search(text)) or _share(line, _BOLD) < _WHOLE * len(text)


def _runs_on(line: LexborNode) -> bool:
    """Whether the two lines after one are set as it is: a poem, a letter, no words about a picture."""
    for _ in range(2):
        after = _next(line)
        text = _text(after) if after is not None else ""
        if after is None or not text or after.css_first("img") is not None or not _is_set_apart(after, text):
            return False
        line = after
    return True


def _is_centred(node: LexborNode) -> bool:
    """Whether an element, or the only one in it, is set in the middle."""
    inside = next((each for each in node.iter() if _text(each)), None)
    around = [each for each in (node.parent,) if each is not None and each.tag == "center"]
    return any(_says_centre(each) for each in (node, inside, *around) if each is not None)


def _says_centre(node: LexborNode) -> bool:
    attributes = node.attributes
    if node.tag == "center" or (attributes.get("align") or "").strip().lower() in {"center", "middle"}:
        return True
    return bool(_CENTRED.search(attributes.get("style") or "") or _CENTRED_NAMED.search(label_of(node)))


def _is_italic(node: LexborNode, text: str) -> bool:
    """Whether nearly all of an element's words are in italics."""
    if node.tag in {"em", "i"} or _SLANTED.search(_styles(node)):
        return True
    return _share(node, _ITALIC) >= _WHOLE * len(text)


def _share(node: LexborNode, selector: str) -> int:
    """Letters in the elements that a selector finds under a node, those in one another counted once."""
    found = node.css(selector)
    ids = {each.mem_id for each in found}
    outermost = (each for each in found if not any(up.mem_id in ids for up in ancestors(each.parent)))
    return sum(len(_text(each)) for each in outermost)


def _styles(node: LexborNode) -> str:
    return node.attributes.get("style") or ""
