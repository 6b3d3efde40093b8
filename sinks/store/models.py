"""The store's tables. What a table refuses (change, deletion, what is not approved) stands in its migration.

There is no status anywhere: what is to be done next follows from what exists.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, FetchedValue, ForeignKey, Identity, Index, UniqueConstraint, func, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship
from sqlalchemy.types import DateTime, Text


class Base(DeclarativeBase):
    """Common types: times are aware, text has no length, dictionaries are JSONB, keys are 64 bits wide."""

    type_annotation_map = {  # noqa: RUF012 -- SQLAlchemy reads it off the class
        datetime: DateTime(timezone=True),
        str: Text(),
        int: BigInteger(),
        dict[str, Any]: JSONB(),
        list[Any]: JSONB(),
    }


class StoreInfo(Base):
    """What this store is for: `live` or `rehearsal`; the two never mix."""

    __tablename__ = "store_info"

    key: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]


class CrawlRow(Base):
    """One crawl, and what it reported. `trusted`: a 304 on its lists may be believed."""

    __tablename__ = "crawl"

    id: Mapped[str] = mapped_column(primary_key=True)
    source: Mapped[str] = mapped_column(index=True)
    window_start: Mapped[datetime]
    window_end: Mapped[datetime]
    started_at: Mapped[datetime]
    trusted: Mapped[bool]
    report: Mapped[dict[str, Any]]


class CaptureRow(Base):
    """One archived exchange; see `crawlers.capture.Capture`."""

    __tablename__ = "capture"
    __table_args__ = (
        UniqueConstraint("warc_file", "warc_offset"),
        Index("capture_source_role_url", "source", "role", "url"),
        Index("capture_parent", "parent", postgresql_where=text("role = 'attachment'")),
        Index("capture_source_answered", "source", "answered_at"),
    )

    id: Mapped[int] = mapped_column(Identity(always=True), primary_key=True)
    source: Mapped[str]
    crawl: Mapped[str] = mapped_column(index=True)
    role: Mapped[str]
    url: Mapped[str]
    final_url: Mapped[str]
    parent: Mapped[str]
    hints: Mapped[dict[str, Any]]
    asked_at: Mapped[datetime]
    answered_at: Mapped[datetime]
    status: Mapped[int]
    headers: Mapped[list[Any]]
    body_sha256: Mapped[str]
    body_bytes: Mapped[int]
    truncated: Mapped[str]
    warc_file: Mapped[str]
    warc_offset: Mapped[int]
    method: Mapped[str] = mapped_column(server_default="GET")
    request_sha256: Mapped[str] = mapped_column(server_default="")
    payload_digest: Mapped[str] = mapped_column(server_default="")
    payload_file: Mapped[str] = mapped_column(server_default="")
    payload_offset: Mapped[int] = mapped_column(server_default="0")
    payload_at: Mapped[datetime | None]


class ArchiveFileRow(Base):
    """An archive file whose captures were entered; `checked_at`: when all of its digests were last found right."""

    __tablename__ = "archive_file"

    name: Mapped[str] = mapped_column(primary_key=True)
    entered_at: Mapped[datetime] = mapped_column(server_default=func.now())
    checked_at: Mapped[datetime | None]


class AdoptionRow(Base):
    """A capture of a crawl that never reported, which a later crawl dealt with as if it had fetched it."""

    __tablename__ = "adoption"

    capture_id: Mapped[int] = mapped_column(ForeignKey("capture.id"), primary_key=True)
    crawl: Mapped[str] = mapped_column(ForeignKey("crawl.id"), index=True)
    adopted_at: Mapped[datetime] = mapped_column(server_default=func.now())


class ItemRow(Base):
    """A thing that a source published, whatever its versions. `identity` is the content's own name for it."""

    __tablename__ = "item"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    identity: Mapped[str] = mapped_column(unique=True)
    source: Mapped[str] = mapped_column(index=True)
    kind: Mapped[str]
    url: Mapped[str]
    first_seen_at: Mapped[datetime] = mapped_column(server_default=func.now())

    versions: Mapped[list["VersionRow"]] = relationship(back_populates="item", order_by="VersionRow.number")


