"""Article to Script: which words are heard, in which order, and with which pauses."""

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.transforms.script.made import assert_sound, item, lines, place_of, roles, said
from transforms.article import SPOKEN_BLOCKS, Attachment, Block, BlockKind
from transforms.reading import Reader, Region, read
from transforms.script import (
    CREDIT,
    FRAME,
    LEAD,
    PAUSE_PARAGRAPH_MS,
    PAUSE_SENTENCE_MS,
    TITLE,
    Role,
    write_script,
)

SILENT = [kind for kind in BlockKind if kind not in SPOKEN_BLOCKS | {BlockKind.TABLE}]
SYLLABLES = ["gió", "giật", "cấp", "11,", "xã", "Suối", "Mẫu.", "ngày", "12/11/2026", "8.471", "ha;", "TP.", "và",
             "Điều", "3.", "UBND", "“không", "ra", "khơi”.", "15,2", "km/h", "***", "–", "rồi!", "Ai?"]  # fmt: skip
TEXTS = st.lists(st.sampled_from(SYLLABLES), min_size=1, max_size=60).map(" ".join)
BLOCKS = st.builds(Block, st.sampled_from(sorted({*BlockKind} - {BlockKind.TABLE})), TEXTS)


def test_title_lead_body_credit():
    made = write_script(item(*lines("# Dự báo\nGió mạnh. Mưa to."), lead="Bão đến gần."))
    assert made.language == "vi"
    assert [(each.block, each.role, each.written) for each in made.utterances] == [
        (TITLE, Role.TITLE, "Tin bão"),
        (LEAD, Role.LEAD, "Bão đến gần."),
        (0, Role.HEADING, "Dự báo"),
        (1, Role.BODY, "Gió mạnh."),
        (1, Role.BODY, "Mưa to."),
        (CREDIT, Role.CREDIT, "Theo Đài mẫu."),
    ]


def test_the_reader_is_asked_and_named():
    south = Reader(Region(thousand="ngàn"))
    made = write_script(item(*lines("Có 8.471 hộ.")), reader=south)
    assert "tám ngàn" in made.utterances[1].spoken
    assert made.reader_version == south.version != write_script(item()).reader_version


def test_what_was_read_safely_only_is_told_once():
    made = write_script(item(*lines("Máy ZQX chạy. Máy ZQX dừng. Máy cày chạy.")))
    assert len(made.unsure) == 1
    assert made.unsure[0].startswith("ZQX: ")


def test_markup_that_is_left_out_is_told_once():
    made = write_script(item(*lines("<b>Gió</b> <b>mạnh</b>.")))
    assert made.unsure == ("<b>: thẻ đánh dấu, không đọc", "</b>: thẻ đánh dấu, không đọc")


def test_files_that_belong_to_an_item_are_announced():
    files = tuple(Attachment(f"https://mau.vn/{at}.pdf") for at in range(2))
    made = write_script(item(*lines("Gió mạnh."), attachments=files))
    assert said(made)[-2] == "Tin có 2 tệp đính kèm, xem tại Đài mẫu."
    assert (made.utterances[-2].block, made.utterances[-2].role) == (FRAME, Role.FRAME)


@pytest.mark.parametrize("kind", SILENT)
def test_what_is_not_for_listeners_is_not_in_it(kind):
    made = write_script(item(Block(BlockKind.PARAGRAPH, "Gió mạnh."), Block(kind, "Ảnh: Nguyễn Mẫu")))
    assert "Nguyễn" not in " ".join(said(made))
    assert {each.block for each in made.utterances} == {TITLE, 0, CREDIT}


def test_an_end_mark_is_never_said():
    made = write_script(item(*lines("Gió mạnh./.\nMưa to. ./.\n./.")))
    assert said(made)[1:-1] == ["Gió mạnh.", "Mưa to. ."]
    assert [each.spoken for each in made.utterances][1:-1] == ["Gió mạnh.", "Mưa to."]


def test_a_sentence_is_followed_by_a_shorter_pause_than_a_paragraph():
    made = write_script(item(*lines("Gió mạnh. Mưa to.\n# Dự báo")))
    inside, end, heading = (each.pause_ms for each in made.utterances if each.block >= 0)
    assert inside == PAUSE_SENTENCE_MS < end < heading


def test_inside_a_sentence_the_mark_decides_about_the_pause():
    clause = "các thôn đã dọn xong mương và sửa lại cầu tre để bà con đi chợ sớm ngày mai"
    comma, semicolon = (
        write_script(item(*lines(f"{clause}{mark} {clause}{mark} {clause}."))).utterances[1].pause_ms
        for mark in ",;"
    )
    assert 0 < comma < semicolon < PAUSE_SENTENCE_MS


@pytest.mark.parametrize("text", ["", "* * *", "—", "…", "-----", "\u200b", "😀"])
@pytest.mark.parametrize("place", ["block", "lead"])
def test_what_has_no_words_is_passed_over(text, place):
    """A row of stars between two parts must not cost the item its sound."""
    first = Block(BlockKind.PARAGRAPH, "Gió mạnh.")
    made = write_script(
        item(first, Block(BlockKind.PARAGRAPH, text)) if place == "block" else item(first, lead=text)
    )
    assert [each.block for each in made.utterances] == [TITLE, 0, CREDIT]


