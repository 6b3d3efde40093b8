"""A voice file for Piper that is made on the spot: it hums each phoneme for 20 ms, at a pitch of its own, with noise.

The file is ONNX, whose wire format is protobuf's: fields are written by hand here, so that nothing but onnxruntime is
needed, which comes with Piper. Field numbers are those of onnx.proto3 (IR version 8, operators of set 13).
"""

import json
import struct
from pathlib import Path

RATE = 16_000
STEP = 320
_INT64, _FLOAT = 7, 1
_PHONEMES = (
    "_^$ !'(),-.:;?" + "abcdefghijklmnopqrstuvwxyz" + "æçðøħŋœɐɑɒɓɔɕɖɗəɚɛɜɟɡɣɤɨɪɯɲɹʂʃʈʊʌʐʒʔʰˈˌː1234567"
)


def write_voice(
    folder: Path, name: str = "vi_VN-hum-low", *, phonemes: str = _PHONEMES, **more: object
) -> Path:
    """The voice's two files; `more` goes into its JSON. Gives the ``.onnx``."""
    told = {
        "audio": {"sample_rate": RATE, "quality": "low"},
        "espeak": {"voice": "vi"},
        "language": {"code": "vi_VN", "family": "vi"},
        "inference": {"noise_scale": 0.667, "length_scale": 1, "noise_w": 0.8},
        "phoneme_type": "espeak",
        "phoneme_id_map": {phoneme: [number] for number, phoneme in enumerate(phonemes)},
        "num_symbols": len(phonemes),
        "num_speakers": 1,
        **more,
    }
    file = folder / f"{name}.onnx"
    file.write_bytes(_model())
    Path(f"{file}.json").write_text(json.dumps(told), encoding="utf-8")
    return file


def _model() -> bytes:
    """sin(2π · t · (200 + 5 · id)) for each id, and a little noise, one after the other."""
    nodes = [
        _node("Cast", ["input"], "ids", _attribute("to", 2, _FLOAT)),
        _node("Unsqueeze", ["ids", "last"], "column"),
        _node("Mul", ["column", "hertz_each"], "above"),
        _node("Add", ["above", "hertz_least"], "hertz"),
        _node("Mul", ["hertz", "time"], "turns"),
        _node("Sin", ["turns"], "hum"),
        _node("RandomNormalLike", ["hum"], "random"),
        _node("Mul", ["random", "quiet"], "noise"),
        _node("Add", ["hum", "noise"], "sounds"),
        _node("Reshape", ["sounds", "shape"], "output"),
    ]
    turn = 2 * 3.141592653589793 / RATE
    constants = [
        _tensor("last", _INT64, [1], struct.pack("<q", 2)),
        _tensor("shape", _INT64, [4], struct.pack("<4q", 1, 1, 1, -1)),
        _tensor("hertz_each", _FLOAT, [], struct.pack("<f", 5)),
        _tensor("hertz_least", _FLOAT, [], struct.pack("<f", 200)),
        _tensor("quiet", _FLOAT, [], struct.pack("<f", 0.01)),
        _tensor("time", _FLOAT, [STEP], struct.pack(f"<{STEP}f", *(turn * at for at in range(STEP)))),
    ]
    inputs = [
        _value("input", _INT64, ["batch", "phonemes"]),
        _value("input_lengths", _INT64, ["batch"]),
        _value("scales", _FLOAT, ["three"]),
    ]
    graph = b"".join(
        [
            *(_field(1, node) for node in nodes),
            _field(2, b"hum"),
            *(_field(5, constant) for constant in constants),
            *(_field(11, value) for value in inputs),
            _field(12, _value("output", _FLOAT, ["batch", "one", "channel", "time_out"])),
        ]
    )
    return _number(1, 8) + _field(7, graph) + _field(8, _number(2, 13))


def _varint(value: int) -> bytes:
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*out, value])


def _number(field: int, value: int) -> bytes:
    return _varint(field << 3) + _varint(value)


def _field(field: int, content: bytes) -> bytes:
    return _varint(field << 3 | 2) + _varint(len(content)) + content


def _node(operator: str, inputs: list[str], output: str, attribute: bytes = b"") -> bytes:
    names = b"".join(_field(1, each.encode()) for each in inputs) + _field(2, output.encode())
    return names + _field(4, operator.encode()) + (_field(5, attribute) if attribute else b"")


def _attribute(name: str, kind: int, value: int) -> bytes:
    return _field(1, name.encode()) + _number(3, value) + _number(20, kind)


def _tensor(name: str, kind: int, shape: list[int], data: bytes) -> bytes:
    return (
        b"".join(_number(1, size) for size in shape)
        + _number(2, kind)
        + _field(8, name.encode())
        + _field(9, data)
    )


def _value(name: str, kind: int, shape: list[str]) -> bytes:
    sizes = b"".join(_field(1, _field(2, size.encode())) for size in shape)
    return _field(1, name.encode()) + _field(2, _field(1, _number(1, kind) + _field(2, sizes)))
