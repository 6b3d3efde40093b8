"""Word files of our own: .docx, and .doc in the form that Word 97 to 2003 write ([MS-DOC], [MS-CFB])."""

import io
import struct
import zipfile
from collections.abc import Sequence
from html import escape

from tests.recorded.paper import Paper, spelled

SECTOR = 512
END, FREE, TABLE = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
_NATION = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc")
_TYPES = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>"""
_RELATIONS = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>"""


def head(doc: Paper) -> tuple[list[str], list[str]]:
    """The letterhead's two columns."""
    left = [*doc.issuer.upper().splitlines(), f"Số: {doc.number}"]
    return left, [*_NATION, f"{doc.place}, {spelled(doc.issued)}"]


def tail(doc: Paper) -> tuple[list[str], list[str]]:
    """Recipients and signature."""
    return ["Nơi nhận:", "- Như Điều cuối văn bản;", "- Lưu: VT (03b)."], [*doc.capacity, doc.signer]


def docx(doc: Paper) -> bytes:
    """The document as .docx; its letterhead and signature are tables without lines, as everywhere."""
    parts = [_place(head(doc)), _line(doc.type.upper()), _line(doc.title)]
    rows: list[list[str]] = []
    for text in [*doc.text.splitlines(), ""]:
        if text.startswith("|"):
            rows.append([cell.strip() for cell in text.strip("|").split("|")])
            continue
        if rows:
            parts.append(_table([[_line(cell) for cell in row] for row in rows]))
            rows = []
        if text:
            parts.append(_line(text))
    body = "".join([*parts, _place(tail(doc))])
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    text = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<w:document {space}><w:body>{body}</w:body></w:document>'
    return _pack({"[Content_Types].xml": _TYPES, "_rels/.rels": _RELATIONS, "word/document.xml": text})


