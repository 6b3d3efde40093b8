"""The online voice's client against a service of our own: see `edge_service`. No live service is asked."""

import fcntl
import importlib.util
import os
import socket
import ssl
import subprocess
import sys
import threading
import time
from pathlib import Path

import certifi
import pytest
import trustme
from hypothesis import given
from hypothesis import strategies as st

from crawlers.errors import Next
from nguon.commands import doctor
from transforms.script import Script, Utterance
from transforms.voice import (
    NothingToSay,
    VoiceRefused,
    Voices,
    VoiceUnavailable,
    render,
)
from transforms.voice.clips import Clips
from transforms.voice.edge import BACK_OFF_SECONDS, LONGEST_BYTES, Edge, pieces
from transforms.voice.errors import TooLongToSay, WrongAnswer
from transforms.voice.sound import trim

TEXT = "Chiều nay trời có mưa. Bà con nhớ mang áo mưa."
WORDS_SECONDS = 0.25 * len(TEXT.split())


@pytest.fixture(scope="module")
def trusted(tmp_path_factory):
    """The service's certificate; `edge_tts` trusts its CA, since it asks certifi while it is imported."""
    authority = trustme.CA()
    bundle = tmp_path_factory.mktemp("ca") / "bundle.pem"
    authority.cert_pem.write_to_path(bundle)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("speech.platform.bing.com").configure_cert(context)
    forget_client()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(certifi, "where", lambda: str(bundle))
        import edge_tts  # noqa: F401, PLC0415 -- now, so that its context trusts the test's CA
    yield context
    forget_client()


def forget_client():
    for name in [name for name in sys.modules if name.split(".")[0] == "edge_tts"]:
        del sys.modules[name]


