"""Which voices speak what: the rules, the order, and what is a reason to fall back."""

from array import array
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.errors import ConfigurationError, Next
from nguon.settings import Settings
from nguon.steps.engines import choice_of
from tests.transforms.voice.ears import Told, Tones
from tests.transforms.voice.humming_voice import write_voice
from transforms.article import Kind
from transforms.rendition import Tags
from transforms.script import Script, Utterance
from transforms.voice import (
    BadSound,
    Choice,
    Lineup,
    NothingToSay,
    NoVoice,
    Pcm,
    TooLongToSay,
    VoiceRefused,
    Voices,
    VoiceUnavailable,
    first_that_speaks,
    read_rules,
    render,
)
from transforms.voice.checks import CheckFailed, Fault
from transforms.voice.clips import Clips
from transforms.voice.engines import Rule
from transforms.voice.sound import join, silence

SCRIPT = Script((Utterance("Bà con nhớ trữ nước.", "Bà con nhớ trữ nước.", 0, 500),), "vi")
AWAY, TURNED = VoiceUnavailable("no answer"), VoiceRefused("answers 403")


@dataclass(frozen=True)
class Hums:
    """Hums each text for 10 ms, or fails."""

    name: str
    failure: Exception | None = None
    voice: str = "hum"
    version: str = "1"
    languages: frozenset[str] = frozenset({"vi"})
    label: str = "giọng thử"
    outside: bool = False

    def speak(self, texts):
        if self.failure:
            raise self.failure
        return [Pcm(array("h", [len(self.name) * 100] * 80).tobytes(), 8_000) for _ in texts]


def names(lineup):
    return [(engine.name, engine.voice) for engine in lineup.engines]


@pytest.mark.parametrize("text", ["", " ", ";", " ; "])
def test_no_rules_are_none(text):
    assert read_rules(text) == ()


def test_rules_are_read_as_they_are_written():
    text = "kind=alert: espeak; source=nchmf  language=en: edge ,espeak;edge/vi-VN-NamMinhNeural,piper/vi_VN-a-low"
    assert read_rules(text) == (
        Rule(("espeak",), kind="alert"),
        Rule(("edge", "espeak"), source="nchmf", language="en"),
        Rule(("edge/vi-VN-NamMinhNeural", "piper/vi_VN-a-low")),
    )


BAD = {
    "robot": "no engine",
    "espeak,": "no engine",
    "espeak/": "no engine",
    "kind=alert:": "no engine",
    "espeak, edge, espeak": "twice",
    "mood=sad: espeak": "no condition",
    "alert: espeak": "no condition",
    "kind=: espeak": "no condition",
    "kind=gossip: espeak": "no kind",
    "espeak; kind=alert: edge": "ever comes past",
}


@pytest.mark.parametrize(("text", "reason"), BAD.items())
def test_a_rule_that_means_nothing_is_refused(text, reason):
    with pytest.raises(ConfigurationError, match=reason) as caught:
        read_rules(text)
    assert "NGUON_VOICES" in caught.value.fix


@pytest.mark.parametrize(
    "text", [text for text, reason in BAD.items() if reason in ("no engine", "no condition")]
)
def test_most_of_them_are_refused_with_the_settings(text, configure):
    with pytest.raises(ValueError, match="is no rule"):
        configure(voices=text)


some = st.sampled_from
written = st.lists(
    st.builds(
        lambda conditions, engines: ": ".join(
            [" ".join(conditions)] * bool(conditions) + [", ".join(engines)]
        ),
        st.lists(some(["kind=alert", "kind=legal", "source=a-b", "language=vi"]), min_size=1, max_size=3),
        st.lists(
            some(["espeak", "edge", "edge/vi-VN-NamMinhNeural", "piper"]), min_size=1, max_size=3, unique=True
        ),
    ),
    max_size=4,
).map("; ".join)


@given(written)
def test_what_the_settings_take_is_understood(text):
    assert len(read_rules(Settings(voices=text).voices)) == (text.count(";") + 1 if text else 0)


RULES = read_rules(
    "kind=alert: espeak; source=nchmf: edge/vi-VN-NamMinhNeural, espeak; language=en: edge; edge, espeak"
)


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        (("nchmf", "alert", "vi"), [("espeak", "vi")]),
        (("nchmf", "notice", "vi"), [("edge", "vi-VN-NamMinhNeural"), ("espeak", "vi")]),
        (("baochinhphu", "news", "en-GB"), [("edge", "en-GB-SoniaNeural")]),
        (("baochinhphu", "alert", "en"), [("espeak", "en")]),
        (("baochinhphu", "news", "vi-VN"), [("edge", "vi-VN-HoaiMyNeural"), ("espeak", "vi")]),
    ],
)
def test_the_first_rule_that_holds_is_taken(item, expected):
    assert names(Choice(RULES).lineup(*item)) == expected


