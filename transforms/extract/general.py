"""The article on a page that no source rule describes: where its body is, and what around it is not part of it."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

import trafilatura
from selectolax.lexbor import LexborNode

from crawlers.words import clean, is_language, words
from transforms.article import BlockKind
from transforms.extract.blocks import Found, Marks, is_link, read_blocks

_GOOD_WORDS = 12
_FADE = 0.8
_REACH = 8
_SOME = 0.25

_ASIDE = re.compile(
    r"(?:^|[\s_-])(?:relat\w*|recommend\w*|lien-?quan|tin-?khac|tinlienquan|tin-?moi|tags?|tagging|keywords?|tu-?khoa|shar(?:e|ing)\w*|"
    r"social\w*|comments?|binh-?luan|advert\w*|ads?|banner|quang-?cao|breadcrumbs?|menu|nav\w*|footer|sidebar|popup|modal|"
    r"rating|vote|toolbars?|print|most-?(?:read|view)\w*|doc-?nhieu|newsletter|subscribe|login|dang-?nhap|mucluc|toc|"
    r"source-?(?:wrapper|detail)|link-source\w*|copy-?link|other-?news|xem-?them|audio\w*|player|video\w*)(?=$|[\s_-])|"
    r"related|VideoStream|RelatedOneNews|RelatedNews",
    re.IGNORECASE,
)
_CAPTION = re.compile(
    r"caption|chu-?thich|(?:img|image|photo|pic)[_-]?(?:desc|note|title|des)\b", re.IGNORECASE
)
_BYLINE = re.compile(
    r"(?:^|[\s_-])(?:authors?|byline|tac-?gia|nguon|source|pen-?name|credit)(?=$|[\s_-])", re.IGNORECASE
)
_FOOT = re.compile(r"(?:^|[\s_-])foot(?:er)?(?=$|[\s_-])", re.IGNORECASE)
_LEAD = re.compile(
    r"(?:^|[\s_-])(?:sapo|lead|summary|standfirst|excerpt|chapeau|tom-?tat|trich-?yeu)(?=$|[\s_-])",
    re.IGNORECASE,
)
_ASIDE_TAGS = frozenset({"nav", "aside", "footer"})
_CALLS = re.compile(
    r"^\W*(?:tin (?:bài |cùng )?liên quan|bài (?:viết )?liên quan|xem thêm|tham khảo thêm|đọc thêm|đọc tiếp|tin mới(?: nhất)?|tin khác|"
    r"các tin khác|tin cùng chuyên mục|cùng chuyên mục|từ khóa|tags?|chia sẻ|bình luận|ý kiến bạn đọc|mời quý vị|theo dõi .{0,40} trên|"
    r"copy link|in bài viết|gửi email|nguồn tin|đọc nhiều|quảng cáo|trở (?:về|lại) trang chủ|lên đầu trang|về đầu trang)\W*$",
    re.IGNORECASE,
)


def find_main(page_blocks: Sequence[Found], language: str) -> LexborNode | None:
    """The element that holds the article's body: the one that gathers most prose of the right language.

    Each paragraph counts for its parent, and for a fifth less at each step up; links, foreign text and what is
    marked as beside the article count nothing. None: there is no prose.
    """
    repeated = repeated_texts(page_blocks)
    prose = [(found, _prose(found, language)) for found in page_blocks if found.text not in repeated]
    prose = [(found, letters) for found, letters in prose if letters]
    asides = _asides(prose)
    scores: dict[int, float] = {}
    nodes: dict[int, LexborNode] = {}
    for found, letters in prose:
        if any(node.mem_id in asides for node in _ancestors(found.node, _REACH)):
            continue
        for steps, node in enumerate(_holders(found.node)):
            scores[node.mem_id] = scores.get(node.mem_id, 0.0) + letters * _FADE**steps
            nodes[node.mem_id] = node
    best = max(scores, key=lambda key: scores[key], default=None)
    return nodes[best] if best is not None and scores[best] > 0 else None


def repeated_texts(blocks: Sequence[Found]) -> set[str]:
    """Sentences that stand three times and more on a page: notices of the site, no one's prose."""
    counts = Counter(found.text for found in blocks if len(words(found.text)) >= _GOOD_WORDS)
    return {text for text, count in counts.items() if count > 2}


def _prose(found: Found, language: str) -> float:
    """Letters of prose: in the right language for the element that holds it, in another against it; 0 for all else."""
    if found.kind in {BlockKind.CAPTION, BlockKind.TABLE} or found.linked > 0.5:
        return 0.0
    if len(words(found.text)) < _GOOD_WORDS:
        return 0.0
    letters = len(found.text) * (1 - found.linked)
    return letters if is_language(found.text, language) else -letters


