"""The command `nguon`, as a person at a terminal meets it."""

import gzip
import hashlib
import io
import json
import os
import re
import subprocess
import sys

import av
import pytest
import typer
from typer.testing import CliRunner

from nguon.cli import app
from nguon.settings import ROOT
from nguon.steps.publish import render_outlet
from nguon.steps.rooms import Rooms
from sinks.store.models import RenditionRow
from tests.conftest import RECORDED
from tests.sinks.conftest import add_capture, add_version  # noqa: F401 -- fixtures

COMMAND = typer.main.get_command(app)
NEWS_URL = "https://baochinhphu.vn/xa-suoi-mau-dieu-chinh-gia-nuoc-sach-102261120073301901.htm"
NEWS_FILE = RECORDED / "baochinhphu" / "pages" / NEWS_URL.removeprefix("https://")


@pytest.fixture
def nguon(configure):
    """Runs the command in this process."""
    configure()

    def run(*arguments: object, given: str | None = None):
        return CliRunner().invoke(app, [str(each) for each in arguments], given, catch_exceptions=False)

    return run


@pytest.fixture
def alone(configure, tmp_path):
    """Runs the command in a process of its own."""

    def run(*arguments: object, given: bytes = b"", **settings: str) -> subprocess.CompletedProcess:
        environment = {**os.environ, "NGUON_VAR": str(tmp_path / "var"), **settings}
        command = [sys.executable, "-m", "nguon", *map(str, arguments)]
        return subprocess.run(
            command, input=given, capture_output=True, env=environment, cwd=ROOT, timeout=60, check=False
        )

    configure()
    return run


def refused(result, *told: str) -> None:
    """Exit status 1, the reason on standard error, nothing else."""
    assert result.exit_code == 1, result.output
    assert result.stderr.startswith("error: ")
    for text in told:
        assert text in result.stderr
    assert "Traceback" not in result.output
    assert result.stdout == ""


def plain(text: str) -> str:
    """Without colours."""
    return re.sub(r"\x1b\[[0-9;]*m", "", text)


def golden(source: str) -> dict:
    cases = json.loads((RECORDED / source / "golden.json").read_text(encoding="utf-8"))
    return next(case for case in cases if not case.get("quarantined"))


def file_of(source: str, url: str):
    return RECORDED / source / "pages" / url.removeprefix("https://")


def test_help_names_every_command(nguon):
    result = nguon("--help")
    assert result.exit_code == 0
    for name, command in COMMAND.commands.items():
        assert name in result.stdout
        assert command.help.split()[0] in result.stdout


def test_no_command_is_a_call_for_help(nguon):
    assert "Usage" in nguon().output


@pytest.mark.parametrize("name", sorted(COMMAND.commands))
def test_help_explains_every_parameter(nguon, name):
    result = nguon(name, "--help")
    assert result.exit_code == 0
    for parameter in COMMAND.commands[name].params:
        shown = parameter.opts[0] if parameter.param_type_name == "option" else parameter.metavar
        assert parameter.help, f"{name} {parameter.name}"
        assert (shown or f"{{{parameter.name}}}") in plain(result.stdout)


def test_python_m_nguon_is_the_same_command(alone):
    result = alone("--help")
    assert result.returncode == 0
    assert b"extract" in result.stdout


def test_sources(nguon):
    result = nguon("sources")
    assert result.exit_code == 0
    for source in ("baochinhphu", "congbao", "nchmf"):
        assert source in result.stdout
    assert "review" in result.stdout


def test_a_broken_source_is_told_beside_the_healthy_ones(nguon, configure, tmp_path):
    good = (ROOT / "crawlers" / "sources" / "nchmf" / "source.yaml").read_text(encoding="utf-8")
    for name, text in {"lanh": good, "hong": good.replace("every: 15m", "every: often")}.items():
        (tmp_path / "sources" / name).mkdir(parents=True)
        (tmp_path / "sources" / name / "source.yaml").write_text(text, encoding="utf-8")
    configure(sources=tmp_path / "sources")
    result = nguon("sources")
    assert result.exit_code == 1
    assert "lanh" in result.stdout
    assert "every" in result.stderr
    assert "hong" in result.stderr


