"""Opening a PDF: what is no whole PDF, and what would unpack to more than a document holds, is turned away first.

PDFium is not safe for threads: every use of it stands under `LOCK`, and no object of it leaves `with open_pdf(...)`.
"""

import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

import pypdfium2 as pdfium

LOCK = Lock()
_TRAILER = 4096
_MOST_PAGES = 3000
_MOST_DRAWN = 16_000_000  # of one page; a page full of text has 20,000 bytes, a big map some millions
_MOST_UNPACKED = 300_000_000
_MOST_OF_PICTURE = 250_000_000  # A4 in colour has 26 MB at 300 dots an inch, 104 MB at 600
_MOST_OF_PICTURES = (
    4_000_000_000  # 150 such pages at 300 dots; PDFium unpacks them page by page, as they are shown
)
_STREAM = re.compile(rb"(?<!end)stream\r?\n")
_PACKED = re.compile(rb"/(?:FlateDecode|Fl)\b")
_PICTURE = re.compile(rb"/Subtype\s*/Image\b")
_OTHER = re.compile(rb"/(?:Length1|FontFile3|CIDFontType0C|OpenType|Type1C|ObjStm|XRef|ICCBased|N)\b")
_HEAD = 2000


class PdfFault(Exception):
    """Why the bytes give no words, and what to do; `pdf` turns it into BadDocument."""

    def __init__(self, reason: str, fix: str) -> None:
        super().__init__(reason)
        self.reason, self.fix = reason, fix


@contextmanager
def open_pdf(body: bytes, *, known: bool = False) -> Iterator[pdfium.PdfDocument]:
    """The open document, which nobody else uses meanwhile.

    Args:
        body: the file.
        known: whether these very bytes were opened before, and need not be looked through again.

    Raises:
        PdfFault: no PDF, cut off, encrypted, broken, with too many pages, or with streams that unpack to too much.
    """
    if b"%PDF-" not in body[:1024]:
        raise PdfFault("the bytes are no PDF", "look at what the host serves there")
    if b"%%EOF" not in body[-_TRAILER:]:
        raise PdfFault("the PDF is cut off: its end is missing", "fetch it again")
    if not known:
        _check_streams(body)
    with LOCK:
        document = _opened(body)
        try:
            if len(document) > _MOST_PAGES:
                raise PdfFault(
                    f"the PDF has {len(document)} pages, more than {_MOST_PAGES}", "split it by hand"
                )
            yield document
        except pdfium.PdfiumError as error:
            raise PdfFault(f"the PDF is damaged inside: {error}", "fetch it again") from error
        finally:
            document.close()


def _opened(body: bytes) -> pdfium.PdfDocument:
    try:
        return pdfium.PdfDocument(body)
    except pdfium.PdfiumError as error:
        if "password" in str(error).lower() or "security" in str(error).lower():
            fix = "ask the issuer for an open copy; it is not gone round"
            raise PdfFault("the PDF is encrypted", fix) from error
        raise PdfFault("the PDF is damaged: it cannot be opened", "fetch it again") from error


def _check_streams(body: bytes) -> None:
    """Raises where a page's drawing, or all that is packed together, unpacks to more than PDFium should be given.

    PDFium unpacks a page's drawing as a whole and ends the process when memory does; ISO 32000-1, 7.3.8 and 7.4.4.
    Streams that say that they are pictures or fonts may be larger: they are unpacked only when they are shown. Pictures
    are counted apart, because a scan is large and no bomb.
    """
    total = pictures = 0
    for found in _STREAM.finditer(body):
        head = body[max(found.start() - _HEAD, 0) : found.start()].rpartition(b" obj")[2]
        packings = len(_PACKED.findall(head))
        if not packings:
            continue
        other = bool(_OTHER.search(head))
        is_picture = not other and bool(_PICTURE.search(head))
        most = _MOST_OF_PICTURE if is_picture else _MOST_UNPACKED if other else _MOST_DRAWN
        size = _unpacked_size(body, found.end(), packings, most)
        pictures, total = pictures + size * is_picture, total + size * (not is_picture)
        if size > most or total > _MOST_UNPACKED:
            raise PdfFault(
                f"the PDF unpacks to more than {most if size > most else _MOST_UNPACKED} bytes",
                "look at it by hand, in a place apart",
            )
        if pictures > _MOST_OF_PICTURES:
            raise PdfFault(
                f"the PDF is too large: its pictures have more than {_MOST_OF_PICTURES // 1_000_000} MB together",
                "split it by hand",
            )


def _unpacked_size(body: bytes, start: int, packings: int, most: int) -> int:
    """Bytes that the stream at `start` unpacks to, packed up to four times over; counted no further than past `most`."""
    if packings == 1:
        return sum(map(len, _chunks(body, start, most)))
    data = b"".join(_chunks(body, start, min(most, _MOST_DRAWN)))
    for _ in range(min(packings, 4) - 1):
        size = sum(map(len, _chunks(data, 0, most)))
        if size > _MOST_DRAWN:
            return size
        data = b"".join(_chunks(data, 0, most))
    return len(data)


def _chunks(data: bytes, start: int, most: int) -> Iterator[bytes]:
    """What the bytes from `start` on unpack to, in pieces, up to a piece past `most`; nothing where they are not packed."""
    unpacker = zlib.decompressobj()
    source, at, given = memoryview(data), start, 0
    while at < len(data) and not unpacker.eof and given <= most:
        try:
            piece = unpacker.decompress(source[at : at + 65_536], 1_000_000)
            at += 65_536
            while piece:
                yield piece
                given += len(piece)
                piece = (
                    unpacker.decompress(unpacker.unconsumed_tail, 1_000_000)
                    if unpacker.unconsumed_tail and given <= most
                    else b""
                )
        except zlib.error:
            return
