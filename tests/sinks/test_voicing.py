"""Which versions want a sound, and when they are tried again."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError

from sinks.approval import (
    DecisionRefused,
    approve,
    approve_by_policy,
    live_publication,
    pending,
    reject,
    sound_of,
)
from sinks.publication import publish_decided
from sinks.store import voicing
from sinks.store.models import RenditionRow, VersionRow, VoicingRow
from sinks.store.renditions import newest_rendition
from sinks.store.voicing import AGAIN, BETTER, save_attempt, wants_voice, wish
from tests.sinks.conftest import add_sound
from transforms.voice.errors import BadSound, VoiceUnavailable


@pytest.fixture
def long_ago(monkeypatch):
    """Makes everything that the test has done until now that much older, as far as the queries can see."""

    def pass_by(session, time: timedelta) -> None:
        session.execute(text("SET LOCAL session_replication_role = replica"))
        for table in ("voicing", "version", "voice_wish"):
            session.execute(text(f"UPDATE {table} SET made_at = made_at - :time"), {"time": time})
        session.execute(text("SET LOCAL session_replication_role = origin"))
        session.expire_all()

    return pass_by


def wanted(session) -> list[int]:
    return list(session.scalars(wants_voice()))


def attempt(session, version: int, rendition: int | None, **how: object) -> None:
    save_attempt(session, version, rendition, begun=session.scalars(select(func.now())).one(), **how)


def stand_in(session, version: VersionRow, *, take: str = "") -> RenditionRow:
    row = add_sound(session, version, take=take)
    session.execute(text("SET LOCAL session_replication_role = replica"))
    row.fell_back = ["edge: không trả lời"]
    session.flush()
    session.execute(text("SET LOCAL session_replication_role = origin"))
    attempt(session, version.id, row.id, fell_back=row.fell_back)
    session.flush()
    return row


def test_a_version_without_a_sound_wants_one_and_after_a_failure_is_left_alone_for_a_while(
    store, add_version, long_ago
):
    with store.session() as session:
        version = add_version(session, "nước sạch", sound=False)
        assert wanted(session) == [version.id]
        attempt(session, version.id, None, fault=BadSound("im lặng"))
        session.flush()
        assert wanted(session) == []
        long_ago(session, AGAIN)
        assert wanted(session) == [version.id]


def test_a_voice_that_was_only_away_is_asked_by_every_run(store, add_version):
    with store.session() as session:
        version = add_version(session, "bão số 5", sound=False)
        attempt(session, version.id, None, fault=VoiceUnavailable("không trả lời"))
        session.flush()
        assert wanted(session) == [version.id]


def test_what_a_stand_in_spoke_is_tried_again_while_it_is_young(store, add_version, long_ago):
    with store.session() as session:
        version = add_version(session, "nước sạch", sound=False)
        stand_in(session, version)
        assert wanted(session) == []
        long_ago(session, AGAIN)
        assert wanted(session) == [version.id]
        long_ago(session, BETTER)
        assert wanted(session) == []


def test_new_items_come_before_better_voices(store, add_version, long_ago):
    with store.session() as session:
        first = add_version(session, "nước sạch", sound=False)
        stand_in(session, first)
        long_ago(session, AGAIN)
        second = add_version(session, "cầu treo", sound=False, path="/b.htm")
        assert wanted(session) == [second.id, first.id]


@pytest.mark.parametrize(("ruling", "again"), [(approve, True), (reject, False)])
def test_a_better_voice_is_for_what_nobody_decided_against(store, add_version, long_ago, ruling, again):
    with store.session() as session:
        version = add_version(session, "nước sạch", sound=False)
        stand_in(session, version)
        ruling(session, version.id, actor="an", note="đã nghe")
        long_ago(session, AGAIN)
        assert (wanted(session) == [version.id]) is again


def test_a_better_sound_wants_its_own_approval(store, add_version):
    with store.session() as session:
        version = add_version(session, "nước sạch", sound=False)
        old = stand_in(session, version)
        approve(session, version.id, actor="an")
        assert pending(session, policy_sources=[]) == []
        better = add_sound(session, version, take="tốt")
        (case,) = pending(session, policy_sources=[])
        assert case.rendition.id == better.id
        with pytest.raises(DecisionRefused, match=f"not {old.id}, which you listened to"):
            approve(session, version.id, actor="an", heard=old.id)
        approve(session, version.id, actor="an", heard=better.id)


def test_a_wish_is_heard_once_and_at_once(store, add_version):
    with store.session() as session:
        version = add_version(session, "nước sạch")
        assert wanted(session) == []
    with store.session() as session:
        wish(session, version.id, actor="an", note="đọc sai tên bản")
    with store.session() as session:
        assert wanted(session) == [version.id]
        attempt(session, version.id, None, fault=BadSound("im lặng"))
    with store.session() as session:
        assert wanted(session) == []


def test_an_attempt_tells_what_came_of_it(store, add_version):
    with store.session() as session:
        version = add_version(session, "nước sạch")
    with pytest.raises(IntegrityError, match="voicing_check"), store.session() as session:
        attempt(session, version.id, None)
    with store.session() as session:
        attempt(session, version.id, newest_rendition(session, version.id).id)
        session.flush()
        assert session.query(VoicingRow).one().made_at <= datetime.now(UTC)


def test_a_text_that_no_voice_speaks_wants_none(store, add_version):
    with store.session() as session:
        version = add_version(session, "nước sạch", sound=False)
        assert "fr" not in voicing.SPOKEN_LANGUAGES
        session.execute(text("SET LOCAL session_replication_role = replica"))
        version.language = "fr"
        session.flush()
        assert wanted(session) == []


def test_a_sound_does_not_meet_a_wish_that_came_while_it_was_made(store, add_version):
    with store.session() as session:
        version = add_version(session, "nước sạch")
        begun = session.scalars(select(func.now())).one()
    with store.session() as session:
        wish(session, version.id, actor="an", note="đọc sai tên bản")
    with store.session() as session:
        kept = newest_rendition(session, version.id).id
        save_attempt(session, version.id, kept, begun=begun)
        session.flush()
        assert wanted(session) == [version.id]
        attempt(session, version.id, kept)
        session.flush()
        assert wanted(session) == []


def test_what_was_rejected_is_decided_anew_once_it_was_voiced_again(store, add_version):
    with store.session() as session:
        version = add_version(session, "nước sạch")
        reject(session, version.id, actor="an", note="đọc sai tên bản")
        assert pending(session, policy_sources=[]) == []
        add_sound(session, version, take="sửa")
        assert [case.version.id for case in pending(session, policy_sources=["baochinhphu"])] == [version.id]
        assert approve_by_policy(session, ["baochinhphu"]) == 0
        with pytest.raises(DecisionRefused, match="voiced more than once"):
            approve(session, version.id, actor="an")
        approve(session, version.id, actor="an", heard=newest_rendition(session, version.id).id)


def test_a_new_sound_or_words_of_what_is_out_can_be_rejected_and_the_old_stays(store, add_version):
    with store.session() as session:
        first = add_version(session, "nước sạch")
        aired = approve(session, first.id, actor="an").rendition_id
        publish_decided(session)
        with pytest.raises(DecisionRefused, match="is out already"):
            reject(session, first.id, actor="an", note="đọc sai")
        add_sound(session, first, take="mới")
        reject(session, first.id, actor="an", note="nghe rè")
        second = add_version(session, "nước sạch hơn")
        reject(session, second.id, actor="an", note="chưa chắc")
        publish_decided(session)
        live = live_publication(session, first)
        assert (live.version_id, live.rendition_id) == (first.id, aired)
        assert pending(session, policy_sources=[]) == []
        assert sound_of(session, first.id).id == aired
        assert sound_of(session, second.id).version_id == second.id