def test_without_a_rule_the_offline_voice_speaks():
    assert names(Choice().lineup("a", Kind.NEWS, "vi")) == [("espeak", "vi")]
    assert names(Choice(read_rules("kind=alert: edge")).lineup("a", "news", "vi")) == [("espeak", "vi")]


def test_a_language_that_nobody_speaks_has_no_voice():
    with pytest.raises(NoVoice, match="no voice speaks 'km'") as caught:
        Choice(read_rules("edge, espeak")).lineup("a", "news", "km")
    assert caught.value.next is Next.QUARANTINE


def test_who_does_not_speak_the_language_is_passed_over():
    lineup = Choice(read_rules("edge/vi-VN-NamMinhNeural, espeak")).lineup("a", "news", "en")
    assert names(lineup) == [("espeak", "en")]
    assert lineup.passed_over == ("edge/vi-VN-NamMinhNeural: edge/vi-VN-NamMinhNeural has no voice for 'en'",)


def test_nobody_outside_is_asked_where_that_is_forbidden():
    inside = Voices(outside=False)
    lineup = Choice(RULES, inside).lineup("a", "news", "vi")
    assert names(lineup) == [("espeak", "vi")]
    assert lineup.passed_over == ("edge: asks a service outside",)
    for choice in (Choice(RULES, inside), Choice((), inside, "edge")):
        with pytest.raises(VoiceRefused, match="NGUON_OUTSIDE_VOICES forbids it"):
            choice.lineup("a", "news", "en" if choice.rules else "vi")


def test_a_voice_file_is_found_by_name_or_language(tmp_path):
    english = {"language": {"code": "en_GB"}, "espeak": {"voice": "en-gb"}}
    files = (
        write_voice(tmp_path, "en_GB-a-low", **english),
        write_voice(tmp_path),
        write_voice(tmp_path, "vi_VN-b-low"),
    )
    voices = Voices(piper=files)
    assert voices.find("piper", "vi").voice == "vi_VN-hum-low"
    assert voices.find("piper", "en-US").voice == "en_GB-a-low"
    assert voices.find("piper/vi_VN-b-low", "vi").voice == "vi_VN-b-low"
    with pytest.raises(NoVoice, match="piper/vi_VN-b-low has no voice for 'en'"):
        voices.find("piper/vi_VN-b-low", "en")


def test_a_voice_file_that_cannot_be_read_hides_no_other(tmp_path):
    voices = Voices(piper=(Path("/nowhere.onnx"), write_voice(tmp_path)))
    assert voices.find("piper", "vi").voice == "vi_VN-hum-low"
    with pytest.raises(VoiceRefused, match=r"/nowhere\.onnx cannot be read"):
        voices.find("piper", "en")


def test_the_first_engine_that_can_speaks_everything():
    chosen = first_that_speaks([Hums("một"), Hums("hai")], ["Câu một.", "Câu hai."])
    assert (chosen.engine.name, len(chosen.result), chosen.fell_back) == ("một", 2, ())


def test_a_broken_voice_that_should_have_spoken_is_a_fall_back(tmp_path):
    """What speaks after it, does not speak the language or is forbidden is none."""
    voices = Voices(piper=(Path("/nowhere.onnx"),), outside=False)
    choice = Choice(read_rules("edge, piper, espeak"), voices)
    lineup = choice.lineup("s", "news", "vi")
    assert names(lineup) == [("espeak", "vi")]
    (told,) = lineup.first(lambda _: 1).fell_back
    assert told.startswith("piper: the voice file /nowhere.onnx cannot be read")
    later = Choice(read_rules("espeak, piper"), voices).lineup("s", "news", "vi")
    assert later.lacking == ()
    assert len(later.passed_over) == 1


def test_who_was_asked_and_failed_is_told():
    away = Hums("xa", AWAY)
    chosen = Lineup((away, Hums("gần")), ("hỏng: x",), ("hỏng: x",)).first(lambda each: each.speak(["Câu."]))
    assert chosen.away == ((away, "xa: no answer"),)
    assert chosen.fell_back == ("hỏng: x", "xa: no answer")


