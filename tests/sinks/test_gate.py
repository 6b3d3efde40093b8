"""Nothing goes out unapproved: attempts to get round it, through the code and straight at the database."""

import contextlib
import threading
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.exc import DBAPIError

from sinks import approval
from sinks.approval import (
    DecisionRefused,
    approve,
    approve_by_policy,
    pending,
    policy_work,
    reject,
    withdraw,
)
from sinks.publication import publish_decided
from sinks.store import ingest
from sinks.store.models import (
    CaptureRow,
    DecisionRow,
    DoubtRow,
    IssueRow,
    PublicationRow,
    RenditionRow,
    VersionRow,
)
from tests.sinks.conftest import add_sound, article
from transforms.article import Doubt

AUTO = ["baochinhphu"]


def out(session) -> list[tuple[int, str]]:
    rows = session.execute(
        select(PublicationRow.sequence, PublicationRow.action).order_by(PublicationRow.sequence)
    )
    return [(sequence, action) for sequence, action in rows]


def publish_row(session, version, decision, **values) -> None:
    rendition = session.scalars(select(RenditionRow).where(RenditionRow.version_id == version.id)).first()
    fields = {
        "action": "publish", "item_id": version.item_id, "version_id": version.id, "rendition_id": rendition.id,
        "decision_id": decision.id,
    }  # fmt: skip
    session.execute(insert(PublicationRow).values(**(fields | values)))


def test_approved_goes_out_once(store, add_version):
    with store.session() as session:
        version = add_version(session, "một")
        assert publish_decided(session) == 0
        approve(session, version.id, actor="an")
        assert publish_decided(session) == 1
        assert publish_decided(session) == 0
        assert out(session) == [(1, "publish")]


def test_policy_approves_its_sources_only(store, add_version):
    with store.session() as session:
        add_version(session, "tin", source="baochinhphu")
        warning = add_version(session, "bão", source="nchmf")
        assert approve_by_policy(session, AUTO) == 1
        assert [case.version.id for case in pending(session, policy_sources=AUTO)] == [warning.id]
        assert publish_decided(session) == 1


def test_no_policy_approves_what_is_in_doubt(store, add_capture, add_version):
    doubt = Doubt("date.future", "12/12/2099")
    with store.session() as session:
        made = replace(article("tin"), doubts=(doubt,))
        ingest.save_article(session, made, add_capture(session, made))
        version = session.scalars(select(VersionRow)).one()
        rendition = add_sound(session, version)
        assert approve_by_policy(session, AUTO) == 0
        assert not policy_work(session, AUTO)
        assert [case.version.id for case in pending(session, policy_sources=AUTO)] == [version.id]
        fields = {"text_digest": version.text_digest, "audio_digest": rendition.audio_digest, "note": ""}
        row = {"version_id": version.id, "rendition_id": rendition.id, "action": "approve", **fields}
        with pytest.raises(DBAPIError, match="is in doubt"), session.begin_nested():
            session.execute(insert(DecisionRow).values(**row, actor="policy:baochinhphu"))
        [issue] = session.scalars(select(IssueRow))
        assert (issue.error, issue.reason) == ("Doubtful", "date.future: 12/12/2099")
        approve(session, version.id, actor="an", note="đã xem")
        session.refresh(issue)
        assert issue.closed_at is not None
        ingest.save_article(session, made, add_capture(session, made))
        session.refresh(issue)
        assert issue.closed_at is not None, "what a person has looked at is not told again"
        assert len(session.scalars(select(IssueRow)).all()) == 1
        assert publish_decided(session) == 1


def test_no_policy_lets_another_language_out(store, add_capture):
    with store.session() as session:
        made = replace(article("bridge opened"), language="en")
        ingest.save_article(session, made, add_capture(session, made))
        version = session.scalars(select(VersionRow)).one()
        sound = add_sound(session, version)
        assert not policy_work(session, AUTO)
        assert approve_by_policy(session, AUTO) == 0
        assert [case.version.id for case in pending(session, policy_sources=AUTO)] == [version.id]
        values = {
            "version_id": version.id, "rendition_id": sound.id, "action": "approve", "note": "",
            "text_digest": version.text_digest, "audio_digest": sound.audio_digest, "actor": "policy:baochinhphu",
        }  # fmt: skip
        with pytest.raises(DBAPIError, match="not Vietnamese"), session.begin_nested():
            session.execute(insert(DecisionRow).values(**values))
        approve(session, version.id, actor="an")


