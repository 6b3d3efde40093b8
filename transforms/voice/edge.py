"""The optional online voices: what a browser reads aloud with, asked through `edge_tts`.

Measured against a service of our own on 127.0.0.1 that was written from the client's source. The live service was
never seen from where this was written: whether it still accepts this client shows only there. It is not meant for
commercial use, has no contract and may end any day; `espeak` needs nobody.

`edge_tts` would go through any proxy that the environment names; it is told to go where our own setting says, or direct.
It would follow a redirect to any host; it is lent a connector that leads to the service's only.
"""

import asyncio
import unicodedata
from array import array
from collections.abc import Awaitable, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from http import HTTPStatus
from importlib.metadata import version
from math import isfinite
from pathlib import Path
from urllib.parse import urlsplit
from xml.sax.saxutils import escape

from av import FFmpegError

from transforms.voice.engine import folded, sayable
from transforms.voice.errors import TooLongToSay, VoiceError, VoiceRefused, VoiceUnavailable, WrongAnswer
from transforms.voice.filters import decode, to_pcm
from transforms.voice.sound import SILENT_PEAK, Pcm, join, peak, silence, trim
from transforms.voice.turns import Turns, common_folder

LONGEST_BYTES = 3_500
"""The client cuts requests of 4,096 bytes wherever a space is; we cut before, and where a voice pauses."""
AT_ONCE = 2
"""Requests at the same time, over all of this user's processes on this machine."""
BACK_OFF_SECONDS = (2.0, 8.0, 30.0)
_RATE = 24_000
_BITS_PER_SECOND = 48_000
_TICKS_PER_SECOND = 10_000_000
_SLACK_SECONDS = 0.15
_LONGEST_TAIL_SECONDS = 1.5
"""Of sound behind the last word: the service is said to add somewhat less than a second of silence."""
_NEAR_SECONDS = (0.4, 1.0)
_NEAR_SHARE, _QUIET_SHARE = 0.4, 0.005
"""How far speech may begin and end from where the events say: a share of its length, within bounds; what stays below a share of the peak is no
speech."""
_MOST_SECONDS = 10.0
_MOST_SECONDS_PER_LETTER = 1.0
_COMMA_MS = 250
_PAUSES = (". ", "; ", ", ", " ")
_GOODBYE_SECONDS = 0.25
"""aiohttp closes TLS connections behind our back and asks for this time before the event loop ends."""