@pytest.fixture(autouse=True)
def turns(tmp_path, monkeypatch):
    """The folder of the tests' own turns: other processes of this machine have theirs."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    return tmp_path / f"nguon-edge-{os.getuid()}"


@pytest.fixture
def service(trusted, monkeypatch):
    """Starts one that behaves as the modes say, for a ``with`` statement."""
    from edge_tts.drm import DRM  # noqa: PLC0415 -- after `trusted`

    monkeypatch.setattr(DRM, "clock_skew_seconds", 0.0)
    for name in ("http_proxy", "https_proxy", "wss_proxy", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")  # astray: it must not matter
    monkeypatch.delenv("no_proxy", raising=False)
    path = Path(__file__).with_name("edge_service.py")
    spec = importlib.util.spec_from_file_location("edge_service", path)
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "edge_service", module)
    spec.loader.exec_module(module)
    return lambda *modes, ahead=0: module.running(trusted, *modes, ahead=ahead)


class Waits(list):
    """Stands for sleep: notes how long it should have been."""

    async def __call__(self, seconds):
        self.append(seconds)


def client(online, **settings):
    waits = Waits()
    return Edge(proxy=online.proxy, sleep=waits, **settings), waits


def test_what_was_said_comes_back_as_sound(service):
    with service("good") as online:
        speaker, waits = client(online)
        sounds = speaker.speak([TEXT, "Xin cảm ơn & chào <bà con>."])
    assert sounds[0].seconds == pytest.approx(WORDS_SECONDS, abs=0.15)
    assert [sound.rate for sound in sounds] == [24_000, 24_000]
    assert all(sound.peak > 5_000 for sound in sounds)
    assert sorted(online.texts) == sorted([TEXT, "Xin cảm ơn & chào <bà con>."])
    assert online.voices == {"Microsoft Server Speech Text to Speech Voice (vi-VN, HoaiMyNeural)"}
    assert waits == []


def test_a_rendition_is_made_of_it(service, script, tags):
    with service("good") as online:
        speaker, _ = client(online, voice="vi-VN-NamMinhNeural")
        rendition = render(script, speaker, tags)
    assert (rendition.engine, rendition.voice) == ("edge", "vi-VN-NamMinhNeural")
    assert "vi-VN-NamMinhNeural" in rendition.voice_version
    assert rendition.loudness_lufs == pytest.approx(-16, abs=0.3)
    for mark, utterance in zip(rendition.marks, script.utterances, strict=True):
        expected = 250 * len(utterance.spoken.split())
        assert mark.end_ms - mark.start_ms == pytest.approx(expected, abs=150)


def test_what_came_before_a_failure_is_kept(service, tags, tmp_path):
    """In batches of four: of nine good answers eight are kept, and what is asked next time is only the rest."""
    names = ["một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín", "mười"]
    said = [f"Tổ số {name} nhận nước sạch." for name in names]
    script = Script(tuple(Utterance(each, each, at, 500) for at, each in enumerate(said)), "vi")
    clips = Clips(str(tmp_path / "clips"))
    with service(*["good"] * 9, "none") as online:
        speaker, _ = client(online)
        with pytest.raises(VoiceUnavailable):
            render(script, speaker, tags, clips=clips)
    with service("good") as online:
        speaker, _ = client(online)
        made = render(script, speaker, tags, clips=clips)
    assert sorted(online.texts) == sorted(said[8:])
    assert made.voiced == 2


def test_no_more_than_two_requests_run_at_once(service):
    with service("good") as online:
        speaker, _ = client(online)
        texts = [f"Câu số {number} của bản tin." for number in range(8)]
        assert len(speaker.speak(texts)) == 8
        assert online.open_most <= 2
    assert sorted(online.texts) == texts


def test_a_text_longer_than_a_request_is_said_in_pieces(service):
    text = " ".join(f"{'nước' * 60}, {'lũ' * 60}" for _ in range(10))
    with service("good") as online:
        speaker, _ = client(online)
        (sound,) = speaker.speak([text])
    assert len(online.texts) > 1
    assert all(piece.endswith(",") for piece in online.texts[:-1])
    assert " ".join(online.texts).split() == text.split()
    assert sound.seconds == pytest.approx(0.25 * len(text.split()), rel=0.1)


@pytest.mark.parametrize("mode", ["none", "truncated", "half", "busy"])
def test_a_passing_fault_is_waited_out(mode, service):
    with service(mode, mode, "good") as online:
        speaker, waits = client(online)
        (sound,) = speaker.speak([TEXT])
    assert sound.seconds == pytest.approx(WORDS_SECONDS, abs=0.15)
    assert waits == [2, 8]


@pytest.mark.parametrize(
    ("mode", "reason"),
    [
        ("none", "NoAudioReceived"),
        ("truncated", r"cut off at [01]\.\d s of 2\.\d s"),
        ("capped", r"cut off at 1\.5 s of 2\.\d s"),
        ("wordless", "has other words"),
        ("endless", "does not stop"),
        ("half", "has other words"),
        ("dropped", "has other words"),
        ("doubled", "has other words"),
        ("before", "has other words: said 'Mua ngay kẻo hết.Chiều nay"),
        ("after", "has other words"),
        ("negated", "has other words: said 'Chiều nay trời không có mưa"),
        ("longer", r"goes on after its last word: 5\.\d s for 2\.8 s"),
        ("hushed", r"heard from 0\.0 to 1\.\d s, and has words from 0\.0 to 2\.8 s"),
        ("late", r"heard from 1\.\d to 2\.\d s"),
        ("mute", r"heard from 0\.0 to 0\.0 s"),
        ("timeless", "cut off at"),
        ("broken", "MP3 cannot be decoded"),
        ("half_said", r"MP3 is damaged: 1\.\d s of 2\.\d s"),
        ("busy", "429"),
        ("down", "503"),
    ],
)
def test_a_lasting_fault_is_an_error_that_says_so(mode, reason, service):
    with service(mode) as online:
        speaker, waits = client(online)
        with pytest.raises(VoiceUnavailable, match=reason) as caught:
            speaker.speak([TEXT])
    assert caught.value.next is Next.RETRY
    assert tuple(waits) == BACK_OFF_SECONDS == (2, 8, 30)


@pytest.mark.parametrize("mode", ["truncated", "half", "doubled", "longer", "hushed", "broken", "endless"])
def test_a_wrong_answer_is_known_from_none(mode, service):
    """What is answered wrongly is one text's fault; what is not answered at all is everybody's."""
    with service(mode) as online, pytest.raises(WrongAnswer):
        client(online)[0].speak([TEXT])
    with service("down") as online, pytest.raises(VoiceUnavailable) as caught:
        client(online)[0].speak([TEXT])
    assert not isinstance(caught.value, WrongAnswer)


def test_silence_at_the_end_is_the_services_own(service):
    with service("tailed") as online:
        speaker, waits = client(online)
        (sound,) = speaker.speak([TEXT])
    assert waits == []
    assert sound.seconds == pytest.approx(WORDS_SECONDS + 0.9, abs=0.15)
    assert trim(sound).seconds == pytest.approx(WORDS_SECONDS, abs=0.15)


def test_words_of_one_letter_case_and_marks_between_them_are_the_same_words(service):
    with service("good") as online:
        speaker, waits = client(online)
        speaker.speak(["“Bão số ba”, – theo Trung tâm: SUỐI MẪU; hết…", "A & B < C."])
    assert waits == []


def test_an_english_voice_is_given_names_without_their_marks(service):
    with service("good") as online:
        speaker, _ = client(online, voice="en-GB-SoniaNeural")
        speaker.speak(["Rain fell in Hà Nội and Đắk Mẫu."])
    assert online.texts == ["Rain fell in Ha Noi and Dak Mau."]
    assert speaker.version.endswith(" folded")
    assert "folded" not in Edge().version


@pytest.mark.parametrize("mode", ["elsewhere", "open"])
def test_a_redirect_is_not_followed(mode, service):
    """The proxy of these tests would fail at any other host than the service's, and at its port without TLS."""
    with service(mode) as online, pytest.raises(VoiceRefused, match="sends us on"):
        client(online)[0].speak([TEXT])
    assert (online.calls, online.texts) == (1, [])


