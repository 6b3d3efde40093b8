"""Who decides on a version follows from the source whose words it has, whichever had the item first."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import func, select

from sinks.approval import approve, approve_by_policy, pending
from sinks.outlet.changes import change
from sinks.publication import publish_decided
from sinks.store import ingest
from sinks.store.models import DecisionRow, IssueRow, PublicationRow, VersionRow
from sinks.summary import summarise
from tests.sinks.conftest import add_sound, article
from transforms.article import Article, Doubt, Kind, LegalIdentity

LEGAL = LegalIdentity("12/2026/NĐ-CP", "Nghị định", "Chính phủ", date(2026, 11, 2))
AUTO = ["portal"]


@pytest.fixture
def enter(store, add_capture):
    """Enters a document as a source has it, with a sound; gives its version's key."""

    def add(source: str, words: str, authority: int, *doubts: Doubt) -> int:
        made = replace(
            article(words, source=source, kind=Kind.LEGAL), legal=LEGAL, authority=authority, doubts=doubts
        )
        with store.session() as session:
            ingest.save_article(session, made, add_capture(session, made))
            version = session.get_one(VersionRow, session.scalar(select(func.max(VersionRow.id))))
            add_sound(session, version)
            return version.id

    return add


def test_no_policy_of_the_first_source_approves_the_words_of_another(store, enter):
    enter("portal", "Điều 1. Loa của xã đọc tin.", 0)
    words = enter("gazette", "Điều 1. Loa của xã đọc tin mỗi sáng.", 5)
    with store.session() as session:
        assert approve_by_policy(session, AUTO) == 0
        [case] = pending(session, policy_sources=AUTO)
        assert (case.version.id, case.source, case.item.source) == (words, "gazette", "portal")
        [row] = summarise(session, ["gazette"], case.version.made_at.replace(year=2000), policy_sources=AUTO)
        assert row.waiting == 1


def test_the_policy_of_the_source_whose_words_they_are_approves_them(store, enter):
    enter("gazette", "Điều 1. Loa của xã đọc tin.", 0)
    enter("portal", "Điều 1. Loa của xã đọc tin mỗi sáng.", 5)
    with store.session() as session:
        assert approve_by_policy(session, AUTO) == 1
        assert session.scalars(select(DecisionRow.actor)).one() == "policy:portal"


def test_a_line_of_the_outlet_names_the_source_whose_words_they_are(store, enter):
    enter("portal", "Điều 1. Loa của xã đọc tin.", 0)
    words = enter("gazette", "Điều 1. Loa của xã đọc tin mỗi sáng.", 5)
    with store.session() as session:
        approve(session, words, actor="an")
        publish_decided(session)
        row = session.scalars(select(PublicationRow)).one()
        made = Article.from_json(row.version.article)
        assert change(row, made)["source"] == "gazette"
        assert change(row, made, available=False)["source"] == "portal", (
            "what may not be believed names nobody"
        )


def test_a_decision_closes_what_was_told_of_the_words_that_it_is_about(store, enter):
    enter("portal", "Điều 1. Loa của xã đọc tin.", 0)
    words = enter("gazette", "Điều 1. Loa của xã đọc tin mỗi sáng.", 5, Doubt("date.future", "31/12/2099"))
    with store.session() as session:
        [issue] = session.scalars(select(IssueRow).where(IssueRow.source == "gazette"))
        approve(session, words, actor="an")
        session.refresh(issue)
        assert issue.closed_at is not None
