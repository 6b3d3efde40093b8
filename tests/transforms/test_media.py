"""What recordings truly are; and what an article keeps of them."""

import os
import random
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO

import pytest
from mutagen.mp3 import MP3

from crawlers.capture import Hints
from crawlers.discovery.entry import MediaLink
from crawlers.errors import BadDocument, LayoutChanged
from crawlers.source import load_source
from nguon.settings import ROOT
from tests.sounds import FORMATS, tone
from transforms import media
from transforms.article import Article, Kind, MediaRef
from transforms.extract import Page, extract
from transforms.media import MediaFacts, Recording, read_media

SITE, FILES = "https://phatthanhbinhmau.vn", "https://media.phatthanhbinhmau.vn"
CODECS = {
    "mp3": "mp3", "mp2": "mp2", "adts": "aac", "ipod": "aac", "mp4": "aac", "ogg": "opus", "webm": "opus",
    "flac": "flac", "wav": "pcm_s16le",
}  # fmt: skip


@pytest.mark.parametrize("form", sorted(FORMATS))
def test_the_facts_of_every_format(form):
    facts = read_media(tone(form, seconds=2.5))
    assert facts.duration_ms == pytest.approx(2500, abs=90)
    assert (facts.codec, facts.channels, facts.rate) == (CODECS[form], 1, FORMATS[form][1])
    assert not facts.pictures


def test_another_reader_agrees_and_tags_are_told():
    body = tone(
        "mp3", seconds=3, layout="stereo", tags={"title": "Chuyện làng", "artist": "Đài Mẫu", "encoder": "x"}
    )
    facts = read_media(BytesIO(body))
    told = MP3(BytesIO(body)).info
    assert facts.duration_ms == pytest.approx(told.length * 1000, abs=60)
    assert (facts.channels, facts.rate) == (told.channels, told.sample_rate) == (2, 44_100)
    assert facts.tags == {"title": "Chuyện làng", "artist": "Đài Mẫu"}


