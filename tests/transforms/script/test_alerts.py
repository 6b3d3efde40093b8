"""Alerts: every word of them, twice, with an announcement between."""

from dataclasses import replace

import pytest

from tests.transforms.script.made import assert_sound, item, law, lines, roles, said
from transforms.article import Kind
from transforms.script import FRAME, Form, Role, is_alert, write_script
from transforms.script.data_files import PAUSES

STORM = """
Tin phát lúc: 08h00 ngày 12/11/2026
# 1. Hiện trạng bão
Hồi 07 giờ, bão số 9 ở vào khoảng 15,2 độ Vĩ Bắc. Gió giật cấp 11.
- Sơ tán người già, trẻ em;
| Thời điểm | Cường độ
| 07h00 ngày 13/11 | Cấp 9
"""


@pytest.mark.parametrize("more", [{"kind": Kind.ALERT}, {"priority": "urgent"}])
def test_an_alert_is_said_twice_word_for_word(more):
    article = item(*lines(STORM), title="TIN BÃO KHẨN CẤP", lead="Bão mạnh lên.", **more)
    made = write_script(article)
    assert is_alert(article)
    middle = next(at for at, each in enumerate(made.utterances) if each.block == FRAME)
    assert made.utterances[middle].written == "Xin nhắc lại."
    first, second = made.utterances[:middle], made.utterances[middle + 1 : -1]
    assert first[-1].pause_ms == PAUSES.again > second[-1].pause_ms
    assert (*first[:-1], replace(first[-1], pause_ms=second[-1].pause_ms)) == second
    assert made.utterances[-1].role == Role.CREDIT
    words = " ".join(each.written for each in first)
    for word in " ".join(block.text for block in article.blocks).replace("|", "").split():
        assert word in words
    assert "Bão mạnh lên." in words
    assert_sound(article, made)


def test_its_prose_has_a_role_of_its_own():
    made = write_script(item(*lines(STORM), kind=Kind.ALERT))
    assert set(roles(made)) == {"title", "alert", "heading", "list", "table", "frame", "credit"}


def test_an_urgent_dispatch_is_said_whole_and_twice_unless_another_form_is_asked_for():
    article = law("Điều 1. Việc cần làm\nCác xã sơ tán dân trước 17 giờ.", priority="urgent")
    assert said(write_script(article)).count("Các xã sơ tán dân trước 17 giờ.") == 2
    assert "Xin nhắc lại." not in said(write_script(article, form=Form.BRIEF))
    assert said(write_script(article, form=Form.FULL)).count("Các xã sơ tán dân trước 17 giờ.") == 1


def test_other_items_are_said_once():
    assert "Xin nhắc lại." not in said(write_script(item(*lines(STORM), priority="priority")))