def test_a_service_that_hangs_is_given_up(service):
    with service("hang") as online:
        speaker, waits = client(online, seconds=0.4)
        with pytest.raises(VoiceUnavailable, match=r"no whole answer from the online voice in 0\.4 s"):
            speaker.speak([TEXT])
    assert len(online.texts) == 4
    assert len(waits) == 3


def test_a_clock_that_is_off_is_put_right_by_the_client(service):
    with service("good", ahead=3_600) as online:
        speaker, waits = client(online)
        (sound,) = speaker.speak([TEXT])
    assert online.refused == 1
    assert waits == []
    assert sound.seconds == pytest.approx(WORDS_SECONDS, abs=0.15)


@pytest.mark.parametrize(
    ("mode", "reason"),
    [
        ("forbidden", r"answers 403 \("),
        ("undated", "answers 403 and no date to set the clock by"),
        ("strange", "another protocol: UnknownResponse"),
        ("garbled", "another protocol: JSONDecodeError"),
        ("listed", "another protocol: TypeError"),
        ("numbered", "another protocol: TypeError"),
        ("null", "another protocol: TypeError"),
        ("numbers", "another protocol: TypeError"),
        ("nulls", "another protocol: TypeError"),
        ("wordless_null", "another protocol: AttributeError"),
        ("huge", "another protocol: OverflowError"),
        ("deep", "another protocol: RecursionError"),
        ("elsewhere", r"sends us on to https://noi-khac\.vi-du\.vn"),
        ("open", r"sends us on to http://speech\.platform\.bing\.com"),
    ],
)
def test_a_refusal_is_not_tried_again(mode, reason, service):
    with service(mode) as online:
        speaker, waits = client(online)
        with pytest.raises(VoiceRefused, match=reason) as caught:
            speaker.speak([TEXT])
    assert caught.value.next is Next.ALERT
    assert "NGUON_VOICE=espeak" in caught.value.fix
    assert waits == []
    assert len(online.texts) + online.refused <= 2  # a 403 is asked again once, with another clock


def test_a_voice_that_the_service_does_not_have_is_given_up(service):
    with service("good") as online:
        speaker, waits = client(online, voice="vi-VN-AiDoNeural")
        with pytest.raises(VoiceUnavailable, match="vi-VN-AiDoNeural: NoAudioReceived"):
            speaker.speak([TEXT])
    assert online.closed == [1007] * 4
    assert tuple(waits) == BACK_OFF_SECONDS


def test_what_is_no_voice_at_all_is_refused_before_anybody_is_asked(service):
    with service("good") as online:
        speaker, waits = client(online, voice="Hoài My")
        with pytest.raises(VoiceRefused, match="Invalid voice"):
            speaker.speak([TEXT])
    assert (online.calls, waits) == (0, [])


@pytest.mark.parametrize(
    "text",
    [
        "Một <break time='9s'/> hai.",
        "Một </prosody></voice><voice name='x'><prosody> hai.",
        "Một &lt;break/&gt; &#60;hai&#62; <![CDATA[ba]]> <!-- bốn -->.",
    ],
)
def test_markup_is_said_not_acted_on(text, service):
    with service("good") as online:
        speaker, _ = client(online)
        (sound,) = speaker.speak([text])
    assert online.texts == [text]
    assert online.elements == {"speak", "voice", "prosody"}
    assert 0.2 * len(text.split()) < sound.seconds < 5


def test_what_xml_cannot_hold_does_not_reach_the_service(service):
    with service("good") as online:
        speaker, _ = client(online)
        speaker.speak(["Bà\0 con\ufffe \u202exã\u202c\ud800 Suô\u0301i."])
    (said,) = online.texts
    assert said.split() == ["Bà", "con", "xã", "Suối."]