class VersionRow(Base):
    """One version of an item's words. Never changed; the whole Article is in `article`."""

    __tablename__ = "version"
    __table_args__ = (UniqueConstraint("item_id", "number"),)

    id: Mapped[int] = mapped_column(Identity(always=True), primary_key=True)
    item_id: Mapped[UUID] = mapped_column(ForeignKey("item.id"))
    number: Mapped[int]
    text_digest: Mapped[str]
    title: Mapped[str]
    language: Mapped[str]
    published_at: Mapped[datetime | None]
    article: Mapped[dict[str, Any]]
    extractor: Mapped[str]
    made_at: Mapped[datetime] = mapped_column(server_default=func.now())

    item: Mapped[ItemRow] = relationship(back_populates="versions")
    renditions: Mapped[list["RenditionRow"]] = relationship(
        back_populates="version", order_by="RenditionRow.id"
    )


class SightingRow(Base):
    """A capture that said the words of a version; `seen_at`: when it was last read.

    `reading` is the digest of all that it was read as (empty: it was read before that was kept). `outcome` is `elsewhere` where it is a page of another source with the same item, whose words are not taken.
    """

    __tablename__ = "sighting"

    capture_id: Mapped[int] = mapped_column(ForeignKey("capture.id"), primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("version.id"), index=True)
    outcome: Mapped[str]
    reading: Mapped[str] = mapped_column(server_default="")
    seen_at: Mapped[datetime] = mapped_column(server_default=func.now())


class DoubtRow(Base):
    """Something about a version that a person must look at; the database lets no policy approve such a version.

    Append-only. `capture_id` is the capture whose reading raised it.
    """

    __tablename__ = "doubt"

    version_id: Mapped[int] = mapped_column(ForeignKey("version.id"), primary_key=True)
    capture_id: Mapped[int] = mapped_column(ForeignKey("capture.id"), primary_key=True, index=True)
    code: Mapped[str] = mapped_column(primary_key=True)
    detail: Mapped[str] = mapped_column(primary_key=True)
    made_at: Mapped[datetime] = mapped_column(server_default=func.now())


class RenditionRow(Base):
    """The sound of a version. Never changed; the file is named by `audio_digest`.

    `files` are all its files, the first being that one; `label` is the voice's name for people, `fell_back` which voices
    were asked before and why they did not speak, `reader` the version of the reading rules, `unsure` what these were not
    sure of, `clips` the keys of the pieces that it is made of.
    """

    __tablename__ = "rendition"

    id: Mapped[int] = mapped_column(Identity(always=True), primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("version.id"), index=True)
    audio_digest: Mapped[str]
    audio_bytes: Mapped[int]
    duration_ms: Mapped[int]
    loudness_lufs: Mapped[float]
    true_peak_dbtp: Mapped[float]
    engine: Mapped[str]
    voice: Mapped[str]
    voice_version: Mapped[str]
    script: Mapped[list[Any]]
    label: Mapped[str] = mapped_column(server_default="")
    reader: Mapped[str] = mapped_column(server_default="")
    fell_back: Mapped[list[Any]] = mapped_column(server_default=text("'[]'"))
    unsure: Mapped[list[Any]] = mapped_column(server_default=text("'[]'"))
    files: Mapped[list[Any]] = mapped_column(server_default=text("'[]'"))
    clips: Mapped[list[Any]] = mapped_column(server_default=text("'[]'"))
    made_at: Mapped[datetime] = mapped_column(server_default=func.now())

    version: Mapped[VersionRow] = relationship(back_populates="renditions")


class VoicingRow(Base):
    """An attempt to voice a version: what came of it, which voices did not speak, or why there is no sound. Append-only.

    `made_at` is when it began. `next` is what follows from the fault, as errors say it (`retry`, `quarantine`, …).
    """

    __tablename__ = "voicing"

    id: Mapped[int] = mapped_column(Identity(always=True), primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("version.id"), index=True)
    rendition_id: Mapped[int | None] = mapped_column(ForeignKey("rendition.id"))
    fell_back: Mapped[list[Any]] = mapped_column(server_default=text("'[]'"))
    fault: Mapped[str] = mapped_column(server_default="")
    next: Mapped[str] = mapped_column(server_default="")
    made_at: Mapped[datetime] = mapped_column(server_default=func.now())


