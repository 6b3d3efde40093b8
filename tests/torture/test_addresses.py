"""The URL tests of web-platform-tests: what browsers agree on, our addresses agree with."""

import json
from typing import Any

import pytest

from crawlers.address import canonical
from crawlers.discovery.entry import web_address
from tests.conftest import SHARED
from tests.torture.figures import figures

pytestmark = pytest.mark.shared

FOLDER = SHARED / "data" / "torture" / "url"
# IDNA 2008, by which registries go, knows no symbols; browsers still do.
UNKNOWN = {"https://xn--n3h/"}


def cases(name: str) -> list[dict[str, Any]]:
    return [
        each for each in json.loads((FOLDER / name).read_text(encoding="utf-8")) if isinstance(each, dict)
    ]


def test_addresses_are_read_as_browsers_read_them():
    told = {"same": 0, "none": 0, "other": 0, "unknown": 0}
    for case in cases("urltestdata.json"):
        found = canonical(case["input"], base=case["base"] or "")
        href = case.get("href", "")
        if case.get("failure"):
            assert found is None, case
            told["none"] += 1
        elif not href.startswith(("http:", "https:")):
            assert found is None, case
            told["other"] += 1
        elif href in UNKNOWN:
            told["unknown"] += 1
        else:
            assert found == canonical(href), case
            assert found is not None, case
            told["same"] += 1
    assert told == {"same": 228, "none": 273, "other": 367, "unknown": 1}
    agreed, differ = told["same"] + told["none"], told["other"] + told["unknown"]
    assert figures("web-platform-tests: addresses") == (agreed + differ, agreed + differ, agreed, differ)


def test_where_rfc_3986_asks_for_no_more_the_addresses_are_the_browsers_own():
    """Of the rest, the RFC's normal form differs: unreserved letters are not encoded, an empty query is none."""
    web = [case["href"] for case in cases("urltestdata.json") if case.get("href", "").startswith("http")]
    own = [href for href in web if canonical(href) == href.partition("#")[0]]
    assert len(own) >= 208


def hosts() -> list[str]:
    """Labels in letters and in punycode."""
    told = [case for name in ("punycode_tests.json", "bad_punycode_tests.json") for case in cases(name)]
    return [label for case in told for label in (case.get("decoded", ""), f"xn--{case.get('encoded') or ''}")]


def texts_for_links() -> list[str]:
    """What a page may hold where an address should be."""
    setters = json.loads((FOLDER / "setters_tests.json").read_text(encoding="utf-8"))
    texts = [case[key] for all_ in setters.values() for case in all_ if isinstance(case, dict) for key in ("href", "new_value") if isinstance(case.get(key), str)]  # fmt: skip
    texts += [str(case[0]) for case in json.loads((FOLDER / "data-urls.json").read_text(encoding="utf-8"))]
    return texts


def test_no_host_is_too_odd():
    for label in hosts():
        address = canonical(f"http://{label}.dongmau.vn/")
        assert address is None or canonical(address) == address


def test_no_text_that_a_page_may_hold_is_too_odd_for_a_link():
    texts = texts_for_links()
    assert figures("web-platform-tests: odd hosts and texts") == (len(texts) + len(hosts()), 0, 0, 0)
    for text in texts:
        for address in (
            canonical(text, base="https://bao.dongmau.vn/tin/"),
            web_address("https://bao.dongmau.vn/tin/", text),
        ):
            assert address is None or address.startswith(("http://", "https://"))
