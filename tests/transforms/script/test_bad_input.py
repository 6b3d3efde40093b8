"""What no editor would send: markup, control characters, other forms of Unicode, nothing at all."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.transforms.script.made import item, law, lines, place_of, said
from transforms.article import Block, BlockKind, Kind
from transforms.rendition import Tags
from transforms.script import Form, write_script
from transforms.script.breath import MAX_SYLLABLES
from transforms.script.plain import plain
from transforms.script.reader import syllables
from transforms.voice import NothingToSay, render


class Silent:
    """An engine that must not be asked."""

    name = voice = version = label = "silent"
    languages = frozenset({"vi"})
    outside = False

    def speak(self, texts):
        raise AssertionError(texts)


@pytest.mark.parametrize("blocks", [(), lines("***\n…"), (Block(BlockKind.CAPTION, "Ảnh: Lê Mẫu"),)])
@pytest.mark.parametrize("kind", Kind)
def test_an_item_without_words_is_refused_by_name(blocks, kind):
    made = write_script(item(*blocks, title="…", kind=kind))
    assert made.utterances == ()
    with pytest.raises(NothingToSay):
        render(made, Silent(), Tags("", "", "", "vi", ""))


MARKED = [
    ("<speak>Gió mạnh.</speak>", "Gió mạnh."),
    ("Gió <break time='10s'/> mạnh.", "Gió mạnh."),
    ("Gió <prosody rate=\"x-slow\" pitch='+50%'>mạnh</prosody>.", "Gió mạnh ."),
    ("<script>Gió</script> mạnh.", "Gió mạnh."),
    ("<!-- bỏ qua --> Gió mạnh.", "Gió mạnh."),
    ("<?xml version='1.0'?><![CDATA[Gió mạnh.]]>", "Gió mạnh."),
    ("<BR/>Gió<br>mạnh.", "Gió mạnh."),
]


@pytest.mark.parametrize(("text", "written"), MARKED)
def test_markup_is_neither_obeyed_nor_said(text, written):
    article = item(*lines(text))
    each = write_script(article).utterances[1]
    assert each.written == written
    assert each.spoken == "Gió mạnh."
    assert "<" not in each.spoken


def test_a_sign_that_is_no_markup_is_said():
    said_of_it = write_script(item(*lines("Tỷ lệ < 5%, mức nước > 3 m."))).utterances[1].spoken
    assert said_of_it == "Tỷ lệ nhỏ hơn năm phần trăm, mức nước lớn hơn ba mét."


@pytest.mark.parametrize(
    "text",
    [
        "Gió\x00 mạnh.",
        "\u202eGió mạnh.\u202c",
        "G\u00adió mạ\u200bnh.",
        "Gió\x1b\x07 mạnh.",
        "\ufeffGió mạnh.",
    ],
)
def test_what_cannot_be_seen_is_not_in_it(text):
    article = item(*lines(text))
    each = write_script(article).utterances[1]
    assert (each.written, each.spoken) == ("Gió mạnh.", "Gió mạnh.")
    assert write_script(article).utterances[1].end <= len(article.blocks[0].text)


def test_composed_or_not_the_same_is_said_and_the_places_are_those_of_the_block():
    text = "Bão số 9 mạnh lên. Bà con ở xã Suối Mẫu không ra khơi; tàu thuyền về bến."
    apart = unicodedata.normalize("NFD", text)
    composed, decomposed = item(*lines(text)), item(*lines(apart))
    one, other = write_script(composed), write_script(decomposed)
    assert [each.spoken for each in one.utterances] == [each.spoken for each in other.utterances]
    assert [each.written for each in one.utterances] == [each.written for each in other.utterances]
    for each in other.utterances[1:-1]:
        assert unicodedata.normalize("NFC", place_of(decomposed, each)) == each.written


def test_a_megabyte_without_a_space_is_said_in_breaths():
    made = write_script(item(Block(BlockKind.PARAGRAPH, "ă" * 1_000_000)))
    assert all(syllables(each.spoken) <= MAX_SYLLABLES for each in made.utterances)
    assert sum(each.written.count("ă") for each in made.utterances[1:-1]) == 1_000_000


@pytest.mark.parametrize(
    "text", [". " * 100_000, "TP. " * 10_000, "<" * 100_000, '"a" ' * 5_000, "\n" * 100_000]
)
def test_much_of_what_is_hardly_anything_is_said_in_bounded_time(text):
    """In time that grows with the length alone: with its square, this test would not end."""
    made = write_script(item(Block(BlockKind.PARAGRAPH, text)))
    assert all(syllables(each.spoken) <= MAX_SYLLABLES for each in made.utterances)


ALPHABET = st.sampled_from(
    [
        *"aăâđếộ 5.,;:!?<>/&|\n\t\r\x00\x1b\u202e\u200b\u0301\u0323\"“”'()[]{}=*#%‰²°∑漢ع😀",
        "<b>",
        "</b>",
        "<speak>",
        "Điều 5. ",
        "TP. ",
        "8.471",
        "./.",
    ]
)


@settings(max_examples=150)
@given(st.lists(ALPHABET, max_size=80).map("".join), st.sampled_from(BlockKind), st.sampled_from(Kind))
def test_whatever_comes_a_script_is_safe(text, kind, sort):
    article = item(Block(kind, text), title=text[:20] or "Tin", kind=sort)
    made = write_script(article)
    for each in made.utterances:
        assert each.spoken.strip()
        assert syllables(each.spoken) <= MAX_SYLLABLES
        assert 0 <= each.start <= each.end <= max(len(text), len(article.title))
        assert not any(unicodedata.category(char) in {"Cc", "Cf"} for char in each.written + each.spoken)
        assert "<b>" not in each.written
        assert "<speak>" not in each.spoken


@settings(max_examples=200)
@given(st.lists(ALPHABET, max_size=60).map("".join))
def test_every_letter_has_its_place(text):
    made = plain(text)
    assert len(made.places) == len(made.text) + 1
    assert list(made.places) == sorted(made.places)
    assert all(0 <= place <= len(text) for place in made.places)


@pytest.mark.parametrize("form", Form)
def test_a_law_without_articles_has_a_script(form):
    made = write_script(law(""), form=form)
    assert said(made)[0].startswith("Nghị định số 901/2026/NĐ-CP")


@pytest.mark.parametrize("mark", ["HẾT", "(Hết)", "---oOo---", "Xem thêm:", "Đăng nhập để bình luận"])
def test_an_end_mark_or_a_word_beside_links_is_not_said(mark):
    made = write_script(item(*lines(f"Mưa to ở Suối Mẫu.\n{mark}")))
    assert said(made) == ["Tin bão", "Mưa to ở Suối Mẫu.", "Theo Đài mẫu."]


def test_a_sentence_that_only_begins_like_an_end_mark_is_said():
    assert "Hết mưa, học sinh đi học lại." in said(
        write_script(item(*lines("Hết mưa, học sinh đi học lại.")))
    )


def test_what_a_terminal_would_obey_is_no_number():
    made = write_script(item(*lines("Mực nước\x1b[31m đỏ\x1b[0m lên 5m.")))
    assert made.utterances[1].spoken == "Mực nước đỏ lên năm mét."
    assert any("thẻ đánh dấu" in each and each.isprintable() for each in made.unsure)


@pytest.mark.parametrize(
    "foreign", ["The power of the hamlet is cut on Monday morning.", "THONG BAO LICH CAT DIEN CUA THON"]
)
def test_a_sentence_that_a_vietnamese_voice_cannot_say_is_reported(foreign):
    made = write_script(item(*lines(f"Bà con lưu ý lịch sau đây.\n{foreign}")))
    assert any(each.startswith(foreign) for each in made.unsure)
    assert write_script(item(*lines(foreign), language="en")).unsure == ()
