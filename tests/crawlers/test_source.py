"""Source definitions: what loads, and what a broken one is told."""

import re
from contextlib import suppress
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.errors import SourceError
from crawlers.source import (
    FeedDiscovery,
    Layout,
    ListingDiscovery,
    Source,
    load_source,
    readable_sources,
    source,
    source_ids,
    source_of_host,
)
from nguon.settings import ROOT

BUNDLED = ROOT / "crawlers" / "sources"
NAMES = source_ids(BUNDLED)
GOOD = """\
title: Báo Đồng Mẫu
owner: Xã Đồng Mẫu
base: https://bao.dongmau.vn
hosts: [cdn.dongmau.vn]
kind: news
credit: Báo Đồng Mẫu
every: 30m
approval: review
discover:
  - by: feed
    urls: [/tin.rss]
  - by: listing
    url: /tin
    page: /tin/{page}
    row: li.tin
    link: a
    cap: 5
layouts:
  - title: h1
    until: 2026-03-01
  - title: h2
"""


@pytest.fixture
def write(tmp_path):
    """Writes a definition, whole or with a line of it replaced."""

    def to_folder(text: str | bytes, name: str = "dongmau"):
        folder = tmp_path / name
        folder.mkdir()
        raw = text if isinstance(text, bytes) else text.encode()
        (folder / "source.yaml").write_bytes(raw)
        return folder

    return to_folder


def test_there_are_bundled_sources():
    assert len(NAMES) >= 3


@pytest.mark.parametrize("name", NAMES)
def test_a_bundled_source_loads_and_is_short(name):
    text = (BUNDLED / name / "source.yaml").read_text(encoding="utf-8")
    assert load_source(BUNDLED / name).id == name
    assert len(text.splitlines()) <= 30


def test_no_two_bundled_sources_share_a_host():
    hosts = [host for name in NAMES for host in load_source(BUNDLED / name).all_hosts]
    assert len(hosts) == len(set(hosts))


def test_a_definition_becomes_a_source(write):
    loaded = load_source(write(GOOD))
    assert (loaded.id, loaded.every, loaded.lookback) == (
        "dongmau",
        timedelta(minutes=30),
        timedelta(days=3),
    )
    assert loaded.all_hosts == {"bao.dongmau.vn", "cdn.dongmau.vn"}
    assert [type(way) for way in loaded.discover] == [FeedDiscovery, ListingDiscovery]


def swap(old: str, new: str) -> str:
    assert GOOD.count(old) == 1
    return GOOD.replace(old, new)