@dataclass(frozen=True)
class Edge:
    """An online voice, such as ``vi-VN-HoaiMyNeural`` or ``vi-VN-NamMinhNeural``.

    `seconds` is the longest time for one request: the client has no time-out of its own that works. `sleep` waits
    between tries. `proxy` is the address of an HTTP proxy, where one is needed; empty, none is used, whatever the
    environment says. `turns` is the folder where all processes meet that ask the service, see `AT_ONCE`.
    """

    voice: str = "vi-VN-HoaiMyNeural"
    seconds: float = 60
    proxy: str = ""
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    turns: Path = field(default_factory=lambda: common_folder("edge"))
    name: str = "edge"
    label: str = "giọng máy trực tuyến"
    outside: bool = True

    @property
    def languages(self) -> frozenset[str]:
        return frozenset({self.voice.split("-")[0]})

    @property
    def version(self) -> str:
        return f"edge-tts {version('edge-tts')} {self.voice} +0%{folded(self.languages)}"

    def speak(self, texts: Sequence[str]) -> list[Pcm]:
        """One sound for each of `texts`, at most two requests at a time; not from inside an event loop.

        Each request is tried again after 2, 8 and 30 s.

        Raises:
            NothingToSay: a text has no words.
            TooLongToSay: a text is longer than an utterance can be, or a word too long for a request.
            VoiceUnavailable: no answer after four tries, or (`WrongAnswer`) none with all the words and no other.
            VoiceRefused: the service turns this client or voice away; trying again does not help.
        """
        groups = [pieces(text) for text in sayable(texts, self.languages)]
        return asyncio.run(self._all(groups))

    async def _all(self, groups: Sequence[Sequence[str]]) -> list[Pcm]:
        ours = asyncio.Semaphore(AT_ONCE)
        tasks = [asyncio.create_task(self._one(group, ours)) for group in groups]
        try:
            return list(await asyncio.gather(*tasks))
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.sleep(_GOODBYE_SECONDS)

    async def _one(self, group: Sequence[str], ours: asyncio.Semaphore) -> Pcm:
        sounds: list[Pcm] = []
        for piece in group:
            async with ours:
                sound = await self._patiently(piece)
            sounds += [sound] if not sounds else [silence(_COMMA_MS, _RATE), trim(sound)]
        return join(sounds)

    async def _patiently(self, text: str) -> Pcm:
        for pause in BACK_OFF_SECONDS:
            try:
                return await self._ask(text)
            except VoiceUnavailable:
                await self.sleep(pause)
        return await self._ask(text)

    async def _ask(self, text: str) -> Pcm:
        # Half a second of imports, for those who use it only.
        import aiohttp  # noqa: PLC0415 -- slow to import; only this engine needs it
        from edge_tts import exceptions  # noqa: PLC0415 -- the same

        try:
            async with Turns(self.turns, AT_ONCE).one():
                answer = await asyncio.wait_for(_listen(text, self.voice, self.proxy), self.seconds)
        except TimeoutError as late:
            raise VoiceUnavailable(f"no whole answer from the online voice in {self.seconds:g} s") from late
        except aiohttp.WSServerHandshakeError as refusal:
            raise _refusal(refusal.status) from refusal
        except (
            aiohttp.ClientError,
            OSError,
            exceptions.NoAudioReceived,
            exceptions.WebSocketError,
        ) as failure:
            raise VoiceUnavailable(f"online voice {self.voice}: {_said(failure)}") from failure
        except exceptions.SkewAdjustmentError as undated:
            raise _refusal(HTTPStatus.FORBIDDEN, " and no date to set the clock by") from undated
        except (exceptions.EdgeTTSException, *_UNREADABLE) as change:
            raise VoiceRefused(
                f"the online voice speaks another protocol: {type(change).__name__} {change}", fix=_FIX
            ) from change
        return _whole(answer, text)


_FIX = "update edge-tts, or set NGUON_VOICE=espeak"
_UNREADABLE = (ValueError, LookupError, TypeError, AttributeError, ArithmeticError, RecursionError)
"""What the client raises over a message that is not what it takes for granted (``{"Metadata": 5}``)."""


def _said(failure: Exception) -> str:
    """The kind of a failure, and its cause where it has one: its own words name objects of the client."""
    cause = getattr(failure, "certificate_error", None) or getattr(failure, "os_error", None) or failure
    return f"{type(failure).__name__} {cause}"


def _refusal(status: int, more: str = "") -> VoiceError:
    if status == HTTPStatus.TOO_MANY_REQUESTS or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return VoiceUnavailable(f"the online voice answers {status}")
    return VoiceRefused(f"the online voice answers {status:d}{more}", fix=_FIX)


@dataclass(frozen=True, slots=True)
class _Answer:
    """An MP3 stream, the words that it says, where the first of them begins and the last ends (seconds)."""

    audio: bytes
    words: str
    begin: float
    end: float


async def _listen(text: str, voice: str, proxy: str) -> _Answer:
    """What comes back for `text`. The client takes an empty `proxy` for none, and only a missing one for anybody's."""
    from edge_tts import Communicate  # noqa: PLC0415 -- see `Edge._ask`
    from edge_tts.constants import WSS_URL  # noqa: PLC0415 -- the same

    from transforms.voice.one_host import OneHost  # noqa: PLC0415 -- the same

    audio, words = bytearray(), list[str]()
    begins, ends = list[float](), list[float]()
    longest = (_MOST_SECONDS + _MOST_SECONDS_PER_LETTER * len(text)) * _BITS_PER_SECOND / 8
    async with (
        OneHost(urlsplit(WSS_URL).hostname or "") as way,
        aclosing(Communicate(text, voice, proxy=proxy, connector=way).stream()) as events,
    ):
        async for event in events:
            if event["type"] != "audio":
                words.append(event["text"])
                begins.append(event["offset"] / _TICKS_PER_SECOND)
                ends.append(begins[-1] + event["duration"] / _TICKS_PER_SECOND)
                continue
            audio += event["data"]
            if len(audio) > longest:
                raise WrongAnswer(f"the online voice does not stop: {len(audio)} bytes for {text[:40]!r}")
    return _Answer(bytes(audio), "".join(words), min(begins, default=0.0), max(ends, default=0.0))


