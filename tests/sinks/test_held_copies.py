"""What is held as a copy stays so: whatever becomes of the original, of itself, of the archive, or at the same time."""

import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, insert, select
from sqlalchemy.exc import DBAPIError

from sinks.approval import DecisionRefused, approve, approve_by_policy, pending, reject, withdraw
from sinks.background import background
from sinks.publication import publish_decided
from sinks.store import ingest, replays
from sinks.store.copies import held_copies, rule_distinct
from sinks.store.models import (
    DecisionRow,
    DoubtRow,
    DuplicateRow,
    IssueRow,
    PublicationRow,
    SightingRow,
    SketchRow,
    VersionRow,
)
from sinks.store.renditions import newest_rendition
from sinks.store.voicing import wants_voice
from tests.sinks.conftest import add_sound, article
from tests.sinks.test_duplicates import TEXT
from transforms.article import Article, Doubt

AUTO = ["baochinhphu", "baotintuc", "vietnamplus"]
SLIP = TEXT.replace("góp công", "góp sức")
CORRECTED = TEXT.replace("120", "130")
TAKEN_BACK = "Bài viết này đã được gỡ theo yêu cầu của Ủy ban nhân dân xã."


@pytest.fixture
def add(store, add_capture):
    """Enters a text from a source, and gives its item's newest version's key."""

    def enter(source: str, text: str = TEXT, *, path: str = "/a.htm", **values) -> int:
        made = replace(article(text, source=source, path=path), **{"title": f"Tin của {source}", **values})
        with store.session() as session:
            ingest.save_article(session, made, add_capture(session, made))
            item = ingest.item_id(made.identity)
            return session.scalar(select(func.max(VersionRow.id)).where(VersionRow.item_id == item))

    return enter


def voice(store) -> list[int]:
    with store.session() as session:
        wanted = list(session.scalars(wants_voice()))
        for version in wanted:
            add_sound(session, session.get_one(VersionRow, version))
        return wanted


def go_on(store) -> list[tuple[str, int]]:
    """All that needs no person; gives what has gone out so far, by action and version."""
    voice(store)
    with store.session() as session:
        approve_by_policy(session, AUTO)
    with store.session() as session:
        publish_decided(session)
        rows = session.scalars(select(PublicationRow).order_by(PublicationRow.sequence))
        return [(row.action, row.version_id) for row in rows]


def doubts(store, version: int) -> list[str]:
    with store.session() as session:
        return sorted(session.scalars(select(DoubtRow.code).where(DoubtRow.version_id == version)))


def waiting(store) -> list[int]:
    with store.session() as session:
        return [case.version.id for case in pending(session, policy_sources=AUTO)]


def links(store) -> set[tuple[int, int]]:
    with store.session() as session:
        return {(row.version_id, row.of_version_id) for row in session.scalars(select(DuplicateRow))}


@pytest.mark.parametrize("text", [CORRECTED, TAKEN_BACK], ids=["corrected", "taken back"])
def test_the_stale_copy_of_what_changed_on_air_stays_in(store, add, text):
    first = add("baochinhphu")
    assert go_on(store) == [("publish", first)]
    copy = add("baotintuc")
    assert go_on(store) == [("publish", first)]
    new = add("baochinhphu", text)
    assert copy not in [version for _, version in go_on(store)]
    assert (doubts(store, copy), waiting(store)) == (["duplicate.original_changed"], [new])
    with store.session() as session:
        [held] = held_copies(session)
        assert (held.version, held.of.version, held.outdated) == (copy, first, True)
        [issue] = session.scalars(select(IssueRow).where(IssueRow.source == "baotintuc"))
        assert issue.closed_at is None
        approve(session, new, actor="an")
        session.refresh(issue)
        assert issue.closed_at is not None, "somebody has seen to it"


def test_a_copy_of_what_was_on_air_once_stays_in_however_late_it_comes(store, add):
    first = add("baochinhphu")
    go_on(store)
    new = add("baochinhphu", CORRECTED)
    voice(store)
    with store.session() as session:
        approve(session, new, actor="an")
    out = go_on(store)
    late = add("baotintuc")
    assert (late, first) in links(store)
    assert doubts(store, late) == ["duplicate.original_changed"]
    assert go_on(store) == out == [("publish", first), ("correct", new)]
    add("baotintuc", SLIP)
    assert go_on(store) == out, "nor in another version"


