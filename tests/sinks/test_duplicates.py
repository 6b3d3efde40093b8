"""One text at several sources is read aloud once; one document at several sources has one text."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import delete, func, select
from sqlalchemy.exc import DBAPIError

from sinks.approval import approve, approve_by_policy, pending
from sinks.background import background
from sinks.publication import publish_decided
from sinks.store import ingest
from sinks.store.duplicates import elsewhere, rule_distinct
from sinks.store.models import DoubtRow, DuplicateRow, ItemRow, SightingRow, VersionRow
from sinks.store.voicing import wants_voice
from tests.sinks.conftest import add_sound, article
from transforms.article import Block, BlockKind, Doubt, Kind, LegalIdentity

TEXT = (
    "Ủy ban nhân dân xã Suối Mẫu vừa khánh thành cầu treo dài 120 mét qua suối Mẫu, nối bản Nà Mẫu với trung tâm xã. "
    "Công trình do bà con góp công và tỉnh hỗ trợ xi măng, làm trong chín tháng. "
    "Trước đây vào mùa lũ học sinh phải nghỉ học vì không qua được suối, người ốm phải chờ nước rút mới đi viện. "
    "Nay xe máy qua cầu được cả ngày lẫn đêm, nông sản chở ra chợ không còn bị ế. "
    "Trưởng bản cho biết bà con sẽ thay nhau trông coi và bảo dưỡng cầu sau mỗi trận lũ."
)


@pytest.fixture
def add(store, add_capture):
    """Enters a text from a source, and gives its newest version's key."""

    def enter(source: str, text: str = TEXT, *, path: str = "/a.htm", **values) -> int:
        made = replace(article(text, source=source, path=path), title=f"Tin của {source}", **values)
        with store.session() as session:
            ingest.save_article(session, made, add_capture(session, made))
            item = ingest.item_id(made.identity)
            return session.scalar(select(func.max(VersionRow.id)).where(VersionRow.item_id == item))

    return enter


def voiced(store) -> list[int]:
    with store.session() as session:
        return list(session.scalars(wants_voice()))


def test_what_another_source_has_already_is_not_read_aloud_again(store, add):
    first, second = add("baochinhphu"), add("baotintuc", TEXT.replace(" cả ngày lẫn đêm", ""))
    assert voiced(store) == [first]
    with store.session() as session:
        [there] = elsewhere(session, first)
        assert (there.version, there.source, there.url) == (second, "baotintuc", "https://baotintuc.vn/a.htm")
        assert there.overlap > 0.85
        assert [each.version for each in elsewhere(session, second)] == [first]


def test_the_source_of_higher_authority_is_read_aloud_even_if_it_comes_later(store, add):
    first, second = add("baotintuc"), add("vietnamplus", authority=5)
    assert voiced(store) == [second]
    third = add("ictvietnam", authority=3)
    assert voiced(store) == [second]
    assert {first, second, third} == {first, *(each.version for each in _there(store, second)), second}


def _there(store, version):
    with store.session() as session:
        return elsewhere(session, version)


def test_what_is_out_already_stays_whoever_comes_later(store, add):
    first = add("baotintuc")
    with store.session() as session:
        add_sound(session, session.get_one(VersionRow, first))
        approve(session, first, actor="an")
        publish_decided(session)
    add("vietnamplus", authority=9)
    assert voiced(store) == []


def test_another_name_or_number_makes_another_item(store, add):
    both = [
        add("baochinhphu"),
        add("baotintuc", TEXT.replace("120", "130")),
        add("mst", TEXT.replace("Nà", "Pá")),
    ]
    assert voiced(store) == both


def test_warnings_and_laws_are_never_duplicates(store, add):
    both = [add("nchmf", kind=Kind.ALERT), add("nchmf", kind=Kind.ALERT, path="/b.htm")]
    assert voiced(store) == both


def test_a_duplicate_that_changes_is_an_item_of_its_own_again(store, add):
    first = add("baochinhphu")
    add("baotintuc")
    new = add("baotintuc", f"{TEXT} Cầu tạm dừng từ ngày 25/11 để kiểm tra cáp.")
    assert voiced(store) == [first, new]


