"""The guard: which addresses may be asked, and that no name, redirect or literal leads around it."""

import asyncio
import ipaddress
import json
import socket
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
)
from twisted.web.client import URI

from crawlers.errors import UnsafeAddress
from crawlers.failures import without_response
from crawlers.guard import MAX_URL, check_address, is_public
from crawlers.guard.connect import PublicEndpoints, PublicResolver
from crawlers.report import REPORT, REQUEST, CrawlReport, CrawlRequest, Known
from crawlers.samples import Fault
from nguon.settings import ROOT
from nguon.steps.crawl import crawl_source
from tests.conftest import EVERYTHING, RECORDED
from tests.crawlers.fetching import fetch
from tests.crawlers.hosts import Host, http

PUBLIC = [
    "1.1.1.1", "8.8.8.8", "14.225.0.1", "103.9.200.1", "100.63.255.255", "100.128.0.1", "172.15.255.255",
    "172.32.0.1", "192.167.255.255", "223.255.255.255", "2001:4860:4860::8888", "2405:4800::1", "2606:4700::1111",
]  # fmt: skip

PRIVATE = {
    "0.0.0.0": "this host",
    "0.1.2.3": "this network",
    "10.0.0.1": "private",
    "172.16.0.1": "private",
    "172.31.255.255": "private",
    "192.168.1.1": "private",
    "127.0.0.1": "loopback",
    "127.255.255.254": "loopback",
    "169.254.0.1": "link-local",
    "169.254.169.254": "a cloud's metadata",
    "100.64.0.1": "carrier's NAT",
    "100.127.255.254": "carrier's NAT",
    "192.0.0.8": "protocol assignments",
    "192.0.2.1": "documentation",
    "198.51.100.1": "documentation",
    "203.0.113.1": "documentation",
    "198.18.0.1": "benchmarks",
    "192.88.99.1": "6to4 relays of old",
    "224.0.0.1": "multicast",
    "239.255.255.250": "multicast",
    "240.0.0.1": "reserved",
    "255.255.255.255": "broadcast",
    "::": "this host",
    "::1": "loopback",
    "::127.0.0.1": "IPv4-compatible loopback",
    "::ffff:127.0.0.1": "mapped loopback",
    "::ffff:10.0.0.1": "mapped private",
    "::ffff:169.254.169.254": "mapped metadata",
    "::ffff:8.8.8.8": "mapped, whatever it wraps",
    "::ffff:0:127.0.0.1": "translated loopback",
    "::ffff:0:8.8.8.8": "translated, whatever it wraps",
    "::8.8.8.8": "IPv4-compatible, whatever it wraps",
    "2002:808:808::1": "6to4, whatever it wraps",
    "2001:0:4136:e378:8000:63bf:f7f7:f7f7": "Teredo of 8.8.8.8",
    "2002:7f00:1::1": "6to4 of loopback",
    "2002:a00:1::1": "6to4 of private",
    "64:ff9b::8.8.8.8": "NAT64, whatever it wraps",
    "64:ff9b::10.0.0.1": "NAT64 of private",
    "64:ff9b::127.0.0.1": "NAT64 of loopback",
    "64:ff9b:1::10.0.0.1": "a network's own NAT64",
    "64:ff9b:1::8.8.8.8": "a network's own NAT64, whatever it wraps",
    "2001:0:4136:e378:8000:63bf:3fff:fdd2": "Teredo of 192.0.2.45",
    "2001:0:4136:e378:8000:63bf:f5ff:fffe": "Teredo of 10.0.0.1",
    "fc00::1": "unique local",
    "fd12:3456::1": "unique local",
    "fe80::1": "link-local",
    "fe80::1%eth0": "link-local with a scope",
    "fec0::1": "site-local",
    "ff02::1": "multicast",
    "ff0e::1": "multicast",
    "2001:db8::1": "documentation",
    "3fff::1": "documentation",
    "100::1": "discard",
    "5f00::1": "segment routing",
    "4000::1": "never given out",
}


@pytest.mark.parametrize("address", PUBLIC)
def test_an_address_of_the_open_internet(address):
    assert is_public(address)


@pytest.mark.parametrize("address", PRIVATE, ids=[f"{address} {what}" for address, what in PRIVATE.items()])
def test_an_address_inside_somebody_s_network(address):
    assert not is_public(address)