def test_a_small_correction_of_what_is_on_air_goes_out(store, add):
    first = add("baochinhphu")
    go_on(store)
    copy = add("baotintuc", authority=9)
    new = add("baochinhphu", SLIP)
    assert (new, copy) not in links(store)
    assert (copy, new) in links(store)
    assert go_on(store) == [("publish", first), ("correct", new)]
    assert doubts(store, copy) == []


def test_a_first_stays_the_first_before_it_is_out(store, add):
    first, copy = add("baochinhphu"), add("baotintuc")
    new = add("baochinhphu", SLIP)
    assert links(store) == {(copy, first), (copy, new)}
    assert voice(store) == [new]


@pytest.mark.parametrize("text", [SLIP, CORRECTED, TAKEN_BACK])
def test_no_copy_undoes_what_a_person_took_back(store, add, text):
    first = add("baochinhphu")
    go_on(store)
    add("baotintuc")
    with store.session() as session:
        withdraw(session, first, actor="an", note="sai")
    gone = [("publish", first), ("withdraw", first)]
    assert go_on(store) == gone
    new = add("baochinhphu", text)
    assert go_on(store) == gone
    add("baotintuc", SLIP)
    add("vietnamplus", authority=9)
    assert go_on(store) == gone
    assert waiting(store) == [new]


def test_what_a_person_refused_waits_at_every_place(store, add):
    """A source of more authority brings the text that a person has rejected: it is read, and decided, by a person."""
    first = add("baotintuc")
    voice(store)
    with store.session() as session:
        reject(session, first, actor="an", note="chưa rõ")
    second = add("vietnamplus", authority=5)
    assert go_on(store) == []
    assert waiting(store) == [second]


def test_the_original_of_a_copy_that_was_taken_back_waits_too(store, add):
    first, copy = add("baochinhphu"), add("baotintuc")
    with store.session() as session:
        rule_distinct(session, copy, actor="an", note="tin khác")
    voice(store)
    with store.session() as session:
        approve(session, copy, actor="an")
        publish_decided(session)
        withdraw(session, copy, actor="an", note="sai")
    assert go_on(store) == [("publish", copy), ("withdraw", copy)]
    assert waiting(store) == [first]


def accept(store, version: int, **values) -> int:
    """Enters another reading of a version's page, as an accepted replay does; gives the version that comes of it."""
    with store.session() as session:
        row = session.get_one(VersionRow, version)
        capture = session.scalar(select(SightingRow.capture_id).where(SightingRow.version_id == version))
        made = replace(Article.from_json(row.article), **values)
        return ingest.replace_version(session, row, made, capture).id


def test_a_replay_that_is_accepted_keeps_a_copy_in(store, add):
    add("baochinhphu")
    copy = add("baotintuc")
    out = go_on(store)
    with store.session() as session:
        replay = replays.begin(session, "baotintuc", "x", actor="an", whole=False)
        [capture] = replay.captures
        read = replace(Article.from_json(session.get_one(VersionRow, copy).article), credit="Khác").as_json()
        replays.save_reading(session, replay.id, capture, copy, outcome="changed", changes=[], article=read)
        assert replays.decide(session, replay, "accept", actor="an", note="x").versions == 1
    assert go_on(store) == out


def test_another_reading_keeps_the_links(store, add):
    first, copy = add("baochinhphu"), add("baotintuc")
    out = go_on(store)
    again = accept(store, copy, credit="Khác")
    assert (again, first) in links(store)
    assert go_on(store) == out
    new = accept(store, first, credit="Khác")
    assert (again, new) in links(store)
    assert go_on(store) == [*out, ("correct", new)]
    with store.session() as session:
        assert session.get(SketchRow, new) is not None