def test_a_bad_setting_is_told_without_a_traceback(alone):
    result = alone("sources", NGUON_VOICE="robot")
    assert result.returncode == 1
    assert b"NGUON_VOICE" in result.stderr
    assert b"espeak" in result.stderr
    assert b"Traceback" not in result.stderr


@pytest.mark.parametrize("source", ["baochinhphu", "nchmf", "congbao"])
def test_extract(nguon, source):
    case = golden(source)
    attached = ["--attachment", file_of(source, case["pdf"])] if "pdf" in case else []
    result = nguon("extract", file_of(source, case["url"]), "--url", case["url"], *attached)
    assert result.exit_code == 0, result.stderr
    said = json.loads(result.stdout)
    assert (said["title"], said["date"], said["source"], said["url"]) == (
        case["title"],
        case["date"],
        source,
        case["url"],
    )
    assert said["lead"].startswith(case["lead"])
    for text in case["must_contain"]:
        assert text in f"{said['title']}\n{said['text']}"
    for text in case["must_not_contain"]:
        assert text not in "\n".join(
            block["text"] for block in said["blocks"] if block["kind"] == "paragraph"
        )
    if "number" in case:
        assert said["legal"]["number"] == case["number"]
        assert said["attachments"]
    assert {"digest", "blocks", "credit", "language", "evidence", "extractor", "kind"} <= set(said)


def test_extract_the_general_way(nguon):
    result = nguon("extract", NEWS_FILE, "--url", NEWS_URL, "--no-site-rules")
    assert result.exit_code == 0
    assert "layout.body" not in json.loads(result.stdout)["evidence"].values()


LOG_IN = """<html lang="vi"><head><meta charset="utf-8"><title>Đăng nhập</title></head><body><h1>Đăng nhập</h1>
<form><p>Xin mời đăng nhập để xem tiếp nội dung.</p><input name="user"><input type="password"></form></body></html>"""


@pytest.mark.parametrize("url", [NEWS_URL, "https://la.vi-du.vn/tin-1.htm"])
@pytest.mark.parametrize(
    ("name", "body", "reason"),
    [("rong.html", b"", "empty"), ("dang-nhap.html", LOG_IN.encode(), "log-in"), ("nhieu.html", os.urandom(2000), "")],
)  # fmt: skip
def test_extract_refuses_what_is_no_article(nguon, tmp_path, url, name, body, reason):
    (tmp_path / name).write_bytes(body)
    refused(nguon("extract", tmp_path / name, "--url", url), url, reason)


