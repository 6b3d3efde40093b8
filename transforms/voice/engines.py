"""Which voices there are, and which speaks what: an order of engines for each source, kind and language.

An order is written as rules, such as::

    kind=alert: espeak; source=nchmf language=en: edge, espeak; edge, piper/vi_VN-somebody-medium, espeak

The first rule whose conditions all hold is taken; its engines are tried from left to right. What follows a slash names
the voice; without it an engine takes the voice that it has for the language.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Generic, TypeVar

from crawlers.errors import ConfigurationError, Next
from transforms.article import Kind
from transforms.voice.checks import CheckFailed
from transforms.voice.edge import Edge
from transforms.voice.engine import Engine
from transforms.voice.errors import (
    BadSound,
    NoVoice,
    VoiceError,
    VoiceForbidden,
    VoiceRefused,
    VoiceUnavailable,
)
from transforms.voice.espeak import Espeak
from transforms.voice.piper import Piper
from transforms.voice.sound import Pcm

NAMES = ("espeak", "edge", "piper")
_CONDITIONS = ("source", "kind", "language")
_FIX = "write NGUON_VOICES as in: kind=alert: espeak; edge, espeak"

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Rule:
    """Engines in their order (``name`` or ``name/voice``), for what meets all conditions; an empty one is met by all."""

    engines: tuple[str, ...]
    source: str = ""
    kind: str = ""
    language: str = ""

    def holds(self, source: str, kind: str, language: str) -> bool:
        """Whether it is for such an item; of the languages, only the first parts count."""
        pairs = ((self.source, source), (self.kind, kind), (self.language, _family(language)))
        return all(wanted in ("", found) for wanted, found in pairs)


def read_rules(text: str) -> tuple[Rule, ...]:
    """The rules that an operator wrote, see above; none where there is nothing.

    Raises:
        ConfigurationError: it is not of that form, or a rule can never be reached.
    """
    rules = tuple(_rule(part) for part in text.split(";") if part.strip())
    for rule in rules[:-1]:
        if rule == Rule(rule.engines):
            raise ConfigurationError(
                f"no item ever comes past the rule {', '.join(rule.engines)!r}", fix=_FIX
            )
    return rules


def _rule(text: str) -> Rule:
    conditions, _, engines = text.rpartition(":")
    names = tuple(name.strip() for name in engines.split(","))
    for name in names:
        if name.partition("/")[0] not in NAMES or name.endswith("/"):
            raise ConfigurationError(f"{name!r} is no engine: {', '.join(NAMES)} are", fix=_FIX)
    if len(set(names)) < len(names):
        raise ConfigurationError(f"an engine stands twice in {engines.strip()!r}", fix=_FIX)
    return Rule(names, **dict(_condition(part) for part in conditions.split()))


def _condition(text: str) -> tuple[str, str]:
    name, _, value = text.partition("=")
    if name not in _CONDITIONS or not value:
        raise ConfigurationError(f"{text!r} is no condition: {', '.join(_CONDITIONS)} are", fix=_FIX)
    if name == "kind" and value not in set(Kind):
        raise ConfigurationError(f"{value!r} is no kind: {', '.join(Kind)} are", fix=_FIX)
    return name, value


@dataclass(frozen=True)
class Lent:
    """A voice by the name that a rule or a setting gives it, and the engine that is to speak with it."""

    voice: str
    engine: Engine


@dataclass(frozen=True)
class Voices:
    """What the operator lends: the voices of each engine, and whether anybody outside may be asked.

    Of each engine's voices, the first is taken that speaks the language. `edge_proxy` is the way to the online voices.
    """

    edge: tuple[str, ...] = ("vi-VN-HoaiMyNeural", "en-GB-SoniaNeural")
    espeak: tuple[str, ...] = ("vi", "en")
    piper: tuple[Path, ...] = ()
    edge_proxy: str = ""
    outside: bool = True

    def all(self) -> Iterator[Engine]:
        """Every voice."""
        yield from (each.engine for each in self.every())

    def every(self) -> Iterator[Lent]:
        """Every voice, by the name that the operator gives it."""
        yield from (Lent(voice, Espeak(voice)) for voice in self.espeak)
        yield from (Lent(file.name.removesuffix(".onnx"), Piper(file)) for file in self.piper)
        yield from (Lent(voice, Edge(voice, proxy=self.edge_proxy)) for voice in self.edge)

    def find(self, wanted: str, language: str) -> Engine:
        """The engine of `lent`, with the same errors."""
        return self.lent(wanted, language).engine

    def lent(self, wanted: str, language: str) -> Lent:
        """The voice that an order names (``name`` or ``name/voice``), for texts in `language`.

        Raises:
            VoiceForbidden: it is outside, and that is forbidden.
            VoiceRefused: a voice file cannot be read.
            NoVoice: the engine has none for the language.
        """
        name, _, voice = wanted.partition("/")
        unread: list[VoiceRefused] = []
        for each in _named(self, name, voice).every():
            engine = each.engine
            if engine.name != name or voice not in ("", each.voice):
                continue
            if engine.outside and not self.outside:
                raise VoiceForbidden("asks a service outside", fix="NGUON_OUTSIDE_VOICES forbids it")
            try:
                if _family(language) in engine.languages:
                    return each
            except VoiceRefused as fault:
                unread.append(fault)
        raise unread[0] if unread else NoVoice(f"{wanted} has no voice for {language!r}")


def _named(voices: Voices, name: str, voice: str) -> Voices:
    """With the voice that an order names itself, where the engine needs no file for it."""
    match name, voice:
        case "espeak", str() if voice:
            return replace(voices, espeak=(voice,))
        case "edge", str() if voice:
            return replace(voices, edge=(voice,))
        case _:
            return voices


def _family(language: str) -> str:
    return language.split("-", maxsplit=1)[0].lower()


@dataclass(frozen=True)
class Chosen(Generic[T]):
    """What `engine` made, and which engines before it could not, each with its reason (``edge: no answer``).

    `away` are those of them that were asked and did not speak, with the reason; not who spoke badly, of one text.
    """

    engine: Engine
    result: T
    fell_back: tuple[str, ...]
    away: tuple[tuple[Engine, str], ...] = ()


class Misspoken(CheckFailed):
    """What an engine gave for its texts fails the checks. It says nothing of other texts, or of another engine."""

    @classmethod
    def of(cls, check: CheckFailed) -> "Misspoken":
        """The same fault, known to be the engine's."""
        return cls(check.fault, check.reason.removeprefix(f"{check.fault}: "), fix=check.fix)


