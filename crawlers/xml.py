"""XML from strangers: no DTD, no entity of theirs, no network; bounds on size, depth and number of elements.

Expat reads, and is stopped at the document type declaration, before anything that it declares can act. Faults that
real sitemaps have are mended first: a wrong charset declaration, a bare `&`, an HTML entity, a control character.
"""

import codecs
import re
from typing import NoReturn
from xml.parsers import expat

from lxml import etree

from crawlers.errors import BadDocument
from crawlers.unpack import unpack

MOST_BYTES = 60_000_000
"""Of one document, unpacked. A sitemap may have 50 MB (https://www.sitemaps.org/protocol.html)."""
MOST_ELEMENTS = 1_000_000
DEEPEST = 100
_LAYERS = 2
_GZIP = b"\x1f\x8b"
# First bytes of what is wider than ASCII: a byte order mark, or `<` (XML 1.0, appendix F).
_WIDE = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"<\0\0\0", "utf-32-le"),
    (b"\0\0\0<", "utf-32-be"),
    (b"<\0", "utf-16-le"),
    (b"\0<", "utf-16-be"),
)
_DECLARED = re.compile(rb"""\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._\-]{1,40})["']""")
_CHARSET = re.compile(r"(?:windows|cp|iso|latin|us-ascii|koi8|gb|big5|shift|euc)[\w.\-]*", re.IGNORECASE)
_PROLOG = re.compile(r"<\?xml\b[^>]*\?>")
_CONTROL = re.compile("[^\\t\\n\\r -\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]")
_BARE = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#[0-9]{1,7}|#x[0-9A-Fa-f]{1,6});)")
_LONGEST_NAME = 2000
_MOST_ATTRIBUTES = 200


def parse_xml(body: bytes, url: str) -> etree._Element:
    """The root element of a document, packed by gzip or plain; names are `{namespace}name`.

    Raises:
        BadDocument: it is not well-formed, has a document type declaration, or is beyond the bounds above.
    """
    text = _CONTROL.sub(" ", _bare(_decode(_unpacked(body, url))))
    try:
        return _Reader(url).read(_escape_bare(text).strip())
    except (expat.ExpatError, ValueError) as error:
        raise BadDocument(f"not well-formed XML: {error}", url=url, fix="look at the page") from error


def name_of(element: etree._Element) -> str:
    """An element's name without its namespace; empty for a comment."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _unpacked(body: bytes, url: str) -> bytes:
    """`body` without gzip around it: sitemaps come in it, whatever their headers say."""
    for _ in range(_LAYERS):
        if not body.startswith(_GZIP):
            return body
        body, why = unpack("gzip", body, MOST_BYTES)
        if why:
            reason = (
                f"unpacks to more than {MOST_BYTES} bytes"
                if why == "length"
                else "its gzip is damaged or cut"
            )
            raise BadDocument(reason, url=url, fix="look at the file")
    if body.startswith(_GZIP):
        raise BadDocument(f"packed more than {_LAYERS} times", url=url, fix="look at the file")
    return body


def in_utf8(body: bytes) -> bytes:
    """A document in UTF-16 or UTF-32 as one in UTF-8, without its declaration; any other as it is."""
    wide = _wide(body)
    return _bare(body.decode(wide, "replace")).encode() if wide else body


def _bare(text: str) -> str:
    """`text` from its first tag on, without the XML declaration."""
    text = text.lstrip("\ufeff").strip()
    declaration = _PROLOG.match(text)
    return text[declaration.end() :] if declaration else text


def _wide(body: bytes) -> str:
    return next((encoding for start, encoding in _WIDE if body.startswith(start)), "")


def _decode(body: bytes) -> str:
    """What the first bytes show, else UTF-8, else what is declared, which lies more often than it helps."""
    declared = _DECLARED.match(body)
    named = declared[1].decode("ascii") if declared else ""
    named = named if _CHARSET.fullmatch(named) else "utf-8"  # Python's codecs are more than charsets
    for encoding in [wide] if (wide := _wide(body)) else ["utf-8", named]:
        try:
            return body.decode(encoding)
        except (LookupError, ValueError):  # no such encoding, or not in it
            continue
    return body.decode(wide or "utf-8", "replace")


def _escape_bare(text: str) -> str:
    """Each `&` that begins no reference of XML's own, written as one; what stands in CDATA is left alone."""
    pieces, at = [], 0
    while (start := text.find("<![CDATA[", at)) >= 0 and (end := text.find("]]>", start)) >= 0:
        pieces += [_BARE.sub("&amp;", text[at:start]), text[start : end + 3]]
        at = end + 3
    return "".join([*pieces, _BARE.sub("&amp;", text[at:])])


class _Reader:
    """Builds the tree from expat's events, and stops at what no honest document has."""

    def __init__(self, url: str) -> None:
        self._url, self._depth, self._count = url, 0, 0
        self._builder = etree.TreeBuilder()
        self._parser = parser = expat.ParserCreate(encoding="utf-8", namespace_separator="}")
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._builder.data
        parser.StartDoctypeDeclHandler = self._refuse

    def read(self, text: str) -> etree._Element:
        self._parser.Parse(text, True)
        return self._builder.close()

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth, self._count = self._depth + 1, self._count + 1
        if self._depth > DEEPEST:
            self._stop(f"is nested deeper than {DEEPEST}")
        if self._count > MOST_ELEMENTS:
            self._stop(f"has more than {MOST_ELEMENTS} elements")
        if len(attributes) > _MOST_ATTRIBUTES:  # libxml2 looks each one up among the others
            self._stop(f"has an element with more than {_MOST_ATTRIBUTES} attributes")
        # Expat writes the namespace before each name: a long one, declared once, would be copied for all elements.
        if max(map(len, (name, *attributes))) > _LONGEST_NAME:
            self._stop(f"has a name of more than {_LONGEST_NAME} characters")
        self._builder.start(_clark(name), {_clark(key): value for key, value in attributes.items()})

    def _end(self, name: str) -> None:
        self._depth -= 1
        self._builder.end(_clark(name))

    def _refuse(self, *_: object) -> None:
        self._stop("has a document type declaration")

    def _stop(self, reason: str) -> NoReturn:
        raise BadDocument(f"XML that is not read: it {reason}", url=self._url, fix="look at the page")


def _clark(name: str) -> str:
    return f"{{{name}" if "}" in name else name
