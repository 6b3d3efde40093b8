"""What a document does to others, by its own words: amends, replaces, repeals, suspends, corrects, rests on, guides.

Only words that act are read: the title, what begins with `Sửa đổi`, `Bãi bỏ` …, the sentences about the end of other
documents, `Căn cứ …`. A document that is merely named stands in no relation; nor does one inside quotation marks.
"""

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from crawlers.words import clean, fold
from transforms.article import Block, BlockKind
from transforms.law.acts import (
    ENDING,
    OWN,
    Act,
    act_of,
    ending_in,
    excepted_of,
    is_partly,
    own_act,
    without_exception,
)
from transforms.law.parts import parts_in
from transforms.law.pieces import pieces_of
from transforms.law.quotes import plain_quotes
from transforms.law.references import Mention, Reference, mentions_in
from transforms.law.tree import ANNEXES, Tree, Unit
from transforms.law.types import CAPITAL


@dataclass(frozen=True, slots=True)
class Relation:
    """One relation: the other document, the addresses of its parts that are meant, where it is said.

    `partial`: the text says that not all of it is meant, or not all of `parts`, and may not say what. `excepted` are the
    addresses that are left out. `block` is the index of the block in the article.
    """

    act: Act
    target: Reference
    parts: tuple[str, ...]
    block: int
    partial: bool = False
    excepted: tuple[str, ...] = ()

    @property
    def whole(self) -> bool:
        """Whether the whole other document is meant."""
        return not self.parts and not self.partial and not self.excepted


@dataclass(frozen=True, slots=True)
class _Context:
    """What a clause that names no document speaks of."""

    target: Reference | None = None
    part: str = ""
    listed: Act | None = None


_BASED = re.compile(r"^\W*Căn cứ(?:\s+vào)?\s+", re.IGNORECASE)
_AMENDED = re.compile(r",?\s*(?:đã )?được\s+(?:sửa đổi|bổ sung|thay thế).*$", re.IGNORECASE)
_PHRASE = re.compile(
    r"^(?:các |một số )?(?:cụm từ|từ(?!\s+(?:điều|khoản|điểm|chương|mục|phụ lục)\b)|cụm|nội dung|số thứ tự|dấu)\b",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"“[^“”]{0,2000}(?:”|$)")
_CUT = re.compile(
    r"(?:,?\s*như sau|\s+bằng\s|\s+thành\s|\s+vào (?:sau|trước|cuối|đầu)\s|,?\s*(?:đã )?được (?:sửa đổi|bổ sung)).*$",
    re.IGNORECASE,
)
_GUIDES = re.compile(
    r"^\W*(?:Quy định\s+chi tiết|Hướng dẫn)(?:\s+(?:và|một số|thi hành|thực hiện|biện pháp|chi tiết|hướng dẫn|về|việc|điều|khoản|nội dung)\b|,)*",
    re.IGNORECASE,
)
_SINCE = re.compile(rf"^\W*(?:kể )?từ ngày {OWN} có hiệu lực(?: thi hành)?,?\s*", re.IGNORECASE)
_LISTED = re.compile(r"(?:sau đây|sau|dưới đây)\b.{0,80}:\W*$|:\W*$", re.IGNORECASE)
_SENTENCE = re.compile(rf"(?<=\.)\s+(?={CAPITAL})")
_AMENDED_BY = re.compile(r",?\s*(?:đã )?được\s+(?:sửa đổi|bổ sung|thay thế)[^;:]*", re.IGNORECASE)
_ENDS_HERE = " hết hiệu lực"
"""By these words the year that a law is called by is told from others (`Bộ luật Hàng hải năm 2005 hết hiệu lực`)."""
_LEADS = re.compile(
    r"toàn|bộ|một|phần|số|các|những|điều|khoản|điểm|chương|mục|tiểu|phụ|lục|mẫu|biểu|danh|tên|quy|định|tại|của|và|nội|dung|cụm|từ|"
    r"đến|đối|với|thi|hành|thực|hiện|chi|tiết|hướng|dẫn|biện|pháp|việc|về|“”|[ivxlc]+|[a-zđ]\d?|[\w./-]*\d[\w./-]*"
)
_SUBJECT = re.compile(
    r"\W*(?:\d+\.\s*)?(?:(?:các|những|một số|một phần|toàn bộ)\s+)?(?:(?:điểm|khoản|điều|chương|mục|phụ lục|quy định)\b[^.;:]{0,160})?",
    re.IGNORECASE,
)