@dataclass(frozen=True)
class Lineup:
    """Engines in the order in which they are tried; `passed_over` says what was left out beforehand, and why.

    Of these, `lacking` should have spoken before all others and is broken; what is forbidden or does not speak the
    language should not have. `voices` are the names of the voices that were wanted of the engines.
    """

    engines: tuple[Engine, ...]
    passed_over: tuple[str, ...] = ()
    lacking: tuple[str, ...] = ()
    voices: tuple[str, ...] = ()

    def wanted(self, engine: Engine) -> str:
        """The voice that was wanted of one of the engines, by rule or setting; empty where any would do."""
        pairs = zip(self.engines, self.voices, strict=False)
        return next((voice for each, voice in pairs if each is engine), "")

    def first(self, work: Callable[[Engine], T]) -> Chosen[T]:
        """What the first engine gives that can.

        An engine that is away (`VoiceUnavailable`), turns us away (`VoiceRefused`) or gives something else than the sound
        of its texts (`Misspoken`) is followed by the next. All other errors are about the text, the finished file or our
        own code: another voice would only hide them.

        Raises:
            VoiceUnavailable: none could, and one may be back by itself.
            VoiceRefused: none could, until somebody changes something.
            BadSound: all spoke, and badly.
        """
        failures: list[VoiceError] = []
        told: list[str] = []
        away: list[tuple[Engine, str]] = []
        for engine in self.engines:
            try:
                made = work(engine)
                return Chosen(engine, made, (*self.lacking, *told), tuple(away))
            except (VoiceUnavailable, VoiceRefused, Misspoken) as failure:
                failures.append(failure)
                told.append(f"{engine.name}: {failure.reason}")
                if not isinstance(failure, Misspoken):
                    away.append((engine, told[-1]))
        raise self._failure(failures, told)

    def _failure(self, failures: Sequence[VoiceError], told: Sequence[str]) -> VoiceError:
        if len(failures) == 1:
            return failures[0]
        kind = _worst(failures)
        reasons = "; ".join([*told, *self.passed_over])
        return kind(f"no engine can speak: {reasons}", fix="`nguon doctor` tells what each of them needs")


def _worst(failures: Sequence[VoiceError]) -> type[VoiceError]:
    if any(failure.next is Next.RETRY for failure in failures):
        return VoiceUnavailable
    return VoiceRefused if any(isinstance(failure, VoiceRefused) for failure in failures) else BadSound


def first_that_speaks(engines: Sequence[Engine], texts: Sequence[str]) -> Chosen[list[Pcm]]:
    """The sounds of `texts` by the first of `engines` that can, all by the same; see `Lineup.first`."""
    return Lineup(tuple(engines)).first(lambda engine: engine.speak(texts))


@dataclass(frozen=True)
class Choice:
    """Which engines speak what, in which order: rules, and the voices that they choose from.

    What no rule is for is spoken by `otherwise`.
    """

    rules: tuple[Rule, ...] = ()
    voices: Voices = Voices()
    otherwise: str = "espeak"

    def lineup(self, source: str, kind: str, language: str) -> Lineup:
        """The engines for an item of a source (its id), a kind (`Kind`) and a language (BCP 47).

        Raises:
            NoVoice: none of them speaks the language.
            VoiceRefused: those that do may not be used, or cannot.
        """
        held = (rule.engines for rule in self.rules if rule.holds(source, kind, language))
        engines: list[Engine] = []
        voices: list[str] = []
        failures: dict[str, VoiceError] = {}
        lacking: list[str] = []
        for wanted in next(held, (self.otherwise,)):
            try:
                lent = self.voices.lent(wanted, language)
                engines.append(lent.engine)
                voices.append(lent.voice)
            except (NoVoice, VoiceRefused) as failure:
                failures[wanted] = failure
                if not engines and not isinstance(failure, NoVoice | VoiceForbidden):
                    lacking.append(f"{wanted.partition('/')[0]}: {failure.reason}")
        if not engines:
            raise _nobody(failures, language)
        passed_over = tuple(f"{name}: {why.reason}" for name, why in failures.items())
        return Lineup(tuple(engines), passed_over, tuple(lacking), tuple(voices))


def _nobody(failures: dict[str, VoiceError], language: str) -> VoiceError:
    reasons = "; ".join(f"{name}: {why}" for name, why in failures.items())
    if all(isinstance(why, NoVoice) for why in failures.values()):
        return NoVoice(
            f"no voice speaks {language!r}: {reasons}", fix="give NGUON_VOICES an engine that does"
        )
    return VoiceRefused(f"no voice may speak {language!r}: {reasons}")
