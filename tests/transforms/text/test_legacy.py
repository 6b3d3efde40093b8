"""TCVN3, VNI, VISCII, windows-1258, BK HCM2: converted, and nothing else touched."""

import gzip
import json
import random
import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import SHARED
from tests.transforms.text.conftest import SYLLABLES, WORDS, sentences
from transforms.text.legacy import BK_HCM2, CP1258, ENCODINGS, TCVN3, VISCII, VNI, by_font, western
from transforms.text.recognise import Writing, convert, read_hyphens, recognise

HEALTHY = (
    "Ủy ban nhân dân xã họp bàn việc phòng chống bão lũ, cán bộ trực ban ngày đêm.",
    "Và bà Hà có cá, lá và là cả nhà bà. Má và cô có bò.",
    "Les élèves évacués ont été hébergés à l'école du village où la mère de René préparait le dîner.",
    "Die Züge fahren über Köln und München, größere Änderungen für Fußgänger sind möglich.",
    "A informação não será divulgada até que a região inteira esteja em segurança, disse José.",
    "Los niños del español José Núñez están aquí; ¿cuándo será mañana?",
    "Příliš žluťoučký kůň úpěl ďábelské ódy.",
    "Nhiệt độ 35°C, diện tích 120 m², ½ số hộ; «Bản tin» © 2026 ® ™ §5 · 10 µm.",
    "Plain English with a café, a naïve résumé and São Paulo.",
)


@pytest.mark.parametrize(
    ("encoding", "text", "written"),
    [
        (TCVN3, "trường đại học, đường", "tr\u00adêng ®¹i häc, ®\u00adêng"),
        (VNI, "Trường đại học Ủy ban kỹ sĩ", "Tröôøng ñaïi hoïc UÛy ban kyõ só"),
        (VISCII, "trường đại học", "trß¶ng ðÕi h÷c"),
        (CP1258, "Trường đại học", "Trý\u00f5Ìng ðaòi hoòc"),
        (BK_HCM2, "Trường đại học", "Trûúâng àaåi hoåc"),
    ],
    ids=lambda value: getattr(value, "name", None),
)
def test_the_tables(encoding, text, written):
    assert encoding.encode(text) == written
    assert encoding.decode(written) == text


@pytest.mark.parametrize("encoding", ENCODINGS, ids=lambda each: each.name)
def test_every_syllable_goes_there_and_back(encoding):
    for syllable in SYLLABLES:
        assert encoding.holds(encoding.encode(syllable))
        assert encoding.decode(encoding.encode(syllable)) == syllable
        if encoding.capitals and len(syllable) > 1:
            capital = syllable.capitalize()
            assert encoding.decode(encoding.encode(capital)) == capital


@given(st.sampled_from(ENCODINGS), sentences(15))
def test_what_proves_its_encoding_is_converted(encoding, sentence):
    expected = sentence if encoding.capitals else sentence[0].lower() + sentence[1:]
    written = encoding.encode(expected)
    if len(set(written.split()) - set(expected.split())) >= 4:
        assert convert(written) == expected
        assert recognise(written) == encoding.name


@given(sentences(1))
def test_healthy_text_stays(sentence):
    assert convert(sentence) == sentence
    assert convert(sentence, ".VnTime") == sentence
    assert convert(sentence, "VNI-Times") == sentence


@pytest.mark.parametrize("text", HEALTHY)
def test_no_other_text_is_taken_for_it(text):
    assert convert(text) == text
    assert recognise(text) is None


@given(st.text())
def test_conversion_is_stable(text):
    once = convert(text)
    assert convert(once) == once


@pytest.mark.parametrize("encoding", ENCODINGS, ids=lambda each: each.name)
def test_ten_syllables_are_enough(encoding):
    """Recall on made-up sentences of ten syllables is .99 at least."""
    chance = random.Random(5)
    told = total = 0
    for _ in range(400):
        text = " ".join(chance.choice(WORDS) for _ in range(10))
        total += 1
        told += convert(encoding.encode(text)) == text
    assert told / total >= 0.99


def test_a_paragraph_of_a_page_that_is_else_unicode():
    good = "Ủy ban nhân dân xã thông báo"
    assert convert(f"{good}\nPh\u00adêng ®· häp bµn viÖc phßng chèng b·o\n{good}") == (
        f"{good}\nPhường đã họp bàn việc phòng chống bão\n{good}"
    )
    assert convert(f"{good}: ph\u00adêng ®· häp bµn viÖc phßng chèng b·o") == (
        f"{good}: phường đã họp bàn việc phòng chống bão"
    )


