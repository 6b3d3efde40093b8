"""A service of our own that speaks the online voice's protocol, and the proxy that leads to it.

Written from the client's source: it proves the client's framing and our handling, never that the live service
still answers in this way. It listens on 127.0.0.1 under TLS for speech.platform.bing.com; the real client reaches
it through an HTTP CONNECT proxy, with its own address, its own token and its own certificate check.
"""

import asyncio
import html
import json
import re
import ssl
import threading
import time
from array import array
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.utils import formatdate
from math import isnan, nan, pi, sin
from xml.etree import ElementTree as ET

from aiohttp import web
from av import AudioFrame, CodecContext
from edge_tts.drm import generate_sec_ms_gec_v2

HOST = "speech.platform.bing.com"
SECONDS_PER_WORD = 0.25
_RATE = 24_000
_TICKS = 10_000_000
_STATUS = {"busy": 429, "down": 503, "forbidden": 403, "undated": 403, "elsewhere": 302, "open": 302}
_PLACES = {"elsewhere": "https://noi-khac.vi-du.vn/", "open": f"http://{HOST}/"}
_UNREADABLE = {
    "garbled": "{",
    "listed": "[]",
    "numbered": "5",
    "null": "null",
    "numbers": '{"Metadata": [5]}',
    "nulls": '{"Metadata": [{"Type": "SentenceBoundary", "Data": {"Offset": null, "Duration": 1, "text": {"Text": "x"}}}]}',
    "wordless_null": '{"Metadata": [{"Type": "SentenceBoundary", "Data": {"Offset": 0, "Duration": 1, "text": {"Text": null}}}]}',
    "huge": '{"Metadata": [{"Type": "SentenceBoundary", "Data": {"Offset": 1%s, "Duration": 1, "text": {"Text": "x"}}}]}'
    % ("0" * 400),
    "deep": "[" * 100_000,
}
_LENGTHS = {"truncated": 1 / 3, "longer": 2}
_HUSHES = {"hushed": (0.5, 1), "late": (0, 0.5), "mute": (0, 1)}
"""What of the audio is there, and what of it is silent, as shares of its length."""
FOREIGN = "Mua ngay kẻo hết."
TAIL_SECONDS = 0.9
"""Silence behind the last word in the mode `tailed`, about as long as the live service's is said to be."""
_SPEAKERS = ("vi-VN, HoaiMyNeural", "vi-VN, NamMinhNeural", "en-GB, SoniaNeural")
CAP_SECONDS = 1.5
"""Where the mode `capped` ends; the live service is said to end at ten minutes."""


