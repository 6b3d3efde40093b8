"""What a document does to others, by its own words: amends, replaces, repeals, corrects, rests on, guides.

Only words that act are read: the title, what begins with `Sửa đổi`, `Bãi bỏ` …, the sentences about the end of other
documents, `Căn cứ …`. A document that is merely named stands in no relation; nor does one inside quotation marks.
"""

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from crawlers.words import clean, fold
from transforms.article import Block, BlockKind
from transforms.law.parts import parts_in
from transforms.law.quotes import plain_quotes
from transforms.law.references import Mention, Reference, mentions_in
from transforms.law.tree import ANNEXES, Tree, Unit
from transforms.law.types import CAPITAL


class Act(StrEnum):
    """What a document does to another, or on what it rests."""

    AMENDS = "amends"
    REPLACES = "replaces"
    REPEALS = "repeals"
    CORRECTS = "corrects"
    BASED_ON = "based_on"
    GUIDES = "guides"


@dataclass(frozen=True, slots=True)
class Relation:
    """One relation: the other document, the addresses of its parts that are meant (none: the whole), where it is said.

    `block` is the index of the block in the article.
    """

    act: Act
    target: Reference
    parts: tuple[str, ...]
    block: int


@dataclass(frozen=True, slots=True)
class _Context:
    """What a clause that names no document speaks of."""

    target: Reference | None = None
    part: str = ""
    listed: Act | None = None


_BASED = re.compile(r"^\W*Căn cứ(?:\s+vào)?\s+", re.IGNORECASE)
_AMENDED = re.compile(r",?\s*(?:đã )?được\s+(?:sửa đổi|bổ sung|thay thế).*$", re.IGNORECASE)
_ACTS = (
    (Act.CORRECTS, re.compile(r"^\W*(?:Về việc\s+)?Đính chính\s+", re.IGNORECASE)),
    (Act.REPEALS, re.compile(r"^\W*(?:Về việc\s+)?(?:Bãi bỏ|Hủy bỏ|Huỷ bỏ)\s+", re.IGNORECASE)),
    (Act.REPLACES, re.compile(r"^\W*(?:Về việc\s+)?Thay thế\s+", re.IGNORECASE)),
    (
        Act.AMENDS,
        re.compile(
            r"^\W*(?:Về việc\s+)?(?:Sửa đổi\s*,?\s*(?:và\s+)?(?:bổ sung|thay thế|bãi bỏ)?|Bổ sung|Bỏ|Thay)(?:\s*,?\s*(?:thay thế|bãi bỏ))?\s+",
            re.IGNORECASE,
        ),
    ),
)
_PHRASE = re.compile(r"^(?:các |một số )?(?:cụm từ|từ|cụm|nội dung|số thứ tự|dấu)\b", re.IGNORECASE)
_QUOTED = re.compile(r"“[^“”]{0,2000}(?:”|$)")
_CUT = re.compile(
    r"(?:,?\s*như sau|\s+bằng\s|\s+thành\s|\s+vào (?:sau|trước|cuối|đầu)\s|,?\s*(?:đã )?được (?:sửa đổi|bổ sung)).*$",
    re.IGNORECASE,
)
_GUIDES = re.compile(
    r"^\W*(?:Quy định\s+chi tiết|Hướng dẫn)(?:\s+(?:và|một số|thi hành|thực hiện|biện pháp|chi tiết|hướng dẫn|về|việc|điều|khoản|nội dung)\b|,)*",
    re.IGNORECASE,
)
_OWN = r"(?:Bộ luật|Luật|Pháp lệnh|Lệnh|Nghị định|Nghị quyết|Quyết định|Thông tư(?: liên tịch)?|Chỉ thị|Quy định|Quy chế)\s+này"
_OWN_ACTS = re.compile(
    rf"{_OWN}\b(?:(?!\btrừ\b)[^.;]){{0,160}}?(?P<act>thay thế|bãi bỏ|hủy bỏ|sửa đổi, bổ sung|đính chính|quy định chi tiết|hướng dẫn)\s*(?:cho\s+)?",
    re.IGNORECASE,
)
_SINCE = re.compile(rf"^\W*(?:kể )?từ ngày {_OWN} có hiệu lực(?: thi hành)?,?\s*", re.IGNORECASE)
_ENDS = re.compile(
    r"(?:hết hiệu lực|chấm dứt hiệu lực|được bãi bỏ|bị bãi bỏ|được thay thế|đều bãi bỏ)", re.IGNORECASE
)
_LISTED = re.compile(r"(?:sau đây|sau|dưới đây)\b.{0,80}:\W*$|:\W*$", re.IGNORECASE)
_SENTENCE = re.compile(rf"(?<=\.)\s+(?={CAPITAL})")
_AMENDED_BY = re.compile(r",?\s*(?:đã )?được\s+(?:sửa đổi|bổ sung|thay thế)[^;:]*", re.IGNORECASE)
_JOINED = re.compile(
    r";\s*(?:và\s+)?|,?\s+và\s+(?=(?:Thông tư|Nghị định|Quyết định|Nghị quyết|Luật|Pháp lệnh|Chỉ thị|Điều\s+\d\w*|khoản\s+\d\w*|điểm\s+[a-zđ])\s[^;]{0,60}?số\s)",
    re.IGNORECASE,
)
_LEADS = re.compile(
    r"toàn|bộ|một|phần|số|các|những|điều|khoản|điểm|chương|mục|tiểu|phụ|lục|mẫu|biểu|danh|tên|quy|định|tại|của|và|nội|dung|cụm|từ|"
    r"đến|đối|với|thi|hành|thực|hiện|chi|tiết|hướng|dẫn|biện|pháp|việc|về|“”|[ivxlc]+|[a-zđ]\d?|[\w./-]*\d[\w./-]*"
)
_SUBJECT = re.compile(
    r"\W*(?:\d+\.\s*)?(?:(?:các|những)\s+)?(?:(?:điểm|khoản|điều|chương|mục|phụ lục|quy định tại)\b[^.;:]{0,160})?",
    re.IGNORECASE,
)
_OWN_WORDS = {
    "thay thế": Act.REPLACES,
    "bãi bỏ": Act.REPEALS,
    "hủy bỏ": Act.REPEALS,
    "sửa đổi, bổ sung": Act.AMENDS,
    "đính chính": Act.CORRECTS,
    "quy định chi tiết": Act.GUIDES,
    "hướng dẫn": Act.GUIDES,
}


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
    whole = (Relation(each.act, _resolved(each.target, known), each.parts, each.block) for each in found)
    kept: dict[tuple[Act, str, tuple[str, ...]], Relation] = {}
    for relation in whole:
        if not own or relation.target.number != own:
            kept.setdefault((relation.act, relation.target.key, relation.parts), relation)
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
    acts = _act_of(subject)
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
    first = _act_of(said) if said else None
    named = _heads(first[1]) if first else []
    return named or _heads(acts[1])


