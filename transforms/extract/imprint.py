"""The imprint at a page's foot: who runs the site, by which licence, from where; told by its words, whatever it is called."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from selectolax.lexbor import LexborNode

from transforms.article import BlockKind
from transforms.extract.beside import ancestors
from transforms.extract.blocks import Found
from transforms.extract.names import is_body, is_site

_OF_SITE = {
    "source": r"(?:\b(?:khi|nếu|được)\b.{0,60})?(?:vui lòng |đề nghị |yêu cầu |phải |xin |cần )*(?:ghi|trích|dẫn|trích dẫn|nêu) rõ nguồn|"
    r".{0,160}(?:phát hành lại|sao chép|trích dẫn lại)\b.{0,40}(?:thông tin|nội dung|tin|bài).{0,60}(?:website|trang|cổng|báo)",
    "copyright": r"(?:mọi |toàn bộ )?bản quyền\b|copyright\b|(?:\d{4} )?all rights reserved|giữ bản quyền",
    "editor": r"(?:(?:trưởng |phó )*ban biên tập|(?:phó )?tổng biên tập|thư ký tòa soạn|tòa soạn)\b.{0,60}(?::|$)",
    "counter": r"(?:tổng )?(?:số )?lượt truy cập|(?:số người )?đang (?:truy cập|online|trực tuyến)|thống kê truy cập|khách online",
    "maker": r"(?:(?:được )?(?:thiết kế|xây dựng|phát triển|vận hành)(?: (?:và|,) (?:thiết kế|phát triển|vận hành|duy trì|quản trị))? bởi|"
    r"đơn vị (?:thiết kế|phát triển|thực hiện|vận hành)|powered by|designed by|developed by)",
    "licence": r"giấy phép (?:thiết lập|hoạt động|xuất bản|báo|trang|mạng|cung cấp|mxh|ttđt|icp)|"
    r"giấy phép (?:số|sô)?\W*\S{0,20}(?:gp|ttđt|btttt|bvhttdl|bc)\b|(?:số )?giấy phép\W.{0,80}(?:thông tin và truyền thông|báo chí|ttđt|ptth)",
}
_OF_OWNER = {
    "owner": r"(?:cơ quan|đơn vị) (?:chủ quản|chủ trì|ngôn luận|quản lý)\b|tiếng nói của",
    "responsible": r"(?:người )?chịu trách nhiệm(?: chính| (?:về )?nội dung| xuất bản| quản lý)?(?: nội dung)?\s*:",
}
_CONTACT = r"(?:địa chỉ|trụ sở|điện thoại|đt|tel|phone|fax|e-?mail|thư điện tử|hộp thư|đường dây nóng|hotline|website)\b.{0,12}:|số điện thoại"
_MARKS = {
    name: re.compile(rf"\W*(?:{pattern})", re.IGNORECASE)
    for name, pattern in {**_OF_SITE, **_OF_OWNER, "contact": _CONTACT}.items()
}
_NAME, _SYMBOL = "name", re.compile(r"^\W{0,3}[©®]")
_FOOTED = 0.7
_CONTACTS = 0.6
_ONLY_CONTACTS = 0.8
_GAP_WORDS = 12
_REACH = 6
_LAST = 150
_LONGEST_LINE = 80
_PROSE_WORDS = 25


def without_imprint(around: Sequence[Found]) -> list[Found]:
    """A page's blocks with its imprint as furniture."""
    first = max(0, len(around) - _LAST)
    end = around[first:]
    marked = [_marks(each.text) if each.size <= _LONGEST_LINE else frozenset[str]() for each in end]
    prose = (
        at
        for at, each in enumerate(end)
        if not marked[at] and each.size >= _PROSE_WORDS and each.linked < 0.5
    )
    last = max(prose, default=-1)
    runs = [run for run in _runs(end, marked) if _is_imprint(run, marked, closes=run[0] > last)]
    beside = {first + at for run in runs for at in _whole(run, end, marked)}
    return [
        replace(each, kind=BlockKind.FURNITURE) if at in beside else each for at, each in enumerate(around)
    ]


def is_address(found: Sequence[Found]) -> bool:
    """Whether most words of what was found are an imprint's: who runs the site, and where he is to be found."""
    marked = [(each.size, _marks(each.text)) for each in found]
    words = sum(each.size for each in found)
    said = frozenset[str]().union(*(marks for _, marks in marked))
    told = sum(count for count, marks in marked if marks - {_NAME})
    if said - {_NAME, "contact"}:
        return told >= _CONTACTS * words
    return "contact" in said and sum(count for count, marks in marked if marks) >= _ONLY_CONTACTS * words


def _marks(text: str) -> frozenset[str]:
    """What of an imprint a line says; of several in one line all that begin a sentence."""
    found = {
        name
        for sentence in re.split(r"(?<=[.;|])\s+|\s+[-–|]\s+", text)
        for name, mark in _MARKS.items()
        if mark.match(sentence)
    }
    if _SYMBOL.match(text):
        found.add("copyright")
    if is_site(text) or is_body(text):
        found.add(_NAME)
    return frozenset(found)


def _runs(around: Sequence[Found], marked: Sequence[frozenset[str]]) -> Iterator[list[int]]:
    """Places of lines in a row that an imprint is made of; one short line between two of them may be anything."""
    run: list[int] = []
    for at in (at for at, marks in enumerate(marked) if marks):
        between = range(run[-1] + 1, at) if run else range(0)
        if len(between) > 1 or any(around[gap].size > _GAP_WORDS for gap in between):
            yield run
            run = []
        run.append(at)
    if run:
        yield run


def _is_imprint(run: Sequence[int], marked: Sequence[frozenset[str]], *, closes: bool) -> bool:
    """Whether lines in a row are an imprint: they say two things of a site, or one and by whom or from where it is.

    What any office may say of itself is one only where no prose follows on the page.
    """
    said = frozenset[str]().union(*(marked[at] for at in run))
    of_site, named = said & _OF_SITE.keys(), said & _OF_OWNER.keys()
    if of_site and (len(of_site) > 1 or named or said & {"contact", _NAME}):
        return True
    return closes and bool(named) and bool(said & {"contact", _NAME} or len(named) > 1)


def _whole(run: Sequence[int], around: Sequence[Found], marked: Sequence[frozenset[str]]) -> Iterator[int]:
    """The places of an imprint: its run from what is a site's own, and all of the element that holds little else."""
    own = _OF_SITE.keys() | _OF_OWNER.keys()
    start = next(at for at in run if marked[at] & own)
    yield from (at for at in run if at >= start)
    held: dict[int, list[int]] = {}
    for at, each in enumerate(around):
        for node in _around(each.node):
            held.setdefault(node.mem_id, []).append(at)
    for node in _around(around[start].node):
        inside = held[node.mem_id]
        words = sum(around[at].size for at in inside)
        if sum(around[at].size for at in inside if marked[at]) < _FOOTED * words:
            return
        yield from inside


def _around(node: LexborNode) -> Iterator[LexborNode]:
    return (each for each in ancestors(node, _REACH) if each.tag not in {"body", "html", "main", "form"})