def test_extract_refuses_a_truncated_pdf(nguon, tmp_path):
    case = golden("congbao")
    whole = file_of("congbao", case["pdf"]).read_bytes()
    (tmp_path / "cut.pdf").write_bytes(whole[: len(whole) // 2])
    refused(nguon("extract", tmp_path / "cut.pdf", "--url", case["pdf"]), case["pdf"])
    page = file_of("congbao", case["url"])
    refused(
        nguon("extract", page, "--url", case["url"], "--attachment", tmp_path / "cut.pdf"),
        "cut.pdf",
        "congbao",
    )


def test_extract_says_that_the_pdf_is_missing(nguon):
    case = golden("congbao")
    refused(nguon("extract", file_of("congbao", case["url"]), "--url", case["url"]), case["url"], "PDF")


@pytest.mark.parametrize("url", ["", "không phải địa chỉ", "http://[", "ftp://x"])
def test_extract_with_an_address_that_is_none_still_reads_the_page(nguon, url):
    result = nguon("extract", NEWS_FILE, "--url", url)
    assert result.exit_code in {0, 1}
    assert "Traceback" not in result.output


def test_a_folder_is_no_page(nguon, tmp_path):
    result = nguon("extract", tmp_path, "--url", NEWS_URL)
    assert result.exit_code == 2
    assert "directory" in plain(result.stderr)


def test_read_gives_a_line_for_a_line(nguon):
    result = nguon("read", given="Giá 5.000 đồng\n\n   \nNgày 12/11/2026\nkhông xuống dòng")
    assert result.exit_code == 0
    lines = result.stdout.split("\n")
    assert len(lines) == 6
    assert lines[0] == "Giá năm nghìn đồng"
    assert [line.strip() for line in lines[1:3]] == ["", ""]
    assert "tháng mười một" in lines[3]
    assert lines[5] == ""


def test_read_explains(nguon):
    result = nguon("read", "--explain", given="Giá 5.000 đồng\n\n")
    rules = [json.loads(line) for line in result.stdout.splitlines()]
    assert len(rules) == 2
    assert rules[0]
    assert rules[1] == []


def test_read_survives_bytes_that_are_no_utf8(alone):
    result = alone("read", given="một\n".encode() + b"\xff\xfe 5\n" + b"hai\n")
    assert b"Traceback" not in result.stderr
    if result.returncode == 0:
        assert len(result.stdout.decode("utf-8", "surrogateescape").splitlines()) == 3


def duration(audio: bytes) -> float:
    with av.open(io.BytesIO(audio)) as sound:
        return sum(frame.samples / frame.sample_rate for frame in sound.decode(audio=0))


def test_voice_of_a_text(nguon, tmp_path):
    (tmp_path / "tin.txt").write_text("Tin mưa\n\nMưa to ở xã Suối Mẫu.\n", encoding="utf-8")
    result = nguon("voice", tmp_path / "tin.txt", "-o", tmp_path / "tin.mp3")
    assert result.exit_code == 0, result.stderr
    assert 2 < duration((tmp_path / "tin.mp3").read_bytes()) < 30
    assert "LUFS" in result.stdout


def test_the_names_of_its_files_say_what_they_are(nguon, tmp_path):
    (tmp_path / "tin.txt").write_text("Tin mưa\nMưa to ở xã Suối Mẫu.\n", encoding="utf-8")
    for sound, marks, first, cue in (
        ("tin.opus", "tin.srt", b"OggS", "1\n00:00:00,"),
        ("tin", "tin.vtt", b"ID3", "WEBVTT\n"),
    ):
        result = nguon(
            "voice", tmp_path / "tin.txt", "-o", tmp_path / sound, "--transcript", tmp_path / marks
        )
        assert result.exit_code == 0, result.stderr
        assert (tmp_path / sound).read_bytes().startswith(first)
        assert (tmp_path / marks).read_text(encoding="utf-8").startswith(cue)
    refused(nguon("voice", tmp_path / "tin.txt", "-o", tmp_path / "tin.wav"), ".mp3 or .opus")


def test_voice_of_what_extract_prints(nguon, tmp_path):
    case = golden("nchmf")
    said = json.loads(nguon("extract", file_of("nchmf", case["url"]), "--url", case["url"]).stdout)
    said["blocks"] = said["blocks"][:1]
    (tmp_path / "tin.json").write_text(json.dumps(said), encoding="utf-8")
    result = nguon("voice", tmp_path / "tin.json", "--output", tmp_path / "tin.mp3")
    assert result.exit_code == 0, result.stderr
    assert duration((tmp_path / "tin.mp3").read_bytes()) > 2


@pytest.mark.parametrize(
    ("name", "body"),
    [("a.txt", b""), ("a.txt", b" \n \n"), ("a.txt", b"\xff\xfe\x00"), ("a.json", b"{}"), ("a.json", b"[]"),
     ("a.json", b"{"), ("a.txt", b"***\n---")],
)  # fmt: skip
def test_voice_refuses_what_has_no_words(nguon, tmp_path, name, body):
    (tmp_path / name).write_bytes(body)
    refused(nguon("voice", tmp_path / name, "-o", tmp_path / "a.mp3"), name)
    assert not (tmp_path / "a.mp3").exists()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["nchmf", "--from", "hôm qua"], "hôm qua"),
        (["nchmf", "--from", "2026-13-01"], "2026-13-01"),
        (["nchmf", "--to", "1/11/2026"], "1/11/2026"),
        (["nchmf", "--from", "2026-11-02", "--to", "2026-11-01"], "--from"),
        (["nchmf", "--from", "2026-11-02", "--to", "2026-11-02"], "--from"),
        (["khong_co"], "khong_co"),
    ],
)
def test_crawl_refuses_what_it_cannot_mean(nguon, arguments, told):
    refused(nguon("crawl", *arguments), told)


def test_crawl(nguon, rehearse):
    rehearse()
    result = nguon("crawl", "baochinhphu", "--from", "2026-11-20", "--to", "2026-11-22")
    assert result.exit_code == 0, result.output
    assert "found 2, fetched 2" in result.stdout
    assert "baochinhphu/" in result.stdout


