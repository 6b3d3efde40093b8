"""A page that brings its reader down costs itself only."""

import pickle
import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from crawlers.errors import BadDocument, LayoutChanged, Transient
from crawlers.source import source
from transforms.extract import Aids, Page, extract
from transforms.extract.bounded import Reader, ReaderDefect, _packed
from transforms.extract.confined import landlock_version

BAD = "tests.transforms.extract.misbehaving"


@pytest.fixture(scope="module")
def reader():
    with Reader(module=BAD, wall_seconds=5) as each:
        yield each


def page(how: str) -> Page:
    return Page(f"https://mau.vn/{how}", b"<p>x</p>", "text/html", datetime(2026, 11, 20, tzinfo=UTC))


@pytest.mark.parametrize(
    ("how", "error", "told"),
    [
        ("die", BadDocument, "SIGABRT"),
        ("burn", BadDocument, "processor time"),
        ("eat", BadDocument, "MB"),
        ("nest", BadDocument, "nested"),
        ("quit", BadDocument, "status 3: .*hết chỗ"),
        ("layout", LayoutChanged, "mới"),
        ("defect", ReaderDefect, "ZeroDivisionError: lỗi của ta"),
        ("ask", ReaderDefect, "PermissionError"),
        ("connect", ReaderDefect, "PermissionError"),
        ("read", ReaderDefect, "wants the file '/etc/passwd'"),
        ("read beside the code", ReaderDefect, "wants the file"),
        ("list", ReaderDefect, "wants os.listdir"),
        ("climb", ReaderDefect, "wants the file"),
        ("write", ReaderDefect, "wants the file"),
        ("start", ReaderDefect, "wants to start"),
        ("load", ReaderDefect, "PermissionError"),
    ],
)
def test_what_a_page_does_is_told_and_the_next_one_is_read(reader, how, error, told):
    with pytest.raises(error, match=told):
        reader.extract(page(how))
    assert reader.extract(page("good")).title == "Lành"


@pytest.mark.skipif(landlock_version() < 1, reason="needs a kernel with Landlock")
@pytest.mark.parametrize(
    ("how", "told"),
    [
        ("open in C", "Errno 13"),
        ("read", "wants the file"),
        ("connect in C", "Errno 13"),
        ("start", "wants to start"),
    ],
)
def test_libraries_in_c_find_the_doors_closed_and_a_lent_program_opens_none(how, told):
    for program in ("", "/usr/bin/env"):
        with Reader(module=BAD) as reader, pytest.raises(ReaderDefect, match=re.escape(told)):
            reader.extract(page(how), aids=Aids(tesseract=program))


def test_a_lent_program_can_be_started(reader):
    lent = Aids(tesseract="/bin/true")
    assert reader.extract(page("start"), aids=lent).title == "Lành"
    with pytest.raises(ReaderDefect, match="wants to start"):
        reader.extract(page("start"))


@pytest.mark.parametrize("how", ["decode", "import", "read a library", "list a library"])
def test_libraries_may_load_the_rest_of_themselves(reader, how):
    assert reader.extract(page(how)).title == "Lành"


def test_times_come_through_whatever_their_zone(reader):
    given = Page(
        "https://mau.vn/good",
        b"<p>x</p>",
        "text/html",
        datetime(2026, 11, 20, 5, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh")),
    )
    assert reader.extract(given).title == "Lành"
    packed = pickle.loads(_packed({"page": given}))["page"]
    assert packed == given
    assert packed.captured_at.date() == given.captured_at.date()
    assert packed.captured_at.utcoffset() == given.captured_at.utcoffset()
    assert not isinstance(packed.captured_at.tzinfo, ZoneInfo)


def test_a_page_that_hangs_is_given_up_for_now():
    with Reader(module=BAD, wall_seconds=1) as reader, pytest.raises(Transient, match="more than 1 s"):
        reader.extract(page("hang"))


def test_what_a_library_prints_is_no_answer(reader):
    assert reader.extract(page("print")).title == "Lành"


def test_it_reads_as_the_extractor_does(recorded):
    url = "https://baochinhphu.vn/xa-suoi-mau-dieu-chinh-gia-nuoc-sach-102261120073301901.htm"
    given, of = recorded("baochinhphu", url), source("baochinhphu")
    with Reader() as reader:
        assert reader.extract(given, source=of) == extract(given, source=of)
        with pytest.raises(BadDocument) as caught:
            reader.extract(Page(url, b"", "text/html", given.captured_at), source=of)
    assert (caught.value.source, caught.value.url) == ("baochinhphu", url)


def test_its_process_ends_with_it():
    with Reader(module=BAD) as reader:
        reader.extract(page("good"))
        worker = reader._worker
        assert worker.poll() is None
    assert worker.returncode is not None