def test_a_replay_that_reads_a_copy_otherwise_keeps_it_in_and_tells(store, add):
    first, copy = add("baochinhphu"), add("baotintuc")
    again = accept(store, copy, blocks=article(f"{TEXT} Cầu tạm dừng từ ngày 25/11.").blocks)
    assert (again, first) in links(store)
    assert voice(store) == [first]
    assert doubts(store, again) == ["duplicate.copy_changed"]


def test_a_replay_that_reads_the_original_otherwise_keeps_its_copy_in_and_tells(store, add):
    first, copy = add("baochinhphu"), add("baotintuc")
    new = accept(store, first, blocks=article(f"{TEXT} Cầu tạm dừng từ ngày 25/11.", path="/b").blocks[:1])
    assert links(store) == {(copy, first), (copy, new)}
    changed = accept(store, new, blocks=article(CORRECTED).blocks)
    assert (copy, changed) in links(store)
    assert copy not in voice(store)
    assert doubts(store, copy) == ["duplicate.original_changed"]


def test_a_replay_keeps_what_a_person_said(store, add):
    first, copy = add("baochinhphu"), add("baotintuc")
    with store.session() as session:
        rule_distinct(session, copy, actor="an", note="tin khác")
    again = accept(store, copy, credit="Khác")
    assert voice(store) == [first, again]
    other = add("baotintuc", SLIP)
    assert voice(store) == [other], "it holds for the item"


def test_a_replay_tells_of_a_paragraph_that_comes_with_every_item(store, add):
    box = "Tải ứng dụng của báo để đọc tin nhanh nhất mỗi ngày trên điện thoại."
    for n in range(4):
        text = " ".join(f"Câu {n}.{i} kể chuyện riêng của bản {n}." for i in range(12))
        last = add(
            "baochinhphu",
            text,
            path=f"/{n}.htm",
            blocks=article(text).blocks + (article(box).blocks if n < 3 else ()),
        )
    assert doubts(store, last) == []
    assert doubts(store, accept(store, last, blocks=article(box).blocks)) == ["text.recurring"]


def test_what_was_voiced_before_the_original_came_is_held(store, add):
    first = add("baotintuc")
    assert voice(store) == [first]
    second = add("vietnamplus", authority=5)
    assert waiting(store) == []
    assert go_on(store) == [("publish", second)]


def test_what_was_approved_stays_though_it_is_not_out_yet(store, add):
    first = add("baotintuc")
    voice(store)
    with store.session() as session:
        approve(session, first, actor="an")
    second = add("vietnamplus", authority=9)
    assert links(store) == {(second, first)}
    assert go_on(store) == [("publish", first)]


def test_nobody_approves_a_copy_unawares(store, add):
    first = add("baotintuc")
    voice(store)
    add("vietnamplus", authority=9)
    with store.session() as session:
        version, rendition = session.get_one(VersionRow, first), newest_rendition(session, first)
        row = {
            "version_id": first, "rendition_id": rendition.id, "action": "approve", "note": "",
            "text_digest": version.text_digest, "audio_digest": rendition.audio_digest,
        }  # fmt: skip
        with pytest.raises(DBAPIError, match="repeats another item"), session.begin_nested():
            session.execute(insert(DecisionRow).values(**row, actor="policy:baotintuc"))
        with pytest.raises(DecisionRefused, match=f"distinct {first}"):
            approve(session, first, actor="an")
        rule_distinct(session, first, actor="an", note="hai xã khác nhau")
        assert approve(session, first, actor="an").id == 1


def test_two_readers_at_once_see_each_other(store, add_capture):
    """The second waits until the first has linked and ended, and then sees what it entered."""
    entered, linked = threading.Event(), threading.Event()
    made = {name: replace(article(TEXT, source=name), title=f"Tin của {name}") for name in AUTO[:2]}

    def late() -> None:
        entered.wait(30)
        with store.session() as session:
            ingest.save_article(session, made["baotintuc"], add_capture(session, made["baotintuc"]))
        linked.set()

    thread = threading.Thread(target=late)
    thread.start()
    with store.session() as session:
        ingest.save_article(session, made["baochinhphu"], add_capture(session, made["baochinhphu"]))
        entered.set()
        assert not linked.wait(1)
    thread.join(30)
    assert links(store) == {(2, 1)}