HIDING = {
    "mapped": lambda four: ipaddress.IPv6Address(0xFFFF << 32 | four),
    "translated": lambda four: ipaddress.IPv6Address(0xFFFF << 48 | four),
    "NAT64": lambda four: ipaddress.IPv6Address(0x64FF9B << 96 | four),
    "a network's own NAT64": lambda four: ipaddress.IPv6Address(0x64FF9B0001 << 80 | four),
    "compatible": ipaddress.IPv6Address,
    "6to4": lambda four: ipaddress.IPv6Address(0x2002 << 112 | four << 80 | 1),
    "Teredo": lambda four: ipaddress.IPv6Address(0x20010000 << 96 | 0x4136E378 << 64 | four ^ 0xFFFFFFFF),
}


@pytest.mark.parametrize("wrapping", HIDING)
@given(four=st.ip_addresses(v=4))
def test_what_wraps_another_address_is_not_public_whatever_it_wraps(wrapping, four):
    assert not is_public(str(HIDING[wrapping](int(four))))


def test_a_setting_may_name_a_host_that_leads_home(monkeypatch):
    told = [(socket.AF_INET6, socket.SOCK_STREAM, 6, "", ("::ffff:127.0.0.1", 0, 0, 0))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: told)
    resolver = PublicResolver(None, opened=frozenset({"mau.test:8080"}))
    [found] = asyncio.run(resolver.addresses("mau.test", 8080))
    assert found == ipaddress.ip_address("::ffff:127.0.0.1")
    with pytest.raises(UnsafeAddress, match="not a public address"):
        asyncio.run(resolver.addresses("mau.test", 80))


@given(four=st.ip_addresses(v=4, network="10.0.0.0/8") | st.ip_addresses(v=4, network="127.0.0.0/8"))
def test_no_private_address_is_public(four):
    assert not is_public(str(four))


HOSTS = frozenset({"bao.dongmau.vn", "cdn.dongmau.vn", "cu.dongmau.vn:8080"})


@pytest.mark.parametrize(
    "url",
    [
        "https://bao.dongmau.vn",
        "https://bao.dongmau.vn/tin.htm?a=1#b",
        "http://cdn.dongmau.vn/a.pdf",
        "https://cu.dongmau.vn:8080/",
        "https://bao.dongmau.vn:443/",
        "http://BAO.dongmau.vn:80/",
        "HTTPS://bao.dongmau.vn/@an",
        "https://Bao.DongMau.VN/tin.htm",
        "https://bao.dongmau.vn/" + "a" * (MAX_URL - 23),
    ],
)
def test_an_address_of_the_source_may_be_asked(url):
    check_address(url, HOSTS, source="dongmau")


UNSAFE = {
    "file:///etc/passwd": "scheme 'file'",
    "ftp://bao.dongmau.vn/a": "scheme 'ftp'",
    "data:text/html,a": "scheme 'data'",
    "javascript:alert(1)": "scheme 'javascript'",
    "s3://bao.dongmau.vn/a": "scheme 's3'",
    "gopher://bao.dongmau.vn/": "scheme 'gopher'",
    "//bao.dongmau.vn/": "scheme ''",
    "": "scheme ''",
    "https://an:bi@bao.dongmau.vn/": "user data",
    "https://an@bao.dongmau.vn/": "user data",
    "https://bao.dongmau.vn@example.org/": "user data",
    "https://bao.dongmau.vn\\@example.org/": "user data",
    "https://@bao.dongmau.vn/": "host '@bao.dongmau.vn'",
    "https://example.org/": "host 'example.org'",
    "https://example.org/?https://bao.dongmau.vn/": "host 'example.org'",
    "https://bao.dongmau.vn.example.org/": "host 'bao.dongmau.vn.example.org'",
    "https://xbao.dongmau.vn/": "host 'xbao.dongmau.vn'",
    "https://dongmau.vn/": "host 'dongmau.vn'",
    "https://bao-dongmau.vn/": "host 'bao-dongmau.vn'",
    "https://bао.dongmau.vn/": "host 'bао.dongmau.vn'",
    "https://bao.dongmau.vn./": "host 'bao.dongmau.vn.'",
    "https://bao.dongmau.vn:22/": "host 'bao.dongmau.vn:22'",
    "http://bao.dongmau.vn:443/": "host 'bao.dongmau.vn:443'",
    "https://bao.dongmau.vn:80/": "host 'bao.dongmau.vn:80'",
    "https://bao.dongmau.vn:/": "host 'bao.dongmau.vn:'",
    "https://bao.dongmau.vn:443:443/": "host 'bao.dongmau.vn:443:443'",
    "https://cu.dongmau.vn/": "host 'cu.dongmau.vn'",
    "https://cu.dongmau.vn:80/": "host 'cu.dongmau.vn:80'",
    "http://127.0.0.1/": "host '127.0.0.1'",
    "http://[::1]/": "host '[::1]'",
    "http://2130706433/": "host '2130706433'",
    "http://localhost/": "host 'localhost'",
    "http:///tin.htm": "host ''",
    "http://[khong-phai": "no address",
    "http://bao.dongmau.vn\u2100/": "no address",
    "https://bao.dongmau.vn/" + "a" * MAX_URL: "longer than 2000",
}


