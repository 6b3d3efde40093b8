"""Where each utterance stands in the finished sound."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from transforms.rendition import Mark
from transforms.voice.formats import LEAD_PACKETS, Format, silent_packets
from transforms.voice.mastering import Piece


@dataclass(frozen=True, slots=True)
class Placed:
    """A piece, and where it is heard: `start_ms` counts from the beginning of the decoded file."""

    piece: Piece
    start_ms: float

    @property
    def end_ms(self) -> float:
        return self.start_ms + 1000 * self.piece.seconds

    @property
    def mark(self) -> Mark:
        return Mark(round(self.start_ms), round(self.end_ms))


@dataclass(frozen=True, slots=True)
class Layout:
    """The packets of a whole file in order, and the pieces among them. It decodes to `duration_ms`."""

    packets: tuple[bytes, ...]
    placed: tuple[Placed, ...]
    duration_ms: float


def lay_out(
    pieces: Sequence[Piece], pauses_ms: Sequence[int], form: Format, like: Layout | None = None
) -> Layout:
    """Pieces and pauses by turns, on the grid of the format's packets.

    A pause is as long as asked to within half a packet (13 ms), and their errors do not add up; but the silence that
    fills a piece's last packets (up to 70 ms) is its least. With `like`, pieces stand where they do there.
    """
    tape = _Tape(form)
    placed: list[Placed] = []
    wanted = tape.ends_ms
    for number, (piece, pause) in enumerate(zip(pieces, pauses_ms, strict=True)):
        tape.wait_until(like.placed[number].start_ms if like else wanted)
        start = tape.ends_ms
        placed.append(Placed(piece, start))
        tape.add(piece.packets)
        wanted = max(wanted, start - tape.grid_ms / 2) + 1000 * piece.seconds + pause
    delay = 1000 * form.delay / form.rate
    tape.wait_until((like.duration_ms if like else wanted) + delay)
    return Layout(tuple(tape.packets), tuple(placed), tape.ends_ms - delay)


@dataclass
class _Tape:
    """Packets so far, behind the lead."""

    form: Format
    packets: list[bytes] = field(default_factory=list)
    _bytes: int = 0

    @property
    def grid_ms(self) -> float:
        return 1000 * self.form.packet / self.form.rate

    @property
    def ends_ms(self) -> float:
        return (LEAD_PACKETS + len(self.packets)) * self.grid_ms

    def add(self, packets: Sequence[bytes]) -> None:
        self.packets += packets
        self._bytes += sum(map(len, packets))

    def wait_until(self, when_ms: float) -> None:
        """Silence, by the packets that keep nearest to the format's bit rate."""
        for _ in range(round((when_ms - self.ends_ms) / self.grid_ms)):
            due = (len(self.packets) + 1) * self.form.packet * self.form.bit_rate / self.form.rate / 8
            short, long = silent_packets(self.form)
            self.add([long if self._bytes + len(short) + 0.5 <= due else short])