def test_each_fall_back_is_told_with_its_reason():
    chosen = first_that_speaks([Hums("xa", AWAY), Hums("lạ", TURNED), Hums("gần")], ["Câu một."])
    assert chosen.engine.name == "gần"
    assert chosen.result == Hums("gần").speak(["Câu một."])
    assert chosen.fell_back == ("xa: no answer", "lạ: answers 403")


@pytest.mark.parametrize(
    "failure",
    [NothingToSay("x"), TooLongToSay("x"), BadSound("x"), NoVoice("x"), ZeroDivisionError(), OSError()],
)
def test_a_bad_text_a_bad_file_or_a_defect_is_no_reason_to_fall_back(failure):
    with pytest.raises(type(failure)):
        first_that_speaks([Hums("một", failure), Hums("hai")], ["Câu một."])


def made_by(engine):
    """What an engine makes of a script of two sentences, through all checks."""
    said = ("Bà con nhớ trữ nước.", "Điện bị cắt từ bảy giờ.")
    script = Script(tuple(Utterance(each, each, at, 500) for at, each in enumerate(said)), "vi")
    return render(script, engine, Tags("Lịch cắt điện", "Nguồn mẫu", "2026-11-22", "vi", "x"))


ANSWERS = {
    "engine": lambda texts: Tones().speak(texts)[1:],
    "silent": lambda texts: [Pcm(bytes(44_100), 22_050) for _ in texts],
    "too short": lambda texts: [Pcm(sound.samples[8_000:9_500], 22_050) for sound in Tones().speak(texts)],
    "too long": lambda texts: [join([sound] * 30) for sound in Tones(tail_seconds=0).speak(texts)],
    "hole": lambda texts: [
        join([sound, silence(1_800, 22_050), sound]) for sound in Tones(tail_seconds=0).speak(texts)
    ],
    "clipped": lambda texts: [
        Pcm(array("h", [32_767, 32_767, 32_767, -32_768, -32_768, -32_768] * 3_000).tobytes(), 22_050)
        for _ in texts
    ],
}


@pytest.mark.parametrize("fault", ANSWERS)
def test_a_sound_that_fails_its_checks_is_a_reason_to_fall_back(fault):
    """It is the engine's fault: else an item whose first engine says one sentence badly would be mute for ever.

    It tells nothing of other items, so the engine is not away.
    """
    chosen = Lineup((Told(ANSWERS[fault], name="lạ"), Tones())).first(made_by)
    assert (chosen.engine.name, chosen.away) == ("tones", ())
    (told,) = chosen.fell_back
    assert told.startswith(f"lạ: {fault}: ")


def test_where_all_speak_badly_the_sound_is_bad():
    bad = [Told(ANSWERS["silent"], name=name) for name in ("một", "hai")]
    with pytest.raises(BadSound, match=r"no engine can speak: một: silent: .*; hai: silent: ") as caught:
        Lineup(tuple(bad)).first(made_by)
    assert caught.value.next is Next.QUARANTINE
    with pytest.raises(CheckFailed, match="silent: no sound for «Bà con") as caught:
        Lineup((bad[0],)).first(made_by)
    assert caught.value.fault is Fault.SILENT
    with pytest.raises(VoiceUnavailable, match=r"một: silent: .*; xa: no answer"):
        Lineup((bad[0], Hums("xa", AWAY))).first(made_by)


def test_a_finished_file_that_is_not_what_was_put_into_it_is_our_fault(monkeypatch):
    def fail(*_, **__):
        raise CheckFailed(Fault.LENGTH, "x")

    monkeypatch.setattr(import_module("transforms.voice.render"), "check_finished", fail)
    with pytest.raises(CheckFailed, match="length: x"):
        Lineup((Tones(), Tones(name="hai"))).first(made_by)


def test_one_bad_sound_of_a_batch_leaves_the_others_kept(tmp_path):
    said = ("Bà con nhớ trữ nước.", "Điện bị cắt từ bảy giờ.", "Trường học mở lại.")
    script = Script(tuple(Utterance(each, each, at, 500) for at, each in enumerate(said)), "vi")
    tags, clips = Tags("Tin", "Nguồn mẫu", "2026-11-22", "vi", "x"), Clips(str(tmp_path))

    def second_is_silent(texts):
        return [
            Pcm(bytes(44_100), 22_050) if "Điện" in text else sound
            for text, sound in zip(texts, Tones().speak(texts), strict=True)
        ]

    engine = Told(second_is_silent)
    for _ in range(2):
        with pytest.raises(CheckFailed, match="silent: no sound for «Điện"):
            render(script, engine, tags, clips=clips)
    assert engine.asked == [*said, said[1]]