@pytest.mark.parametrize("url", UNSAFE, ids=[url[:40] or "empty" for url in UNSAFE])
def test_any_other_address_is_refused(url):
    with pytest.raises(UnsafeAddress) as caught:
        check_address(url, HOSTS, source="dongmau")
    assert UNSAFE[url] in caught.value.reason
    assert (caught.value.source, caught.value.url) == ("dongmau", url[:MAX_URL])


@given(url=st.text(max_size=60) | st.text(max_size=30).map("https://bao.dongmau.vn".__add__))
def test_whatever_the_address_it_is_the_source_s_or_refused(url):
    try:
        check_address(url, HOSTS, source="dongmau")
    except UnsafeAddress as error:
        refused = error.reason
    else:
        refused = ""
    ours = url.strip().startswith("https://bao.dongmau.vn")
    assert refused or ours


# Whole crawls.


def problems(report: CrawlReport, error: str) -> list[str]:
    return [each.reason for each in report.problems if each.error == error]


ELSEWHERE = {
    "https://example.org/": "host 'example.org'",
    "//example.net/": "host 'example.net'",
    "https://baochinhphu.vn.example.org/": "host 'baochinhphu.vn.example.org'",
    "https://baochinhphu.vn:8443/": "host 'baochinhphu.vn:8443'",
    "https://an:bi@baochinhphu.vn/": "user data",
    "http://169.254.169.254/latest/": "host '169.254.169.254'",
}
NOWHERE = ("file:///etc/passwd", "ftp://baochinhphu.vn/a")


def test_a_redirect_to_where_the_source_does_not_live_is_refused(rehearse):
    golden = json.loads((RECORDED / "baochinhphu" / "golden.json").read_text(encoding="utf-8"))
    pages = [item["url"].removeprefix("https://") for item in golden if not item.get("outside")]
    leads = dict(zip(pages, [*ELSEWHERE, *NOWHERE], strict=False))
    faults = {page: Fault(status=301, headers=(("Location", to),)) for page, to in leads.items()}
    rooms, site = rehearse(faults)
    report = crawl_source(rooms, "baochinhphu", EVERYTHING, lambda _line: None)
    refused = " ".join(problems(report, "UnsafeAddress"))
    assert [reason for reason in ELSEWHERE.values() if reason not in refused] == []
    lost = {each.url.removeprefix("https://") for each in report.problems}
    assert {page for page, to in leads.items() if to in NOWHERE} <= lost
    assert {path.partition("/")[0] for _, path, _ in site.requests} == {"baochinhphu.vn"}
    assert (report.finished, report.fetched) == (True, len(pages) - len(leads)), "the others are unharmed"


# Connections, as live crawls make them.

INSIDE = {
    "noi-bo.test": ["127.0.0.1"],
    "hai-mat.test": ["14.225.0.9", "10.1.2.3"],
    "bay.test": ["2405:4800::9", "::1"],
    "anh-xa.test": ["::ffff:127.0.0.1"],
    "dam-may.test": ["169.254.169.254"],
    "nat.test": ["64:ff9b::a00:1"],
    "nat-ngoai.test": ["64:ff9b::808:808"],
    "anh-xa-ngoai.test": ["::ffff:14.225.0.9"],
    "sau-bon.test": ["2002:ee1:9::1"],
    "teredo.test": ["2001:0:4136:e378:8000:63bf:f7f7:f7f7"],
    "localhost.": ["127.0.0.1"],
    "khong.test": ["0.0.0.0"],
}
SPELT = [
    "127.0.0.1", "127.1", "127.0.1", "0x7f.1", "0x7f000001", "2130706433", "017700000001", "0177.0.0.1", "0", "0.0.0.0",
    "127.0.0.1.", "[::1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[0:0:0:0:0:0:0:1]", "[fe80::1%25lo]",
    "１２７.0.0.1", "①②⑦.⓪.⓪.①", "127。0。0。1", "LOCALHOST", "localhost%2e", "127.0.0.1%00.bao.test",
]  # fmt: skip