BROKEN = {
    "unknown field": (GOOD + "colour: red\n", 22, "colour"),
    "missing field": (swap("owner: Xã Đồng Mẫu\n", ""), 1, "owner"),
    "missing field in a layout": (swap("  - title: h2\n", "  - lead: h2\n"), 21, "layouts.1.title"),
    "wrong type": (swap("hosts: [cdn.dongmau.vn]", "hosts: cdn.dongmau.vn"), 4, "hosts"),
    "wrong type, number": (swap("title: Báo", "title: 12 #"), 1, "title"),
    "bad span": (swap("every: 30m", "every: soon"), 7, "every"),
    "span without unit": (swap("every: 30m", "every: 30"), 7, "every"),
    "span of nothing": (swap("every: 30m", "every: 0m"), 7, "every"),
    "no span": (swap("every: 30m", "every:"), 7, "every"),
    "base with a path": (swap("dongmau.vn\nhosts", "dongmau.vn/\nhosts"), 3, "base"),
    "base with a query": (swap("dongmau.vn\nhosts", "dongmau.vn?a=1\nhosts"), 3, "base"),
    "base with a fragment": (swap("bao.dongmau.vn", '"bao.dongmau.vn#a"').replace('https://"', '"https://'), 3, "base"),
    "base with user data": (swap("https://bao", "https://an:bi@bao"), 3, "base"),
    "base without a scheme": (swap("https://bao", "bao"), 3, "base"),
    "base of another scheme": (swap("https://bao", "ftp://bao"), 3, "base"),
    "base that is no address": (swap("https://bao", "'https://[bao'#"), 3, "base"),
    "wrong enum": (swap("kind: news", "kind: gossip"), 5, "kind"),
    "wrong enum, approval": (swap("approval: review", "approval: never"), 8, "approval"),
    "unknown way to discover": (swap("by: feed", "by: rumour"), 10, "discover.0"),
    "no way to discover": (GOOD[: GOOD.index("discover")] + "discover: []\nlayouts: [{title: h1}]\n", 9, "discover"),
    "nested: cap of 0": (swap("cap: 5", "cap: 0"), 17, "discover.1.cap"),
    "nested: cap in words": (swap("cap: 5", "cap: many"), 17, "discover.1.cap"),
    "nested: unknown field": (swap("cap: 5", "cup: 5"), 17, "discover.1.cup"),
    "nested: bad selector": (swap("row: li.tin", "row: 'li['"), 15, "discover.1.row"),
    "nested: bad selector in a layout": (swap("title: h2", "title: 'h2 >'"), 21, "layouts.1.title"),
    "page that does not count": (swap("/tin/{page}", "/tin/2"), 14, "discover.1.page"),
    "page with another brace": (swap("/tin/{page}", "/tin/{page}/{day}"), 14, "discover.1.page"),
    "impossible date": (swap("2026-03-01", "2026-02-30"), 20, "layouts.0.until"),
    "a field twice": (GOOD + "owner: Xã khác\n", 22, "cannot be read"),
    "a host with a scheme": (swap("[cdn.dongmau.vn]", "[https://cdn.dongmau.vn]"), 4, "hosts.0"),
    "a host in capitals": (swap("[cdn.dongmau.vn]", "[CDN.dongmau.vn]"), 4, "hosts.0"),
    "a host that is an address": (swap("[cdn.dongmau.vn]", "[localhost]"), 4, "hosts.0"),
    "a feed at a strange host": (swap("[/tin.rss]", "[https://khac.vn/tin.rss]"), 9, "discover"),
    "a feed at no path": (swap("[/tin.rss]", "[tin.rss]"), 11, "discover.0.urls.0"),
    "hours that are none": (GOOD + "visits: [22h-5h]\n", 22, "visits.0"),
    "hours that hold nothing": (GOOD + "visits: [10:00-10:00]\n", 22, "visits.0"),
    "rechecks that shrink": (GOOD + "recheck: [1d, 1h]\n", 22, "recheck"),
    "an odd region": (GOOD + "region: Sơn La\n", 22, "region"),
    "an odd state": (GOOD + "state: asleep\n", 22, "state"),
    "layouts out of order": (swap("  - title: h2\n", "  - {title: h2, until: 2025-01-01}\n"), 18, "layouts"),
    "a series that counts nothing": (GOOD + "expect: {series: '\\d+'}\n", 22, "expect.series"),
    "ways for backfills only": (swap("by: feed", "by: feed\n    backfill: true").replace("cap: 5", "backfill: true"), 9, "discover"),
    "a match that is no pattern": (swap("cap: 5", "match: '('"), 17, "discover.1.match"),
    "a link that picks nothing": (swap("link: a", "link: ''"), 16, "discover.1.link"),
    "a delay without end": (GOOD + "delay: .inf\n", 22, "delay"),
    "a delay that is no number": (GOOD + "delay: .nan\n", 22, "delay"),
    "a delay of days": (GOOD + "delay: 86400\n", 22, "delay"),
    "a name that is a list": (GOOD + "? [a]\n: 1\n", 22, "cannot be read"),
    "a name that is a mapping": (swap("cap: 5", "? {a: b}\n    : 1"), 17, "cannot be read"),
    "a span of ages": (GOOD + f"lookback: {'9' * 9}d\n", 22, "lookback"),
    "a span of 5,000 digits": (GOOD + f"recheck: [{'9' * 5_000}d]\n", 22, "recheck.0"),
    "a size of 5,000 digits": (GOOD + f"media: {{max_bytes: {'9' * 5_000}m}}\n", 22, "media.max_bytes"),
    "a pattern that counts too far": (swap("cap: 5", "match: 'a{99999999999999999999}'"), 17, "discover.1.match"),
    "another id than the folder's": (GOOD + "id: other\n", 22, "id"),
}  # fmt: skip


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_field_is_named_by_file_line_and_name(write, case):
    text, line, field = BROKEN[case]
    folder = write(text)
    with pytest.raises(SourceError) as caught:
        load_source(folder)
    assert f"{folder / 'source.yaml'}:{line}: {field}:" in str(caught.value)
    assert caught.value.source == "dongmau"


def test_every_fault_of_a_definition_is_told_at_once(write):
    text = swap("kind: news", "kind: gossip").replace("cap: 5", "cap: 0") + "colour: red\n"
    with pytest.raises(SourceError) as caught:
        load_source(write(text))
    assert re.findall(r"source\.yaml:(\d+): ([\w.]+):", str(caught.value)) == [
        ("5", "kind"),
        ("17", "discover.1.cap"),
        ("22", "colour"),
    ]


@pytest.mark.parametrize(
    ("text", "field"),
    [
        (GOOD.replace("title: h1", "title: 'h1 >'").replace("title: h2", "title: '['"), "layouts.0.title"),
        (
            swap("by: feed\n    urls: [/tin.rss]\n  - ", "").replace("row: li.tin", "row: 'li['"),
            "discover.0.row",
        ),
        (swap("[/tin.rss]", "[tin.rss]"), "discover.0.urls.0"),
    ],
)
def test_a_fault_inside_a_list_is_not_told_as_an_empty_list_too(write, text, field):
    with pytest.raises(SourceError) as caught:
        load_source(write(text))
    told = str(caught.value)
    assert f" {field}: " in told
    assert "at least 1 item" not in told


