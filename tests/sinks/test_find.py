"""Items are found by their words, however those are written, and are shown with what became of them."""

import random
import secrets
import unicodedata
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from alembic import command
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select, text

from crawlers.errors import ConfigurationError
from sinks import approval
from sinks.publication import publish_decided
from sinks.store import ingest
from sinks.store.door import Store, _config
from sinks.store.find import LONGEST_QUERY, excerpt, find
from sinks.store.models import ItemKeyRow, ItemRow, VersionRow
from tests.conftest import _create
from tests.sinks.conftest import add_sound, article
from transforms.article import Block, BlockKind, Kind, LegalIdentity
from transforms.text.syllables import ONSETS, TONES, is_syllable, written

LAW = LegalIdentity("12/2024/NĐ-CP", "Nghị định", "Chính phủ", date(2024, 2, 5))
LOOK_ALIKES = str.maketrans("aAeEoOpPcCTHBKM", "аАеЕоОрРсСТНВКМ")


@pytest.fixture
def add(store, add_capture):
    """Enters a text, and gives its item's newest version."""
    number = iter(range(10**6))

    def enter(words: str, **values) -> int:
        place = {name: values.pop(name) for name in ("source", "path", "kind") if name in values}
        made = replace(article(words, **{"path": f"/{next(number)}.htm"} | place), **values)
        with store.session() as session:
            ingest.save_article(session, made, add_capture(session, made))
            item = ingest.item_id(made.identity)
            return session.scalar(select(func.max(VersionRow.id)).where(VersionRow.item_id == item))

    return enter


@pytest.fixture
def found(store):
    """The versions that a query finds, in their order."""

    def search(query: str, **values) -> list[int]:
        with store.session() as session:
            return [hit.version for hit in find(session, query, **values)]

    return search


def both_styles(draw) -> tuple[str, str]:
    """An open syllable in the older and in the newer style."""
    rimes = [(nucleus, tone) for nucleus in ("oa", "oe", "uy") for tone in TONES[1:]]
    nucleus, tone = draw(st.sampled_from(rimes))
    styles = written(nucleus, "", tone)
    onset = draw(st.sampled_from([each for each in ONSETS if is_syllable(each + styles[0])]))
    return onset + styles[0], onset + styles[1]


@st.composite
def told_and_asked(draw):
    """Words as a text has them, and as somebody asks for them: style, case, form, letters and spaces differ."""
    pairs = [both_styles(draw) for _ in range(draw(st.integers(1, 4)))]
    text, query = zip(*(draw(st.permutations(pair)) for pair in pairs), strict=True)
    form = draw(st.sampled_from(["NFC", "NFD"]))
    case = draw(st.sampled_from([str.lower, str.upper, str.title]))
    space = draw(st.sampled_from([" ", "  ", "\u00a0", "\t", "\u200b \n"]))
    asked = unicodedata.normalize(form, case(space.join(query)))
    return " ".join(text), asked.translate(LOOK_ALIKES) if draw(st.booleans()) else asked


def test_words_find_each_other_in_every_style(add, found):
    seen = {}

    @settings(max_examples=25)
    @given(told_and_asked())
    def each(pair):
        told, asked = pair
        seen[told] = seen.get(told) or add(f"Bản tin về {told} của xã")
        assert seen[told] in found(asked, limit=1000)

    each()


def test_what_is_asked_without_marks_finds_any(add, found):
    plain, hoa = add("hoa nở ở xã"), add("Hoà Bình đổi mới")
    assert found("HOA") == [hoa, plain]
    assert found("hòa") == found("hoà") == [hoa]
    assert found("  binh \u00a0 DOI") == [hoa]
    assert found("b%nh") == found("h_a") == []


def test_loose_passes_over_marks_that_the_query_has(add, found):
    version = add("kỹ thuật của xã")
    assert found("kĩ thuat") == []
    assert found("kĩ thuat", loose=True) == [version]


def test_title_lead_and_tables_are_searched_and_captions_are_not(add, found):
    table = Block(BlockKind.TABLE, "thóc | ngô", cells=(("thóc", "ngô"),))
    caption = Block(BlockKind.CAPTION, "ảnh minh họa")
    version = add("thân bài", title="Đầu đề riêng", lead="Lời dẫn", blocks=(table, caption))
    for words in ("đầu đề", "lời dẫn", "ngô", "đề dẫn thóc"):
        assert found(words) == [version]
    assert found("minh họa") == []


def test_a_legal_number_finds_the_document_first_and_then_what_names_it(add, found, store):
    law = add("Quy định chi tiết", kind=Kind.LEGAL, legal=LAW, published_at=None)
    newer = add(
        "Căn cứ Nghị định số 12/2024/NĐ-CP ngày 05/02/2024", published_at=datetime(2026, 11, 3, tzinfo=UTC)
    )
    other = add("Nghị định số 12/2024/NĐ-CPX và 112/2024/NĐ-CP")
    for query in ("12/2024/NĐ-CP", "12/2024/nd-cp", "12 2024 NĐ CP", "nghị định 12/2024/NĐ\u2011CP"):
        assert found(query)[:2] == [law, newer]
    assert other not in found("12/2024/NĐ-CP")
    with store.session() as session:
        assert (find(session, "12/2024/NĐ-CP")[0].number, find(session, "chi tiết")[0].date) == (
            "12/2024/NĐ-CP",
            "2024-02-05",
        )