def _asides(prose: Sequence[tuple[Found, float]]) -> set[int]:
    """Elements named like parts beside an article, unless half of all the prose is in them; a footer always."""
    held: dict[int, float] = {}
    feet: set[int] = set()
    for found, letters in prose:
        for node in _ancestors(found.node, _REACH):
            if letters > 0 and _is_aside(node):
                if node.tag in _ASIDE_TAGS or _FOOT.search(_label(node)):
                    feet.add(node.mem_id)
                held[node.mem_id] = held.get(node.mem_id, 0.0) + letters
    half = sum(letters for _, letters in prose if letters > 0) / 2
    return {key for key, letters in held.items() if letters < half or key in feet}


def _holders(node: LexborNode) -> Iterator[LexborNode]:
    """The elements that hold a block's element: its parent first; a `div` with bare text holds itself."""
    start = node if node.tag in {"div", "section", "article", "main", "td", "body", "center"} else node.parent
    yield from (each for each in _ancestors(start, _REACH) if each.tag not in {"tr", "tbody", "html"})


def _ancestors(node: LexborNode | None, most: int) -> Iterator[LexborNode]:
    while node is not None and node.is_element_node and most:
        yield node
        node, most = node.parent, most - 1


def _label(node: LexborNode) -> str:
    attributes = node.attributes
    return " ".join(attributes.get(name) or "" for name in ("class", "id", "type", "data-role"))


def is_lead(node: LexborNode) -> bool:
    """Whether an element, or the one around it, is named like a lead."""
    return any(_LEAD.search(_label(each)) for each in _ancestors(node, 2))


def _is_aside(node: LexborNode) -> bool:
    return node.tag in _ASIDE_TAGS or (
        node.tag not in {"body", "html", "main"} and bool(_ASIDE.search(_label(node)))
    )


def body_marks(main: LexborNode) -> Marks:
    """Captions, bylines and parts beside the article inside its body; never a part that is much of it."""
    whole = max(1, len(main.text()))
    captions, bylines, dropped = set(), set(), set()
    for node in main.traverse():
        if not node.is_element_node or node.mem_id == main.mem_id:
            continue
        label = _label(node)
        if (_is_aside(node) or _is_link_list(node)) and len(node.text()) < _SOME * whole:
            dropped.add(node.mem_id)
        elif node.tag == "figure" or (label and _CAPTION.search(label)):
            captions.add(node.mem_id)
        elif label and _BYLINE.search(label) and len(words(node.text())) < 15:
            bylines.add(node.mem_id)
    return Marks(frozenset(captions), frozenset(bylines), frozenset(dropped))


def _is_link_list(node: LexborNode) -> bool:
    """Whether a container holds little but links to other pages, two at least."""
    if node.tag not in {"ul", "ol", "div", "section", "table"}:
        return False
    links = [link for link in node.css("a") if is_link(link)]
    if len(links) < 2:
        return False
    linked = sum(len(clean(link.text())) for link in links)
    return linked > 0.7 * len(clean(node.text()))


def body_blocks(main: LexborNode, language: str) -> list[Found]:
    """The blocks of the body, without parts beside it, foreign paragraphs and invitations to read on."""
    found = read_blocks(main, body_marks(main))
    repeated = repeated_texts(found)
    kept = [
        each
        for each in found
        if is_language(each.text, language) and each.text not in repeated and not _is_invitation(each)
    ]
    return mark_bylines(kept)


def _is_invitation(found: Found) -> bool:
    """Whether a block is but a link to another page, or the heading over such links."""
    if _CALLS.match(found.text):
        return True
    return found.linked > 0.9 and not re.search(r"[.;:,]\W*$", found.text)


def mark_bylines(found: Sequence[Found]) -> list[Found]:
    """The author's name and the credit that close an article, marked as such."""
    blocks = list(found)
    for each in reversed(blocks[-3:]):
        if each.kind in {BlockKind.PARAGRAPH, BlockKind.HEADING} and is_byline(each.text):
            each.kind = BlockKind.BYLINE
        elif each.kind not in {BlockKind.BYLINE, BlockKind.CAPTION}:
            break
    return blocks


def is_byline(text: str) -> bool:
    """Whether a closing line is one or two persons' names, or names the source of the text."""
    if re.match(
        r"^\W*(?:theo|nguồn|tác giả|thực hiện|bài|ảnh|bài và ảnh|tổng hợp)\s*[:\s]", text, re.IGNORECASE
    ):
        return len(words(text)) <= 10
    names = words(text)
    if not 1 < len(names) <= 8 or re.search(r"[\d.:;!?…]", text):
        return False
    return all(name[0].isupper() for name in names) and not text.isupper()


def by_trafilatura(html: str, language: str, *, least: int) -> list[str]:
    """The paragraphs that the general extractor finds; the last resort.

    Empty where fewer than `least` words of it, or less than half, are prose in the right language: a list of names.
    """
    text = trafilatura.extract(
        html, fast=True, include_comments=False, include_tables=False, deduplicate=False
    )
    lines = [line for line in map(clean, (text or "").splitlines()) if line and is_language(line, language)]
    counts = [len(words(line)) for line in lines]
    prose = sum(count for count in counts if count >= _GOOD_WORDS)
    return lines if prose >= max(least, sum(counts) / 2) else []
