"""What a crawl is told beforehand, after crawls that lived to report and others that did not."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from crawlers.capture import Capture, Payload, Purpose, Role, exchange_key
from crawlers.discovery.entry import Window
from crawlers.known import Known, Place, Validators
from crawlers.media.ranges import Held, Part
from crawlers.report import REQUEST, CrawlReport, CrawlRequest, Problem
from sinks.store import captured, ingest, issues
from sinks.store.evidence import Spot, looked_at_in_full, trusted_spots
from sinks.store.known import HELD_FOR, known
from sinks.store.models import CaptureRow, IssueRow, SightingRow
from tests.sinks.conftest import article

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
WINDOW = Window(NOW - timedelta(days=1), NOW - timedelta(hours=1))
ITEM, LIST, FILE = "https://s.vn/a.htm", "https://s.vn/list", "https://s.vn/a.pdf"
MINUTE = timedelta(minutes=1)


def capture(url: str = ITEM, *, crawl: str = "killed", age: timedelta = MINUTE, **more) -> Capture:
    when = NOW - age
    role = more.pop("role", Role.ITEM)
    values = {
        "source": "s", "crawl": crawl, "url": url, "final_url": url, "purpose": Purpose(role, more.pop("parent", "")),
        "asked_at": when, "answered_at": when, "status": 200, "headers": (), "body_sha256": "0" * 64, "body_bytes": 1,
        "truncated": "", "rehearsal": True, "warc_file": f"s/{crawl}", "warc_offset": hash((url, age, role)) % 10**9,
    }  # fmt: skip
    made = Capture(**{**values, **more})
    return replace(made, payload=Payload("sha256:A", made.warc_file, made.warc_offset, made.answered_at))


def report(crawl: str, *, finished: bool = True, **more) -> CrawlReport:
    return CrawlReport("s", crawl, WINDOW, NOW, finished=finished, **more)


@pytest.fixture
def told(store):
    """What a crawl is told after these captures and reports."""

    def tell(*entered, window: Window = WINDOW, now: datetime = NOW) -> Known:
        with store.session() as session:
            for each in entered:
                if isinstance(each, Capture):
                    captured.register_captures(session, [each])
                else:
                    ingest.save_report(session, each)
            return known(session, "s", window, now)

    return tell


def place(of: Capture) -> Place:
    return Place(of.warc_file, of.warc_offset, of.purpose.role)


def test_what_a_crawl_that_never_reported_got_is_no_known_page_but_need_not_be_asked_again(told):
    page = capture()
    after = told(page)
    assert (after.captured, after.first_captured, after.gone) == ({}, {}, {})
    assert after.answers == {ITEM: place(page)}


def test_once_it_reports_the_page_is_known(told):
    page = capture()
    after = told(page, report("killed"))
    assert after.captured == after.first_captured == {ITEM: page.answered_at}
    assert after.answers == {}


def test_a_crawl_that_did_not_come_to_its_end_counts_as_one_that_never_reported(told):
    page = capture()
    after = told(page, report("killed", finished=False))
    assert after.captured == {}
    assert after.answers == {ITEM: place(page)}


def test_what_a_later_crawl_adopts_is_known(told):
    page, other = capture(), capture(FILE, role=Role.ATTACHMENT, parent=ITEM)
    after = told(page, other, report("next", adopted=[(page.warc_file, page.warc_offset)]))
    assert after.captured == {ITEM: page.answered_at}
    assert after.answers == {FILE: place(other)}, "what it did not come to is still held"


def test_as_much_as_there_is_can_be_adopted_at_once(told):
    pages = [capture(f"https://s.vn/{number}", warc_offset=number) for number in range(200)]
    far = [("s/elsewhere", number) for number in range(40_000)]
    adopted = [*((each.warc_file, each.warc_offset) for each in pages), *far]
    assert len(told(*pages, report("next", adopted=adopted)).captured) == 200


def test_what_is_adopted_by_a_crawl_that_died_in_its_turn_is_held_on(told):
    page = capture()
    after = told(page, report("next", finished=False, adopted=[(page.warc_file, page.warc_offset)]))
    assert after.captured == {}
    assert after.answers == {ITEM: place(page)}


def test_a_page_whose_file_the_adopting_crawl_could_not_get_is_not_known(told):
    page = capture()
    lacking = Problem("Transient", FILE, "HTTP 500", "", "retry", ITEM)
    adopted = [(page.warc_file, page.warc_offset)]
    assert told(page, report("next", adopted=adopted, problems=[lacking])).captured == {}


def test_a_page_that_was_redirected_lacks_its_files_under_either_address(told):
    page = capture(crawl="c", final_url="https://s.vn/b.htm")
    lacking = Problem("Transient", FILE, "HTTP 500", "", "retry", "https://s.vn/b.htm")
    assert told(page, report("c", problems=[lacking])).captured == {}


WHOLE = [200, 301, 302, 303, 307, 308, 404, 410]
UNWELL = [0, 206, 400, 401, 403, 429, 500, 502, 503, 504]


@pytest.mark.parametrize("status", WHOLE)
def test_an_answer_that_would_come_again_is_held(told, status):
    body = 1 if status == 200 else 0
    assert told(capture(status=status, body_bytes=body)).answers.keys() == {ITEM}


@pytest.mark.parametrize(
    "odd",
    [
        *({"status": status} for status in UNWELL),
        {"truncated": "disconnect"},
        {"truncated": "length"},
        {"body_bytes": 0},
        {"age": HELD_FOR},
        {"role": Role.ROBOTS},
        {"role": Role.MEDIA},
    ],
    ids=str,
)
def test_what_is_not_whole_not_fresh_or_not_for_us_is_asked_again(told, odd):
    assert told(capture(**odd)).answers == {}


def test_a_list_is_held_only_if_it_was_asked_after_the_window_s_end(told):
    late, early = timedelta(minutes=59), timedelta(minutes=61)
    assert told(capture(LIST, role=Role.DISCOVERY, age=early)).answers == {}
    assert told(capture(LIST, role=Role.DISCOVERY, age=late)).answers.keys() == {LIST}


def test_a_304_of_a_list_is_not_held_and_one_of_a_page_is(told):
    items = told(capture(status=304, body_bytes=0))
    assert items.answers.keys() == {ITEM}
    assert told(capture(LIST, role=Role.DISCOVERY, status=304, body_bytes=0)).answers.keys() == {ITEM}


@pytest.mark.parametrize(
    ("age", "held"), [(timedelta(minutes=59), {ITEM, FILE}), (timedelta(minutes=61), set())]
)
def test_a_second_look_is_held_only_if_it_was_after_the_window_s_end(told, age, held):
    before = capture(crawl="old", age=timedelta(days=9))
    again, file = capture(age=age), capture(FILE, role=Role.ATTACHMENT, parent=ITEM, age=age)
    assert told(before, report("old"), again, file).answers.keys() == held


def test_only_the_newest_answer_stands_for_a_new_one(told):
    older, newer = capture(age=3 * MINUTE), capture(crawl="two", age=2 * MINUTE)
    assert told(older, newer).answers == {ITEM: place(newer)}
    assert told(capture(crawl="three", age=MINUTE, status=500)).answers == {}, "the host is unwell now"


def test_what_a_crawl_that_reported_got_later_is_not_overruled(told):
    assert told(capture(age=2 * MINUTE), capture(crawl="done", age=MINUTE), report("done")).answers == {}


def test_questions_that_differ_in_what_was_posted_have_their_own_answers(told):
    one = capture(LIST, role=Role.DISCOVERY, method="POST", request_sha256="1" * 64, warc_offset=1)
    two = replace(one, request_sha256="2" * 64, warc_offset=2)
    keys = {exchange_key("POST", LIST, each.request_sha256) for each in (one, two)}
    assert told(one, two).answers.keys() == keys


def test_what_is_gone_counts_once_a_crawl_has_told_of_it(told):
    page = capture(status=404, body_bytes=0)
    assert told(page).gone == {}
    assert told(report("killed")).gone == {ITEM: page.answered_at}


def test_an_original_is_asked_for_until_a_crawl_has_dealt_with_it(told):
    told(CrawlReport("aggregator", "far", WINDOW, NOW, finished=True, referrals=[("s", ITEM)]))
    assert told().referred == (ITEM,)
    assert told(capture()).referred == (ITEM,)
    assert told(report("killed")).referred == ()


def test_validators_are_those_of_pages_that_are_dealt_with(told, store, monkeypatch):
    """Else a page that came without its files would answer 304 for ever, and they would never be asked for."""
    monkeypatch.setattr("sinks.store.known.looked_at_in_full", lambda *_: False)
    tagged = capture(headers=(("last-modified", "Fri"), ("eTag", '"7"'), ("ETag", '"8"')))
    told(*proof("https://s.vn/x"), report("c"), tagged)
    with store.session() as session:
        assert trusted_spots(session, "s") == {Spot("s.vn", Role.ITEM)}
    assert ITEM not in told().validators
    assert told(report("killed")).validators[ITEM] == Validators('"7"', "Fri")


def proof(url: str, role: Role = Role.ITEM, tags: str = "12", **more) -> list[Capture]:
    """Two answers that differ, with validators of their own, or with the same."""
    return [
        capture(url, crawl="c", role=role, age=(9 - at) * MINUTE, headers=(("ETag", tag),), body_sha256=str(at) * 64, **more)
        for at, tag in enumerate(tags)
    ]  # fmt: skip


@pytest.mark.parametrize("role", [Role.ROBOTS, Role.MEDIA, Role.PART])
def test_what_is_never_asked_conditionally_proves_nothing(told, store, role):
    told(*proof("https://s.vn/robots.txt", role), report("c"))
    with store.session() as session:
        assert trusted_spots(session, "s") == set()


def test_each_host_and_each_role_is_believed_for_itself(told, store):
    told(
        *proof("https://s.vn/list", Role.DISCOVERY),
        *proof("https://s.vn/a.htm", tags="11"),
        *proof("https://cdn.s.vn/a.htm"),
        *proof("https://s.vn/moved.htm", Role.REFERRAL, final_url="https://far.vn/a.htm"),
        *proof("https://other.vn/a.htm", source="other"),
        report("c"),
    )
    with store.session() as session:
        assert trusted_spots(session, "s") == {
            Spot("s.vn", Role.DISCOVERY),
            Spot("cdn.s.vn", Role.ITEM),
            Spot("far.vn", Role.REFERRAL),
        }


def test_many_lists_do_not_push_an_item_s_evidence_out(told, store, monkeypatch):
    monkeypatch.setattr("sinks.store.evidence._LOOKED_AT", 3)
    lists = [capture(LIST, role=Role.DISCOVERY, crawl="c", age=MINUTE, warc_offset=each) for each in range(9)]
    told(*proof(ITEM), *lists, report("c"))
    with store.session() as session:
        assert Spot("s.vn", Role.ITEM) in trusted_spots(session, "s")


def test_of_believed_pages_one_in_twenty_is_looked_at_in_full_each_day(told):
    pages = [
        capture(f"https://s.vn/{each}.htm", crawl="c", headers=(("ETag", "x"),), warc_offset=each)
        for each in range(400)
    ]
    listed = capture(LIST, crawl="c", role=Role.DISCOVERY, headers=(("ETag", "x"),))
    today = told(*proof("https://s.vn/x"), *pages, listed, report("c")).validators
    assert 340 <= sum(each.url in today for each in pages) < 400
    left_out = {each.url for each in pages} - set(today)
    assert left_out == {each.url for each in pages if looked_at_in_full(each.url, NOW)}
    days = [NOW + timedelta(days=day) for day in range(400)]
    assert 5 <= sum(looked_at_in_full(ITEM, day) for day in days) <= 45, "each in its turn"


def test_the_newest_body_of_a_page_may_be_referred_to_whoever_got_it(told):
    older, newer = capture(age=2 * MINUTE), capture(crawl="two")
    assert told(older, newer).payloads == {ITEM: newer.payload}
    posted = capture(LIST, method="POST", request_sha256="1" * 64)
    assert told(posted).payloads[posted.key] == posted.payload


@pytest.mark.parametrize(
    "odd", [{"status": 404}, {"truncated": "length"}, {"body_bytes": 0}, {"status": 304}]
)
def test_a_body_that_is_not_whole_is_never_referred_to(told, odd):
    assert told(capture(**odd)).payloads == {}


def test_a_revisit_s_body_lies_where_the_revisit_says(told):
    far = Payload("sha256:B", "s/2020/01/far", 7, NOW - timedelta(days=900))
    assert told(replace(capture(), payload=far)).payloads == {ITEM: far}


# What is read of it.


def test_a_page_that_is_adopted_is_read_again_once(store, told):
    """It may have been read without the files that came only later."""
    page = capture()
    told(page)
    words = replace(article("một", source="s"), url=ITEM)
    with store.session() as session:
        [waiting] = session.scalars(ingest.wants_extraction("s", "1")).all()
        ingest.save_article(session, words, waiting)
        assert session.scalars(ingest.wants_extraction("s", "1")).all() == []
    told(report("next", adopted=[(page.warc_file, page.warc_offset)]))
    with store.session() as session:
        assert session.scalars(ingest.wants_extraction("s", "1")).all() == [waiting]
    with store.session() as session:
        assert ingest.save_article(session, replace(words, lead="hai"), waiting) == "changed"
    with store.session() as session:
        assert session.scalars(ingest.wants_extraction("s", "1")).all() == []
        assert session.get_one(SightingRow, waiting).outcome == "changed"


def test_a_second_look_that_is_adopted_is_read_again_for_the_files_that_came(store, told):
    """The bytes of the page are those of last time; its file, which the adopting crawl fetched, may be another."""
    before, again = capture(crawl="old", age=timedelta(days=9)), capture()
    told(before, report("old"), again)
    with store.session() as session:
        first, _ = session.scalars(select(CaptureRow.id).order_by(CaptureRow.id)).all()
        ingest.save_article(session, replace(article("một", source="s"), url=ITEM), first)
        assert session.scalars(ingest.wants_extraction("s", "1")).all() == [], "the page before over again"
    file = capture(FILE, crawl="next", role=Role.ATTACHMENT, parent=ITEM)
    told(file, report("next", adopted=[(again.warc_file, again.warc_offset)]))
    with store.session() as session:
        [wanted] = session.scalars(ingest.wants_extraction("s", "1")).all()
        assert session.get_one(CaptureRow, wanted).crawl == "killed"


def test_a_refused_page_that_is_adopted_is_tried_again_once(store, told):
    from crawlers.errors import BadDocument  # noqa: PLC0415

    page = capture()
    told(page)

    def refuse() -> None:
        with store.session() as session:
            row = session.get_one(CaptureRow, waiting)
            issues.quarantine(session, "s", row, BadDocument("its file is missing"), "1")

    def wanted() -> list[int]:
        with store.session() as session:
            return list(session.scalars(ingest.wants_extraction("s", "1")))

    [waiting] = wanted()
    refuse()
    assert wanted() == []
    told(report("next", adopted=[(page.warc_file, page.warc_offset)]))
    assert wanted() == [waiting]
    refuse()
    assert wanted() == []


def test_an_older_page_that_turns_up_late_makes_no_new_version(store, told):
    """A file found in the archive years later must not bring yesterday's words back."""
    old, new = capture(crawl="lost", age=timedelta(days=9)), capture(crawl="c")
    told(new, report("c"))
    with store.session() as session:
        [waiting] = session.scalars(ingest.wants_extraction("s", "1")).all()
        ingest.save_article(session, replace(article("mới", source="s"), url=ITEM), waiting)
    told(old)
    with store.session() as session:
        assert session.scalars(ingest.wants_extraction("s", "1")).all() == []
        late = session.query(CaptureRow).filter_by(crawl="lost").one().id
        words = replace(article("cũ", source="s"), url=ITEM)
        assert ingest.save_article(session, words, late) == "unchanged", "two readers at once"
        assert session.query(SightingRow).count() == 1