class VoiceWishRow(Base):
    """Somebody wants a version voiced again, and why; `form`: how much of a legal document is to be said. Append-only."""

    __tablename__ = "voice_wish"

    id: Mapped[int] = mapped_column(Identity(always=True), primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("version.id"), index=True)
    actor: Mapped[str]
    note: Mapped[str]
    form: Mapped[str] = mapped_column(server_default="auto")
    made_at: Mapped[datetime] = mapped_column(server_default=func.now())


class DecisionRow(Base):
    """Who decided what, over exactly which words and which sound. Append-only, each row hashed over the one before.

    The database sets `id`, `made_at`, `previous_hash` and `hash`.
    """

    __tablename__ = "decision"

    id: Mapped[int] = mapped_column(primary_key=True, server_default=FetchedValue())
    version_id: Mapped[int] = mapped_column(ForeignKey("version.id"), index=True)
    rendition_id: Mapped[int] = mapped_column(ForeignKey("rendition.id"))
    action: Mapped[str]
    text_digest: Mapped[str]
    audio_digest: Mapped[str]
    actor: Mapped[str]
    note: Mapped[str]
    made_at: Mapped[datetime] = mapped_column(server_default=FetchedValue())
    previous_hash: Mapped[str] = mapped_column(server_default=FetchedValue())
    hash: Mapped[str] = mapped_column(unique=True, server_default=FetchedValue())

    version: Mapped[VersionRow] = relationship()
    rendition: Mapped[RenditionRow] = relationship()


class PublicationRow(Base):
    """What went out. Append-only; `sequence` is gapless and in the order of commits. The database sets it."""

    __tablename__ = "publication"

    sequence: Mapped[int] = mapped_column(primary_key=True, server_default=FetchedValue())
    action: Mapped[str]
    item_id: Mapped[UUID] = mapped_column(ForeignKey("item.id"), index=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("version.id"))
    rendition_id: Mapped[int] = mapped_column(ForeignKey("rendition.id"))
    decision_id: Mapped[int] = mapped_column(ForeignKey("decision.id"), unique=True)
    published_at: Mapped[datetime] = mapped_column(server_default=FetchedValue())

    item: Mapped[ItemRow] = relationship()
    version: Mapped[VersionRow] = relationship()
    rendition: Mapped[RenditionRow] = relationship()