def test_a_paused_source_is_not_crawled_by_hand_either(nguon, rehearse):
    rehearse()
    nguon("pause", "baochinhphu", "--why", "bảo trì")
    refused(nguon("crawl", "baochinhphu", "--from", "2026-11-20"), "bảo trì")


def test_crawl_without_a_contact_is_refused(nguon, configure, store):
    configure(store_url=store.engine.url.render_as_string(False))
    result = nguon("crawl", "baochinhphu", "--from", "2026-11-20")
    assert result.exit_code == 1
    assert "NGUON_CONTACT" in result.stderr.splitlines()[-1]


def test_a_store_that_does_not_answer_is_told_without_its_password(nguon, configure):
    configure(store_url="postgresql+psycopg://an:matkhau@127.0.0.1:1/nguon")
    result = nguon("pending")
    refused(result, "does not answer")
    assert "matkhau" not in result.output


@pytest.fixture
def desk(store, configure, add_version):  # noqa: F811 -- the fixture
    """A store with a warning that waits, whose sound lies where it belongs."""
    ours = configure(store_url=store.engine.url.render_as_string(False))
    store.dedicate(rehearsal=False)

    def add(words: str, sound: bytes = b"ID3") -> int:
        digest = hashlib.sha256(sound).hexdigest()
        with store.session() as session:
            version = add_version(session, words, sound=False, source="nchmf", path=f"/{words[:3]}.html")
            line = {
                "start_ms": 0,
                "end_ms": 900,
                "written": f"Gió cấp 8 [{words}]",
                "spoken": "Gió cấp tám",
                "block": 0,
            }
            session.add(
                RenditionRow(
                    version_id=version.id,
                    audio_digest=digest,
                    audio_bytes=len(sound),
                    duration_ms=61_000,
                    loudness_lufs=-16.0,
                    true_peak_dbtp=-2.0,
                    engine="t",
                    voice="t",
                    voice_version="t",
                    script=[line],
                )
            )
            return version.id

    def put(sound: bytes = b"ID3") -> None:
        digest = hashlib.sha256(sound).hexdigest()
        path = ours.var / "sounds" / digest[:2] / f"{digest}.mp3"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(sound)

    put()
    add.outlet = ours.outlet
    add.rooms = Rooms(store, ours.archive, ours)
    return add


def test_pending_and_show(nguon, desk):
    assert "Nothing waits." in nguon("pending").stdout
    version = desk("gió mạnh")
    shown = nguon("pending").stdout
    assert f"{version}: https://nchmf.vn/gió.html" in shown
    assert "61" in shown
    listen = shown.split("listen: ")[1].splitlines()[0]
    with open(listen, "rb") as file:  # noqa: PTH123 -- a path as it was printed
        assert file.read() == b"ID3"
    told = nguon("show", version).stdout
    assert "Tiêu đề: gió mạnh" in told
    assert "Gió cấp 8 [gió mạnh]" in told
    assert "Gió cấp tám" in told


def test_what_looks_like_markup_in_a_title_is_shown_as_it_is(nguon, desk):
    desk("bão [/b] số 5")
    assert "bão [/b]" in nguon("pending").stdout


def test_approve_publishes_and_withdraw_takes_back(nguon, desk):
    version = desk("gió mạnh")
    approved = nguon("approve", version, "--actor", "an", "--note", "đã nghe")
    assert (approved.exit_code, approved.stderr) == (0, "")
    assert f"an approved version {version}" in approved.stdout
    assert len(list((desk.outlet / "audio").glob("*.mp3"))) == 1
    assert "Nothing waits." in nguon("pending").stdout
    refused(nguon("approve", version), "approved already")
    refused(nguon("reject", version, "--note", "sai"), "out already")
    back = nguon("withdraw", version, "--note", "bão đã tan", "--actor", "an")
    assert back.exit_code == 0
    assert list((desk.outlet / "audio").iterdir()) == []
    head = json.loads((desk.outlet / "changes" / "head.json").read_bytes())
    assert head["sequence"] == 2
    refused(nguon("withdraw", version, "--note", "lại"), "is out")
    assert render_outlet(desk.rooms).faults == ()