def read_relations(
    blocks: Sequence[Block], tree: Tree, *, subject: str, own: str = ""
) -> tuple[Relation, ...]:
    """Every relation that the document tells, in the order of its text, each once.

    Args:
        blocks: the document's, with their kinds.
        tree: the same as a tree.
        subject: the title without the type.
        own: the document's own number, which is in no relation.
    """
    title = next((at for at, block in enumerate(blocks) if block.kind == BlockKind.TITLE), 0)
    main = _targets_of_title(subject, tree)
    known = _known(blocks, main)
    found = [*_of_title(subject, main, title), *_bases(tree)]
    context = _Context(main[0] if len(main) == 1 else None)
    for unit in tree.units:
        found += _of_unit(unit, context) if unit.level not in ANNEXES else []
    whole = (replace(each, target=_resolved(each.target, known)) for each in found)
    return _each_once(each for each in whole if not own or each.target.number != own)


def _each_once(relations: Iterable[Relation]) -> tuple[Relation, ...]:
    """The relations without those told before; what is said again with an exception has it."""
    kept: dict[tuple[Act, str, tuple[str, ...]], Relation] = {}
    for each in relations:
        first = kept.setdefault((each.act, each.target.key, each.parts), each)
        partial, excepted = first.partial or each.partial, first.excepted or each.excepted
        kept[first.act, first.target.key, first.parts] = replace(first, partial=partial, excepted=excepted)
    return tuple(kept.values())


def _known(blocks: Sequence[Block], main: Sequence[Reference]) -> dict[str, Reference]:
    """Laws that the document names with their numbers, by their names; those that its title is about first."""
    mentions = [each.reference for block in blocks if "uật" in block.text for each in mentions_in(block.text)]
    return {
        f"{each.type} {fold(each.name)}": each for each in [*mentions, *main] if each.number and each.name
    }


def _resolved(target: Reference, known: dict[str, Reference]) -> Reference:
    return target if target.number else known.get(f"{target.type} {fold(target.name)}", target)


def _targets_of_title(subject: str, tree: Tree) -> list[Reference]:
    """The documents that the title acts on; the enacting words (`Quốc hội ban hành Luật …`) tell their numbers."""
    acts = act_of(subject)
    if acts is None:
        return []
    enacting = next(
        (
            p.text
            for p in tree.preamble
            if re.search(r"\bban hành (?:Luật|Bộ luật|Nghị quyết|Pháp lệnh) sửa đổi", p.text)
        ),
        "",
    )
    said = re.sub(r"^.*?\bban hành\s+\S+\s+(?=sửa đổi)", "", enacting)
    first = act_of(said) if said else None
    named = _heads(first[1]) if first else []
    return named or _heads(acts[1])


def _of_title(subject: str, targets: Sequence[Reference], block: int) -> Iterator[Relation]:
    acts = act_of(subject)
    guided = _GUIDES.match(subject)
    if acts:
        said, left_out = without_exception(acts[1])
        before = said[: _start(said)]
        parts = tuple(parts_in(before))
        yield from _narrow((_relation(acts[0], target, parts, block, before) for target in targets), left_out)
    elif guided:
        yield from _acted(Act.GUIDES, subject[guided.end() :], block, _Context())


def _bases(tree: Tree) -> Iterator[Relation]:
    for passage in tree.preamble:
        found = _BASED.match(passage.text)
        if found:
            for segment in passage.text[found.end() :].split(";"):
                said = _AMENDED.sub("", segment)
                parts = tuple(parts_in(said[: _start(said)]))
                yield from (Relation(Act.BASED_ON, each, parts, passage.block) for each in _heads(said))


def _start(text: str) -> int:
    first = mentions_in(text)
    return first[0].start if first else 0


