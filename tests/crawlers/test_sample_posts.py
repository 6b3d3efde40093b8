"""The sample portals: addresses with queries, forms and JSON."""

from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.samples import Fault, SamplePortals
from crawlers.samples.pages import query_name
from tests.crawlers.asking import HOST, ask, post, raw


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("classid=1&mode=1", "classid=1&mode=1"),
        ("mode=1&classid=1", "mode=1&classid=1"),
        ("openView&Count=-1", "openView&Count=-1"),
        ("a=&b", "a=&b"),
        ("c=S%E1%BB%91%2047%20Ng%C3%A0y%2025/7/2026", "c=S%E1%BB%91%2047%20Ng%C3%A0y%2025%2F7%2F2026"),
        ("c=Số+47", "c=S%E1%BB%91%2047"),
        ("c=19%20%2B%2020", "c=19%20%2B%2020"),
        ("c=1%262%3D3", "c=1%262%3D3"),
        ("u=http://a.vn/b?c=d:e*f", "u=http%3A%2F%2Fa.vn%2Fb%3Fc%3Dd%3Ae%2Af"),
        ("%7ea=%31", "~a=1"),
        ("q=%ff%", "q=%EF%BF%BD%25"),
        ("", ""),
    ],
)
def test_query_in_a_files_name(query, name):
    assert query_name(query) == name
    assert query_name(name) == name


@given(st.text())
def test_any_query_is_a_name_for_every_file_system(query):
    assert not set(query_name(query)) & set('<>:"/\\|?*\0 ')
    assert query_name(query).isascii()


@pytest.fixture(scope="module")
def asking(tmp_path_factory) -> Iterator[SamplePortals]:
    """Pages by query, and forms."""
    root = tmp_path_factory.mktemp("asking")
    host = root / "pages" / HOST
    (host / "muc" / "tin").mkdir(parents=True)
    for name, text in {
        "list@page=1.html": "first",
        "list@page=2&sort=new.html": "second",
        "list.html": "whole list",
        "index@docid=7&pageid=1.html": "document 7",
        "feed@cat=3.rss": "<rss/>",
        "muc.html": "section",
        "muc/tin/7-bai.html": "article",
        "van-ban.html": aspx("state-1", "Page$2"),
        "van-ban/trang-2.html": aspx("state-2", "Page$1", "Page$3"),
        "van-ban/trang-3.html": aspx("state-3", "Page$1", "Page$2"),
        "hits-1.json": '{"data": [1]}',
        "hits-none.json": '{"data": []}',
    }.items():
        (host / name).parent.mkdir(exist_ok=True)
        (host / name).write_text(text, encoding="utf-8")
    (root / "posts.yaml").write_text(POSTS, encoding="utf-8")
    with SamplePortals([root / "pages"]) as served:
        yield served


def aspx(state: str, *offered: str) -> str:
    links = "".join(
        f'<a href="javascript:__doPostBack(&#39;ctl$list&#39;,&#39;{each}&#39;)">x</a>' for each in offered
    )
    return (
        f'<form method="post"><input type="hidden" name="__VIEWSTATE" value="{state}+/=">'
        f'<input type="hidden" name="__VIEWSTATEGENERATOR" value="CA0B0334">'
        f'<input type="hidden" name="__EVENTVALIDATION" value="v-{state}">{links}</form>'
    )


POSTS = f"""
{HOST}/van-ban:
  state: true
  cases:
    - match: {{__EVENTTARGET: ctl$list, __EVENTARGUMENT: Page$2}}
      file: van-ban/trang-2.html
    - match: {{__EVENTTARGET: ctl$list, __EVENTARGUMENT: Page$3}}
      file: van-ban/trang-3.html
{HOST}/search:
  cases:
    - match: {{page: 1, filters: {{type: NĐ}}}}
      file: hits-1.json
    - match: {{query: ""}}
      file: gone.json
  otherwise: hits-none.json
"""


@pytest.mark.parametrize(
    ("target", "text"),
    [
        ("/list?page=1", "first"),
        ("/list?page=2&sort=new", "second"),
        ("/list?sort=new&page=2", "whole list"),
        ("/list?page=%31", "first"),
        ("/list?page=9", "whole list"),
        ("/list", "whole list"),
        ("/list?", "whole list"),
        ("/?docid=7&pageid=1", "document 7"),
        ("/feed?cat=3#x", "<rss/>"),
        ("/muc", "section"),
        ("/muc/tin/7-bai", "article"),
    ],
)
def test_addresses_with_queries_and_without_endings(asking, target, text):
    answer = ask(asking, target)
    assert (answer.status, answer.body.decode()) == (200, text)
    assert answer.headers["ETag"].startswith('"')
    assert ask(asking, target, If_None_Match=answer.headers["ETag"]).status == 304
    assert asking.requests[-1][1] == HOST + target