def test_an_approval_waits_for_what_is_being_linked(store, add, add_capture):
    """A policy that saw no link when it looked does not approve what was linked while it wrote."""
    first = add("baotintuc")
    voice(store)
    made = replace(article(TEXT, source="vietnamplus"), title="Tin", authority=9)
    begun, counts = threading.Event(), []

    def decide() -> None:
        begun.wait(30)
        with store.session() as session:
            counts.append(approve_by_policy(session, AUTO))

    thread = threading.Thread(target=decide)
    thread.start()
    with store.session() as session:
        ingest.save_article(session, made, add_capture(session, made))
        begun.set()
        thread.join(1)
        assert counts == []
    thread.join(30)
    assert counts == [0]
    assert first not in [version for _, version in go_on(store)]


def test_one_source_or_no_day_is_for_a_person(store, add):
    first = add("baochinhphu")
    again = add("baochinhphu", path="/b.htm", published_at=datetime(2026, 11, 4, tzinfo=UTC))
    undated = add("baotintuc", published_at=None)
    assert links(store) == set()
    assert go_on(store) == [("publish", first)]
    assert doubts(store, again) == doubts(store, undated) == ["duplicate.unsure"]
    assert waiting(store) == [again, undated]
    with store.session() as session:
        [line] = [
            line for line in background(session, session.get_one(VersionRow, again)).lines() if line[0] == "?"
        ]
    assert f"phiên bản {first} của baochinhphu" in line
    assert "cùng một nguồn" in line


def test_an_approved_item_is_not_doubted_again_for_its_likeness(store, add):
    add("baochinhphu")
    again = add("baochinhphu", path="/b.htm")
    voice(store)
    with store.session() as session:
        approve(session, again, actor="an")
    assert doubts(store, add("baochinhphu", SLIP, path="/b.htm")) == []


def test_two_weeks_later_it_is_news_again(store, add):
    both = [
        add("baochinhphu"),
        add("baotintuc", published_at=datetime(2026, 11, 1, tzinfo=UTC) + timedelta(days=15)),
    ]
    assert voice(store) == both


def test_the_source_that_is_named_is_the_original(store, add):
    copy = add("baochinhphu", f"{TEXT}\nTheo TTXVN", authority=5)
    first = add("vietnamplus", authority=3)
    assert links(store) == {(copy, first)}
    late = add("baotintuc", f"(Chinhphu.vn) - {TEXT}", authority=9)
    assert (late, first) not in links(store), "it names another than what is there"


def test_a_copy_that_says_something_else_now_waits_for_a_person(store, add):
    first = add("baochinhphu")
    copy = add("baotintuc")
    new = add("baotintuc", CORRECTED)
    assert go_on(store) == [("publish", first)]
    assert doubts(store, new) == ["duplicate.copy_changed"]
    assert waiting(store) == [new]
    newer = add("baotintuc", f"{CORRECTED} Cầu thông xe từ hôm nay.")
    assert doubts(store, newer) == ["duplicate.copy_changed"]
    assert links(store) == {(copy, first)}


def test_a_doubt_that_was_there_stays_with_the_copy(store, add):
    add("baochinhphu")
    copy = add("baotintuc", doubts=(Doubt("date.future", "31/12/2099"),))
    assert doubts(store, copy) == ["date.future"]


def test_the_desk_sees_what_is_held(store, add):
    first, copy = add("baochinhphu"), add("baotintuc", SLIP)
    with store.session() as session:
        [held] = held_copies(session)
        assert (held.version, held.source, held.of.version, held.of.source) == (
            copy,
            "baotintuc",
            first,
            "baochinhphu",
        )
        assert (held.differing, held.outdated) == (("−công +sức",), False)
        lines = [*background(session, session.get_one(VersionRow, first)).lines()]
        assert any(f"phiên bản {copy} của baotintuc: https://baotintuc.vn/a.htm" in line for line in lines)
        rule_distinct(session, copy, actor="an", note="tin khác")
        assert held_copies(session) == []