def _pack(files: dict[str, str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as pack:
        for name, text in files.items():
            pack.writestr(zipfile.ZipInfo(name), text.encode(), zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _line(text: str) -> str:
    return f'<w:p><w:r><w:t xml:space="preserve">{escape(text, quote=False)}</w:t></w:r></w:p>'


def _table(rows: list[list[str]]) -> str:
    cells = ("".join(f"<w:tc>{cell}</w:tc>" for cell in row) for row in rows)
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in cells)}</w:tbl>"


def _place(columns: tuple[list[str], list[str]]) -> str:
    return _table([["".join(map(_line, column)) for column in columns]])


def letters(doc: Paper) -> str:
    """The document as .doc holds it: U+000D ends a paragraph, U+0007 a cell and a row."""
    lines = [doc.type.upper(), doc.title, *doc.text.splitlines()]
    text = _columns(head(doc))
    for line in lines:
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        text += "".join(f"{cell}\x07" for cell in cells) + "\x07" if line.startswith("|") else f"{line}\r"
    return text + _columns(tail(doc)) + "\r"


def _columns(columns: tuple[list[str], list[str]]) -> str:
    return "".join("\r".join(column) + "\x07" for column in columns) + "\x07"


def word_97(text: str) -> bytes:
    """A .doc of that text, in pieces of both kinds: letters of CP1252 in one byte, all others in UTF-16."""
    main = bytearray(2048)
    pieces = []
    for plain, part in _split(text):
        at = len(main)
        main += part.encode("cp1252" if plain else "utf-16-le")
        pieces.append((len(part), at * 2 | 0x40000000 if plain else at))
        main += b"\0" * (len(main) % 2)
    table = _clx(pieces)
    _fill_fib(main, len(text), len(table))
    main += b"\0" * (4096 - len(main))
    return compound({"WordDocument": bytes(main), "1Table": table})


def _split(text: str) -> list[tuple[bool, str]]:
    """The text in stretches that CP1252 has, and others."""
    runs: list[tuple[bool, str]] = []
    for line in text.splitlines(keepends=True):
        plain = line.isascii()
        if runs and runs[-1][0] == plain:
            runs[-1] = plain, runs[-1][1] + line
        else:
            runs.append((plain, line))
    return runs


def _clx(pieces: Sequence[tuple[int, int]]) -> bytes:
    ends = [0]
    for length, _ in pieces:
        ends.append(ends[-1] + length)
    table = struct.pack(f"<{len(ends)}I", *ends)
    table += b"".join(struct.pack("<HIH", 0, where, 0) for _, where in pieces)
    return b"\x02" + struct.pack("<I", len(table)) + table


def _fill_fib(main: bytearray, count: int, clx: int) -> None:
    """The header of the stream ([MS-DOC] 2.5): version 0x00C1, 1Table, where the pieces stand."""
    struct.pack_into("<HHHHHH", main, 0, 0xA5EC, 0x00C1, 0, 0x042A, 0, 0x1200)
    struct.pack_into("<HI", main, 12, 0x00BF, 0)
    struct.pack_into("<II", main, 0x18, 2048, len(main))
    struct.pack_into("<H", main, 0x20, 14)
    struct.pack_into("<H", main, 0x3E, 22)
    struct.pack_into("<I", main, 0x40, len(main))
    struct.pack_into("<I", main, 0x4C, count)
    struct.pack_into("<H", main, 0x98, 0x5D)
    struct.pack_into("<II", main, 0x1A2, 0, clx)


def compound(streams: dict[str, bytes]) -> bytes:
    """A compound file of version 3: streams under 4,096 bytes go into the root's own."""
    small, big = bytearray(), bytearray()
    next_small: list[int] = []
    following: list[int] = []
    places: dict[str, tuple[int, int]] = {}
    for name, body in streams.items():
        if not body:
            places[name] = END, 0
        elif len(body) < 4096:
            places[name] = _append(small, next_small, body, 64), len(body)
        else:
            places[name] = _append(big, following, body, SECTOR), len(body)
    root = _append(big, following, bytes(small), SECTOR) if small else END
    small_table = struct.pack(f"<{len(next_small)}I", *next_small)
    mini = _append(big, following, small_table, SECTOR, b"\xff") if small_table else END
    entries = _directory(places, (root, len(small)))
    directory = _append(big, following, entries, SECTOR)
    sectors = -(-(len(following) + 2) // (SECTOR // 4))
    first = len(following)
    following += [TABLE] * sectors
    following += [FREE] * (sectors * (SECTOR // 4) - len(following))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<IIIIIIIII", 0, sectors, directory, 0, 4096, mini, 1 if mini != END else 0, END, 0)
    numbers = [first + number for number in range(sectors)]
    header += struct.pack("<109I", *(numbers + [FREE] * (109 - len(numbers))))
    return header + bytes(big) + struct.pack(f"<{len(following)}I", *following)


def _append(target: bytearray, following: list[int], body: bytes, size: int, fill: bytes = b"\0") -> int:
    """Adds a chain; the number of its first sector."""
    first, count = len(following), -(-len(body) // size)
    target += body + fill * (count * size - len(body))
    following += [*range(first + 1, first + count), END]
    return first


def _directory(places: dict[str, tuple[int, int]], root: tuple[int, int]) -> bytes:
    """Entries of the directory: the root, whose child is the first stream; each stream's right neighbour is the next."""
    names = sorted(places, key=lambda name: (len(name), name.upper()))
    rows = [_entry("Root Entry", 5, *root, child=1 if names else FREE)]
    for at, name in enumerate(names, 1):
        rows.append(_entry(name, 2, *places[name], right=at + 1 if at < len(names) else FREE))
    body = b"".join(rows)
    return body + b"".join(_entry("", 0, 0, 0) for _ in range(-len(rows) % 4))


def _entry(name: str, kind: int, start: int, size: int, *, right: int = FREE, child: int = FREE) -> bytes:
    written = name.encode("utf-16-le")
    head_ = written + bytes(64 - len(written)) + struct.pack("<HBB", len(written) + 2 if name else 0, kind, 1)
    return head_ + struct.pack("<III", FREE, right, child) + bytes(36) + struct.pack("<IQ", start, size)