def test_a_query_alone_finds_nothing(asking):
    assert ask(asking, "/?docid=8&pageid=1").status == 404
    assert ask(asking, "/none?page=1").status == 404
    assert ask(asking, "/list?page=../../index").body == b"whole list"


def state(number: int, argument: str, **changes: str) -> dict[str, str]:
    own = {
        "__VIEWSTATE": f"state-{number}+/=",
        "__VIEWSTATEGENERATOR": "CA0B0334",
        "__EVENTVALIDATION": f"v-state-{number}",
        "__EVENTTARGET": "ctl$list",
        "__EVENTARGUMENT": argument,
    }
    return {**own, **changes}


def test_a_form_turns_the_pages(asking):
    second = post(asking, "/van-ban?classid=1", state(1, "Page$2"))
    assert (second.status, second.headers["ETag"]) == (200, None)
    assert b"state-2" in second.body
    third = post(asking, "/van-ban?classid=1", state(2, "Page$3"))
    assert b"state-3" in third.body
    assert b"state-2" in post(asking, "/van-ban", state(3, "Page$2")).body
    assert asking.posts[-1] == (f"{HOST}/van-ban", urlencode(state(3, "Page$2")).encode())
    assert ("POST", f"{HOST}/van-ban?classid=1", 200) in asking.requests


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        (state(1, "Page$2", __VIEWSTATE="state-1 /="), "viewstate MAC"),
        (state(1, "Page$2", __EVENTVALIDATION="v-state-2"), "viewstate MAC"),
        (state(1, "Page$2", __VIEWSTATEGENERATOR=""), "viewstate MAC"),
        ({"__EVENTTARGET": "ctl$list", "__EVENTARGUMENT": "Page$2"}, "viewstate MAC"),
        (state(1, "Page$3"), "Invalid postback"),
        (state(1, "Page$2", __EVENTTARGET="ctl$other"), "Invalid postback"),
    ],
)
def test_a_form_whose_state_is_not_its_pages_own_is_refused(asking, sent, said):
    answer = post(asking, "/van-ban", sent)
    assert answer.status == 500
    assert said in answer.body.decode()
    assert "Server Error in '/' Application." in answer.body.decode()


@pytest.mark.parametrize(
    ("sent", "body"),
    [
        ({"page": 1, "filters": {"type": "NĐ", "year": 2026}, "query": ""}, b'{"data": [1]}'),
        ({"page": 2, "filters": {"type": "NĐ"}}, b'{"data": []}'),
        ({"page": "1", "filters": {"type": "NĐ"}}, b'{"data": []}'),
        ({"page": True, "filters": {"type": "NĐ"}}, b'{"data": []}'),
        ({"page": 1, "filters": []}, b'{"data": []}'),
    ],
)
def test_json_is_answered_by_what_it_holds(asking, sent, body):
    answer = post(asking, "/search", sent, kind="json")
    assert (answer.status, answer.headers["Content-Type"], answer.body) == (200, "application/json", body)


def test_posts_without_a_rule_or_a_file(asking):
    assert post(asking, "/list", {"a": "1"}).status == 404
    assert post(asking, "/search", {"query": ""}, kind="json").status == 404
    assert (
        ask(asking, "/search", method="POST", body=b"{", Content_Type="application/json").body
        == b'{"data": []}'
    )
    assert ask(asking, "/search", method="POST", body=b"[1]", Content_Type="application/json").status == 200


@pytest.mark.parametrize(("length", "status"), [("x", b" 411 "), ("99999999999", b" 413 ")])
def test_a_post_of_unknown_or_absurd_length_is_refused(asking, length, status):
    request = f"POST /search HTTP/1.1\r\nHost: {HOST}\r\nContent-Length: {length}\r\n\r\n"
    assert status in raw(asking, request.encode()).split(b"\r\n")[0]


def test_a_fault_befalls_a_post_too(tmp_path):
    (tmp_path / "pages" / HOST).mkdir(parents=True)
    with SamplePortals([tmp_path / "pages"], faults={f"{HOST}/f": Fault(status=503)}) as served:
        assert post(served, "/f?x", {"a": "1"}).status == 503


@pytest.mark.parametrize("text", ["a/b: 3", "a/b: {cases: [{file: x}]}", "a/b: {cases: [], more: 1}"])
def test_broken_rules_are_named(tmp_path, text):
    (tmp_path / "pages").mkdir()
    (tmp_path / "posts.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match="a/b"):
        SamplePortals([tmp_path / "pages"])