def test_a_doubt_that_a_later_reading_raises_counts_for_the_same_words(store, add_capture):
    with store.session() as session:
        made = article("tin")
        ingest.save_article(session, made, add_capture(session, made))
        version = session.scalars(select(VersionRow)).one()
        add_sound(session, version)
        doubted = replace(made, doubts=(Doubt("identity.file", "x"),))
        assert ingest.save_article(session, doubted, add_capture(session, doubted)) == "unchanged"
        assert approve_by_policy(session, AUTO) == 0
        with pytest.raises(DBAPIError, match="append-only"), session.begin_nested():
            session.execute(delete(DoubtRow))


@pytest.mark.parametrize("action", ["reject", "hold", "withdraw", "correct"])
def test_the_database_refuses_what_is_not_approved(store, add_version, action):
    with store.session() as session:
        version = add_version(session, "một")
        rendition = approval.newest_rendition(session, version.id)
        decision = approval._decide(session, version, rendition, action, "an", "")
        with pytest.raises(DBAPIError, match="refused"), session.begin_nested():
            publish_row(session, version, decision)
        assert out(session) == []


def test_one_letter_later_the_approval_no_longer_counts(store, add_version):
    with store.session() as session:
        first = add_version(session, "gió cấp 8")
        decision = approve(session, first.id, actor="an")
        second = add_version(session, "gió cấp 9")
        assert publish_decided(session) == 0
        with pytest.raises(DBAPIError, match="replaced by a newer one"), session.begin_nested():
            publish_row(session, first, decision)
        with pytest.raises(DBAPIError, match="no decision binds"), session.begin_nested():
            publish_row(session, second, decision)
        assert out(session) == []


def test_one_revoicing_later_the_approval_no_longer_counts(store, add_version):
    with store.session() as session:
        version = add_version(session, "một")
        decision = approve(session, version.id, actor="an")
        again = add_sound(session, version, take="2")
        with pytest.raises(DBAPIError, match="no decision binds"), session.begin_nested():
            publish_row(session, version, decision, rendition_id=again.id)
        assert [case.rendition.id for case in pending(session, policy_sources=[])] == [again.id]


def test_a_decision_must_name_the_words_and_the_sound(store, add_version):
    with store.session() as session:
        version = add_version(session, "một")
        rendition = approval.newest_rendition(session, version.id)
        values = {
            "version_id": version.id,
            "rendition_id": rendition.id,
            "action": "approve",
            "actor": "an",
            "note": "",
        }
        for digests in (
            {"text_digest": "x", "audio_digest": rendition.audio_digest},
            {"text_digest": version.text_digest, "audio_digest": "x"},
        ):
            with pytest.raises(DBAPIError, match="must name the words"), session.begin_nested():
                session.execute(insert(DecisionRow).values(**values, **digests))


@pytest.mark.parametrize("table", [CaptureRow, VersionRow, RenditionRow, DecisionRow, PublicationRow])
def test_what_is_written_stays(store, add_version, table):
    with store.session() as session:
        version = add_version(session, "một")
        approve(session, version.id, actor="an")
        publish_decided(session)
    name = table.__tablename__
    column = next(iter(table.__table__.columns)).name
    attempts = [delete(table), update(table).values({column: 99}), text(f"TRUNCATE {name} CASCADE")]
    for attempt in attempts:
        with (
            pytest.raises(
                DBAPIError, match=f"{name} is append-only|can only be updated to DEFAULT|append-only"
            ),
            store.session() as session,
        ):
            session.execute(attempt)
    with store.session() as session:
        assert session.scalars(select(table)).all()


def test_a_withdrawal_follows_what_is_out_and_the_policy_does_not_bring_it_back(store, add_version):
    with store.session() as session:
        version = add_version(session, "một")
        approve_by_policy(session, AUTO)
        publish_decided(session)
        withdraw(session, version.id, actor="an", note="sai số")
        assert publish_decided(session) == 1
        assert out(session) == [(1, "publish"), (2, "withdraw")]
        newer = add_version(session, "một sửa")
        assert approve_by_policy(session, AUTO) == 0
        assert [case.version.id for case in pending(session, policy_sources=AUTO)] == [newer.id]
        approve(session, newer.id, actor="an")
        publish_decided(session)
        assert out(session)[-1] == (3, "publish")


def test_a_new_version_of_what_is_out_is_a_correction(store, add_version):
    with store.session() as session:
        for words in ("một", "hai"):
            approve(session, add_version(session, words).id, actor="an")
            publish_decided(session)
        assert out(session) == [(1, "publish"), (2, "correct")]