@pytest.fixture(scope="module")
def inward(tmp_path_factory):
    """A crawl of all that leads into our own network, by name and by number."""
    with Host({"/": http(body=b"secret")}) as inside:
        dns = {**INSIDE, "localhost": ["127.0.0.1"]}
        urls = [f"http://{host}:{inside.port}/" for host in [*INSIDE, *SPELT]]
        hosts = [url.split("/")[2] for url in urls] + [
            f"localhost:{inside.port}",
            f"127.0.0.1:{inside.port}",
            f"[::1]:{inside.port}",
        ]
        yield fetch(tmp_path_factory.mktemp("inward"), urls, dns=dns, hosts=hosts), inside


@pytest.mark.parametrize("host", [*INSIDE, *SPELT])
def test_nothing_that_leads_home_is_connected_to(inward, host):
    told, inside = inward
    outcome = told.of[f"http://{host}:{inside.port}/"]
    assert outcome.error in {"UnsafeAddress", "Transient"}, outcome
    if host in INSIDE:
        bad = ipaddress.ip_address(INSIDE[host][-1])
        assert f"{host} resolves to {bad}, which is not a public address" in outcome.reason


def test_not_one_connection_was_tried(inward):
    told, inside = inward
    assert (told.connected, inside.connections) == ([], 0)


@pytest.fixture(scope="module")
def outward(tmp_path_factory):
    """A crawl of the open internet, for which this machine stands in."""
    with Host({"/": http(body=b"xin chao", Connection="close")}) as site:
        dns = {
            "bao.test": ["14.225.0.9"],
            "sau.test": ["2405:4800::9"],
            "hai.test": ["14.225.0.1", "14.225.0.2", "2405:4800::1"],
            "doi.test": [["14.225.0.9"], ["127.0.0.1"]],
            "cho.test": ["hang"],
            "dong.test": ["14.225.0.7"],
        }
        internet = dict.fromkeys(
            ["14.225.0.9:80", "2405:4800::9:80", "14.225.0.2:80", "14.225.0.9:8080"], site.port
        )
        urls = [f"http://{host}/" for host in (*dns, "khong-co.test")]
        urls += ["http://bao.test:8080/", "http://bao.test:22/", "http://la.test/", "http://doi.test/lai"]
        hosts = [*dns, "khong-co.test", "bao.test:8080"]
        yield fetch(
            tmp_path_factory.mktemp("outward"), urls, dns=dns, internet=internet, hosts=hosts, settings={"DNS_TIMEOUT": 1},
            patch={"crawlers.guard.connect._REMEMBERED_SECONDS": -1},
        )  # fmt: skip


@pytest.mark.parametrize("host", ["bao.test", "sau.test", "hai.test", "bao.test:8080"])
def test_a_public_host_is_asked_also_one_that_has_ipv6_only(outward, host):
    assert outward.of[f"http://{host}/"].status == 200, outward.of[f"http://{host}/"]


def test_what_was_looked_up_is_what_is_connected_to(outward):
    allowed = {
        "14.225.0.9:80",
        "2405:4800::9:80",
        "14.225.0.1:80",
        "14.225.0.2:80",
        "14.225.0.9:8080",
        "14.225.0.7:80",
    }
    assert set(outward.connected) == allowed, "the second address of a host only where the first refuses"


def test_a_name_that_changes_its_answer_is_judged_by_the_new_one(outward):
    told = outward.of["http://doi.test/"], outward.of["http://doi.test/lai"]
    assert {each.error for each in told} == {"UnsafeAddress"}
    assert "doi.test resolves to 127.0.0.1" in told[0].reason


def test_a_port_or_a_host_that_the_source_does_not_name_is_refused(outward):
    assert "host 'bao.test:22'" in outward.of["http://bao.test:22/"].reason
    assert "host 'la.test'" in outward.of["http://la.test/"].reason
    assert "la.test" not in outward.looked_up


UNANSWERED = {
    "khong-co.test": "no such host",
    "cho.test": "no name server told in 1.0 s where cho.test is",
    "dong.test": "refuses connections",
}


@pytest.mark.parametrize("host", UNANSWERED)
def test_why_nobody_answered_is_told(outward, host):
    told = outward.of[f"http://{host}/"]
    assert told.error == "Transient"
    assert UNANSWERED[host] in told.reason
    assert told.fix