def test_the_newest_come_first_and_bounds_hold(add, found):
    days = [datetime(2026, 11, day, tzinfo=UTC) for day in (3, 9, 1, 7)]
    versions = {day: add(f"bản tin chung số {day.day}", published_at=day) for day in days}
    assert found("bản tin chung") == [versions[day] for day in sorted(days, reverse=True)]
    assert found("bản tin chung", limit=2) == [versions[days[1]], versions[days[3]]]
    assert found("bản tin chung", since=days[3]) == [versions[days[1]], versions[days[3]]]
    other = add("bản tin chung", source="nchmf")
    assert found("bản tin chung", source="nchmf") == [other]
    assert found("bản tin chung", source="congbao") == []


def test_only_the_newest_words_of_an_item_find_it(add, found):
    add("gió giật cấp bảy", path="/x.htm")
    newest = add("gió giật cấp tám", path="/x.htm")
    assert found("cấp bảy") == []
    assert found("cấp tám") == [newest]


def test_every_state(store, add_version, add):
    with store.session() as session:
        rows = {
            name: add_version(session, f"bản tin {name}", path=f"/{name}.htm")
            for name in ("pending", "rejected", "approved", "published", "withdrawn", "newer")
        }
        approval.reject(session, rows["rejected"].id, actor="an", note="sai")
        for name in ("published", "withdrawn", "newer"):
            approval.approve(session, rows[name].id, actor="an")
        publish_decided(session)
        approval.approve(session, rows["approved"].id, actor="an")
        for name in ("withdrawn", "newer"):
            approval.withdraw(session, rows[name].id, actor="an", note="nhầm")
    add("bản tin newer hai", path="/newer.htm")
    add("bản tin unvoiced")
    with store.session() as session:
        states = {hit.title.split()[4]: hit.state for hit in find(session, "ban tin")}
        assert states == {name: name for name in rows} | {"unvoiced": "unvoiced", "newer": "withdrawn"}
        publish_decided(session)
        assert {hit.state for hit in find(session, "withdrawn")} == {"withdrawn"}
        again = session.scalars(select(VersionRow).order_by(VersionRow.number.desc())).first()
        add_sound(session, again)
        approval.approve(session, again.id, actor="an")
        publish_decided(session)
        assert [hit.state for hit in find(session, "newer")] == ["published"]


def test_a_repetition_is_marked(store, add):
    words = " ".join(f"câu thứ {at} nói về việc số {at} của xã Suối Mẫu." for at in range(40))
    add(words, source="baochinhphu")
    again = add(words, source="baotintuc")
    with store.session() as session:
        states = {hit.version: hit.state for hit in find(session, "suối mẫu")}
    assert states.pop(again) == "duplicate"
    assert list(states.values()) == ["unvoiced"]


@pytest.mark.parametrize("query", ["x" * (LONGEST_QUERY + 1), "", "  \u200b ", "./.", "%_"])
def test_a_query_without_words_or_without_end_is_refused(store, query):
    with store.session() as session, pytest.raises(ConfigurationError) as caught:
        find(session, query)
    assert caught.value.fix


@settings(max_examples=60)
@given(st.text(max_size=LONGEST_QUERY))
def test_an_excerpt_is_of_the_text_and_short(words):
    body = f"Một dòng đầu.\n{words}\n" + "chữ " * 80 + "đích đến " + "chữ " * 80
    cut = excerpt(body, frozenset({"đích", "đến"}), bare=False)
    assert "đích đến" in cut
    assert len(cut) <= 162
    assert cut.strip("…") in body


def test_an_excerpt_shows_where_most_of_the_words_stand():
    body = "Hòa đầu.\nCó hoà và bình ở đây, dòng này ngắn.\nBình cuối."
    assert excerpt(body, frozenset({"hòa", "bình"}), bare=False) == "Có hoà và bình ở đây, dòng này ngắn."
    assert excerpt(body, frozenset({"hoa", "binh"}), bare=True) == "Có hoà và bình ở đây, dòng này ngắn."
    assert excerpt(body, frozenset({"không"}), bare=False) == "Hòa đầu."
    assert excerpt("", frozenset({"không"}), bare=False) == ""


def test_words_of_any_length_and_number_are_entered(add, found):
    long = "ă" * 3_000
    many = " ".join(f"{at:x}/{at}" for at in random.Random(1).sample(range(10**6), 12_000))
    version = add(f"{long} {many} " + "1." * 30_000)
    assert found(long[:60]) == [version]
    assert found("tieu de") == [version]


def test_a_store_of_before_is_searched_whole(postgres):
    name = f"store_{secrets.token_hex(4)}"
    _create(postgres, name, "template1")
    old = Store(postgres.url(name))
    with old.engine.begin() as connection:
        command.upgrade(_config(connection), "0006")
    made = [article(f"bản tin hoà số {at}", path=f"/{at}.htm") for at in range(250)]
    law = replace(article("luật cũ", path="/luat.htm", kind=Kind.LEGAL), legal=LAW, published_at=None)
    with old.session() as session:
        for each in [*made, law]:
            item = ItemRow(
                id=ingest.item_id(each.identity), identity=each.identity, source=each.source, kind=each.kind, url=each.url
            )  # fmt: skip
            session.add(item)
            session.flush()
            session.add(ingest._version(each, item.id, 1))
        newer = replace(made[0], title="Tiêu đề mới")
        session.add(ingest._version(newer, ingest.item_id(newer.identity), 2))
    old.migrate()
    with old.session() as session:
        assert session.scalar(select(func.count()).select_from(ItemKeyRow)) == 251
        assert len(find(session, "hòa", limit=1000)) == 250
        assert [hit.title for hit in find(session, "tiêu đề mới")] == ["Tiêu đề mới"]
        assert [hit.title for hit in find(session, "12/2024/nd-cp")] == [law.title]
        names = session.scalars(text("SELECT indexname FROM pg_indexes WHERE tablename = 'item_key'")).all()
    old.close()
    assert {"item_key_words", "item_key_bare"} <= set(names)
