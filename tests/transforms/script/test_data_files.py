"""The data that people may change: what is wrong in it is named, and nothing is said with a hole in it."""

import re
from importlib import resources

import pytest

from transforms.script.data_files import (
    CUTS,
    FRAMES,
    LIMITS,
    PAUSES,
    DataError,
    fields_of,
    parse_cuts,
    parse_frames,
    parse_limits,
    parse_pauses,
)
from transforms.script.reader import RULES, syllables
from transforms.script.speech import Speech

DATA = resources.files("transforms.script") / "data"


def text_of(name: str) -> str:
    return (DATA / name).read_text(encoding="utf-8")


PARSERS = {
    "limits.yaml": parse_limits,
    "pauses.yaml": parse_pauses,
    "cuts.yaml": parse_cuts,
    "frames.yaml": parse_frames,
}


@pytest.mark.parametrize("name", PARSERS)
def test_the_files_are_right(name):
    assert PARSERS[name](text_of(name)) in (LIMITS, PAUSES, CUTS, FRAMES)


WRONG = [
    ("limits.yaml", "syllables: 40", "syllables: forty", "syllables"),
    ("limits.yaml", "  rows: 8", "  lines: 8", "rows"),
    ("limits.yaml", "quote:\n", "quotes:\n", "quote"),
    ("pauses.yaml", "sentence: 550", "sentence: -1", "sentence"),
    ("pauses.yaml", "sentence: 550", "sentence: true", "sentence"),
    ("pauses.yaml", "clause: 250", "", "clause"),
    ("cuts.yaml", "joints: [và", "joints: 3\nothers: [và", "joints"),
    ("cuts.yaml", "comma: 2", "comma: [2]", "comma"),
    ("frames.yaml", '  again: "We repeat."\n', "", "en"),
    ("frames.yaml", '"We repeat."', '"We repeat {what}."', "again"),
    ("frames.yaml", "vi:\n", "vi: []\nvn:\n", "frames"),
]


@pytest.mark.parametrize(("name", "right", "wrong", "told"), WRONG)
def test_what_is_wrong_is_named(name, right, wrong, told):
    text = text_of(name)
    assert right in text
    with pytest.raises(DataError) as caught:
        PARSERS[name](text.replace(right, wrong))
    assert re.search(told, str(caught.value))
    assert name in str(caught.value)


@pytest.mark.parametrize("text", ["", "- 1", "3", "text"])
@pytest.mark.parametrize("name", PARSERS)
def test_a_file_without_fields_is_refused(name, text):
    with pytest.raises(DataError):
        PARSERS[name](text)


@pytest.mark.parametrize("name", sorted(FRAMES["vi"]))
@pytest.mark.parametrize("language", sorted(FRAMES))
def test_a_frame_is_said_only_where_all_of_it_is_known(language, name):
    speech = Speech.for_language(language, RULES)
    wanted = sorted(fields_of(FRAMES[language][name]))
    values = dict.fromkeys(wanted, "Mẫu")
    assert speech.words(name, **values)
    assert not {"{", "}"} & set(speech.words(name, **values))
    for field in wanted:
        assert speech.words(name, **{**values, field: ""}) == ""
        assert speech.words(name, **{**values, field: None}) == ""


@pytest.mark.parametrize("frame", [text for text in FRAMES["vi"].values() if not fields_of(text)])
def test_our_own_words_are_short_and_read_as_they_stand(frame):
    assert RULES.read(frame) == frame
    assert syllables(frame) <= LIMITS.quote.syllables
