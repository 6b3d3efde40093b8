"""What an item's new words do to those that are out: a person sees it first, and sees all of it."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from sinks.approval import approve, approve_by_policy, pending, withdraw
from sinks.background import background
from sinks.publication import publish_decided
from sinks.store import ingest, issues
from sinks.store.corrected import RETRACTED, WITHDRAW, version_out
from sinks.store.models import DoubtRow, IssueRow, VersionRow
from tests.sinks.conftest import add_sound, article
from transforms.article import Block, BlockKind

TEXT = (
    "Ủy ban nhân dân xã Suối Mẫu khánh thành cầu treo dài 120 mét, nối bản Nà Mẫu với trung tâm xã.",
    "Công trình do bà con góp công và tỉnh hỗ trợ xi măng.",
    "Trước đây vào mùa lũ học sinh phải nghỉ học.",
)
TAKEN = "Bài viết này đã được gỡ theo yêu cầu của xã."


def told(*paragraphs: str, **values):
    fields = {"blocks": tuple(Block(BlockKind.PARAGRAPH, each) for each in paragraphs)} | values
    return replace(article("Cầu treo"), **fields)


@pytest.fixture
def enter(store, add_capture):
    """Enters a reading of the item's page, with a sound; gives the key of the newest version."""

    def enter(*paragraphs: str, **values) -> int:
        made = told(*paragraphs, **values)
        with store.session() as session:
            ingest.save_article(session, made, add_capture(session, made))
            query = select(VersionRow).order_by(VersionRow.number.desc()).limit(1)
            version = session.scalars(query).one()
            if not version.renditions:
                add_sound(session, version)
            return version.id

    return enter


@pytest.fixture
def by_policy(store):
    """Approves by policy what may be, publishes it, and gives how many that were."""

    def decide() -> int:
        with store.session() as session:
            approve_by_policy(session, ["baochinhphu"])
            return publish_decided(session)

    return decide


def doubts(store, version: int) -> dict[str, str]:
    with store.session() as session:
        rows = session.scalars(select(DoubtRow).where(DoubtRow.version_id == version)).all()
        return {row.code: row.detail for row in rows}


def open_issues(store) -> list[tuple[str, str]]:
    with store.session() as session:
        rows = session.scalars(select(IssueRow).where(IssueRow.closed_at.is_(None))).all()
        return [(row.reason, row.fix) for row in rows]


def changed(store, version: int) -> list[str]:
    """The kinds of change that the editor is shown."""
    with store.session() as session:
        return [each.kind for each in background(session, session.get_one(VersionRow, version)).changes]


@pytest.mark.parametrize(
    "after",
    [(TAKEN,), (TEXT[0], TAKEN), (TAKEN, *TEXT)],
    ids=["alone", "under the old lead", "over the whole text"],
)
def test_a_retraction_is_never_broadcast_as_a_correction(store, enter, by_policy, after):
    first = enter(*TEXT)
    assert by_policy() == 1
    second = enter(*after)
    assert second > first
    assert by_policy() == 0
    assert f"version {first}, which is out" in doubts(store, second)[RETRACTED]
    [fix] = [fix for reason, fix in open_issues(store) if reason.startswith(RETRACTED)]
    assert fix == WITHDRAW
    assert "nguon withdraw" in fix
    assert changed(store, second)[0] == "retraction"


def test_the_issue_of_a_retraction_stays_open_until_somebody_decides(store, enter, by_policy):
    first = enter(*TEXT)
    by_policy()
    for credit in ("một", "hai"):
        with store.session() as session:
            issues.close(session, "baochinhphu", told().url)
        second = enter(TAKEN, credit=credit)
        assert [reason.split(":")[0] for reason, _ in open_issues(store)] == [RETRACTED]
    with store.session() as session:
        withdraw(session, second, actor="an", note="báo đã gỡ")
        assert publish_decided(session) == 1
        assert version_out(session, session.get_one(VersionRow, first).item_id) is None
    enter(TAKEN, credit="ba")
    assert open_issues(store) == []
    assert by_policy() == 0