def _heads(text: str) -> list[Reference]:
    """The document that a phrase speaks of, and those that are joined to it by `,` and `và`; none that those are about."""
    found = mentions_in(text)
    out: list[Mention] = []
    for each in found:
        if out and not re.fullmatch(
            r"[\s,;]*(?:và|hoặc)?(?:\s+các)?\s*(?:(?:điều|khoản|điểm)\s[^;.]{0,80}\s)?",
            text[out[-1].end : each.start],
            re.IGNORECASE,
        ):
            break
        out.append(each)
    return [each.reference for each in out]


def _of_unit(unit: Unit, context: _Context) -> Iterator[Relation]:
    """The relations of a unit and of all below it."""
    inner = context
    if unit.heading:
        relations, inner = _said(unit.heading, unit.block, context)
        yield from relations
    for passage in unit.passages:
        if not passage.quoted and not passage.table:
            relations, inner = _said(
                passage.text, passage.block, inner if inner.listed else context if not unit.heading else inner
            )
            yield from relations
    for child in unit.children:
        yield from _of_unit(child, inner)


def _said(text: str, block: int, context: _Context) -> tuple[list[Relation], _Context]:
    """The relations of a paragraph, and what those under it speak of."""
    text = plain_quotes(clean(text))
    acts = act_of(_SINCE.sub("", text))
    if acts:
        found = list(_acted(acts[0], acts[1], block, context))
        return found, _narrowed(acts[0], acts[1], found, context)
    item, left_out = without_exception(text)
    if context.listed and (heads := _heads(re.sub(r"^[-–+\s]+", "", item))) and _is_item(item):
        before = item[: _start(item)]
        found = [_relation(context.listed, each, tuple(parts_in(before)), block, before) for each in heads]
        return _narrow(found, left_out), context
    return _sentences(text, block, context)


def _is_item(text: str) -> bool:
    return (
        bool(
            re.match(
                r"^[-–+\s]*(?:(?:các\s+)?(?:điểm|khoản|điều|chương|mục|phụ lục)\b.{0,120}?)?",
                text,
                re.IGNORECASE,
            )
        )
        and _start(text) < 160
    )


def _acted(act: Act, said: str, block: int, context: _Context) -> list[Relation]:
    """The relations of an act: with each document named, or with the one that the clause is about."""
    said, left_out = without_exception(said)
    bare = _QUOTED.sub("“”", said)
    phrase = bool(_PHRASE.match(bare))
    tail = re.search(r"\btại\b(.*)$", bare) if phrase else None
    bare = tail[1] if tail else "" if phrase else _CUT.sub("", bare)
    act = Act.AMENDS if phrase and act in {Act.REPLACES, Act.REPEALS} else act
    mentions = mentions_in(bare)
    if mentions:
        return _narrow(_named(act, bare, mentions, block), left_out)
    anchor = re.search(r"\s+vào (?:sau|trước)\s+(.*)$", _QUOTED.sub("", said)) if not phrase else None
    parts = tuple(_own_parts(bare, anchor[1] if anchor else "", context.part))
    if not context.target or not parts:
        return []
    return _narrow([_relation(act, context.target, parts, block, bare)], left_out)


def _named(act: Act, bare: str, mentions: Sequence[Mention], block: int) -> Iterator[Relation]:
    """A relation with each document that is named one after the other, and with the parts named before it."""
    if not _leads_to(bare[: mentions[0].start]):
        return
    at = 0
    for mention in mentions:
        between = bare[at : mention.start]
        if at and not re.match(r"^\s*(?:,|;|và\b|$)", between):
            break
        parts = tuple(_whole_parts(parts_in(between)))
        form = re.search(r"mẫu|biểu|phụ lục", between, re.IGNORECASE)
        yield _relation(_for_part(act) if form else act, mention.reference, parts, block, between)
        at = mention.end


def _relation(act: Act, target: Reference, parts: tuple[str, ...], block: int, before: str) -> Relation:
    """The relation with what is meant of a document; `before` are the words before its name."""
    partly = act in ENDING and is_partly(before, named=bool(parts))
    return Relation(_for_part(act) if parts or partly else act, target, parts, block, partly)