def test_a_proxy_of_the_environment_is_not_used(service, monkeypatch):
    """Its own address leads straight to the service here, and all proxies of the environment into nothing."""
    real = socket.getaddrinfo

    def resolve(host, port, *args, **kwargs):
        there = ("127.0.0.1", online.port) if host == "speech.platform.bing.com" else (host, port)
        return real(*there, *args, **kwargs)

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    with service("good") as online:
        (sound,) = Edge(sleep=Waits()).speak([TEXT])
    assert online.calls == 0
    assert sound.seconds == pytest.approx(WORDS_SECONDS, abs=0.15)


def test_other_processes_that_ask_are_waited_for(service, turns):
    turns.mkdir()
    held = [(turns / f"turn-{number}").open("w") for number in (0, 1)]
    for file in held:
        fcntl.flock(file, fcntl.LOCK_EX)
    with service("good") as online:
        speaker, _ = client(online)
        asking = threading.Thread(target=speaker.speak, args=([TEXT],))
        asking.start()
        time.sleep(0.5)
        asked_meanwhile = online.calls
        held[1].close()
        asking.join(20)
        held[0].close()
    assert asked_meanwhile == 0
    assert online.texts == [TEXT]


def test_the_doctor_asks_it_where_somebody_says_so(service, configure):
    with service("good") as online:
        ours = configure(edge_proxy=online.proxy, voices="edge")
        found = [
            each for each in doctor._voices(ours, ask_outside=True) if each.what.startswith("voice edge")
        ]
    assert [each.state.value for each in found] == ["ok", "ok"]
    assert sorted(online.texts) == ["một", "one"]


def test_turns_in_a_folder_of_somebody_else_are_refused(service, turns, tmp_path):
    turns.symlink_to(tmp_path)
    with service("good") as online:
        speaker, _ = client(online)
        with pytest.raises(VoiceRefused, match="belongs to somebody else"):
            speaker.speak([TEXT])
    assert online.calls == 0


def test_one_text_that_fails_stops_the_others(service):
    with service("good", "forbidden") as online:
        speaker, _ = client(online)
        with pytest.raises(VoiceRefused):
            speaker.speak([f"Câu số {number}." for number in range(20)])
        assert len(online.texts) < 5


def test_a_service_that_is_not_there_is_unavailable(service):
    with service("good") as online:
        speaker, _ = client(online)
    with pytest.raises(VoiceUnavailable, match="ClientProxyConnectionError") as caught:
        speaker.speak([TEXT])
    assert " object at " not in str(caught.value)


def test_a_stranger_under_the_services_name_is_not_asked(service, trusted):
    stranger = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("speech.platform.bing.com").configure_cert(stranger)
    with sys.modules["edge_service"].running(stranger, "good") as online:
        speaker, _ = client(online)
        with pytest.raises(VoiceUnavailable, match="CERTIFICATE_VERIFY_FAILED"):
            speaker.speak([TEXT])
    assert online.texts == []


def test_a_blank_text_is_an_error():
    with pytest.raises(NothingToSay, match="text 1 of 2"):
        Edge("vi-VN-HoaiMyNeural").speak(["Xin chào.", " "])


def test_it_says_what_it_is():
    speaker = Edge("en-GB-SoniaNeural")
    assert (speaker.languages, speaker.outside) == ({"en"}, True)
    assert speaker.label == "giọng máy trực tuyến"


def test_the_engine_of_the_settings_has_the_voice_of_the_settings():
    speaker = Voices(edge=("vi-VN-NamMinhNeural",)).find("edge", "vi")
    assert (speaker.name, speaker.voice) == ("edge", "vi-VN-NamMinhNeural")
    assert speaker.version != Voices().find("edge", "vi").version


def test_the_slow_client_is_not_imported_before_it_is_used():
    code = "import sys, transforms.voice as v; v.Voices().find('edge', 'vi'); sys.exit('edge_tts' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], cwd=Path(__file__).parents[3], check=True)


words = st.lists(st.text("aăâbcdđeêgh&<>,;", min_size=1, max_size=60), min_size=1, max_size=400)


@given(words)
def test_pieces_are_short_enough_and_lose_nothing(parts):
    text = " ".join(parts)
    found = pieces(text)
    assert " ".join(found).split() == parts
    for piece in found:
        assert (
            len(piece.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").encode())
            < LONGEST_BYTES
        )


def test_a_word_without_end_is_refused():
    with pytest.raises(TooLongToSay, match="a word of more than"):
        pieces("đ" * LONGEST_BYTES)