def test_pages_are_read_in_the_order_in_which_they_were_captured(store, told):
    told(capture(crawl="b", age=MINUTE), capture(crawl="a", age=2 * MINUTE, body_sha256="1" * 64))
    with store.session() as session:
        ids = session.scalars(ingest.wants_extraction("s", "1")).all()
        assert [session.get_one(CaptureRow, each).crawl for each in ids] == ["a", "b"]


def test_a_problem_with_an_adopted_page_points_to_its_capture(store, told):
    page = capture(status=404, body_bytes=0)
    gone = Problem("Gone", ITEM, "HTTP 404", "", "quarantine")
    told(page, report("next", adopted=[(page.warc_file, page.warc_offset)], problems=[gone]))
    with store.session() as session:
        issue = session.query(IssueRow).one()
        assert session.get_one(CaptureRow, issue.capture_id).crawl == "killed"


# On its way to the crawl's process.

MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
URLS = st.sampled_from([f"https://s.vn/{number}" for number in range(5)])
PLACES = st.builds(Place, st.sampled_from(["f", "g"]), st.integers(0, 10**12), st.sampled_from(Role))
KNOWN = st.builds(
    Known,
    captured=st.dictionaries(URLS, MOMENTS),
    first_captured=st.dictionaries(URLS, MOMENTS),
    validators=st.dictionaries(URLS, st.builds(Validators, st.text(min_size=1), st.text())),
    gone=st.dictionaries(URLS, MOMENTS),
    referred=st.lists(URLS).map(tuple),
    payloads=st.dictionaries(
        URLS, st.builds(Payload, st.text(), st.sampled_from(["f", "g"]), st.integers(0, 10**12), MOMENTS)
    ),
    answers=st.dictionaries(URLS, PLACES),
    held=st.dictionaries(URLS, st.just(Held((Part(0, 9, "7", "ab"),), 20, '"x"'))),
)


@given(KNOWN)
def test_all_that_is_known_reaches_the_crawl(told_of):
    request = CrawlRequest("s", WINDOW, told_of)
    assert REQUEST.validate_json(REQUEST.dump_json(request)) == request