def _narrow(relations: Iterable[Relation], left_out: str) -> list[Relation]:
    """The relations without what is left out of them."""
    found = list(relations)
    if not left_out:
        return found
    alone = len({each.target.key for each in found}) == 1
    return [
        replace(each, partial=each.partial or not parts, excepted=parts)
        if each.act in ENDING and (parts := excepted_of(each.target, left_out, alone=alone)) is not None
        else each
        for each in found
    ]


def _leads_to(text: str) -> bool:
    """Whether what stands before a document's name only says which parts of it are meant."""
    if re.search(r"kèm(?: theo)?\s*$", text):
        return True
    return all(_LEADS.fullmatch(token) for token in re.findall(r"[^\s,;]+", text.lower()))


def _own_parts(text: str, anchor: str, within: str) -> list[str]:
    """The parts that a clause names; of `khoản 1a vào sau khoản 1 Điều 7` the first only, with the second's article."""
    if not anchor:
        return _whole_parts(parts_in(text, within))
    above = next((address for address in parts_in(anchor, within)), "")
    holder = "/".join(above.split("/")[:-1]) or within
    return _whole_parts(parts_in(text, holder))


def _whole_parts(addresses: list[str]) -> list[str]:
    """The parts without those whose article the text does not name, where it names others'."""
    whole = [address for address in addresses if not address.startswith(("khoan-", "diem-"))]
    return whole or addresses


def _for_part(act: Act) -> Act:
    """To put another text in the place of a part is to amend the whole."""
    return Act.AMENDS if act == Act.REPLACES else act


def _narrowed(act: Act, said: str, found: Sequence[Relation], context: _Context) -> _Context:
    target = found[0].target if found else context.target
    if found and len({each.target.key for each in found}) > 1:
        target = None
    part = _common(found[0].parts) if found else context.part
    mentioned = bool(mentions_in(_CUT.sub("", said)))
    listed = act if _LISTED.search(said) and not mentioned and not found else None
    return _Context(target, part, listed)


def _common(addresses: Sequence[str]) -> str:
    """The address of what holds all of the parts: `dieu-28` for its clauses 2 and 10."""
    paths = [address.split("/") for address in addresses]
    steps = itertools.takewhile(lambda step: len(set(step)) == 1, zip(*paths, strict=False))
    return "/".join(step[0] for step in steps)


def _sentences(text: str, block: int, context: _Context) -> tuple[list[Relation], _Context]:
    """Relations of sentences about this document (`Thông tư này thay thế …`) and about the end of others."""
    found: list[Relation] = []
    listed: Act | None = None
    for sentence in _SENTENCE.split(_QUOTED.sub("“”", text)):
        own, ending = own_act(sentence), ending_in(sentence)
        if own:
            act, rest = own
            found += _acted(act, rest, block, _Context())
            listed = act if _LISTED.search(rest) and not mentions_in(rest) and act != Act.GUIDES else listed
        elif ending:
            found += _ended(ending.act, _SINCE.sub("", sentence), block)
            listed = ending.act if _LISTED.search(sentence) and not found else listed
    return found, _Context(context.target, context.part, listed)


def _ended(act: Act, sentence: str, block: int) -> list[Relation]:
    """`Thông tư số … hết hiệu lực`: what ends is what stands before the words that end it."""
    ending = ending_in(sentence)
    if ending is None:
        return []
    before, left_out = without_exception(sentence[: ending.start])
    left_out = left_out or without_exception(sentence[ending.start :])[1]
    pieces = list(pieces_of(_AMENDED_BY.sub("", before).rstrip(" ,") + _ENDS_HERE))
    if not pieces or not _SUBJECT.fullmatch(pieces[0][: _start(pieces[0])]):
        return []
    found: list[Relation] = []
    for piece in pieces:
        lead = piece[: _start(piece)]
        if _SUBJECT.fullmatch(lead):
            parts = tuple(parts_in(lead))
            found += [_relation(act, each, parts, block, lead) for each in _heads(piece)]
    return _narrow((replace(each, partial=each.partial or ending.partly) for each in found), left_out)
