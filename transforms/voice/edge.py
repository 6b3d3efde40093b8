"""The optional online voices: what a browser reads aloud with, asked through `edge_tts`.

Measured against a service of our own on 127.0.0.1 that was written from the client's source. The live service was
never seen from where this was written: whether it still accepts this client shows only there. It is not meant for
commercial use, has no contract and may end any day; `espeak` needs nobody.

`edge_tts` would go through any proxy that the environment names; it is told to go where our own setting says, or direct.
"""

import asyncio
import unicodedata
from collections.abc import Awaitable, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from http import HTTPStatus
from importlib.metadata import version
from pathlib import Path
from xml.sax.saxutils import escape

from av import FFmpegError

from transforms.voice.engine import sayable
from transforms.voice.errors import TooLongToSay, VoiceError, VoiceRefused, VoiceUnavailable
from transforms.voice.filters import decode, to_pcm
from transforms.voice.sound import Pcm, join, silence, trim
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
        return f"edge-tts {version('edge-tts')} {self.voice} +0%"

    def speak(self, texts: Sequence[str]) -> list[Pcm]:
        """One sound for each of `texts`, at most two requests at a time; not from inside an event loop.

        Each request is tried again after 2, 8 and 30 s.

        Raises:
            NothingToSay: a text has no words.
            TooLongToSay: a text is longer than an utterance can be, or a word too long for a request.
            VoiceUnavailable: no whole answer after four tries.
            VoiceRefused: the service turns this client or voice away; trying again does not help.
        """
        groups = [pieces(text) for text in sayable(texts)]
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
        except (aiohttp.ClientError, exceptions.NoAudioReceived, exceptions.WebSocketError) as failure:
            raise VoiceUnavailable(f"online voice {self.voice}: {_said(failure)}") from failure
        except exceptions.SkewAdjustmentError as undated:
            raise _refusal(HTTPStatus.FORBIDDEN, " and no date to set the clock by") from undated
        except (exceptions.EdgeTTSException, ValueError, KeyError) as change:
            raise VoiceRefused(
                f"the online voice speaks another protocol: {type(change).__name__} {change}", fix=_FIX
            ) from change
        return _whole(answer, text)


_FIX = "update edge-tts, or set NGUON_VOICE=espeak"


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
    """An MP3 stream, the words that it says, and where the last of them ends (seconds)."""

    audio: bytes
    words: str
    end: float


async def _listen(text: str, voice: str, proxy: str) -> _Answer:
    """What comes back for `text`. The client takes an empty `proxy` for none, and only a missing one for anybody's."""
    from edge_tts import Communicate  # noqa: PLC0415 -- see `Edge._ask`

    audio, words, end = bytearray(), "", 0.0
    longest = (_MOST_SECONDS + _MOST_SECONDS_PER_LETTER * len(text)) * _BITS_PER_SECOND / 8
    async with aclosing(Communicate(text, voice, proxy=proxy).stream()) as events:
        async for event in events:
            if event["type"] == "audio":
                audio += event["data"]
                if len(audio) > longest:
                    raise VoiceUnavailable(
                        f"the online voice does not stop: {len(audio)} bytes for {text[:40]!r}"
                    )
            else:
                words += event["text"]
                end = (event["offset"] + event["duration"]) / _TICKS_PER_SECOND
    return _Answer(bytes(audio), words, end)


def _whole(answer: _Answer, text: str) -> Pcm:
    """The sound of `answer`, if all of `text` is in it: a connection that breaks raises nothing by itself."""
    seconds = len(answer.audio) * 8 / _BITS_PER_SECOND
    if seconds + _SLACK_SECONDS < answer.end:
        raise VoiceUnavailable(f"the online voice was cut off at {seconds:.1f} s of {answer.end:.1f} s")
    if not _says(answer.words, text):
        raise VoiceUnavailable(f"the online voice left out words: said {answer.words!r} of {text!r}")
    try:
        sound = to_pcm(decode(answer.audio), _RATE)
    except FFmpegError as damage:
        raise VoiceUnavailable(f"the online voice's MP3 cannot be decoded: {damage}") from damage
    if abs(sound.seconds - seconds) > _SLACK_SECONDS:
        raise VoiceUnavailable(f"the online voice's MP3 is damaged: {sound.seconds:.1f} s of {seconds:.1f} s")
    return sound


def _says(words: str, text: str) -> bool:
    """Whether all letters and digits of `text` are among those of `words`, in their order."""
    heard = iter(_letters(words))
    return all(letter in heard for letter in _letters(text))


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
