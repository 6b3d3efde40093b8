"""What nobody should write is read safely all the same: no markup acted on, nothing dropped unseen, in bounded time."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.reading import Lexicon, Reader, explain, read

MEGABYTE = 1_000_000
HOSTILE = {
    "letters": "ă",
    "digits": "7",
    "a word of markup": "<b",
    "tags": "<b>x",
    "comments": "<!--",
    "quotation marks": '"',
    "bullets": "-•",
    "emoji": "😀",
    "marks that write from right to left": "\u202e5\u202c",
    "accents on nothing": "\u0301\u0323",
    "letters of China": "北",
    "entities": "&amp;",
    "signs": "=_#",
    "control characters": "\x00\x07\x1b",
}
MARKUP = st.lists(
    st.sampled_from(
        ["<speak>", "</speak>", "<break time='3s'/>", '<voice name="x">', "<b>", "<!-- ", "-->", "&lt;", "&#60;", "<?xml?>", "<![CDATA[", "]]>",
         "con", "5", "<", ">", "&", '"', "'"]
    ),
    max_size=12,
).map(" ".join)  # fmt: skip


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_long_row_without_a_space_is_read_in_pieces(kind):
    unit = HOSTILE[kind]
    assert read(unit * (20_000 // len(unit))).count("\n") == 0


def test_a_megabyte_of_words_is_read():
    text = "bà con họp thôn, " * (MEGABYTE // 17)
    assert read(text) == text.strip(", ")


@given(MARKUP)
def test_nothing_that_a_voice_could_take_for_markup_is_left(text):
    assert not set(read(text)) & set("<>&\"'[]{}\\/=_")


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("<speak>Xin <break time='3s'/> chào</speak>", "Xin, chào"),
        ("<prosody rate='x-slow'>5 km</prosody>", "năm ki lô mét"),
        ("<!-- 5 --> mới", "mới"),
        ("<phoneme ph='x'>Bình Sơn</phoneme>", "Bình Sơn"),
        ("a < b và c > d", "a nhỏ hơn bê và xê lớn hơn dê"),
        ("Giá 5&nbsp;km &amp; 7", "Giá năm ki lô mét và bảy"),
        ("\u202eGiá 5 km\u202c", "Giá năm ki lô mét"),
        ("Gia\u0301 5\u200b km", "Giá năm ki lô mét"),
        ("Giá\x00 5\x07 km", "Giá năm ki lô mét"),
        ("５ km, ٣ xã, ²", "năm ki lô mét, ba xã, bình phương"),
        ("10⁶ người, 10⁻³, x²", "mười mũ sáu người, mười mũ trừ ba, ích bình phương"),
        ("1½ giờ", "một và một phần hai giờ"),
        ("tên 北京 (Bắc Kinh)", "tên chữ Hán, Bắc Kinh"),
        ("Москва và α", "chữ Kirin và an pha"),
        ("hello bà con, how are you", "hello bà con, how are you"),
        ("=====", ""),
        ("", ""),
        ("\ufeff", ""),
    ],
)
def test_it_is_read_as_a_person_would(written, said):
    assert read(written) == said


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=60))
def test_every_letter_is_said_or_told(text):
    """What is no Vietnamese letter, space or mark of phrasing stands in a reading: nothing vanishes unseen."""
    composed = unicodedata.normalize("NFC", text)
    told = {place for hit in explain(text) for place in range(hit.start, hit.end)}
    for place, char in enumerate(composed):
        if place not in told and char.isprintable() and not char.isspace():
            plain = char.isalpha() or unicodedata.combining(char) or char in ",.;:?!Ð" or not char.isascii()
            assert plain, (char, text)


@given(st.text("ABCĐaăbcđ015.,/-:%° \u0301\u202e<>&😀北\n", max_size=80))
def test_a_reader_with_a_lexicon_keeps_what_holds_for_all(text):
    words = Lexicon.parse("written\tspoken\tscope\tpriority\tnote\nA\ta à\t\t\t\nb\tbờ\t\t\t\n", "từ.tsv")
    reader = Reader(lexicon=words)
    assert reader.read(text).count("\n") == unicodedata.normalize("NFC", text).count("\n")
    assert not any(char.isdecimal() for char in reader.read(text))
    place = 0
    for hit in reader.explain(text):
        assert place <= hit.start < hit.end
        place = hit.end