def test_items_of_a_list_are_said_with_their_numbers():
    made = write_script(
        item(
            Block(BlockKind.LIST_ITEM, "5 cụm loa", label="a)"),
            Block(BlockKind.LIST_ITEM, "2 máy phát", label="2."),
            Block(BlockKind.LIST_ITEM, "3 cột", label="3"),
            Block(BlockKind.LIST_ITEM, "dây điện", label="•"),
            Block(BlockKind.LIST_ITEM, "b) Ổ cắm"),
        )
    )
    items = made.utterances[1:-1]
    assert [each.written for each in items] == [
        "a) 5 cụm loa",
        "2. 2 máy phát",
        "3. 3 cột",
        "dây điện",
        "b) Ổ cắm",
    ]
    assert [each.spoken for each in items][:3] == ["a, năm cụm loa", "hai. hai máy phát", "ba. ba cột"]
    assert {each.role for each in items} == {Role.LIST}
    assert [(each.start, each.end) for each in items][:2] == [(0, 9), (0, 10)]


def test_a_quotation_of_its_own_is_announced():
    text = (
        "Bà con hãy giữ lấy rừng, vì rừng giữ nước cho ruộng, cho suối và cho cả bản. Mất rừng là mất nước."
    )
    made = write_script(
        item(*lines(f"Cụ Mẫu viết.\n> {text}\n> Rừng là nhà của chúng ta.\nCả bản nghe theo."))
    )
    assert said(made)[1:] == [
        "Cụ Mẫu viết.",
        "Xin trích.",
        "Bà con hãy giữ lấy rừng, vì rừng giữ nước cho ruộng, cho suối và cho cả bản.",
        "Mất rừng là mất nước.",
        "Rừng là nhà của chúng ta.",
        "Hết trích.",
        "Cả bản nghe theo.",
        "Theo Đài mẫu.",
    ]
    assert roles(made)[2:7] == ["frame", "quote", "quote", "quote", "frame"]


@pytest.mark.parametrize(
    "text",
    ["Giữ lấy rừng.", "“Chúng tôi đã dọn xong mương, sửa lại cầu tre cho bà con đi chợ”, ông Mẫu nói."],
)
def test_a_short_quotation_or_one_that_names_its_speaker_is_not(text):
    made = write_script(item(*lines(f"Cụ nói.\n> {text}\nHết.")))
    assert "frame" not in roles(made)
    assert roles(made)[2] == "quote"


@settings(max_examples=60)
@given(st.lists(BLOCKS, max_size=5), TEXTS | st.just(""))
@example([], "gió gió gió gió gió gió km/h rồi! gió 12/11/2026 12/11/2026")
def test_every_word_of_a_spoken_block_is_in_its_utterances(blocks, lead):
    article = item(*blocks, lead=lead)
    script = write_script(article)
    assert_sound(article, script)
    made = [each for each in script.utterances if each.role != Role.FRAME]
    heard: dict[int, list[str]] = {}
    for each in made:
        assert re.sub(r",$", ".", each.spoken) == re.sub(r",$", ".", read(each.written))
        assert each.block == CREDIT or place_of(article, each).split() == each.written.split()
        heard.setdefault(each.block, []).extend(each.written.split())
    texts = {at: block.text for at, block in enumerate(blocks) if block.kind in SPOKEN_BLOCKS} | {LEAD: lead}
    wanted = {at: text.split() for at, text in texts.items() if re.search(r"\w", text)}
    assert {at: words for at, words in heard.items() if at not in {TITLE, CREDIT}} == wanted
    order = [each.block for each in made if each.block >= 0]
    assert order == sorted(order)
    assert (made[0].block, made[-1].block) == (TITLE, CREDIT)


BROKEN = "Xã Suối Mẫu\nđã lắp loa ở chợ và ở\nba bản vùng cao, trong đó có\nBản Púng Mẫu.\na) Loa nén;\nb) Loa cột."


def test_a_paragraph_that_a_page_breaks_within_a_sentence_is_said_in_one():
    made = write_script(item(*lines(BROKEN)))
    pauses = {each.written: each.pause_ms for each in made.utterances if each.role == Role.BODY}
    going_on = [text for text, pause in pauses.items() if pause < PAUSE_SENTENCE_MS]
    assert going_on == ["Xã Suối Mẫu", "đã lắp loa ở chợ và ở"]
    assert list(pauses)[-1] == "b) Loa cột."
    assert pauses["ba bản vùng cao, trong đó có"] == PAUSE_PARAGRAPH_MS


@pytest.mark.parametrize(
    "stamp",
    [
        "Lò Thị Mẫu (04/08/2026 08:32)",
        "Vì Mẫu (4/8/2026, 8h32) - 11A phố Mẫu, xã Suối Mẫu",
        "Phòng Tin & Báo (15/09/2026 15:24)",
    ],
)
def test_who_asked_and_when_is_not_heard(stamp):
    heard = said(write_script(item(*lines(f"Loa ở chợ do ai giữ?\n{stamp}\nTrả lời\nDo xã giữ."))))
    assert heard[1:4] == ["Loa ở chợ do ai giữ?", "Trả lời", "Do xã giữ."]


@pytest.mark.parametrize(
    "text", ["Bão vào bờ (04/08/2026).", "Loa mở lúc sáng (04/08/2026 08:32). Mời nghe."]
)
def test_a_day_in_a_sentence_is_heard(text):
    assert any("08/2026" in each for each in said(write_script(item(*lines(text)))))