class IssueRow(Base):
    """Something that a person should know: a page in quarantine, a host that refuses, a list without entries."""

    __tablename__ = "issue"
    __table_args__ = (
        Index(
            "issue_open",
            "source",
            "error",
            text("md5(url || ' ' || reason)"),
            unique=True,
            postgresql_where=text("closed_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(Identity(always=True), primary_key=True)
    source: Mapped[str]
    url: Mapped[str]
    error: Mapped[str]
    reason: Mapped[str]
    fix: Mapped[str]
    next: Mapped[str]
    capture_id: Mapped[int | None] = mapped_column(ForeignKey("capture.id"))
    extractor: Mapped[str] = mapped_column(server_default="")
    times: Mapped[int] = mapped_column(server_default="1")
    opened_at: Mapped[datetime] = mapped_column(server_default=func.now())
    seen_at: Mapped[datetime] = mapped_column(server_default=func.now())
    closed_at: Mapped[datetime | None]


class SourceStateRow(Base):
    """Somebody paused, resumed or retired a source, and why. Append-only."""

    __tablename__ = "source_state"
    __table_args__ = (Index("ix_source_state_source", "source", text("id DESC")),)

    id: Mapped[int] = mapped_column(Identity(always=True), primary_key=True)
    source: Mapped[str]
    state: Mapped[str]
    actor: Mapped[str]
    note: Mapped[str]
    made_at: Mapped[datetime] = mapped_column(server_default=func.now())


class ReplayRow(Base):
    """Somebody had archived pages read again: which (`captures`), and by which extractor. Append-only."""

    __tablename__ = "replay"

    id: Mapped[int] = mapped_column(Identity(always=True), primary_key=True)
    source: Mapped[str]
    extractor: Mapped[str]
    actor: Mapped[str]
    captures: Mapped[list[int]] = mapped_column(ARRAY(BigInteger))
    made_at: Mapped[datetime] = mapped_column(server_default=func.now())


class ReplayReadingRow(Base):
    """What a page said when it was read again, beside the version that it had become. Append-only.

    `outcome`: `same` to the byte; `equal` but for spans and evidence; `changed`; `moved` to another identity; `refused`.
    `article` is there where something changed, `changes` as `transforms.compare.fields` gives them.
    """

    __tablename__ = "replay_reading"

    replay_id: Mapped[int] = mapped_column(ForeignKey("replay.id"), primary_key=True)
    capture_id: Mapped[int] = mapped_column(ForeignKey("capture.id"), primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("version.id"))
    outcome: Mapped[str]
    changes: Mapped[list[Any]]
    article: Mapped[dict[str, Any] | None]


class ReplayDecisionRow(Base):
    """Whether a person accepted what a replay read; `digest` is over exactly those readings. Append-only."""

    __tablename__ = "replay_decision"

    replay_id: Mapped[int] = mapped_column(ForeignKey("replay.id"), primary_key=True)
    action: Mapped[str]
    digest: Mapped[str]
    actor: Mapped[str]
    note: Mapped[str]
    made_at: Mapped[datetime] = mapped_column(server_default=func.now())


class SketchRow(Base):
    """By what near-duplicates of a version are found, and its paragraphs elsewhere (`transforms.compare.near`).

    Append-only.
    """

    __tablename__ = "version_sketch"
    __table_args__ = (
        Index("version_sketch_bands", "bands", postgresql_using="gin"),
        Index("version_sketch_paragraphs", "paragraphs", postgresql_using="gin"),
    )

    version_id: Mapped[int] = mapped_column(ForeignKey("version.id"), primary_key=True)
    bands: Mapped[list[int]] = mapped_column(ARRAY(BigInteger))
    paragraphs: Mapped[list[int]] = mapped_column(ARRAY(BigInteger))


class ItemKeyRow(Base):
    """By what an item is found: the words of its newest version (`transforms.text.finding`), its number, its date.

    Made of the version's words alone, and made anew with each version; see `sinks.store.find`.
    """

    __tablename__ = "item_key"
    __table_args__ = (
        Index("item_key_words", "words", postgresql_using="gin"),
        Index("item_key_bare", "bare", postgresql_using="gin"),
    )

    item_id: Mapped[UUID] = mapped_column(ForeignKey("item.id"), primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("version.id"))
    source: Mapped[str]
    number: Mapped[str]
    dated_at: Mapped[datetime]
    words: Mapped[list[str]] = mapped_column(ARRAY(Text))
    bare: Mapped[list[str]] = mapped_column(ARRAY(Text))


class DuplicateRow(Base):
    """A version repeats another item's: it is not read aloud as long as that one is its item's newest. Append-only."""

    __tablename__ = "duplicate"

    version_id: Mapped[int] = mapped_column(ForeignKey("version.id"), primary_key=True)
    of_version_id: Mapped[int] = mapped_column(ForeignKey("version.id"), primary_key=True, index=True)
    overlap: Mapped[float]
    made_at: Mapped[datetime] = mapped_column(server_default=func.now())


class DistinctRulingRow(Base):
    """Somebody said that a version is an item of its own, whatever it is like. Append-only."""

    __tablename__ = "distinct_ruling"

    id: Mapped[int] = mapped_column(Identity(always=True), primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("version.id"), index=True)
    actor: Mapped[str]
    note: Mapped[str]
    made_at: Mapped[datetime] = mapped_column(server_default=func.now())