def test_a_recording_that_is_cut_lasts_as_long_as_its_sound():
    body = tone("mp3", seconds=3)
    assert read_media(body[: len(body) // 2]).duration_ms == pytest.approx(1500, abs=150)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"<!DOCTYPE html><html><body>Trang</body></html>", "is text/html"),
        (b"", "no type that we know"),
        (b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n", "mpegurl"),
        (b"ID3\x04\0\0\0\0\0\0" + bytes(4000), "no recording"),
        (tone("mp4", seconds=1)[:3000], "no recording"),
        (b"RIFF\xff\xff\xff\xffWAVEfmt \x10\0\0\0\x01\0\x01\0\0\0\0\0", "no recording"),
    ],
)
def test_what_is_no_recording_is_refused_by_its_reason(body, reason):
    with pytest.raises(BadDocument, match=reason) as found:
        read_media(body, url="https://a.vn/1.mp3", source="phatthanh")
    assert (found.value.url, found.value.source) == ("https://a.vn/1.mp3", "phatthanh")


def test_damaged_files_harm_nothing():
    random.seed(7)
    for form in ("mp3", "ipod", "ogg", "flac"):
        body = bytearray(tone(form, seconds=1))
        for _ in range(3):
            for at in random.sample(range(16, len(body)), 200):
                body[at] = random.randrange(256)
            found = None
            with suppress(BadDocument):
                found = read_media(bytes(body))
            assert found is None or 0 < found.duration_ms < 36 * 3_600_000


def test_a_reader_that_dies_is_a_bad_document(monkeypatch, tmp_path):
    worker = tmp_path / "worker.py"
    monkeypatch.setattr(media, "_WORKER", worker)
    worker.write_text("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)")
    with pytest.raises(BadDocument, match="SIGSEGV"):
        read_media(tone())


def test_a_reader_that_does_not_end_is_ended(monkeypatch, tmp_path):
    worker, told = tmp_path / "worker.py", tmp_path / "pid"
    worker.write_text(f"import os, time; open({str(told)!r}, 'w').write(str(os.getpid())); time.sleep(600)")
    monkeypatch.setattr(media, "_WORKER", worker)
    monkeypatch.setattr(media, "_SECONDS", 2.0)
    with pytest.raises(media.Transient, match="more than 2 s"):
        read_media(tone())
    with pytest.raises(ProcessLookupError):
        os.kill(int(told.read_text()), 0)


# The article.


def source(**values):
    found = load_source(ROOT / "tests" / "portals" / "phatthanh")
    return found.model_copy(update=values)


def page(body, url=f"{SITE}/podcast/1.htm"):
    html = f"<!DOCTYPE html><html><head><title>Chuyện</title></head><body>{body}</body></html>"
    return Page(url, html.encode(), "text/html; charset=utf-8", datetime(2026, 11, 21, tzinfo=UTC))


TITLE = '<h1 class="episode-title">Chuyện làng</h1>'
SOUND = f'<audio src="{FILES}/1.mp3"></audio>'
FACTS = MediaFacts("audio/mpeg", "mp3", "mp3", 61_000, 1, 44_100, pictures=False)
HELD = Recording(f"{FILES}/1.mp3", "a" * 64, 1000, "audio/mpeg", FACTS)


def made(body=TITLE + SOUND, recordings=(HELD,), hints=Hints(), of=None):  # noqa: B008 -- frozen
    return extract(page(body), source=of or source(), recordings=recordings, hints=hints)


def test_an_item_is_its_words_and_its_recording():
    article = made()
    assert (article.kind, article.title, article.text) == (Kind.MEDIA, "Chuyện làng", "")
    assert article.media == (
        MediaRef(
            "audio", f"{FILES}/1.mp3", "audio/mpeg", duration_ms=61_000, length=1000, body_sha256="a" * 64
        ),
    )
    assert Article.from_json(article.as_json()) == article


def test_the_digest_is_over_the_sound_that_goes_out_and_over_no_address():
    article = made()
    other = made(recordings=[replace(HELD, sha256="b" * 64)])
    assert other.text_digest != article.text_digest
    film = f'<video src="{FILES}/1.mp4?token=1"></video>'
    moved = made(TITLE + SOUND + film.replace("token=1", "token=2"))
    assert made(TITLE + SOUND + film).text_digest == moved.text_digest == article.text_digest


def test_the_digest_of_articles_without_sound_is_what_it_was():
    article = Article("s", "https://a.vn/1", Kind.NEWS, "Tiêu đề", "", (), "vi", "S")
    with_film = replace(
        article, media=(MediaRef("video", "https://a.vn/1.mp4"), MediaRef("audio", "u", body_sha256="a"))
    )
    assert with_film.sounds == ()
    assert (
        article.text_digest
        == with_film.text_digest
        == "fdc3b105f5c89f3d083d3a3a32a241a414ac0424596f514ae3172f65c6adfb0f"
    )


def test_an_article_written_before_there_were_media_can_be_read():
    values = made().as_json()
    del values["media"]
    assert Article.from_json(values).media == ()


@pytest.mark.parametrize(
    ("recordings", "reason"),
    [
        ([], "it was not fetched"),
        ([Recording(f"{FILES}/1.mp3", fault="it came in part only")], "it came in part only"),
        ([replace(HELD, facts=None, type="video/mp4")], "video/mp4 without sound"),
    ],
)
def test_without_its_recording_it_is_no_item(recordings, reason):
    with pytest.raises(BadDocument, match=reason):
        made(recordings=recordings)


def test_a_recording_that_is_too_long_is_there_by_its_address():
    article = made(recordings=[Recording(f"{FILES}/1.mp3", note="longer than 1000000 bytes")])
    assert (article.media[0].note, article.media[0].body_sha256, article.sounds) == (
        "longer than 1000000 bytes",
        None,
        (),
    )


def test_what_the_feed_told_fills_in_what_the_page_leaves_out():
    told = MediaLink(f"{FILES}/1.mp3", "audio/mpeg", 999, "Tập 1", "Nhóm Mẫu", 60_000, "Lời giới thiệu")
    ref = made(TITLE, hints=Hints(media=(told,))).media[0]
    assert (ref.title, ref.credit, ref.caption) == ("Tập 1", "Nhóm Mẫu", "Lời giới thiệu")
    assert (ref.length, ref.duration_ms) == (1000, 61_000), "what was found goes before what was told"


def test_a_page_that_plays_nothing_is_a_change_of_layout():
    with pytest.raises(LayoutChanged, match="names no recording"):
        made(TITLE, recordings=())


def test_an_error_page_is_no_item():
    with pytest.raises(BadDocument, match="error page"):
        made("<h1>404 - Không tìm thấy trang</h1>" + SOUND)


def test_a_way_of_its_own_kind_makes_media_items_of_a_news_site():
    assert made(of=source(kind="news"), hints=Hints(kind="media")).kind == Kind.MEDIA


def test_a_news_item_keeps_its_pictures_by_their_addresses():
    words = (
        "<p>"
        + "Bà con xã Suối Mẫu cùng nhau ra đồng thu hoạch lúa muộn trong tiết trời nắng ráo. " * 6
        + "</p>"
    )
    figure = '<figure><img src="/a.jpg"><figcaption>Đồng lúa. Ảnh: Trần Mẫu</figcaption></figure>'
    body = f'{TITLE}<div class="episode-text">{words}{figure}{SOUND}</div>'
    article = made(body, recordings=(), of=source(kind="news"))
    assert article.kind == Kind.NEWS
    assert [(each.kind, each.credit, each.note) for each in article.media] == [
        ("audio", "", "it goes with a text"), ("image", "Trần Mẫu", "it goes with a text"),
    ]  # fmt: skip
    assert made(body, recordings=(), of=source(kind="news", media=None)).media == ()