def test_a_voice_that_is_not_the_one_that_was_wanted_is_found():
    """What was wanted is taken from the rule or the setting, not from the engine."""
    choice = Choice(read_rules("edge/vi-VN-NamMinhNeural, espeak"))
    lineup = choice.lineup("a", "news", "vi")
    assert [lineup.wanted(each) for each in lineup.engines] == ["vi-VN-NamMinhNeural", "vi"]
    ours = Choice(voices=Voices(espeak=("vi-vn-x-south", "en"))).lineup("a", "news", "vi")
    assert [ours.wanted(each) for each in ours.engines] == ["vi-vn-x-south"]
    assert lineup.wanted(Hums("ai")) == ""
    strange = Lineup((Hums("một", voice="khác"),), voices=("hum",))
    with pytest.raises(CheckFailed, match="wrong voice: một speaks as khác, and hum was wanted"):
        strange.first(
            lambda engine: render(SCRIPT, engine, Tags("T", "N", "", "vi", "x"), voice=strange.wanted(engine))
        )


def test_when_nobody_can_all_reasons_are_told():
    with pytest.raises(
        VoiceUnavailable, match="no engine can speak: lạ: answers 403; xa: no answer; x: y"
    ) as caught:
        Lineup((Hums("lạ", TURNED), Hums("xa", AWAY)), ("x: y",)).first(lambda engine: engine.speak(["a"]))
    assert "nguon doctor" in caught.value.fix
    with pytest.raises(VoiceRefused, match="a: answers 403; b: answers 403"):
        first_that_speaks([Hums("a", TURNED), Hums("b", TURNED)], ["a"])


def test_the_only_engines_failure_is_told_as_it_is():
    with pytest.raises(VoiceUnavailable) as caught:
        first_that_speaks([Hums("xa", AWAY)], ["a"])
    assert caught.value is AWAY


def test_it_works_for_whatever_is_made_with_an_engine():
    chosen = Lineup((Hums("xa", AWAY), Hums("gần"))).first(lambda engine: len(engine.speak(["a", "b"])))
    assert chosen.result == 2


def test_the_settings_are_a_choice(configure, tmp_path):
    file = write_voice(tmp_path)
    ours = configure(
        voices="kind=alert: piper, espeak",
        voice="edge",
        edge_voice="vi-VN-NamMinhNeural",
        espeak_voice="vi-vn-x-south",
        piper_voices=f"{file}",
        edge_proxy="http://127.0.0.1:3128",
    )
    choice = choice_of(ours)
    assert names(choice.lineup("a", "alert", "vi")) == [
        ("piper", "vi_VN-hum-low"),
        ("espeak", "vi-vn-x-south"),
    ]
    assert names(choice.lineup("a", "news", "vi")) == [("edge", "vi-VN-NamMinhNeural")]
    assert choice.lineup("a", "news", "vi").engines[0].proxy == "http://127.0.0.1:3128"
    assert names(choice.lineup("a", "news", "en")) == [("edge", "en-GB-SoniaNeural")]


def test_the_settings_as_they_come_ask_nobody():
    lineup = choice_of(Settings()).lineup("a", "news", "vi")
    assert names(lineup) == [("espeak", "vi")]
    assert not any(engine.outside for engine in lineup.engines)


def test_a_kind_that_is_none_is_refused_when_the_voices_are_wanted(configure):
    with pytest.raises(ConfigurationError, match="'gossip' is no kind"):
        choice_of(configure(voices="kind=gossip: espeak"))


@pytest.mark.parametrize(
    "values",
    [
        {"voice": "edge"},
        {"voices": "edge"},
        {"voices": "kind=alert: edge/vi-VN-NamMinhNeural; espeak"},
        {"voices": "edge, edge/vi-VN-NamMinhNeural"},
    ],
)
def test_an_order_of_what_is_forbidden_only_is_refused(values, configure):
    configure(**values)
    with pytest.raises(ValueError, match="NGUON_OUTSIDE_VOICES forbids"):
        configure(outside_voices="false", **values)


def test_what_is_forbidden_may_stand_in_an_order_of_others(configure):
    choice = choice_of(configure(outside_voices="false", voices="edge, espeak"))
    assert names(choice.lineup("a", "news", "vi")) == [("espeak", "vi")]


def test_a_choice_is_a_value():
    assert Choice(RULES) == Choice(RULES)
    assert hash(replace(Choice(RULES), otherwise="edge")) != hash(Choice(RULES))