def test_a_retraction_of_what_is_not_out_waits_too_and_so_does_what_follows_it(store, enter, by_policy):
    enter(*TEXT)
    second = enter(TAKEN)
    assert "not out" in doubts(store, second)[RETRACTED]
    third = enter(TAKEN.replace(" theo yêu cầu của xã", ""))
    assert RETRACTED in doubts(store, third)
    assert by_policy() == 0


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("120 mét", "130 mét", "change.number"),
        ("120 mét", "120 km", "change.number"),
        ("Nà Mẫu", "Nà Mấu", "change.name"),
        ("phải nghỉ học", "được nghỉ học", "change.meaning"),
        (TEXT[2], "", "change.removal"),
    ],
)
def test_what_listeners_were_told_otherwise_is_seen_by_a_person(store, enter, by_policy, old, new, code):
    enter(*TEXT)
    assert by_policy() == 1
    words = "\n".join(TEXT).replace(old, new).split("\n")
    second = enter(*filter(None, words))
    assert by_policy() == 0
    found = doubts(store, second)
    assert list(found) == [code]
    assert old in found[code]
    assert new in found[code]
    with store.session() as session:
        assert [case.version.id for case in pending(session, policy_sources=["baochinhphu"])] == [second]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Công trình", "Cầu treo"),
        (TEXT[2], f"{TEXT[2]} Nay các em đi học đều."),
        ("góp công và", "góp công, và"),
    ],
)
def test_a_smaller_correction_follows_by_policy(store, enter, by_policy, old, new):
    enter(*TEXT)
    by_policy()
    second = enter(*"\n".join(TEXT).replace(old, new).split("\n"))
    assert doubts(store, second) == {}
    assert by_policy() == 1


def test_what_nobody_has_heard_yet_may_change_as_it_likes(store, enter, by_policy):
    enter(*TEXT)
    second = enter(TEXT[0].replace("120", "130"), TEXT[1])
    assert doubts(store, second) == {}
    assert by_policy() == 1


def test_the_number_stays_in_doubt_through_every_version_until_it_is_decided(store, enter, by_policy):
    first = enter(*TEXT)
    by_policy()
    enter(TEXT[0].replace("120", "130"), *TEXT[1:])
    third = enter(TEXT[0].replace("120", "130"), TEXT[1].replace("công và", "công, và"), TEXT[2])
    assert list(doubts(store, third)) == ["change.number"]
    assert by_policy() == 0
    with store.session() as session:
        approve(session, third, actor="an")
        publish_decided(session)
        assert version_out(session, session.get_one(VersionRow, first).item_id).id == third
    fourth = enter(TEXT[0].replace("120", "130"), *TEXT[1:])
    assert doubts(store, fourth) == {}


def test_the_desk_compares_with_what_is_on_air(store, enter, by_policy):
    first = enter(*TEXT)
    by_policy()
    other = TEXT[0].replace("120", "130")
    second = enter(other, *TEXT[1:])
    third = enter(other, TEXT[1].replace("công và", "công, và"), TEXT[2])
    assert changed(store, first) == []
    assert changed(store, second) == ["number"]
    assert changed(store, third) == ["number", "typo"], "the number was never on air"
    with store.session() as session:
        approve(session, third, actor="an")
        publish_decided(session)
    assert changed(store, third) == ["number", "typo"], "it is out now, and this is what it corrected"
    with store.session() as session:
        withdraw(session, third, actor="an", note="sai")
        publish_decided(session)
    fourth = enter(other, *TEXT[1:])
    assert changed(store, fourth) == ["typo"], "nothing is out: what came before it"


@pytest.mark.parametrize(
    ("kind", "shown"), [(BlockKind.CAPTION, "chú thích ảnh"), (BlockKind.BYLINE, "tên tác giả")]
)
def test_a_caption_or_a_byline_is_shown_as_what_it_is(store, enter, by_policy, kind, shown):
    paragraphs = tuple(Block(BlockKind.PARAGRAPH, each) for each in TEXT)
    enter(blocks=(*paragraphs, Block(kind, "An Mẫu")))
    by_policy()
    second = enter(blocks=(*paragraphs, Block(kind, "Bình Mẫu")))
    with store.session() as session:
        behind = background(session, session.get_one(VersionRow, second))
    assert list(behind.lines()) == [f"{shown}  − An Mẫu  + Bình Mẫu"]
    assert behind.doubts == ()


def test_what_no_listener_notices_is_no_version(store, enter):
    first = enter(*TEXT)
    heading = (Block(BlockKind.HEADING, TEXT[0]), *(Block(BlockKind.PARAGRAPH, each) for each in TEXT[1:]))
    assert enter(blocks=heading) == first
    assert enter(*(each.replace("Ủy", "Uỷ") for each in TEXT)) == first