@dataclass
class Service:
    """What a running service was asked, and how it behaves.

    `modes` says how each connection goes, in their order; the last one stays. They are: good, none (no audio),
    truncated (a third of the audio, all of the words), capped (words and audio end at `CAP_SECONDS`, amid a
    sentence), half (all but the last sentence), dropped (half, and then the connection ends), wordless (audio, but no
    words), endless (audio without end), broken (not MP3), half_said
    (half of it, at twice the bit rate: as many bytes), strange (an unknown message), those of `_UNREADABLE` (metadata
    that the client trips over), hang, busy (429), down (503), forbidden (403), undated (403 without a Date that can be
    read), elsewhere and open (a redirect to another host, and to its own without TLS).

    Whole but wrong are: doubled (each sentence twice, words and audio), longer (the right words, twice the audio), before
    and after (a foreign sentence there), negated ("không có" for "có"), hushed and late (the second or first half of the
    audio silent), mute (all of it), timeless (words that begin at no time). tailed is good, with silence at its end. `ahead`
    seconds is how far its clock is off ours: a token from another time gets 403 and a Date. A voice that it does not
    have ends the connection with the code 1007.

    `elements` are the names of all XML elements that it was sent, `calls` counts connections through the proxy.
    """

    modes: list[str]
    ahead: float = 0
    proxy: str = ""
    texts: list[str] = field(default_factory=list)
    voices: set[str] = field(default_factory=set)
    elements: set[str] = field(default_factory=set)
    closed: list[int] = field(default_factory=list)
    port: int = 0
    calls: int = 0
    refused: int = 0
    open_now: int = 0
    open_most: int = 0

    def next_mode(self) -> str:
        return self.modes.pop(0) if len(self.modes) > 1 else self.modes[0]

    @property
    def clock(self) -> float:
        return time.time() + self.ahead

    async def answer(self, request: web.Request) -> web.StreamResponse:
        valid = {generate_sec_ms_gec_v2(self.clock + late) for late in (-300, 0, 300)}
        if request.query["Sec-MS-GEC"] not in valid:
            self.refused += 1
            return web.Response(status=403, headers={"Date": formatdate(self.clock, usegmt=True)})
        mode = self.next_mode()
        if mode in _STATUS:
            self.refused += 1
            date = "some day" if mode == "undated" else formatdate(self.clock, usegmt=True)
            headers = {"Date": date} | ({"Location": _PLACES[mode]} if mode in _PLACES else {})
            return web.Response(status=_STATUS[mode], headers=headers)
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        self.open_now += 1
        self.open_most = max(self.open_most, self.open_now)
        try:
            await self._turn(socket, mode)
        finally:
            self.open_now -= 1
        return socket

    async def _turn(self, socket: web.WebSocketResponse, mode: str) -> None:
        config = await socket.receive_str()
        assert "audio-24khz-48kbitrate-mono-mp3" in config
        text, voice = self._parse(await socket.receive_str())
        self.texts.append(text)
        self.voices.add(voice)
        if not any(speaker in voice for speaker in _SPEAKERS):
            self.closed.append(1007)
            await socket.close(code=1007, message=b"Unsupported voice")
            return
        await _say(socket, "turn.start", {"context": {}})
        await _say(socket, "response", {"context": {}})
        if mode == "hang":
            await socket.receive()
        elif mode == "strange":
            await _say(socket, "advertisement", {})
            await socket.receive()
        elif mode in _UNREADABLE:
            await socket.send_str(f"Path:audio.metadata\r\n\r\n{_UNREADABLE[mode]}")
            await socket.receive()
        elif mode == "none":
            await _say(socket, "turn.end", {})
        else:
            await _speak(socket, text, mode)

    def _parse(self, request: str) -> tuple[str, str]:
        """What is to be said, by whom; read as XML, so that any markup in the words would show."""
        root = ET.fromstring(request.partition("\r\n\r\n")[2])
        names = [element.tag.rpartition("}")[2] for element in root.iter()]
        self.elements.update(names)
        assert names == ["speak", "voice", "prosody"], names
        return "".join(root.itertext()), root[0].attrib["name"]


async def _say(socket: web.WebSocketResponse, path: str, body: object) -> None:
    head = f"X-RequestId:0\r\nContent-Type:application/json; charset=utf-8\r\nPath:{path}\r\n\r\n"
    await socket.send_str(head + json.dumps(body))


async def _speak(socket: web.WebSocketResponse, text: str, mode: str) -> None:
    begin = 0.0
    for sentence in _sentences(text, mode):
        length = SECONDS_PER_WORD * len(sentence.split())
        if mode == "capped" and begin > CAP_SECONDS:
            break
        if mode != "wordless":
            told = _boundary(sentence, nan if mode == "timeless" else begin, length)
            await _say(socket, "audio.metadata", {"Metadata": [told]})
        begin += length
    await _send_audio(socket, _audio(begin, mode))
    if mode == "dropped":
        await socket.close()
    else:
        await _say(socket, "turn.end", {})


def _sentences(text: str, mode: str) -> list[str]:
    found = re.findall(r"[^.!?]+[.!?]*", text)
    match mode:
        case "half" | "dropped":
            return found[:-1]
        case "doubled":
            return [each for each in found for _ in range(2)]
        case "before":
            return [FOREIGN, *found]
        case "after":
            return [*found, FOREIGN]
        case "negated":
            return [each.replace(" có ", " không có ") for each in found]
        case _:
            return found


def _audio(seconds: float, mode: str) -> bytes:
    match mode:
        case "broken":
            return b"\x01" * len(tone(seconds))
        case "half_said":
            return tone(seconds / 2, 96_000)
        case "capped":
            return tone(min(seconds, CAP_SECONDS))
        case "endless":
            return tone(1) * 200
        case "tailed":
            return tone(seconds + TAIL_SECONDS, hush=(seconds, seconds + TAIL_SECONDS))
        case _:
            begin, end = _HUSHES.get(mode, (0, 0))
            return tone(_LENGTHS.get(mode, 1) * seconds, hush=(begin * seconds, end * seconds))


