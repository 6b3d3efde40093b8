"""Looking again: after what is new, oldest first, never not at all."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from crawlers.archive import read_captures
from crawlers.capture import Role
from crawlers.known import Known
from crawlers.process import crawl
from crawlers.rechecks import Rechecks
from crawlers.report import CrawlRequest, Limits
from crawlers.samples import Fault
from tests.conftest import EVERYTHING

NEWS = "baochinhphu"
NOW = datetime(2026, 11, 22, tzinfo=UTC)
HOUR = timedelta(hours=1)


def address(number: int) -> str:
    return f"https://baochinhphu.vn/bai-cu-{number}-{102261101100000000 + number}.htm"


def old(count: int) -> Known:
    """So many known pages, each due since an hour longer than the one before."""
    now = datetime.now(UTC)
    captured = {address(number): now - timedelta(days=2) - number * HOUR for number in range(count)}
    return Known(captured=captured, first_captured=captured)


def asked_pages(rooms, report) -> list[str]:
    captures = read_captures(rooms.archive, report.warc_file, max_bytes=10**7)
    return [each.url for each in captures if each.purpose.role == Role.ITEM]


def test_what_is_due_longest_comes_first():
    ages = (HOUR, 6 * HOUR, 24 * HOUR)
    first = {
        "a": NOW - 2 * HOUR,
        "b": NOW - 30 * HOUR,
        "c": NOW - 30 * HOUR,
        "d": NOW - HOUR / 2,
        "e": NOW - 7 * HOUR,
    }
    last = {**first, "b": NOW - 20 * HOUR, "e": NOW - 5 * HOUR}
    known = Known(captured=last, first_captured=first, gone={"a": NOW - HOUR / 2})
    assert list(known.due(ages, NOW)) == ["c", "b", "e"]


def test_new_items_go_first_and_the_due_ones_get_what_is_left(rehearse):
    rooms, _ = rehearse()
    known = old(200)
    report = crawl(CrawlRequest(NEWS, EVERYTHING, known, limits=Limits(requests=60)), lambda _line: None)
    asked = asked_pages(rooms, report)
    new = [url for url in asked if url not in known.captured]
    again = asked[len(new) :]
    assert asked[: len(new)] == new, "what is new was asked first"
    assert len(new) == 9
    assert again == [address(number) for number in range(199, 199 - len(again), -1)], "the oldest first"
    assert 30 <= len(again) < 60 - len(new)
    assert report.put_off == 200 - len(again)
    alerts = [problem for problem in report.problems if problem.next == "alert"]
    assert not [problem for problem in alerts if problem.error == "CapReached" or "bai-cu-" in problem.url]


def test_all_that_is_due_is_looked_at_where_there_is_room(rehearse):
    _rooms, site = rehearse()
    report = crawl(CrawlRequest(NEWS, EVERYTHING, old(12)), lambda _line: None)
    assert report.put_off == 0
    assert len([path for _, path, _ in site.requests if "bai-cu-" in path]) == 12


def test_a_share_of_the_cap_is_theirs_though_the_new_ones_would_use_it_up(rehearse):
    """Of 30 requests, 200 new items would take all; their number is beyond the queue, too."""
    items = "".join(
        f"<item><title>Tin {n}</title><link>https://baochinhphu.vn/tin-moi-{n}-{102261119100000000 + n}.htm</link></item>"
        for n in range(200)
    )
    body = f"<rss version='2.0'><channel><title>Tin</title>{items}</channel></rss>".encode()
    feed = Fault(body=body, status=200, content_type="application/rss+xml")
    rooms, _ = rehearse({"baochinhphu.vn/kinh-te.rss": feed})
    report = crawl(CrawlRequest(NEWS, EVERYTHING, old(50), limits=Limits(requests=30)), lambda _line: None)
    asked = asked_pages(rooms, report)
    again = [url for url in asked if "bai-cu-" in url]
    assert again, "the cap was not all for the new ones"
    assert again[0] == address(49)
    assert len(asked) - len(again) > 20
    assert report.put_off == 50 - len(again)
    assert "CapReached" in {problem.error for problem in report.problems}


def test_where_ten_gave_no_answer_nothing_further_is_asked():
    again, asked = Rechecks(map(str, range(500)), 1000), 0
    while urls := again.turn(asked):
        asked += len(urls)
    assert 10 <= asked <= 100
    assert again.left == 500, "they are due at the next run"


def test_one_that_never_answers_does_not_stand_in_the_way_of_the_others():
    again, asked = Rechecks(map(str, range(30)), 100), 0
    while urls := again.turn(asked):
        asked += len(urls)
        for url in urls:
            again.answered(url if url != "0" else "")
    assert (asked, again.left) == (30, 1)


def test_one_that_a_list_calls_changed_is_asked_as_news_and_once(rehearse):
    rooms, site = rehearse()
    changed = "https://baochinhphu.vn/tinh-binh-mau-san-sang-ung-pho-bao-so-9-102261109161820087.htm"
    before = {changed: datetime(2026, 9, 2, tzinfo=UTC)}
    report = crawl(
        CrawlRequest(NEWS, EVERYTHING, Known(captured=before, first_captured=before)), lambda _line: None
    )
    assert asked_pages(rooms, report).count(changed) == 1
    assert (report.fetched, report.put_off) == (9, 0)
    assert len([path for _, path, _ in site.requests if path in changed]) == 1


@given(st.integers(1, 600), st.integers(0, 900), st.integers(0, 900), st.integers(1, 4))
def test_of_any_cap_the_new_ones_get_nine_tenths_and_the_due_ones_the_rest(cap, new, due, cost):
    """A crawl in small: `cost` is how many requests a page that is looked at again brings about."""
    again, asked, looked = Rechecks(map(str, range(due)), cap), 0, []

    def look(urls: list[str]) -> int:
        for url in urls:
            again.answered(url)
        looked.extend(urls)
        return cost * len(urls)

    while new and asked < cap:
        asked += look(again.share(asked))
        if asked < cap:
            new, asked = new - 1, asked + 1
    starved = new > 0
    while not starved and (urls := again.turn(asked)):
        asked += look(urls)
    assert looked == [str(number) for number in range(len(looked))], "oldest first, each once"
    assert again.left == due - len(looked)
    assert asked <= cap + cost * max(1, cap // 20)
    if starved and cap >= 10 and due:
        assert looked
        assert cost * len(looked) <= max(cost, cap * cost // 20)
    if not starved and again.left:
        assert asked >= cap - cap // 20 - 1, "what is left is used"
