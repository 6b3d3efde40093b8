"""Files in parts: whatever a host does between two answers, they come to the very bytes of one file, or to nothing."""

import hashlib
import io
from base64 import b64encode
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawlers.errors import BadDocument
from crawlers.media.ranges import OVERLAP, Answer, Held, assemble, fold, take

STEP = 3000
BODY = bytes(range(256)) * 40
TOTAL = len(BODY)
ETAG = '"one"'


def answer(body=BODY, status=200, truncated="", **headers):
    told = {
        "content-length": str(len(body)),
        "etag": ETAG,
        **{k.replace("_", "-"): v for k, v in headers.items()},
    }
    return Answer.of(status, told.items(), body, truncated=truncated, key=str(len(body)))


def cut(length, **headers):
    whole = {"content-length": str(len(BODY)), **headers}
    return answer(BODY[:length], truncated="disconnect", **whole)


def part(start, end, total=TOTAL, body=BODY, **headers):
    told = {"content_range": f"bytes {start}-{end - 1}/{total}", **headers}
    return answer(body[start:end], 206, **told)


def held(length=5000):
    return take(Held(), cut(length))


def test_a_whole_answer_is_the_file():
    whole = take(Held(parent="item"), answer())
    assert (whole.whole, whole.length, whole.parent) == (True, len(BODY), "item")
    assert whole.unchanged()["If-None-Match"] == ETAG


def test_the_rest_is_asked_for_with_an_overlap_and_under_the_condition_that_the_file_is_the_same():
    assert held(5000).conditions(STEP) == {
        "Accept-Encoding": "identity", "Range": f"bytes={5000 - OVERLAP}-{5000 + STEP - 1}", "If-Range": ETAG,
    }  # fmt: skip
    assert held(10).conditions(STEP)["Range"] == f"bytes=0-{10 + STEP - 1}"
    assert Held().conditions(STEP) == {"Accept-Encoding": "identity"}


@pytest.mark.parametrize(
    ("headers", "validator"),
    [
        ({"etag": 'W/"weak"'}, ""),
        ({"etag": "unquoted"}, ""),
        ({"etag": "", "last-modified": "Fri, 20 Nov 2026 01:00:00 GMT", "date": "Fri, 20 Nov 2026 02:00:00 GMT"}, "Fri, 20 Nov 2026 01:00:00 GMT"),
        ({"etag": "", "last-modified": "Fri, 20 Nov 2026 01:00:00 GMT", "date": "Fri, 20 Nov 2026 01:00:00 GMT"}, ""),
        ({"etag": "", "last-modified": "Fri, 20 Nov 2026 01:00:00 GMT"}, ""),
        ({"etag": "", "last-modified": "yesterday", "date": "today"}, ""),
        ({"accept_ranges": "none"}, ""),
        ({"content_encoding": "gzip"}, ""),
    ],
)  # fmt: skip
def test_only_a_strong_validator_lets_parts_be_joined(headers, validator):
    have = take(Held(), cut(5000, **headers))
    assert have.validator == validator
    assert ("Range" in have.conditions(STEP)) == bool(validator)


@pytest.mark.parametrize(
    "other",
    [
        part(3976, 8000, etag='"two"'),
        part(3976, 8000, total=len(BODY) + 1),
        part(3976 + 256, 8000),
        part(0, 8000),
        part(3976, 8000, body=BODY[:4500] + b"!" * 9000),
        part(3976, 8000, content_range="bytes 3976-8000/*extra"),
        part(3976, 8000, content_range="pages 3976-7999/10240"),
        part(3976, 8000, content_range="bytes 3976-7000/10240"),
        part(3976, 8000, content_range="bytes 3976-9000/10240"),
        part(3976, 8000, content_type="multipart/byteranges", content_range=""),
    ],
)
def test_what_does_not_fit_begins_the_file_anew(other):
    assert take(held(5000), other) == Held()


def test_a_host_that_ignores_ranges_sends_the_file_from_its_start():
    assert take(held(5000), answer()).whole
    assert take(held(5000), cut(3000)) == held(5000), "no step back"
    changed = take(held(5000), cut(3000, etag='"two"'))
    assert (changed.length, changed.validator) == (3000, '"two"')


def test_nothing_left_is_the_end():
    told = {"content_range": f"bytes */{len(BODY)}"}
    nearly = replace(take(Held(), answer(truncated="disconnect")), whole=False)
    assert take(nearly, answer(b"", 416, **told)).whole
    assert take(held(5000), answer(b"", 416, **told)) == Held()
    assert take(held(5000), answer(b"", 416)) == Held()


def test_an_unknown_length_ends_where_nothing_more_comes():
    have = take(Held(), answer(BODY[:5000], truncated="disconnect", content_length=""))
    assert have.total is None
    have = take(have, part(5000 - OVERLAP, len(BODY), total="*"))
    assert not have.whole
    assert take(have, part(len(BODY) - OVERLAP, len(BODY), total="*")).whole