def test_decisions_that_make_no_sense_are_refused_with_a_way_out(store, add_version):
    with store.session() as session:
        version = add_version(session, "một")
        with pytest.raises(DecisionRefused, match="nothing of the item"):
            withdraw(session, version.id, actor="an", note="")
        with pytest.raises(DecisionRefused, match="there is no version 999"):
            approve(session, 999, actor="an")
        silent = add_version(session, "im lặng", sound=False, path="/b.htm")
        with pytest.raises(DecisionRefused, match="no sound yet"):
            approve(session, silent.id, actor="an")
        approve(session, version.id, actor="an")
        with pytest.raises(DecisionRefused, match="approved already"):
            approve(session, version.id, actor="an")
        publish_decided(session)
        with pytest.raises(DecisionRefused, match="is out already"):
            reject(session, version.id, actor="an", note="")


def test_a_rejection_after_an_approval_stops_it(store, add_version):
    with store.session() as session:
        version = add_version(session, "một")
        approve(session, version.id, actor="an")
        reject(session, version.id, actor="binh", note="chờ xác minh")
        assert publish_decided(session) == 0
        assert pending(session, policy_sources=[]) == []


def test_the_decisions_hash_over_one_another(store, add_version):
    with store.session() as session:
        for number in range(3):
            approve(
                session,
                add_version(session, f"tin {number}", path=f"/{number}.htm").id,
                actor="an",
                note="ghi chú",
            )
        rows = session.scalars(select(DecisionRow).order_by(DecisionRow.id)).all()
        recomputed = session.scalars(
            text(
                "SELECT encode(sha256(convert_to(jsonb_build_array(previous_hash, id, version_id, rendition_id, action,"
                " text_digest, audio_digest, actor, note, extract(epoch FROM made_at)::text)::text, 'UTF8')), 'hex')"
                " FROM decision ORDER BY id"
            )
        ).all()
    assert [row.hash for row in rows] == recomputed
    assert [row.previous_hash for row in rows] == ["", *recomputed[:-1]]


def test_publication_numbers_are_gapless_and_in_the_order_of_commits(store, add_version):
    """Writers race; a reader that polls `after N` never sees a number appear below one it has seen."""
    with store.session() as session:
        versions = [add_version(session, f"tin {n}", path=f"/{n}.htm").id for n in range(24)]
    seen: list[list[int]] = []
    done = threading.Event()

    def read() -> None:
        while not done.is_set():
            with store.session() as session:
                seen.append([sequence for sequence, _ in out(session)])

    def write(mine: list[int]) -> None:
        for version in mine:
            with store.session() as session:
                approve(session, version, actor="an")
            with store.session() as session:
                publish_decided(session)

    reader = threading.Thread(target=read)
    writers = [threading.Thread(target=write, args=(versions[start::4],)) for start in range(4)]
    for thread in [reader, *writers]:
        thread.start()
    for thread in writers:
        thread.join(60)
    done.set()
    reader.join(10)
    assert all(snapshot == list(range(1, len(snapshot) + 1)) for snapshot in seen)
    with store.session() as session:
        assert [sequence for sequence, _ in out(session)] == list(range(1, 25))


STEPS = st.lists(
    st.sampled_from(["edit", "voice", "approve", "policy", "reject", "withdraw", "publish"]), max_size=14
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS)
def test_whatever_happens_only_the_approved_is_out(store, add_version, steps):
    """Random walks: at every moment what is out was approved last, word for word and sound for sound."""
    path = f"/{id(steps)}-{len(steps)}.htm"
    with store.session() as session:
        version = add_version(session, "bản 0", path=path)
        for number, step in enumerate(steps, 1):
            with contextlib.suppress(DecisionRefused):
                version = _walk(session, add_version, version, step, number, path)
            live = approval.live_publication(session, version)
            if live is not None:
                ruling = session.get_one(DecisionRow, live.decision_id)
                assert ruling.action == "approve"
                assert (ruling.text_digest, ruling.audio_digest) == (
                    live.version.text_digest,
                    live.rendition.audio_digest,
                )


def _walk(session, add_version, version, step, number, path):
    if step == "edit":
        return add_version(session, f"bản {number}", path=path)
    if step == "voice":
        add_sound(session, version, take=str(number))
    elif step == "approve":
        approve(session, version.id, actor="an")
    elif step == "policy":
        approve_by_policy(session, AUTO)
    elif step == "reject":
        reject(session, version.id, actor="an", note="")
    elif step == "withdraw":
        withdraw(session, version.id, actor="an", note="")
    else:
        publish_decided(session)
    return version