@pytest.mark.parametrize(
    "value",
    ["!!int ''", "!!float ''", "!!bool x", "!!timestamp x", "!!binary é", "!!set [a]", "0x_", "[" * 3_000, "&a [*a]", "1e400",
     "'https://[::1'", '"\\ud800"', "9" * 5_000, "!!omap [a]", "!!pairs [a]", "{<<: 1}", "{<<: [1]}"],
)  # fmt: skip
@pytest.mark.parametrize("name", ["every", "delay", "base", "hosts", "layouts", "request_cap", "x"])
def test_no_value_is_too_odd_for_a_message(write, name, value):
    text = re.sub(rf"^{name}:.*\n", "", GOOD, flags=re.MULTILINE) + f"{name}: {value}\n"
    with pytest.raises(SourceError, match=r"source\.yaml"):
        load_source(write(text))


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b"title: [a\nowner: b\n", 2),
        (b"title: a\n\tb: c\n", 2),
        (b"title: a: b\n", 1),
        (b"title: a\nowner: *nobody\n", 2),
        (b"title: a\nowner: !!python/object:os.system x\n", 2),
        (b"title: a\nowner: \xff\xfe\n", 2),
        ("title: Báo\n".encode("utf-16"), 1),
        (b"", 1),
        (b"# only a remark\n", 1),
        (b"- title: a\n- owner: b\n", 1),
        (b"hello\n", 1),
    ],
)
def test_what_is_no_mapping_is_named_by_file_and_line(write, content, line):
    folder = write(content)
    with pytest.raises(SourceError) as caught:
        load_source(folder)
    assert str(caught.value).startswith(f"dongmau: {folder / 'source.yaml'}:{line}: ")


@given(content=st.binary(max_size=80) | st.text(max_size=80).map(lambda text: (GOOD + text).encode()))
def test_whatever_the_file_holds_it_loads_or_is_a_source_error(tmp_path_factory, content):
    folder = tmp_path_factory.mktemp("any") / "dongmau"
    folder.mkdir()
    (folder / "source.yaml").write_bytes(content)
    with suppress(SourceError):
        assert load_source(folder).id == "dongmau"


def test_a_folder_whose_name_is_no_id_is_refused(write):
    with pytest.raises(SourceError, match=r"source\.yaml:1: id: "):
        load_source(write(GOOD, "Dong-Mau"))


@pytest.mark.parametrize(
    ("day", "title"),
    [
        (date(2020, 1, 1), "h1"),
        (date(2026, 3, 1), "h1"),
        (date(2026, 3, 2), "h2"),
        (date(2030, 1, 1), "h2"),
    ],
)
def test_a_page_has_the_layout_of_its_day(write, day, title):
    assert load_source(write(GOOD)).layout_on(day).title == title


def test_after_the_last_layout_ended_it_is_still_the_best_guess(write):
    ended = swap("  - title: h2\n", "  - title: h2\n    until: 2026-06-01\n")
    assert load_source(write(ended)).layout_on(date(2027, 1, 1)).title == "h2"


@pytest.mark.parametrize("model", [Source, Layout, ListingDiscovery, FeedDiscovery])
def test_every_field_says_what_it_is(model):
    without = [name for name, field in model.model_fields.items() if not field.description and name != "by"]
    assert not without


@pytest.fixture
def sources(configure, write, tmp_path):
    """A folder with one good source and three broken ones."""
    write(GOOD, "dongmau")
    write(GOOD.replace("https://bao.dongmau.vn", "nowhere"), "aaa")
    write(GOOD + "? [a]\n: 1\n", "mmm")
    write(b"\xff", "zzz")
    configure(sources=tmp_path)


def test_a_broken_source_hides_no_other(sources):
    good, bad = readable_sources()
    assert [each.id for each in good] == ["dongmau"]
    assert [each.source for each in bad] == ["aaa", "mmm", "zzz"]
    assert source_ids() == ["aaa", "dongmau", "mmm", "zzz"]


@pytest.mark.parametrize(
    ("host", "owner"), [("bao.dongmau.vn", "dongmau"), ("cdn.dongmau.vn", "dongmau"), ("dongmau.vn", None)]
)
def test_a_host_leads_to_its_source_though_another_is_broken(sources, host, owner):
    found = source_of_host(host)
    assert (found.id if found else None) == owner


def test_an_unknown_source_is_answered_with_the_known_ones(sources):
    with pytest.raises(SourceError, match="aaa, dongmau, mmm, zzz"):
        source("nobody")


def test_a_loaded_source_cannot_be_changed(write):
    with pytest.raises(ValueError, match="frozen"):
        load_source(write(GOOD)).every = timedelta(1)
