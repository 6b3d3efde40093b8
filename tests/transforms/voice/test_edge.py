"""The online voice's client against a service of our own: see `edge_service`. No live service is asked."""

import importlib.util
import ssl
import subprocess
import sys
from pathlib import Path

import certifi
import pytest
import trustme
from hypothesis import given
from hypothesis import strategies as st

from crawlers.errors import Next
from transforms.voice import (
    NothingToSay,
    VoiceRefused,
    VoiceUnavailable,
    engine,
    render,
)
from transforms.voice.edge import BACK_OFF_SECONDS, LONGEST_BYTES, Edge, pieces

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


@pytest.fixture
def service(trusted, monkeypatch):
    """Starts one that behaves as the modes say, for a ``with`` statement."""
    from edge_tts.drm import DRM  # noqa: PLC0415 -- after `trusted`

    monkeypatch.setattr(DRM, "clock_skew_seconds", 0.0)
    for name in ("http_proxy", "https_proxy", "wss_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
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


@pytest.mark.parametrize("mode", ["none", "truncated", "half", "dropped", "broken", "busy", "down"])
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
        ("truncated", r"cut off at 0\.\d s of 2\.\d s"),
        ("half", "left out words"),
        ("dropped", "left out words"),
        ("broken", "MP3"),
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


@pytest.mark.parametrize(("mode", "reason"), [("forbidden", "403"), ("strange", "another protocol")])
def test_a_refusal_is_not_tried_again(mode, reason, service):
    with service(mode) as online:
        speaker, waits = client(online)
        with pytest.raises(VoiceRefused, match=reason) as caught:
            speaker.speak([TEXT])
    assert caught.value.next is Next.ALERT
    assert "NGUON_VOICE=espeak" in caught.value.fix
    assert waits == []


def test_one_text_that_fails_stops_the_others(service):
    with service("good", "forbidden") as online:
        speaker, _ = client(online)
        with pytest.raises(VoiceRefused):
            speaker.speak([f"Câu số {number}." for number in range(20)])
        assert len(online.texts) < 5


def test_a_service_that_is_not_there_is_unavailable(service):
    with service("good") as online:
        speaker, _ = client(online)
    with pytest.raises(VoiceUnavailable, match="ClientProxyConnectionError"):
        speaker.speak([TEXT])


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
        engine("edge").speak(["Xin chào.", " "])


def test_the_engine_of_the_settings_has_the_voice_of_the_settings():
    speaker = engine("edge", edge_voice="vi-VN-NamMinhNeural")
    assert (speaker.name, speaker.voice) == ("edge", "vi-VN-NamMinhNeural")
    assert speaker.version != engine("edge").version


def test_the_slow_client_is_not_imported_before_it_is_used():
    code = "import sys, transforms.voice as v; v.engine('edge'); sys.exit('edge_tts' in sys.modules)"
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
    with pytest.raises(NothingToSay, match="a word of more than"):
        pieces("đ" * LONGEST_BYTES)