def _whole(answer: _Answer, text: str) -> Pcm:
    """The sound of `answer`, if it is that of `text`, all of it and nothing else.

    A connection that breaks raises nothing by itself.

    Raises:
        WrongAnswer: it is not.
    """
    seconds = len(answer.audio) * 8 / _BITS_PER_SECOND
    if not isfinite(answer.begin + answer.end) or seconds + _SLACK_SECONDS < answer.end:
        raise WrongAnswer(f"the online voice was cut off at {seconds:.1f} s of {answer.end:.1f} s")
    if _letters(answer.words) != _letters(text):
        raise WrongAnswer(f"the online voice has other words: said {answer.words!r} for {text!r}")
    if seconds - answer.end > _LONGEST_TAIL_SECONDS:
        raise WrongAnswer(
            f"the online voice goes on after its last word: {seconds:.1f} s for {answer.end:.1f} s"
        )
    sound = _decoded(answer.audio)
    if abs(sound.seconds - seconds) > _SLACK_SECONDS:
        raise WrongAnswer(f"the online voice's MP3 is damaged: {sound.seconds:.1f} s of {seconds:.1f} s")
    _check_place(sound, answer)
    return sound


def _decoded(audio: bytes) -> Pcm:
    try:
        return to_pcm(decode(audio), _RATE)
    except FFmpegError as damage:
        raise WrongAnswer(f"the online voice's MP3 cannot be decoded: {damage}") from damage


def _check_place(sound: Pcm, answer: _Answer) -> None:
    """There is speech where the events say that it begins and ends, and not silence instead of words."""
    least, most = _NEAR_SECONDS
    near = min(most, max(least, _NEAR_SHARE * (answer.end - answer.begin)))
    begin, end = _heard_between(sound)
    if abs(begin - answer.begin) > near or abs(end - answer.end) > near:
        raise WrongAnswer(
            f"the online voice is heard from {begin:.1f} to {end:.1f} s, "
            f"and has words from {answer.begin:.1f} to {answer.end:.1f} s"
        )


def _heard_between(sound: Pcm) -> tuple[float, float]:
    """From when to when (seconds) there is more than silence; twice zero where there is none."""
    samples = array("h", sound.samples)
    quiet = max(SILENT_PEAK, peak(samples) * _QUIET_SHARE)
    first = next((at for at, sample in enumerate(samples) if abs(sample) >= quiet), 0)
    last = next((at for at in range(len(samples), 0, -1) if abs(samples[at - 1]) >= quiet), 0)
    return first / sound.rate, last / sound.rate


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, unicodedata.normalize("NFC", text).casefold()))


def pieces(text: str) -> list[str]:
    """`text` in pieces below `LONGEST_BYTES` as they travel (UTF-8, escaped), cut where a voice pauses, or at a space.

    Raises:
        TooLongToSay: a word is longer.
    """
    rest, found = text.strip(), []
    while _travels(rest) >= LONGEST_BYTES:
        longest = _longest_start(rest)
        cut = next((at for mark in _PAUSES if (at := rest.rfind(mark, 1, longest)) > 0), -1)
        if cut < 0:
            raise TooLongToSay(f"a word of more than {LONGEST_BYTES} bytes: {rest[:40]!r}…")
        found.append(rest[: cut + 1].strip())
        rest = rest[cut + 1 :].strip()
    return [*found, rest]


def _travels(text: str) -> int:
    return len(escape(text).encode())


def _longest_start(text: str) -> int:
    """How many of `text`'s characters fit into one request."""
    size = 0
    for count, letter in enumerate(text):
        size += _travels(letter)
        if size >= LONGEST_BYTES:
            return count
    return len(text)
