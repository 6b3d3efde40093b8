"""What stands beside an article on its page, or within it and is none of it: told by names, tags and shape."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from selectolax.lexbor import LexborNode

from crawlers.words import clean, words
from transforms.article import BlockKind
from transforms.extract.blocks import Found, is_link
from transforms.extract.measure import size
from transforms.extract.questions import is_question

REACH = 8
"""Steps up from a block within which an element is looked at."""

_CONTENTS = 0.7
_SOON = 3
_TOOLS_WORDS = 15
_KEYWORDS_WORDS = 25
_CAPTION_WORDS = 40
_AUTHOR_WORDS = 15
_POLL_WORDS = 120
_CARD_WORDS = 80
_TITLE_WORDS = 4
_ASIDE = re.compile(
    r"(?:^|[\s_-])(?:relat\w*|recommend\w*|lien-?quan|tin-?khac|tinlienquan|tin-?moi|tags?|tagging|keywords?|tu-?khoa|shar(?:e|ing)\w*|"
    r"social\w*|comments?|binh-?luan|advert\w*|ads?|banner|quang-?cao|breadcrumbs?|menu|nav\w*|footer|sidebar|popup|modal|"
    r"rating|vote|toolbars?|print|most-?(?:read|view)\w*|doc-?nhieu|newsletter|subscribe|login|dang-?nhap|mucluc|toc|"
    r"source-?(?:wrapper|detail)|link-source\w*|copy-?link|other-?news|xem-?them|audio\w*|player|video\w*|"
    r"cookies?|consent|gdpr|onetrust|paywall|disclaimer|polls?|tham-?do|binh-?chon)(?=$|[\s_-])|"
    r"related|VideoStream|RelatedOneNews|RelatedNews|cookie-?(?:banner|notice|consent|policy|law|bar)|cookiebot",
    re.IGNORECASE,
)
_CAPTION = re.compile(
    r"caption|chu-?thich|(?:img|image|photo|pic)[_-]?(?:desc|note|title|des|cap)\b|(?:desc|note|title|cap|text)[_-]?(?:img|image|photo)\b",
    re.IGNORECASE,
)
_BYLINE = re.compile(
    r"(?:^|[\s_-])(?:authors?|byline|tac-?gia|nguon|source|pen-?name|credit)(?=$|[\s_-])", re.IGNORECASE
)
_FILE = re.compile(r"\.(?:jpe?g|png|gif|webp|pdf|docx?|xlsx?)(?:$|\?)", re.IGNORECASE)
_FOOT = re.compile(r"(?:^|[\s_-])foot(?:er)?(?=$|[\s_-])", re.IGNORECASE)
_LEAD = re.compile(
    r"(?:^|[\s_-])(?:sapo|lead|summary|standfirst|excerpt|chapeau|tom-?tat|trich-?yeu)(?=$|[\s_-])",
    re.IGNORECASE,
)
_ASIDE_TAGS = frozenset(
    [
        "nav",
        "aside",
        "footer",
        "amp-consent",
        "amp-user-notification",
        "amp-sidebar",
        "amp-ad",
        "amp-lightbox",
        "amp-next-page",
    ]
)
_CALLS = re.compile(
    r"^\W*(?:tin (?:bài |cùng )?liên quan|bài (?:viết )?liên quan|xem thêm|tham khảo thêm|đọc thêm|đọc tiếp|tin mới(?: nhất)?|tin khác|"
    r"các tin khác|tin cùng chuyên mục|cùng chuyên mục|từ khóa|tags?|chia sẻ|bình luận|ý kiến bạn đọc|mời quý vị|theo dõi .{0,40} trên|"
    r"copy link|(?:xem )?(?:bản )?in(?: (?:bài viết|trang|bài|tin))?|gửi email|zalo|facebook|nguồn tin|đọc nhiều|quảng cáo|trở (?:về|lại) trang chủ|lên đầu trang|về đầu trang)\W*$",
    re.IGNORECASE,
)
_CALLS_TO = re.compile(
    r"^\W*(?:(?:(?:kính )?mời )?(?:(?:các )?bạn(?: đọc)?(?= (?:xem|đọc|tham))|quý (?:vị|độc giả|bạn đọc)|độc giả)? ?(?:xem|đọc|tham khảo) (?:thêm|tiếp)|"
    r"(?:tin|bài|bài viết|tin bài)(?: tức)?(?: (?:có )?liên quan| cùng (?:chủ đề|chuyên mục)| khác| mới)|"
    r"có thể bạn quan tâm|từ khóa|tags?|related|read (?:more|also|next)|see also|more)\s*:\s*\S",
    re.IGNORECASE,
)
_CALLS_ENGLISH = re.compile(
    r"^\W*(?:(?:related|recommended|more|latest|top|other) (?:news|articles?|stories|posts?|links?|content|topics?|coverage)|"
    r"read (?:more|next|also)|see (?:also|more)|also read|more (?:from|on|about) .{1,40}|you (?:may|might) (?:also )?like|"
    r"recommended(?: for you)?|most (?:read|popular|viewed|shared)|tags?|share(?: this.{0,30})?|print|email|"
    r"advertisement|sponsored(?: content)?|newsletter|follow us.{0,40}|sign up.{0,60}|subscribe.{0,40}|trending(?: now)?)\W*$",
    re.IGNORECASE,
)
_KEYWORDS = re.compile(r"^\W*(?:từ khóa|chủ đề|tags?|thẻ)\b\s*:?", re.IGNORECASE)
_CREDIT = re.compile(
    r"(?:^|[\s(\[–—.-])(?:(?:ảnh|nguồn ảnh|photos?|image)\s*:\s*[^.:]{2,60}|(?:ảnh|hình)(?: ảnh)? (?:minh họa|tư liệu|sưu tầm|lưu trữ))[)\]]?\W*$",
    re.IGNORECASE,
)
_COMMENTS = re.compile(
    r"^\W*(?:(?:các )?bình luận|ý kiến (?:bạn đọc|phản hồi|của bạn)|(?:top rated |\d+ )?comments?|leave a (?:reply|comment)|responses)\W*\d*\W*$",
    re.IGNORECASE,
)


def ancestors(node: LexborNode | None, most: int = REACH) -> Iterator[LexborNode]:
    """`node` and the elements around it, `most` at most."""
    while node is not None and node.is_element_node and most:
        yield node
        node, most = node.parent, most - 1


def label_of(node: LexborNode) -> str:
    """What an element is called: its class, id, type and role."""
    attributes = node.attributes
    return " ".join(attributes.get(name) or "" for name in ("class", "id", "type", "data-role"))


def is_lead(node: LexborNode) -> bool:
    """Whether an element, or the one around it, is named like a lead."""
    return any(_LEAD.search(label_of(each)) for each in ancestors(node, 2))


def is_aside(node: LexborNode) -> bool:
    """Whether an element is named like a part beside an article."""
    return node.tag in _ASIDE_TAGS or (
        node.tag not in {"body", "html", "main"} and bool(_ASIDE.search(label_of(node)))
    )


def is_foot(node: LexborNode) -> bool:
    """Whether an element is the foot of a page or something like it: never an article, however much it says."""
    return node.tag in _ASIDE_TAGS or bool(_FOOT.search(label_of(node)))


def is_caption(node: LexborNode) -> bool:
    """Whether an element is named like the words under a picture, or holds nothing but a picture and them."""
    return node.tag == "figure" or bool(_CAPTION.search(label_of(node)))


def is_author(node: LexborNode) -> bool:
    """Whether an element is named like the place of the author's name."""
    return bool(_BYLINE.search(label_of(node))) and len(words(node.text())) < _AUTHOR_WORDS