def test_whatever_address_twisted_reads_it_is_one_of_those_that_may_be_asked():
    endpoints = PublicEndpoints(
        None, PublicResolver(None), Trusting(), frozenset({"bao.test", "cu.test:8080", "[2405:4800::9]"})
    )
    for url in (
        "http://bao.test/",
        "https://BAO.test/",
        "http://bao.test:80/",
        "http://cu.test:8080/",
        "http://[2405:4800::9]/",
    ):
        endpoints.endpointForURI(URI.fromBytes(url.encode()))
    for url in (
        "http://bao.test:443/",
        "https://bao.test:80/",
        "http://cu.test/",
        "ftp://bao.test/",
        "http://bao.test@la.test/",
    ):
        with pytest.raises(UnsafeAddress):
            endpoints.endpointForURI(URI.fromBytes(url.encode()))


class Trusting:
    def creator(self, host):
        return object()


ANYBODY = """
import sys
from twisted.internet import asyncioreactor
asyncioreactor.install()
from twisted.internet import reactor
from twisted.web.client import Agent
from crawlers.guard.connect import PublicResolver
PublicResolver(reactor, seconds=5).install_on_reactor()
def told(what):
    print(type(what.value).__name__ if hasattr(what, "value") else what)
    reactor.stop()
reactor.callWhenRunning(lambda: Agent(reactor).request(b"GET", sys.argv[1].encode()).addBoth(told))
reactor.callLater(20, reactor.stop)
reactor.run()
"""


def test_nor_does_anybody_else_in_the_process_find_a_way_home():
    """The second lock: a library that asks Twisted for names, past our handler."""
    with Host({"/": http(body=b"secret")}) as inside:
        command = [sys.executable, "-W", "error", "-c", ANYBODY, f"http://localhost:{inside.port}/"]
        done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=60, check=True)
        assert (done.stdout.strip(), inside.connections) == ("DNSLookupError", 0)


FAILED = {
    CannotResolveHostError("a: -2"): ("Transient", "no such host: a: -2"),
    DownloadConnectionRefusedError("b"): ("Transient", "the host refuses connections"),
    DownloadTimeoutError("took longer"): ("Transient", "took longer"),
    DownloadFailedError("c"): ("Transient", "the connection broke before an answer had come: c"),
    IgnoreRequest("max redirections reached"): ("BadDocument", "max redirections reached: leads nowhere"),
    UnsafeAddress("d", fix="e"): ("UnsafeAddress", "d"),
    ZeroDivisionError("f"): ("Defect", "ZeroDivisionError: f"),
}


@pytest.mark.parametrize("error", FAILED, ids=lambda error: type(error).__name__)
def test_whatever_went_wrong_has_a_name_a_reason_and_a_fix(error):
    told = without_response(error)
    assert (type(told).__name__, told.reason) == FAILED[error]
    assert told.fix


# A whole live crawl.

LOCAL = """\
title: Cổng của máy này
owner: Không ai
base: http://127.0.0.1:{port}
kind: news
credit: Không ai
every: 1d
delay: 0.1
approval: review
discover: [{{by: feed, urls: [/tin.rss]}}]
layouts: [{{title: h1}}]
"""


# The crawl's own process, only without the patience that it has with a host that does not answer.
AT_ONCE = """
import sys
from crawlers import run
polite = run.scrapy_settings
run.scrapy_settings = lambda *of, **more: {**polite(*of, **more), "RETRY_TIMES": 0}
sys.exit(run.main(sys.argv[1:]))
"""


def test_a_live_crawl_never_reaches_this_machine(configure, portals, tmp_path):
    site = portals()
    folder = tmp_path / "sources" / "nha"
    folder.mkdir(parents=True)
    (folder / "source.yaml").write_text(LOCAL.format(port=site.port), encoding="utf-8")
    configure(sources=folder.parent, contact="https://dongmau.vn/lien-he")
    asked, told = tmp_path / "request.json", tmp_path / "report.json"
    asked.write_bytes(REQUEST.dump_json(CrawlRequest("nha", EVERYTHING, Known())))
    command = [sys.executable, "-c", AT_ONCE, str(asked), str(told)]
    subprocess.run(command, check=True, cwd=ROOT, capture_output=True, timeout=60)
    report = REPORT.validate_json(told.read_bytes())
    assert site.requests == []
    assert report.fetched == 0
    assert [each.error for each in report.problems] == ["UnsafeAddress"]
    assert "which is not a public address" in report.problems[0].reason
