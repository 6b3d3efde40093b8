"""The store's tables, migrations and intake."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import func, select

from crawlers.capture import Capture, Purpose, Role
from crawlers.discovery.entry import Window
from crawlers.errors import BadDocument, ConfigurationError
from crawlers.report import CrawlReport, Known, Problem
from sinks.store import captured, ingest, issues
from sinks.store.door import Store
from sinks.store.known import known
from sinks.store.models import Base, CaptureRow, IssueRow, SightingRow, VersionRow
from sinks.store.voicing import wants_voice
from tests.sinks.conftest import add_sound, article

NOW = datetime(2026, 11, 20, tzinfo=UTC)


def capture(
    url: str, *, crawl: str = "c1", status: int = 200, role: Role = Role.ITEM, etag: str = ""
) -> Capture:
    return Capture(
        source="s", crawl=crawl, url=url, final_url=url, purpose=Purpose(role), asked_at=NOW, answered_at=NOW,
        status=status, headers=(("ETag", etag),), body_sha256="0" * 64, body_bytes=1, truncated="", rehearsal=True,
        warc_file=crawl, warc_offset=hash(url) % 10**9,
    )  # fmt: skip


def report(crawl: str, *, start: datetime = NOW, **values) -> CrawlReport:
    return CrawlReport("s", crawl, Window(start, NOW + timedelta(days=1)), NOW, finished=True, **values)


def told(session, start: datetime = NOW) -> Known:
    return known(session, "s", Window(start, NOW + timedelta(days=1)), NOW)


def test_the_migrations_make_what_the_models_say(store):
    with store.engine.connect() as connection:
        context = MigrationContext.configure(connection)
        differences = [
            each for each in compare_metadata(context, Base.metadata) if "issue_open" not in str(each)
        ]
    assert differences == []


def test_migrating_twice_changes_nothing(store):
    store.migrate()
    with store.session() as session:
        assert session.scalar(select(func.count()).select_from(VersionRow)) == 0


def test_only_postgresql_will_do():
    with pytest.raises(ConfigurationError, match=r"postgresql\+psycopg"):
        Store("sqlite:///x.db")


def test_a_server_that_does_not_answer_is_named():
    store = Store("postgresql+psycopg://nobody:secret@127.0.0.1:1/none")
    with pytest.raises(ConfigurationError, match="does not answer") as caught:
        store.migrate()
    assert "secret" not in str(caught.value)


def test_captures_are_entered_once(store):
    captures = [capture(f"https://s.vn/{n}") for n in range(3)]
    with store.session() as session:
        assert captured.register_captures(session, captures) == 3
        assert captured.register_captures(session, captures) == 0


def test_same_words_are_no_new_version_and_new_words_are(store, add_capture):
    with store.session() as session:
        outcomes = []
        for words in ("một", "một", "hai", "một"):
            made = article(words)
            outcomes.append(ingest.save_article(session, made, add_capture(session, made)))
        numbers = session.scalars(select(VersionRow.number).order_by(VersionRow.id)).all()
    assert outcomes == ["new", "unchanged", "changed", "changed"]
    assert numbers == [1, 2, 3]


def test_only_the_newest_version_wants_a_voice_and_only_until_it_has_one(store, add_version):
    with store.session() as session:
        add_version(session, "một", sound=False)
        newest = add_version(session, "hai", sound=False)
        assert session.scalars(wants_voice()).all() == [newest.id]
        add_sound(session, newest)
        assert session.scalars(wants_voice()).all() == []


def test_the_urgent_are_voiced_first_then_the_oldest(store, add_version):
    lanes = ["normal", "priority", "normal", "urgent", "priority"]
    with store.session() as session:
        made = {
            add_version(session, f"{n}", sound=False, path=f"/{n}", priority=lane).id: lane
            for n, lane in enumerate(lanes)
        }
        order = session.scalars(wants_voice()).all()
    assert [made[each] for each in order] == ["urgent", "priority", "priority", "normal", "normal"]
    assert order[1:] == sorted(order[1:3]) + sorted(order[3:])


def test_a_page_in_quarantine_is_tried_again_by_a_newer_extractor_only(store, add_capture):
    made = article("một", source="s")
    with store.session() as session:
        key = add_capture(session, made)
        row = session.get_one(CaptureRow, key)
        assert session.scalars(ingest.wants_extraction("s", "1")).all() == [key]
        issues.quarantine(session, "s", row, BadDocument("hỏng", url=made.url), "1")
        assert session.scalars(ingest.wants_extraction("s", "1")).all() == []
        assert session.scalars(ingest.wants_extraction("s", "2")).all() == [key]


def test_one_page_in_quarantine_holds_up_no_other(store, add_capture):
    with store.session() as session:
        bad, good = article("một", path="/1.htm", source="s"), article("hai", path="/2.htm", source="s")
        row = session.get_one(CaptureRow, add_capture(session, bad))
        other = add_capture(session, good)
        issues.quarantine(session, "s", row, BadDocument("hỏng", url=bad.url), "1")
        assert session.scalars(ingest.wants_extraction("s", "1")).all() == [other]


def test_a_page_that_came_again_is_tried_again_once(store, add_capture):
    """Its words may be the same while the file that belongs to it has come."""
    made = article("một", source="s")
    error = BadDocument("hỏng", url=made.url)
    with store.session() as session:
        first = session.get_one(CaptureRow, add_capture(session, made))
        issues.quarantine(session, "s", first, error, "1")
        again = add_capture(session, made, crawl="c2")
        assert session.scalars(ingest.wants_extraction("s", "1")).all() == [], "the same bytes"
        add_capture(session, made, crawl="c2", role="attachment", url="https://s.vn/1.pdf", parent=made.url)
        assert session.scalars(ingest.wants_extraction("s", "1")).all() == [again]
        issues.quarantine(session, "s", session.get_one(CaptureRow, again), error, "1")
        assert session.scalars(ingest.wants_extraction("s", "1")).all() == []


def test_a_page_that_was_changed_and_changed_back_is_read_each_time(store, add_capture):
    made = article("một", source="s")
    with store.session() as session:
        one, same, other, back = (add_capture(session, made, body_sha256=letter * 64) for letter in "aaba")
        assert session.scalars(ingest.wants_extraction("s", "1")).all() == [one, other, back]
        assert same < other


def test_a_page_that_became_an_article_closes_its_issues(store, add_capture):
    made = article("một", source="s")
    with store.session() as session:
        row = session.get_one(CaptureRow, add_capture(session, made))
        issues.quarantine(session, "s", row, BadDocument("hỏng", url=made.url), "1")
        issues.close(session, "s", made.url)
        assert session.scalars(select(IssueRow).where(IssueRow.closed_at.is_(None))).all() == []


@pytest.mark.parametrize(
    "values", [{"status": 404}, {"status": 304}, {"truncated": "length"}, {"role": "discovery"}]
)
def test_what_is_no_whole_page_is_not_read(store, add_capture, values):
    made = article("một", source="s")
    with store.session() as session:
        add_capture(session, made, **values)
        assert session.scalars(ingest.wants_extraction("s", "1")).all() == []


def test_the_same_problem_twice_is_one_issue_seen_twice(store):
    problem = Problem("Gone", "https://s.vn/1", "HTTP 404", "", "quarantine")
    with store.session() as session:
        for crawl in ("c1", "c2"):
            ingest.save_report(session, report(crawl, problems=[problem]))
        issue = session.scalars(select(IssueRow)).one()
    assert issue.times == 2


def test_an_issue_points_to_the_bytes(store):
    problem = Problem("Gone", "https://s.vn/1", "HTTP 404", "", "quarantine")
    with store.session() as session:
        captured.register_captures(session, [capture("https://s.vn/1", status=404)])
        ingest.save_report(session, report("c1", problems=[problem]))
        issue = session.scalars(select(IssueRow)).one()
        assert session.get_one(CaptureRow, issue.capture_id).status == 404


def changing(etag: str, other: str, role: Role = Role.ITEM) -> list:
    """A page that changed, as its validators told or did not tell."""
    one, two = (
        capture(f"https://s.vn/{role}", crawl=f"{crawl}-{role}", etag=each, role=role)
        for crawl, each in (("x", etag), ("y", other))
    )
    return [one, replace(two, body_sha256="f" * 64)]


def test_a_304_is_asked_for_only_of_a_host_that_has_proved_its_validators(store):
    with store.session() as session:
        captured.register_captures(session, [capture("https://s.vn/a", etag='"1"')])
        ingest.save_report(session, report("c1"))
        assert told(session).validators == {}, "no evidence"
        captured.register_captures(session, changing('"1"', '"2"'))
        assert told(session).validators["https://s.vn/a"].etag == '"1"'
        captured.register_captures(
            session, [replace(each, warc_file="z" + each.crawl) for each in changing('"3"', '"3"')]
        )
        assert told(session).validators == {}, "it lied"


def test_validators_of_lists_come_from_crawls_that_dealt_with_everything(store):
    feed = "https://s.vn/a.rss"
    with store.session() as session:
        captured.register_captures(session, changing('"1"', '"2"', Role.DISCOVERY))
        proof = set(told(session).validators)
        captured.register_captures(session, [capture(feed, role=Role.DISCOVERY, etag='"1"')])
        ingest.save_report(session, report("c1", later=1))
        assert set(told(session).validators) == proof
        second = capture(feed, crawl="c2", role=Role.DISCOVERY, etag='"2"')
        captured.register_captures(session, [replace(second, answered_at=datetime.now(UTC))])
        assert feed not in told(session).validators, "of a crawl that has not reported"
        ingest.save_report(session, report("c2"))
        assert told(session).validators[feed].etag == '"2"'
        earlier = told(session, NOW - timedelta(days=9))
        assert set(earlier.validators) == proof, "a wider window must see the list in full"


def test_only_a_page_that_came_whole_is_known(store):
    """What is known is not asked again: a page that is known too early is lost."""
    pages = {
        "good": capture("https://s.vn/good"),
        "gone": capture("https://s.vn/gone", status=404),
        "cut": replace(capture("https://s.vn/cut"), truncated="disconnect"),
        "empty": replace(capture("https://s.vn/empty"), body_bytes=0),
        "lacking": capture("https://s.vn/lacking"),
        "killed": capture("https://s.vn/killed", crawl="killed"),
    }
    file = Problem("Transient", "https://s.vn/1.pdf", "HTTP 500", "", "retry", parent="https://s.vn/lacking")
    with store.session() as session:
        captured.register_captures(session, pages.values())
        ingest.save_report(session, report("c1", problems=[file]))
        assert set(told(session).captured) == {"https://s.vn/good"}


def test_two_readers_of_one_page_make_one_version(store, add_capture):
    made = article("một")
    with store.session() as session:
        key = add_capture(session, made)
    for _ in range(2):
        with store.session() as session:
            ingest.save_article(session, made, key)
    with store.session() as session:
        assert len(session.scalars(select(SightingRow)).all()) == 1
        assert len(session.scalars(select(VersionRow)).all()) == 1
