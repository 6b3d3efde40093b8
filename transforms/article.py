"""The Article: one version of an item, as words with their places."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from crawlers.dates import VIETNAM
from transforms.text.keys import one_style


class Kind(StrEnum):
    """What an item is; each kind has its own way to be identified and read."""

    NEWS = "news"
    LEGAL = "legal"
    ALERT = "alert"
    MEDIA = "media"
    NOTICE = "notice"


class BlockKind(StrEnum):
    """What a block is. Only `SPOKEN_BLOCKS` are ever read aloud."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    LIST_ITEM = "list_item"
    QUOTE = "quote"
    TABLE = "table"
    TITLE = "title"
    SIGNATURE = "signature"
    NOTE = "note"
    CAPTION = "caption"
    BYLINE = "byline"
    FURNITURE = "furniture"


SPOKEN_BLOCKS = frozenset({BlockKind.PARAGRAPH, BlockKind.HEADING, BlockKind.LIST_ITEM, BlockKind.QUOTE})
BODY_BLOCKS = SPOKEN_BLOCKS | {BlockKind.TABLE, BlockKind.TITLE, BlockKind.SIGNATURE, BlockKind.NOTE}
"""What a reader reads as the text itself; a legal document's own title, signature and footnotes are part of it."""


RELATIVE = ", told from the capture"
"""How the evidence of a time ends that is counted from the moment of the capture; such a time enters no digest."""


@dataclass(frozen=True, slots=True)
class Span:
    """Where a block's words stand in the bytes of a capture.

    `start` and `end` are byte offsets into the body for HTML; for PDF they are None and `page` (from 1) is set; for
    Word files, whose pages are made by whoever opens them, `paragraph` is: the place (from 1) among paragraphs and tables.
    """

    body_sha256: str
    start: int | None = None
    end: int | None = None
    page: int | None = None
    paragraph: int | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of text of one kind. A table's `text` has a line per row, cells parted by ` | `.

    `label` is a list item's own number or letter where the page makes it and the text does not hold it (`1.`, `a)`),
    and a footnote's number; a footnote (NOTE) stands after the block that refers to it.
    `level` the depth of a heading or list item, from 1, 0 where unknown; `cells` a table's rows, a cell that spans
    columns or rows standing in each place that it covers.
    """

    kind: BlockKind
    text: str
    span: Span | None = None
    label: str = ""
    level: int = 0
    cells: tuple[tuple[str, ...], ...] = ()

    @property
    def spoken(self) -> bool:
        """Whether a listener may hear this block."""
        return self.kind in SPOKEN_BLOCKS

    @property
    def shown(self) -> str:
        """The text as a reader of the page sees it, behind its label."""
        return f"{self.label} {self.text}" if self.label else self.text


@dataclass(frozen=True, slots=True)
class LegalIdentity:
    """What tells one legal document from every other: (issuer, type, number, date of issue).

    `within` is where an issuer lies that shares its name with others and does not say it itself: `tỉnh Sơn La` of Ủy ban
    nhân dân xã Tân Lập.
    """

    number: str
    type: str
    issuer: str
    issued_on: date
    effective_on: date | None = None
    signer: str | None = None
    within: str = ""

    @property
    def key(self) -> str:
        """One name for every way to write it: zeros before the number, small letters and the style of tone marks aside."""
        issuer = ", ".join(filter(None, (self.issuer, self.within)))
        number = self.number.upper().replace("TƯ", "TW").lstrip("0")
        return f"{one_style(issuer)}|{self.type}|{number}|{self.issued_on.isoformat()}"


class SignatureState(StrEnum):
    """What a digital signature is worth.

    `VALID`: it covers the file's bytes and is right; whether its certificate is trusted is said apart. `BROKEN`: the
    bytes are not those that were signed. `CUT`: it was made over a larger file, which this one was cut from.
    """

    VALID = "valid"
    BROKEN = "broken"
    CUT = "cut"


@dataclass(frozen=True, slots=True)
class Signature:
    """A digital signature in a document's file. `signed_at` is aware; `trusted`: by a root that the operator named."""

    signer: str
    organ: str
    signed_at: datetime | None
    state: SignatureState
    trusted: bool = False
    detail: str = ""


