"""Bytes to text: the charset that a page has, whatever it says, and letters that are letters."""

import codecs
import re

from charset_normalizer import from_bytes

from transforms.text.legacy import western
from transforms.text.page import in_unicode, legacy_of_page

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_META = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:\-]{1,40})", re.IGNORECASE)
_HEADER = re.compile(r"charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:\-]{1,40})", re.IGNORECASE)
_WEB = frozenset(
    {"utf-8", "utf-16", "utf-16-le", "utf-16-be", "ascii", *(f"iso8859-{n}" for n in range(1, 17)), "koi8-r"}
    | {f"cp{n}" for n in (874, 932, 936, 949, 950, *range(1250, 1259))}
    | {"gbk", "gb18030", "big5", "euc_jp", "euc_kr", "shift_jis"}
)
_AS_BROWSERS = {"iso8859-1": "cp1252", "ascii": "cp1252", "utf-16": "utf-16-le"}
_GUESSES = ["utf_8", "cp1258", "cp1252", "utf_16_le", "utf_16_be"]
_FEW = 0.002


def decode(body: bytes, content_type: str = "") -> tuple[str, str]:
    """The text of an HTML body, and the codec that gave it.

    A byte order mark wins; then UTF-8 wherever the bytes are valid UTF-8, as many pages declare another; then a
    Vietnamese encoding from before Unicode that the text itself proves (TCVN3, VNI, VISCII, BK HCM2, and windows-1258
    under another name); then the header, the meta element, and what charset-normalizer finds. Bytes that stay wrong
    become U+FFFD. Whatever the charset, text between the tags that is in such an encoding comes out in Unicode, and
    character references that were escaped twice are read; the codec is then that of the bytes, not of the words.
    """
    text, name = _decoded(body, content_type)
    return in_unicode(text), name


def _decoded(body: bytes, content_type: str) -> tuple[str, str]:
    for bom, name in _BOMS:
        if body.startswith(bom):
            return body[len(bom) :].decode(name, "replace"), name
    text = _strictly(body, "utf-8")
    if text is not None:
        return text, "utf-8"
    text = body.decode("utf-8", "replace")
    if text.count("\ufffd") <= _FEW * len(text) + 1:
        return text, "utf-8"
    declared = _declared(body, content_type)
    bytes_shown = western(body)
    if declared != ["cp1258"] and legacy_of_page(bytes_shown):
        return bytes_shown, "cp1252"
    for name in declared:
        text = _strictly(body, name)
        if text is not None:
            return text, name
    best = from_bytes(body[:200_000], cp_isolation=_GUESSES).best()
    name = codecs.lookup(best.encoding).name if best else (declared[0] if declared else "utf-8")
    return body.decode(name, "replace"), name


def _declared(body: bytes, content_type: str) -> list[str]:
    """Codecs that header and meta element name, as browsers read the names; without UTF-8."""
    header = _HEADER.search(content_type)
    meta = _META.search(body[:4096])
    labels = [header[1] if header else "", meta[1].decode("ascii") if meta else ""]
    names = [_codec(label) for label in labels if label]
    return [name for name in dict.fromkeys(names) if name and name != "utf-8"]


def _codec(label: str) -> str | None:
    try:
        name = codecs.lookup(label).name
    except LookupError:
        return None
    return _AS_BROWSERS.get(name, name) if name in _WEB else None


def _strictly(body: bytes, name: str) -> str | None:
    try:
        return body.decode(name)
    except UnicodeDecodeError:
        return None
