"""Where redirects lead, and how far: one crawl over many of them."""

import pytest

from tests.crawlers.fetching import fetch
from tests.crawlers.hosts import Host, http

REFUSED = {
    "file:///etc/passwd": ("UnsafeAddress", "redirects to file:///etc/passwd: scheme 'file'"),
    "ftp://chuyen.test/a": ("UnsafeAddress", "scheme 'ftp'"),
    "data:text/html,a": ("UnsafeAddress", "scheme 'data'"),
    "javascript:alert(1)": ("UnsafeAddress", "scheme 'javascript'"),
    "mailto:an@chuyen.test": ("UnsafeAddress", "scheme 'mailto'"),
    "http://[khong-phai": ("UnsafeAddress", "no address"),
    "http://127.0.0.1:{inside}/": ("UnsafeAddress", "host '127.0.0.1:"),
    "//127.1:{inside}/": ("UnsafeAddress", "host '127.1:"),
    "http://nha.test:{inside}/": ("UnsafeAddress", "nha.test resolves to 127.0.0.1"),
    "http://169.254.169.254/latest/": ("UnsafeAddress", "host '169.254.169.254'"),
    "https://example.org/": ("UnsafeAddress", "host 'example.org'"),
    "http://chuyen.test.example.org/": ("UnsafeAddress", "host 'chuyen.test.example.org'"),
    "http://chuyen.test:1/": ("UnsafeAddress", "host 'chuyen.test:1'"),
    "http://an:bi@chuyen.test:{port}/": ("UnsafeAddress", "user data"),
    "http://chuyen.test:{port}@example.org/": ("UnsafeAddress", "user data"),
    "/" + "a" * 3000: ("UnsafeAddress", "longer than 2000"),
    "/steps/6": ("BadDocument", "max redirections reached: leads nowhere"),
    "/circle": ("BadDocument", "redirects in a circle: leads nowhere"),
}


def moved(to: str, status=302) -> bytes:
    return http(status, Location=to)


@pytest.fixture(scope="module")
def crawl(tmp_path_factory):
    with Host({"/": http(body=b"secret")}) as inside, Host() as site, Host() as other:
        places = {"inside": inside.port, "port": site.port}
        for number, to in enumerate(REFUSED):
            site.pages[f"/{number}"] = moved(to.format(**places))
        site.pages |= {f"/steps/{step}": moved(f"/steps/{step - 1}", 301 + step % 2) for step in range(1, 7)}
        site.pages |= {
            "/steps/0": http(body=b"there"),
            "/circle": moved("/circle/2"),
            "/circle/2": moved("/circle"),
        }
        site.pages |= {"/backslash": moved(f"http://chuyen.test:{site.port}\\@example.org/")}
        site.pages |= {"/across": moved(f"http://nua.test:{other.port}/")}
        other.pages |= {
            "/": http(body=b"the other host"),
            "/robots.txt": moved(f"http://127.0.0.1:{inside.port}/"),
        }
        base = f"http://chuyen.test:{site.port}"
        urls = [f"{base}/{number}" for number in range(len(REFUSED))] + [
            f"{base}{path}" for path in ("/steps/5", "/across", "/backslash")
        ]
        hosts = [f"chuyen.test:{site.port}", f"nua.test:{other.port}", f"nha.test:{inside.port}"]
        dns = {name: ["127.0.0.1"] for name in ("chuyen.test", "nua.test", "nha.test")}
        told = fetch(tmp_path_factory.mktemp("moved"), urls, dns=dns, hosts=hosts, opened=hosts[:2])
        yield told, base, inside, site


@pytest.mark.parametrize("to", REFUSED, ids=[to[:40] for to in REFUSED])
def test_a_redirect_that_leads_astray_is_not_followed(crawl, to):
    told, base, _, _ = crawl
    outcome = told.of[f"{base}/{list(REFUSED).index(to)}"]
    error, reason = REFUSED[to]
    assert (outcome.error, reason in outcome.reason) == (error, True), outcome


def test_nothing_inside_was_asked_not_even_for_its_rules(crawl):
    told, _, inside, _ = crawl
    assert inside.connections == 0
    assert {place.split(":")[0] for place in told.connected} == {"127.0.0.1"}
    assert not [place for place in told.connected if place.endswith(f":{inside.port}")]


def test_five_steps_are_followed(crawl):
    told, base, _, _ = crawl
    outcome = told.of[f"{base}/steps/5"]
    assert (outcome.status, outcome.text, outcome.final) == (200, "there", f"{base}/steps/0")


def test_a_host_whose_rules_lead_into_our_network_is_not_asked(crawl):
    told, base, _, _ = crawl
    outcome = told.of[f"{base}/across"]
    assert outcome.error == "UnsafeAddress"
    assert "robots.txt must not be asked for: redirects to http://127.0.0.1:" in outcome.reason


def test_every_step_counts(crawl):
    told, _, _, site = crawl
    assert told.requests == len(site.seen) + 2, (
        "and robots.txt of the other host, and of the one that leads home"
    )


def test_an_address_that_parsers_read_in_two_ways_is_asked_of_the_host_that_was_checked(crawl):
    told, base, _, site = crawl
    final = told.of[f"{base}/backslash"].final
    assert final.startswith(f"{base}/")
    assert final.removeprefix(base) in site.seen