def is_widget(node: LexborNode) -> bool:
    """Whether a container is a list of links to other pages, a row of things to press, or a poll."""
    return _is_link_list(node) or _is_toolbar(node) or _is_poll(node)


def _is_link_list(node: LexborNode) -> bool:
    """Whether a container holds little but links to other pages, two at least, which no sentence before it announces."""
    if node.tag not in {"ul", "ol", "div", "section", "table"}:
        return False
    links = [link for link in node.css("a") if is_link(link)]
    if len(links) < 2:
        return False
    linked = sum(len(clean(link.text())) for link in links)
    return linked > _CONTENTS * len(clean(node.text())) and not _is_announced(node)


def _is_toolbar(node: LexborNode) -> bool:
    """Whether a container holds a few words that are all things to press: print, share, make the letters larger."""
    if node.tag not in {"ul", "ol", "div", "section"}:
        return False
    text = clean(node.text(separator=" "))
    if not text or size(text) > _TOOLS_WORDS:
        return False
    things = [each for each in node.css("a[href], button") if not (is_link(each) or is_question(each))]
    pressed = sum(len(clean(each.text())) for each in things)
    return pressed > _CONTENTS * len(text)


def _is_poll(node: LexborNode) -> bool:
    """Whether a container holds a question with its answers to choose from, and little else."""
    if node.tag not in {"form", "fieldset", "div", "section", "ul", "table"}:
        return False
    return len(node.css('input[type="radio"]')) > 1 and size(node.text(separator=" ")) <= _POLL_WORDS