def test_an_answer_that_says_nothing_of_the_file_is_nobodys_part():
    with pytest.raises(ValueError, match="503"):
        take(Held(), answer(b"", 503))


def test_packed_bytes_have_no_places():
    have = take(Held(), answer(content_length="77"))
    assert (have.whole, have.validator) == (True, "")


def test_the_hosts_own_digest_is_checked():
    told = f"sha-256=:{b64encode(hashlib.sha256(BODY).digest()).decode()}:"
    good = take(Held(), answer(repr_digest=told))
    assert assemble(good, lambda _: BODY, io.BytesIO(), url="u").sha256 == hashlib.sha256(BODY).hexdigest()
    with pytest.raises(BadDocument, match="not the host's"):
        assemble(replace(good, digest="0" * 64), lambda _: BODY, io.BytesIO(), url="u")


def test_what_is_not_whole_or_not_as_it_was_is_not_put_together():
    with pytest.raises(BadDocument, match="only 5000 bytes"):
        assemble(held(5000), lambda _: BODY[:5000], io.BytesIO(), url="u")
    two = take(held(5000), part(3976, len(BODY)))
    for bodies in ({0: BODY[:4999], 3976: BODY[3976:]}, {0: b"!" * 5000, 3976: BODY[3976:]}):
        with pytest.raises(BadDocument, match="does not fit"):
            assemble(two, lambda each, bodies=bodies: bodies[each.start], io.BytesIO(), url="u")


class Host:
    """A host with a file, which answers ranges as its `moods` say, one for each request."""

    def __init__(self, files, moods):
        self.files, self.moods, self.sent = files, moods, {}
        self.file = files[0]

    def get(self, conditions):
        mood, length, extra = self.moods.pop(0) if self.moods else ("healthy", None, 0)
        if mood == "changed":
            self.file = self.files[(self.files.index(self.file) + 1) % len(self.files)]
        etag = '"same"' if mood == "lying" else f'"{hashlib.sha256(self.file).hexdigest()[:8]}"'
        body, status, told = self.file, 200, {"etag": etag}
        ranged = "Range" in conditions and mood != "ignores"
        if ranged and (conditions["If-Range"] == etag or mood == "lying"):
            first, last = map(int, conditions["Range"].removeprefix("bytes=").split("-"))
            status, first = 206, max(first + extra, 0)
            body = self.file[first : last + 1]
            told["content-range"] = f"bytes {first}-{first + len(body) - 1}/{len(self.file)}"
            if not body:
                status, told["content-range"] = 416, f"bytes */{len(self.file)}"
        whole = len(body)
        if mood != "quiet":
            told["content-length"] = str(whole)
        body = body if length is None else body[:length]
        truncated = "disconnect" if len(body) < whole else ""
        key = str(len(self.sent))
        self.sent[key] = body
        return Answer.of(status, told.items(), body, truncated=truncated, key=key)


MOODS = st.tuples(
    st.sampled_from(["healthy", "ignores", "changed", "lying", "quiet"]),
    st.none() | st.integers(0, 9000),
    st.sampled_from([0, 0, 0, 0, -7, 5]),
)


@settings(max_examples=200)
@given(
    files=st.lists(st.binary(max_size=9000), min_size=1, max_size=3, unique=True),
    moods=st.lists(MOODS, max_size=12),
)
def test_any_cutting_comes_to_one_of_the_files_or_to_a_refusal(files, moods):
    host, have, answers = Host(files, list(moods)), Held(), []
    for _ in range(40):
        answers.append(host.get(have.conditions(STEP)))
        have = take(have, answers[-1])
        if have.whole:
            break
    assert have.whole, "a host that is healthy in the end brings the file"
    assert fold(answers) == (have, have), "the archive's answers come to what the crawl made of them"
    made = io.BytesIO()
    try:
        assemble(have, lambda each: host.sent[each.key], made, url="u")
    except BadDocument:
        assert any(mood == "lying" for mood, *_ in moods)
    else:
        honest = all(mood != "lying" for mood, *_ in moods)
        assert made.getvalue() in files or not honest


@settings(max_examples=100)
@given(body=st.binary(max_size=9000), cuts=st.lists(st.integers(0, 9000), max_size=8))
def test_a_host_that_only_breaks_loses_nothing(body, cuts):
    host, have, asked = Host([body], [("healthy", length, 0) for length in cuts]), Held(), 0
    while not have.whole:
        have = take(have, host.get(have.conditions(STEP)))
        asked += 1
    assert asked <= len(cuts) + len(body) // STEP + 2
    made = io.BytesIO()
    assert assemble(have, lambda each: host.sent[each.key], made, url="u").length == len(body)
    assert made.getvalue() == body