@dataclass(frozen=True, slots=True)
class GazettePlace:
    """Where in the Official Gazette a document stands: its issue's numbers (`715`, `716`), day, first and last page."""

    issues: tuple[str, ...]
    day: date | None = None
    first_page: int | None = None
    last_page: int | None = None


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something that a person must look at before the item goes out; no policy approves an article that has one.

    `code` is stable and says what kind of doubt it is (`date.future`, `identity.file`, `text.ocr`); `detail` is what
    was seen.
    """

    code: str
    detail: str


@dataclass(frozen=True, slots=True)
class LegalRelation:
    """What a legal document does to another by its own words, or on what it rests; for `act` see `transforms.law.acts`.

    `number` is empty where the other is only named (`name`). `parts` are the addresses that are meant (none: the whole);
    `partial`: not all of it is, and the text may not say what.
    """

    act: str
    type: str
    number: str = ""
    name: str = ""
    parts: tuple[str, ...] = ()
    partial: bool = False


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that belongs to the article."""

    url: str
    body_sha256: str | None = None


@dataclass(frozen=True, slots=True)
class MediaRef:
    """A recording, film or picture that belongs to the article.

    `kind` is `audio`, `video`, `image` or `stream` (a playlist, another site's player). `type`, `duration_ms` and
    `length` (bytes) are those of the file where we hold it, and as told where we do not: then `note` says why not.
    `body_sha256` is there where the file is held. Title, caption and credit are the source's words.
    """

    kind: str
    url: str
    type: str = ""
    title: str = ""
    caption: str = ""
    credit: str = ""
    duration_ms: int | None = None
    length: int | None = None
    body_sha256: str | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Article:
    """One version of an item: what it says and where every word of it comes from.

    Times are aware (as the source gave them, +07:00 where it said nothing). `evidence` names, per field, the
    rule that gave it. Of two sources with one item the words of the higher `authority` are taken. `priority` is the lane (`normal`, `priority`, `urgent`; TT 39/2020/TT-BTTTT) and `region` the
    place that it is about (`VN`, or a province by ISO 3166-2). `doubts` keep it from being approved by any policy.
    `extractor` is the version of the code that read the page.
    """

    source: str
    url: str
    kind: Kind
    title: str
    lead: str
    blocks: tuple[Block, ...]
    language: str
    credit: str
    authority: int = 0
    priority: str = "normal"
    region: str = "VN"
    published_at: datetime | None = None
    updated_at: datetime | None = None
    legal: LegalIdentity | None = None
    gazette: GazettePlace | None = None
    signatures: tuple[Signature, ...] = ()
    relations: tuple[LegalRelation, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    media: tuple[MediaRef, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    evidence: dict[str, str] = field(default_factory=dict)
    extractor: str = ""

    @property
    def day(self) -> date | None:
        """`date` as a day in Vietnam, whatever zone the source's clock has; None where it is counted from the capture."""
        if self.legal:
            return self.legal.issued_on
        if self.published_at is None or self._counted_from_capture:
            return None
        try:
            return self.published_at.astimezone(VIETNAM).date()
        except OverflowError:  # a few hours before the year 10000
            return self.published_at.date()

    @property
    def date(self) -> str | None:
        """Date of issue of a legal document, else the time of publication; ISO 8601."""
        if self.legal:
            return self.legal.issued_on.isoformat()
        return self.published_at.isoformat() if self.published_at else None

    def spoken_texts(self) -> Iterator[str]:
        """The texts that may be read aloud, in order, without the title."""
        if self.lead:
            yield self.lead
        yield from (block.text for block in self.blocks if block.spoken)

    @property
    def text(self) -> str:
        """Lead and body, tables too, as a reader sees them: a paragraph or row a line, list items behind their numbers."""
        return self._lines(block.shown for block in self.blocks if block.kind in BODY_BLOCKS)

    @property
    def bare_text(self) -> str:
        """`text` without the numbers that the page makes: what two renderings of it have in common."""
        return self._lines(block.text for block in self.blocks if block.kind in BODY_BLOCKS)

    def _lines(self, body: Iterable[str]) -> str:
        return "\n".join([self.lead, *body] if self.lead else body)

    @property
    def _counted_from_capture(self) -> bool:
        """Whether its time is told from the capture's (`2 giờ trước`): then it is another at each look."""
        return not self.legal and self.evidence.get("published_at", "").endswith(RELATIVE)

    @property
    def identity(self) -> str:
        """The item's own name: never the crawl time, never a file name."""
        if self.legal:
            return f"legal:{self.legal.key}"
        return f"url:{self.url}"

    @property
    def sounds(self) -> tuple[MediaRef, ...]:
        """The recordings that are the item itself and that we hold: they go out as they are, no voice reads them."""
        held = (each for each in self.media if each.kind == "audio" and each.body_sha256)
        return tuple(held) if self.kind == Kind.MEDIA else ()

    @property
    def text_digest(self) -> str:
        """SHA-256 over the words, whether they are spoken, and the recordings that go out in their stead.

        Words are told apart as a reader does it: both styles of tone marks and all forms of Unicode are one spelling.
        What kind a block is counts by whether it is spoken: a heading that becomes a paragraph is no other text. The
        day of publication counts and its minutes do not, which sites set anew at every touch; nor does a day that is
        counted from the capture (`2 ngày trước`). A document's day in force and its signer are said of it, so they count
        as words.
        Furniture, spans, clocks and evidence stay out; so does what is there by its address only, which may hold a
        token that changes from day to day.
        """
        words: dict[str, Any] = {
            "title": _plain(self.title),
            "lead": _plain(self.lead),
            "blocks": [list(each) for each in self.told],
            "date": self.day.isoformat() if self.day else None,
            "language": self.language,
        }
        if self.legal and (self.legal.effective_on or self.legal.signer):
            in_force = self.legal.effective_on
            words["legal"] = [in_force.isoformat() if in_force else None, _plain(self.legal.signer or "")]
        if self.sounds:
            words["sounds"] = [each.body_sha256 for each in self.sounds]
        canonical = json.dumps(words, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(canonical.encode()).hexdigest()

    @property
    def told(self) -> Iterator[tuple[bool, str, str]]:
        """Of each block but furniture: whether it is spoken, its text and its label, in one spelling."""
        for block in self.blocks:
            if block.kind != BlockKind.FURNITURE:
                yield block.spoken, _plain(block.text), _plain(block.label)

    def as_json(self) -> dict[str, Any]:
        """The whole Article as JSON values, with `date` and the bare text (`text`) beside the fields."""
        fields = json.loads(json.dumps(asdict(self), default=_iso))
        return {
            "title": self.title,
            "date": self.date,
            "text": self.bare_text,
            "digest": self.text_digest,
            **fields,
        }

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> "Article":
        """The inverse of `as_json`."""
        legal = values["legal"]
        return cls(
            source=values["source"],
            url=values["url"],
            kind=Kind(values["kind"]),
            title=values["title"],
            lead=values["lead"],
            blocks=tuple(_block(block) for block in values["blocks"]),
            language=values["language"],
            credit=values["credit"],
            authority=values.get("authority", 0),
            priority=values.get("priority", "normal"),
            region=values.get("region", "VN"),
            published_at=_moment(values["published_at"]),
            updated_at=_moment(values["updated_at"]),
            legal=_legal(legal) if legal else None,
            gazette=_place(values.get("gazette")),
            signatures=tuple(_signature(each) for each in values.get("signatures", ())),
            relations=tuple(_relation(each) for each in values.get("relations", ())),
            attachments=tuple(Attachment(**each) for each in values["attachments"]),
            media=tuple(MediaRef(**each) for each in values.get("media", ())),
            doubts=tuple(Doubt(**each) for each in values.get("doubts", ())),
            evidence=values["evidence"],
            extractor=values["extractor"],
        )


def _plain(text: str) -> str:
    """A text in one spelling, line by line."""
    return "\n".join(map(one_style, text.splitlines()))


def _iso(value: date | datetime) -> str:
    return value.isoformat()


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _block(values: dict[str, Any]) -> Block:
    span = values["span"]
    return Block(
        kind=BlockKind(values["kind"]),
        text=values["text"],
        span=Span(**span) if span else None,
        label=values.get("label", ""),
        level=values.get("level", 0),
        cells=tuple(tuple(row) for row in values.get("cells", ())),
    )


def _place(values: dict[str, Any] | None) -> GazettePlace | None:
    if values is None:
        return None
    return GazettePlace(
        tuple(values["issues"]), _day(values["day"]), values["first_page"], values["last_page"]
    )


def _signature(values: dict[str, Any]) -> Signature:
    told = {
        "signed_at": _moment(values["signed_at"]),
        "state": SignatureState(values["state"]),
    }
    return Signature(**{**values, **told})


def _relation(values: dict[str, Any]) -> LegalRelation:
    return LegalRelation(**{**values, "parts": tuple(values["parts"])})


def _legal(values: dict[str, Any]) -> LegalIdentity:
    return LegalIdentity(
        number=values["number"],
        type=values["type"],
        issuer=values["issuer"],
        issued_on=date.fromisoformat(values["issued_on"]),
        effective_on=_day(values["effective_on"]),
        signer=values["signer"],
        within=values.get("within", ""),
    )