def test_fonts_tell_what_short_texts_cannot():
    assert convert("Hµ Néi") == "Hµ Néi"
    assert convert("Hµ Néi", ".VnTime") == "Hà Nội"
    assert convert("céng hßa x· héi", ".VnTimeH") == "CỘNG HÒA XÃ HỘI"
    assert convert("tin", ".VnArialH") == "TIN"
    assert convert("Haø Noäi", "VNI-Times") == "Hà Nội"
    assert convert("Hà Nội", ".VnTime") == "Hà Nội"
    assert convert("Hµ Néi", expect="tcvn3") == "Hà Nội"
    assert by_font("'.VnTime', serif") is TCVN3
    assert by_font("Times New Roman") is None


def test_words_typed_for_a_font_of_capitals_are_capitals():
    written = "CéNG HßA X· HéI CHñ NGHÜA VIÖT NAM"
    assert convert(written) == "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
    mixed = "§¹i häc Quèc gia ®· tæ chøc"
    assert convert(mixed) == "Đại học Quốc gia đã tổ chức"


def test_the_case_of_a_mark_does_not_matter():
    assert VNI.decode("ÑAïI HOïC") == "ĐẠI HỌC"


def test_quotes_around_viscii_words_stay_quotes():
    text = "“Người dân chủ động” – thông tin kịp thời tới từng hộ"
    assert convert(VISCII.encode(text).translate({0x93: "“", 0x94: "”", 0x96: "–"})) == text


def test_utf_8_that_was_read_as_windows_1252():
    text = "Ủy ban nhân dân xã đã họp"
    assert convert(western(text.encode())) == text
    assert convert(western(text.encode()).replace("\xa0", " ")) == text


@pytest.mark.parametrize("piece", ["á", "®", "Ã", "ß¸", "A¸", "\u00ad", "a ", "ế", "“", "\xa0", "aù", "áº¿"])
def test_time_grows_with_length_only(piece):
    text = (piece * 200_000)[:200_000]
    began = time.monotonic()
    convert(text)
    convert(text, ".VnTimeH")
    assert time.monotonic() - began < 20


@pytest.mark.shared
def test_no_real_text_is_taken_for_a_legacy_one():
    texts = [
        part
        for line in (SHARED / "data/texts/news2016.jsonl").read_text().splitlines()
        for part in json.loads(line)["content"].split("\n")
    ]
    texts += (SHARED / "data/texts/binhduong_index.csv").read_text().splitlines()
    for path in (SHARED / "data/gold").glob("*.json"):
        gold = json.loads(path.read_text())
        texts += [gold["title"], *gold["body"]]
    for path in sorted((SHARED / "data/extraction_en/html").iterdir())[::4]:
        source = gzip.decompress(path.read_bytes()).decode("utf-8", "replace")
        texts += re.sub(r"<[^<>]*>", "\n", source).split("\n")
    assert len(texts) > 10_000
    assert [text for text in texts if recognise(text)] == []
    assert [text for text in texts if "Ã" not in text and "â€" not in text and convert(text) != text] == []


@pytest.mark.parametrize(
    ("shown", "meant"),
    [
        ("tr-ờng nh- l-ơng, m-a -u", "trường như lương, mưa ưu"),
        ("TR-ỜNG NH-NG -U", "TRƯỜNG NHƯNG ƯU"),
        ("ô-tô Ba-na ti-vi ca-ra-ô-kê", "ô-tô Ba-na ti-vi ca-ra-ô-kê"),
        ("12/2005/NĐ-CP - QĐ-UBND, A-B, 3-4, x-1", "12/2005/NĐ-CP - QĐ-UBND, A-B, 3-4, x-1"),
        ("", ""),
    ],
)
def test_hyphens_that_are_letters(shown, meant):
    assert read_hyphens(shown) == meant


def test_a_text_without_letters_of_unicode_is_written_throughout_as_it_proves():
    said = "trường hợp được hỗ trợ lương thực, các xã báo trước mùa mưa"
    page = f"{VNI.encode(said)}\n1 → 2"
    writing = Writing.of(page)
    assert (writing.encoding, writing.throughout) == ("vni", True)
    assert writing.read([("VNI", ""), (VNI.encode(" số "), "")]) == "VNI số "
    assert not Writing.of(f"{page} được").throughout
    assert Writing.of(said) == Writing()