def test_reject_keeps_it_in(nguon, desk):
    version = desk("gió mạnh")
    result = nguon("reject", version, "--note", "sai số", "--actor", "an")
    assert result.exit_code == 0
    assert f"an rejected version {version}" in result.stdout
    assert "Nothing waits." in nguon("pending").stdout
    assert not (desk.outlet / "audio").exists()


@pytest.mark.parametrize("command", ["reject", "withdraw"])
def test_whoever_refuses_says_why(nguon, desk, command):
    result = nguon(command, desk("gió mạnh"))
    assert result.exit_code == 2
    assert "--note" in plain(result.stderr)


def test_a_sound_that_is_not_there_is_told_and_stays_out(nguon, desk):
    version = desk("gió mạnh", sound="mất".encode())
    result = nguon("approve", version, "--actor", "an")
    assert result.exit_code == 0
    assert "left out" in result.stderr
    assert not (desk.outlet / "audio").exists()


@pytest.mark.parametrize(
    "command",
    [["show"], ["approve"], ["reject", "--note", "x"], ["withdraw", "--note", "x"]],
    ids=lambda c: c[0],
)
@pytest.mark.parametrize("unknown", ["424242", str(2**63 - 1)])
def test_an_unknown_id_is_told(nguon, desk, command, unknown):
    refused(nguon(*command, unknown), unknown)


@pytest.mark.parametrize("none", ["0", "-5", "một", str(2**63)])
def test_what_can_be_no_id_is_a_wrong_call(nguon, desk, none):
    result = nguon("show", "--", none)
    assert result.exit_code == 2
    assert "Invalid value" in plain(result.stderr)


def test_status(nguon, desk):
    desk("gió mạnh")
    result = nguon("status")
    assert result.exit_code == 0
    lines = {line.split()[0]: line.split()[1:] for line in result.stdout.splitlines() if line.strip()}
    assert lines["source"][:7] == [
        "found",
        "new",
        "unchanged",
        "quarantined",
        "voiced",
        "waiting",
        "published",
    ]
    assert lines["nchmf"] == ["0", "1", "0", "0", "1", "1", "0", "61"]
    assert lines["all"] == lines["nchmf"]
    assert "1 waiting for a person" in result.stdout
    refused(nguon("status", "--since", "hôm qua"), "hôm qua")


def test_work_does_what_needs_no_person(nguon, desk, rehearse):
    rooms, _ = rehearse()
    result = nguon("work")
    assert result.exit_code == 0, result.output
    assert (rooms.settings.outlet / "podcast.xml").exists()


def test_a_packed_page_is_unpacked_and_a_broken_one_is_told(nguon, tmp_path):
    page = next((ROOT / "tests" / "recorded" / "nchmf" / "pages").rglob("*bao-so-9*.html"))
    packed, broken = tmp_path / "page.html.gz", tmp_path / "broken.html.gz"
    packed.write_bytes(gzip.compress(page.read_bytes()))
    broken.write_bytes(packed.read_bytes()[:200])
    url = "https://nchmf.gov.vn/kttv/vi-VN/1/x-post1.html"
    assert json.loads(nguon("extract", packed, "--url", url).stdout)["title"].startswith("TIN BÃO")
    result = nguon("extract", broken, "--url", url)
    assert result.exit_code == 1
    assert "cannot be unpacked" in result.stderr


def test_a_version_may_be_said_to_be_an_item_of_its_own(nguon, desk):
    version = desk("gió mạnh")
    assert "an item of its own" in nguon("distinct", version, "--note", "hai xã khác nhau").stdout
    refused(nguon("distinct", 424242, "--note", "x"), "424242")


def test_check_archive(nguon, desk):
    desk("gió mạnh")
    result = nguon("check-archive")
    assert result.exit_code == 0
    assert "0 damages" in plain(result.stdout)


def test_pause_and_resume(nguon, desk):
    assert "a reason is needed" in plain(nguon("pause", "congbao", "--why", " ").stderr)
    assert "congbao: paused since" in plain(
        nguon("pause", "congbao", "--why", "bảo trì", "--actor", "an").stdout
    )
    assert "an: bảo trì" in " ".join(plain(nguon("sources").stdout).split())
    assert "congbao: active since" in plain(nguon("resume", "congbao", "--why", "xong").stdout)
    assert nguon("retire", "nobody", "--why", "x").exit_code == 1