def is_card(node: LexborNode) -> bool:
    """Whether a container is a teaser: a picture and a title that lead to one and the same other page, and some words."""
    if node.tag not in {"div", "section", "article", "li", "table"}:
        return False
    links = [link for link in node.css("a") if is_link(link)]
    targets = {(link.attributes.get("href") or "").partition("#")[0] for link in links}
    if len(links) < 2 or len(targets) > 1 or _FILE.search(next(iter(targets))):
        return False
    titled = any(size(link.text()) >= _TITLE_WORDS for link in links)
    pictured = any(link.css_first("img") is not None for link in links)
    return titled and pictured and size(node.text(separator=" ")) <= _CARD_WORDS


def _is_announced(node: LexborNode) -> bool:
    """Whether the paragraph before a list ends with a colon, as one that the list belongs to."""
    before = node.prev
    while before is not None and not before.is_element_node:
        before = before.prev
    if node.tag not in {"ul", "ol"} or before is None or before.tag != "p":
        return False
    text = clean(before.text())
    return text.endswith(":") and size(text) > 3 and not is_call(text)


def is_call(text: str) -> bool:
    """Whether a line only calls to read, share or follow something else."""
    return bool(_CALLS.match(text) or _CALLS_ENGLISH.match(text))


def is_invitation(found: Found) -> bool:
    """Whether a block is but a link to another page, or the heading over such links."""
    if found.size <= _KEYWORDS_WORDS and (
        _CALLS_TO.match(found.text) or (found.linked and _KEYWORDS.match(found.text))
    ):
        return True
    return is_call(found.text) or (found.linked > 0.9 and not re.search(r"[.;:,]\W*$", found.text))


def is_credited(found: Found) -> bool:
    """Whether a short block ends with whose picture it is about: a caption, whatever its element is called."""
    return found.size <= _CAPTION_WORDS and bool(_CREDIT.search(found.text))


def without_comments(found: Sequence[Found]) -> list[Found]:
    """`found` with the readers' comments after an article as furniture, from the line that heads them."""
    heads = (at for at, each in enumerate(found) if _COMMENTS.match(each.text))
    at = next(heads, len(found))
    before, after = found[:at], found[at:]
    if 2 * sum(each.size for each in before) < sum(each.size for each in after) and at < _SOON:
        return list(found)
    return [*before, *(replace(each, kind=BlockKind.FURNITURE) for each in after)]