def test_when_the_first_changes_the_duplicate_waits_for_a_person(store, add):
    """It used to come forward as if nothing were the matter, to be voiced and published by policy: the words that the
    first source has just taken back. Now it has a sound at most, where the first was never decided on, and a doubt.
    """
    add("baochinhphu")
    second = add("baotintuc")
    new = add("baochinhphu", "Bài này đang được biên tập lại, mời bà con quay lại sau.")
    assert voiced(store) == [second, new]
    with store.session() as session:
        [doubt] = session.scalars(select(DoubtRow).where(DoubtRow.version_id == second))
        assert doubt.code == "duplicate.original_changed"
        add_sound(session, session.get_one(VersionRow, second))
        assert approve_by_policy(session, ["baochinhphu", "baotintuc"]) == 0
        assert [case.version.id for case in pending(session, policy_sources=["baotintuc"])] == [second]


def test_a_person_may_say_that_it_is_another(store, add):
    first, second = add("baochinhphu"), add("baotintuc")
    with store.session() as session:
        rule_distinct(session, second, actor="an", note="bài của hai xã khác nhau")
    assert voiced(store) == [first, second]


def test_a_person_is_told_what_stands_behind_a_version(store, add, add_capture):
    first = add("baochinhphu")
    second = add("baotintuc")
    made = replace(article(TEXT.replace("120", "130")), doubts=(Doubt("date.future", "31/12/2099"),))
    with store.session() as session:
        ingest.save_article(session, made, add_capture(session, made))
        new = session.scalar(select(func.max(VersionRow.id)))
        behind = background(session, session.get_one(VersionRow, new))
        assert behind.doubts == ("date.future: 31/12/2099",)
        assert [change.kind for change in behind.changes if change.kind == "number"] == ["number"]
        assert len(list(behind.lines())) == 1 + len(behind.changes)
        [place] = background(session, session.get_one(VersionRow, first)).places
        assert place.version == second


def test_a_paragraph_that_comes_with_every_item_is_doubted(store, add):
    def story(n: int) -> str:
        return f"Tin số {n}. " + " ".join(f"Câu {n}.{i} kể chuyện riêng của bản {n}." for i in range(12))

    box = "Tải ứng dụng của báo để đọc tin nhanh nhất mỗi ngày trên điện thoại."
    for n in range(4):
        add("baochinhphu", story(n), path=f"/{n}.htm", blocks=_blocks(story(n), box))
        with store.session() as session:
            codes = [row.detail for row in session.scalars(select(DoubtRow))]
        assert codes == ([box] if n == 3 else [])
    add("baotintuc", story(9), path="/9.htm", blocks=_blocks(story(9), box))
    with store.session() as session:
        assert session.scalar(select(func.count()).select_from(DoubtRow)) == 1, "another site's words"


def _blocks(*texts: str) -> tuple[Block, ...]:
    return tuple(Block(BlockKind.PARAGRAPH, text) for text in texts)


def test_links_are_permanent(store, add):
    add("baochinhphu")
    add("baotintuc")
    with store.session() as session, pytest.raises(DBAPIError, match="append-only"):
        session.execute(delete(DuplicateRow))


LEGAL = LegalIdentity("12/2026/NĐ-CP", "Nghị định", "Chính phủ", date(2026, 11, 2))


def law(source: str, text: str, authority: int = 0):
    return replace(article(text, source=source, kind=Kind.LEGAL), legal=LEGAL, authority=authority)


def test_a_document_at_two_sources_is_one_item_and_has_the_words_of_the_higher(store, add_capture):
    portal, gazette = (
        "Điều 1. Phạm vi. Nghị định này quy định về loa.",
        "Điều 1. Phạm vi\nNghị định này quy định về loa.",
    )
    with store.session() as session:

        def save(made):
            return ingest.save_article(session, made, add_capture(session, made))

        assert save(law("vanban", portal)) == "new"
        assert save(law("congbao", gazette, 5)) == "changed"
        assert save(law("vanban", portal)) == "elsewhere", "the two do not take turns"
        assert save(law("congbao", gazette, 5)) == "unchanged"
        assert session.scalar(select(func.count()).select_from(ItemRow)) == 1
        newest = session.scalars(select(VersionRow).order_by(VersionRow.number.desc())).first()
        assert newest.article["source"] == "congbao"
        assert session.scalar(select(func.count()).select_from(SightingRow)) == 4
        assert session.scalar(select(func.count()).select_from(DoubtRow)) == 0


def test_another_text_under_one_name_is_doubted(store, add_capture):
    with store.session() as session:
        first = law("congbao", TEXT, 5)
        ingest.save_article(session, first, add_capture(session, first))
        other = law(
            "vanban", "Điều 1. Ban hành kèm theo Nghị định này Danh mục thiết bị phát thanh của xã, phường."
        )
        assert ingest.save_article(session, other, add_capture(session, other)) == "elsewhere"
        assert [row.code for row in session.scalars(select(DoubtRow))] == ["identity.words"]