def _of_title(subject: str, targets: Sequence[Reference], block: int) -> Iterator[Relation]:
    acts = _act_of(subject)
    guided = _GUIDES.match(subject)
    if acts:
        before = acts[1]
        first = mentions_in(before)
        parts = tuple(parts_in(before[: first[0].start])) if first else ()
        yield from (Relation(acts[0], target, parts, block) for target in targets)
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


def _act_of(text: str) -> tuple[Act, str] | None:
    """The act that a phrase begins with, and what it acts on."""
    for act, pattern in _ACTS:
        found = pattern.match(text)
        if found:
            return act, text[found.end() :]
    return None


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
    acts = _act_of(_SINCE.sub("", text))
    if acts:
        found = list(_acted(acts[0], acts[1], block, context))
        return found, _narrowed(acts[0], acts[1], found, context)
    if context.listed and (heads := _heads(re.sub(r"^[-–+\s]+", "", text))) and _is_item(text):
        parts = tuple(parts_in(text[: _start(text)]))
        return [Relation(context.listed, each, parts, block) for each in heads], context
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


def _acted(act: Act, said: str, block: int, context: _Context) -> Iterator[Relation]:
    """The relations of an act: with each document named, or with the one that the clause is about."""
    bare = _QUOTED.sub("“”", said)
    phrase = bool(_PHRASE.match(bare))
    tail = re.search(r"\btại\b(.*)$", bare) if phrase else None
    bare = tail[1] if tail else "" if phrase else _CUT.sub("", bare)
    anchor = re.search(r"\s+vào (?:sau|trước)\s+(.*)$", _QUOTED.sub("", said)) if not phrase else None
    act = Act.AMENDS if phrase and act in {Act.REPLACES, Act.REPEALS} else act
    mentions = mentions_in(bare)
    if not mentions:
        parts = _own_parts(bare, anchor[1] if anchor else "", context.part)
        if context.target and parts:
            yield Relation(_for_part(act), context.target, tuple(parts), block)
        return
    if not _leads_to(bare[: mentions[0].start]):
        return
    at = 0
    for mention in mentions:
        between = bare[at : mention.start]
        if at and not re.match(r"^\s*(?:,|;|và\b|$)", between):
            break
        parts = _whole_parts(parts_in(between))
        yield Relation(
            _for_part(act) if parts or re.search(r"mẫu|biểu|phụ lục", between, re.IGNORECASE) else act,
            mention.reference,
            tuple(parts),
            block,
        )
        at = mention.end


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
        own = _OWN_ACTS.search(sentence)
        ends = _ENDS.search(sentence)
        if own:
            act = _OWN_WORDS[own["act"].lower()]
            rest = re.split(r"\btrừ\b", sentence[own.end() :])[0]
            found += _acted(act, rest, block, _Context())
            listed = act if _LISTED.search(rest) and not mentions_in(rest) and act != Act.GUIDES else listed
        elif ends:
            act = Act.REPLACES if "thay thế" in ends[0].lower() else Act.REPEALS
            found += _ended(act, _SINCE.sub("", sentence), block)
            listed = act if _LISTED.search(sentence) and not found else listed
    return found, _Context(context.target, context.part, listed)


def _ended(act: Act, sentence: str, block: int) -> Iterator[Relation]:
    """`Thông tư số … hết hiệu lực`: what ends is what stands before the words that end it."""
    ends = _ENDS.search(sentence)
    before = sentence[: ends.start()] if ends else ""
    pieces = [(piece, mentions_in(piece)) for piece in _JOINED.split(_AMENDED_BY.sub("", before))]
    first, named = pieces[0]
    if not named or not _SUBJECT.fullmatch(first[: named[0].start]):
        return
    for piece, mentions in pieces:
        if mentions and _SUBJECT.fullmatch(piece[: mentions[0].start]):
            parts = tuple(parts_in(piece[: mentions[0].start]))
            yield from (Relation(act, each, parts, block) for each in _heads(piece))
