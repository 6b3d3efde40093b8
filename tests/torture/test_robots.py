"""502 real robots.txt files, and the examples of RFC 9309."""

import re
import time
from functools import cache
from urllib.parse import quote, unquote

import pytest

from crawlers.manners.robots import ROBOT, read_rules
from tests.conftest import SHARED
from tests.torture.figures import figures

FOLDER = SHARED / "data" / "torture" / "robots" / "fetched"
ORDINARY = ("/", "/tin-tuc/bai-1.htm", "/search?q=a", "/rss/home.rss", "/admin/", "/van-ban/38.pdf?v=2")
LINE = re.compile(r"\s*(user-agent|allow|disallow)\s*:\s*([^#]*)", re.IGNORECASE)
SECONDS = 5.0


def rules_for(text: str, robot: str) -> list[tuple[str, str]]:
    """The rules of RFC 9309, section 2.2.1, that hold for `robot`: those of all its groups, else those of `*`.

    A crawl-delay, of which the RFC says nothing, is no rule, so that it does not end a group's names (section 2.2.4).
    """
    groups: dict[str, list[tuple[str, str]]] = {}
    names: list[str] = []
    closed = False
    for line in text.splitlines():
        found = LINE.match(line)
        if not found:
            continue
        key, value = found[1].lower(), found[2].strip()
        if key == "user-agent":
            names = [value.lower()] if closed else [*names, value.lower()]
            closed = False
            groups.setdefault(names[-1], [])
        else:
            closed = True
            for name in names:
                groups[name].append((key, value))
    return groups.get(robot, groups.get("*", []))


def may(rules: list[tuple[str, str]], path: str) -> bool:
    """RFC 9309, section 2.2.2: the longest match decides, Allow at a tie."""
    asked = normal(path)
    matching = ((len(value), key == "allow") for key, value in rules if value and matcher(value).match(asked))
    return max(matching, default=(0, True))[1]


@cache
def matcher(value: str) -> re.Pattern[str]:
    value = normal(value)
    ends = value.endswith("$")
    body = ".*".join(map(re.escape, value.removesuffix("$").split("*")))
    return re.compile(body + ("$" if ends else ""), re.DOTALL)


def normal(path: str) -> str:
    return quote(
        unquote(path, errors="surrogateescape"), safe="/*$?=&;,:@!'()+%~[]", errors="surrogateescape"
    )


def paths_of(rules: list[tuple[str, str]]) -> list[str]:
    """Addresses at which the rules bite: what they name, and something below it."""
    plain = [value.replace("*", "a").removesuffix("$") for _, value in rules if value.startswith("/")]
    return [*ORDINARY, *plain, *(f"{path}x" for path in plain)]


@pytest.mark.shared
def test_real_files_are_read_in_time_and_as_the_rfc_says():
    told = 0
    files = sorted(FOLDER.iterdir())
    assert len(files) == 502
    for path in files:
        body = path.read_bytes()
        before = time.process_time()
        ours = read_rules(body, path.name)
        own = rules_for(body.decode("utf-8-sig", "replace"), ROBOT)
        for address in paths_of(own)[:80]:
            assert ours.allow(f"https://{path.name}{address}") == may(own, address), (path.name, address)
            told += 1
        assert time.process_time() - before < SECONDS, path.name
        assert ours.wait >= 0
    assert figures("robots.txt of real hosts") == (len(files), told, told, 0)


RFC_EXAMPLE = """
User-Agent: *
Disallow: *.gif$
Disallow: /example/
Allow: /publications/

User-Agent: foobot
Disallow:/
Allow:/example/page.html
Allow:/example/allowed.gif

User-Agent: barbot
User-Agent: {robot}
Disallow: /example/page.html

User-Agent: quxbot
"""


@pytest.mark.parametrize(
    ("robot", "path", "allowed"),
    [
        ("bazbot", "/example/page.html", False),
        ("bazbot", "/publications/a.gif", True),
        ("bazbot", "/a.gif", False),
        ("bazbot", "/a.gifx", True),
        (ROBOT, "/example/page.html", False),
        (ROBOT, "/example/", True),
        (ROBOT, "/a.gif", True),
    ],
)
def test_the_examples_of_the_rfc(robot, path, allowed):
    """RFC 9309, section 5: where it does not name us, the rules for all hold."""
    ours = read_rules(RFC_EXAMPLE.format(robot=robot).encode(), "bao.dongmau.vn")
    assert ours.allow(f"https://bao.dongmau.vn{path}") is allowed


@pytest.mark.parametrize(
    ("rule", "path", "matches"),
    [
        ("/path/file-with-a-%2A.html", "/path/file-with-a-*.html", True),
        ("/path/foo-%24", "/path/foo-$", True),
        ("/a%3cd.html", "/a%3Cd.html", True),
        ("/tin/ấ", "/tin/%E1%BA%A5", True),
        ("/tin", "/TIN", False),
        ("/*?phien=", "/a/b?phien=1", True),
        ("/a*b*c$", "/axxbxxc", True),
        ("/a*b*c$", "/axxbxxcd", False),
        ("/" + "*a" * 40 + "*b$", "/" + "a" * 200, False),
    ],
)
def test_how_a_path_matches(rule, path, matches):
    """RFC 9309, sections 2.2.2 and 2.2.3."""
    ours = read_rules(f"User-agent: *\nDisallow: {rule}".encode(), "bao.dongmau.vn")
    assert ours.allow(f"https://bao.dongmau.vn{path}") is not matches


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\0" * 1000,
        bytes(range(256)) * 10,
        b"User-agent",
        b"Disallow: /" * 50_000,
        b" " * 400_000,
        b"\t \n" * 100_000,
        b"a" + b" " * 400_000 + b"b",
        b"User-agent: *\nDisallow" + b" " * 400_000 + b": /",
        b"- " * 200_000,
        b":" * 400_000,
        b"#" * 400_000,
        b"User-agent: *\nDisallow: " + b"/*a" * 100_000,
        b"User-agent: *\n" + b"Disallow: /a*b$\n" * 30_000,
        b"<html><body>Not found</body></html>",
        "User-agent: *\nDisallow: /".encode("utf-16"),
    ],
)
def test_garbage_is_read_in_time(body):
    before = time.process_time()
    read_rules(body, "bao.dongmau.vn").allow("https://bao.dongmau.vn/tin")
    assert time.process_time() - before < SECONDS
