"""Captions, read back by parsers that were written from the formats' descriptions."""

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.rendition import Mark
from transforms.script import Script, Utterance
from transforms.voice.transcript import LONGEST_LINE, srt, webvtt

VTT_TIMES = re.compile(r"(\d{2,}):([0-5]\d):([0-5]\d)\.(\d{3}) --> (\d{2,}):([0-5]\d):([0-5]\d)\.(\d{3})")
SRT_TIMES = re.compile(VTT_TIMES.pattern.replace(r"\.", ","))


def one(*written: str) -> Script:
    return Script(tuple(Utterance(words, "đọc là khác", at, 500) for at, words in enumerate(written)), "vi")


def evenly(script: Script) -> tuple[Mark, ...]:
    return tuple(Mark(1000 * number, 1000 * number + 900) for number in range(len(script.utterances)))


def test_a_webvtt_file_to_the_letter():
    script = one("Giá xăng tăng 7,05% từ 15/3.", "A & B: 5 < 7 --> đúng")
    assert webvtt(script, (Mark(52, 3_161), Mark(3_599_990, 3_661_001))) == (
        "WEBVTT\n"
        "\n1\n00:00:00.052 --> 00:00:03.161\nGiá xăng tăng 7,05% từ 15/3.\n"
        "\n2\n00:59:59.990 --> 01:01:01.001\nA &amp; B: 5 &lt; 7 --&gt; đúng\n"
    )


def test_a_subrip_file_to_the_letter():
    script = one("Giá xăng tăng 7,05% từ 15/3.", "A & B: 5 < 7 --> đúng")
    assert srt(script, (Mark(52, 3_161), Mark(3_599_990, 3_661_001))) == (
        "1\n00:00:00,052 --> 00:00:03,161\nGiá xăng tăng 7,05% từ 15/3.\n"
        "\n2\n00:59:59,990 --> 01:01:01,001\nA & B: 5 ‹ 7 → đúng\n"
    )


def test_long_lines_are_wrapped_between_words():
    words = "Ủy ban nhân dân xã Suối Mẫu thông báo lịch tiếp công dân định kỳ của lãnh đạo xã trong tháng này"
    lines = webvtt(one(words), [Mark(0, 900)]).splitlines()[4:]
    assert len(lines) == 3
    assert " ".join(lines) == words


@given(st.lists(st.text() | st.text("<>&-{}\\ \nđ"), max_size=5))
def test_every_cue_is_read_back_whatever_is_written(written):
    script = one(*written)
    text = webvtt(script, evenly(script))
    head, *blocks = parsed(text)
    assert head == ["WEBVTT"]
    shown = [words(each) for each in written if words(each)]
    assert len(blocks) == len(shown)
    for (number, times, *lines), expected in zip(blocks, shown, strict=True):
        assert number.isdigit()
        assert VTT_TIMES.fullmatch(times)
        assert not any("-->" in line or re.search(r"<|&(?!amp;|lt;|gt;)", line) for line in lines)
        assert words("".join(html.unescape(line) for line in lines)) == expected
        assert all(0 < len(html.unescape(line)) <= LONGEST_LINE for line in lines)
    assert text.encode()


@given(st.lists(st.text() | st.text("<>&-{}\\ \nđ"), max_size=5))
def test_every_subrip_cue_is_whole_and_opens_no_tag(written):
    script = one(*written)
    blocks = parsed(srt(script, evenly(script)))
    assert len(blocks) == sum(bool(words(each)) for each in written)
    for at, (number, times, *lines) in enumerate(blocks, 1):
        assert int(number) == at
        assert SRT_TIMES.fullmatch(times)
        assert lines
        assert not any("-->" in line or "<" in line or "{\\" in line for line in lines)


def parsed(text: str) -> list[list[str]]:
    """Blocks between blank lines. A line ends where WebVTT says that it does; no other break may be in there."""
    assert not re.search(r"[\r\x00\x0b\x0c\x1c-\x1e\x85\u2028\u2029]", text)
    return [block.split("\n") for block in re.split(r"\n{2,}", text.strip("\n")) if block]


def words(text: str) -> str:
    """What is visible of a text, without any space."""
    marks = r"\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff"
    return re.sub(rf"[\s\x00-\x1f\x7f-\x9f\u2028\u2029{marks}]+", "", text)


def test_a_script_without_words_gives_an_empty_file():
    assert webvtt(Script((), "vi"), ()) == "WEBVTT\n"
    assert srt(Script((), "vi"), ()) == ""


def test_lone_surrogates_do_not_reach_the_file():
    assert webvtt(one("a \ud800 b"), [Mark(0, 10)]).encode().endswith(b"a b\n")


def test_a_mark_for_each_utterance_is_asked_for():
    with pytest.raises(ValueError, match=r"shorter|longer"):
        webvtt(one("a", "b"), [Mark(0, 10)])


def test_marks_of_direction_turn_no_number_round_on_the_screen():
    script = one("Cấp \u202e123\u202c hộ\u200b", "\u200f\ufeff")
    vtt = webvtt(script, evenly(script))
    assert "\nCấp 123 hộ\n" in vtt
    assert vtt.count("-->") == 1