def _boundary(sentence: str, begin: float, length: float) -> dict[str, object]:
    words = {"Text": html.escape(sentence, quote=False), "Length": len(sentence), "BoundaryType": "Sentence"}
    data = {
        "Offset": begin if isnan(begin) else int(begin * _TICKS),
        "Duration": int(length * _TICKS),
        "text": words,
    }
    return {"Type": "SentenceBoundary", "Data": data}


async def _send_audio(socket: web.WebSocketResponse, audio: bytes) -> None:
    head = b"X-RequestId:0\r\nContent-Type:audio/mpeg\r\nPath:audio\r\n"
    for start in range(0, len(audio), 720):
        await socket.send_bytes(len(head).to_bytes(2, "big") + head + audio[start : start + 720])
    last = b"X-RequestId:0\r\nPath:audio\r\n"
    await socket.send_bytes(len(last).to_bytes(2, "big") + last)


def tone(seconds: float, bit_rate: int = 48_000, hush: tuple[float, float] = (0, 0)) -> bytes:
    """A tone of 300 Hz as a bare MP3 stream of constant bit rate, 24 kHz, mono; digital silence in `hush` (seconds)."""
    codec = CodecContext.create("libmp3lame", "w")
    codec.sample_rate, codec.layout, codec.format, codec.bit_rate = _RATE, "mono", "s16p", bit_rate
    wave = array("h", [int(8000 * sin(2 * pi * 300 * at / _RATE)) for at in range(576)]).tobytes()
    packets = []
    for number in range(int(seconds * _RATE / 576)):  # not whole periods: it buzzes
        frame = AudioFrame("s16p", "mono", 576)
        silent = hush[0] <= number * 576 / _RATE < hush[1]
        frame.planes[0].update(bytes(len(wave)) if silent else wave)
        frame.sample_rate, frame.pts = _RATE, number * 576
        packets += codec.encode(frame)
    return b"".join(bytes(packet) for packet in [*packets, *codec.encode(None)])


async def _connect(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, port: int) -> None:
    """One CONNECT through the proxy, until either side hangs up."""
    request = await reader.readuntil(b"\r\n\r\n")
    assert request.startswith(f"CONNECT {HOST}:443 ".encode()), request
    there_reader, there_writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
    await asyncio.gather(_pour(reader, there_writer), _pour(there_reader, writer))


async def _pour(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(ConnectionError):
        while data := await reader.read(65_536):
            writer.write(data)
            await writer.drain()
    writer.close()
    with suppress(ConnectionError):
        await writer.wait_closed()


async def _serve(
    service: Service, context: ssl.SSLContext, ready: threading.Event, stop: asyncio.Event
) -> None:
    app = web.Application()
    app.router.add_get("/consumer/speech/synthesize/readaloud/edge/v1", service.answer)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0, ssl_context=context)
    await site.start()
    port = service.port = runner.addresses[0][1]
    calls: set[asyncio.Task[None]] = set()

    async def call(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        service.calls += 1
        calls.add(asyncio.current_task())
        await _connect(reader, writer, port)

    proxy = await asyncio.start_server(call, "127.0.0.1", 0)
    service.proxy = f"http://127.0.0.1:{proxy.sockets[0].getsockname()[1]}"
    ready.set()
    await stop.wait()
    proxy.close()
    await runner.cleanup()
    await asyncio.wait(calls, timeout=5) if calls else None


@contextmanager
def running(context: ssl.SSLContext, *modes: str, ahead: float = 0) -> Iterator[Service]:
    """A service in a thread of its own; `context` holds its certificate."""
    service, ready = Service(list(modes), ahead), threading.Event()
    loop, stop = asyncio.new_event_loop(), asyncio.Event()
    thread = threading.Thread(target=loop.run_until_complete, args=(_serve(service, context, ready, stop),))
    thread.start()
    try:
        assert ready.wait(10)
        yield service
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(10)
        loop.close()
