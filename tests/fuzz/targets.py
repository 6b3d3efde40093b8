"""The readers that are fuzzed, by name.

One is added with a line here: what reads the bytes, the errors that it documents, healthy samples to start from, and
words of its language.
"""

from crawlers.errors import BadDocument, LayoutChanged, SourceError
from tests.fuzz import archive, files, lists, pages, texts
from tests.fuzz.verdict import Target
from transforms.extract.cms import CmsFault

NO_ARTICLE = (BadDocument, LayoutChanged, RecursionError)
"""A page nested too deep is told as BadDocument by the process that reads it (`transforms.extract.worker`)."""

HTML = (
    "<div>", "</div>", "<p>", "</p>", "<table><tr><td>", "</table>", "<ul><li>", "<h1>", "<b>", "<a href=", "<script>", "</script>",
    '<script type="application/ld+json">{"@type":"NewsArticle","headline":"', "<meta property=og:title content=", "<!--", "-->",
    "<svg>", "<![CDATA[", "]]>", "<template>", "<iframe src=", "<img src=", "<style>", "<title>", "<time datetime=", "&#x", "&amp;",
    'itemprop="', 'class="', "<br>", "<font face=.VnTime>", "<meta charset=", "<!DOCTYPE html>", "<base href=", "<body>", "\0",
)  # fmt: skip
LAW = (
    "Điều ", "Khoản ", "khoản ", "điểm ", "Chương ", "Mục ", "Phần ", "Phụ lục ", "Căn cứ ", "NGHỊ ĐỊNH", "QUYẾT ĐỊNH", "Số: ",
    "/NĐ-CP", "/2026/QĐ-UBND", "ngày ", " tháng ", " năm ", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc",
    "Nơi nhận:", "TM. ", "KT. ", "“", "”", "sửa đổi, bổ sung", "bãi bỏ", "thay thế", "có hiệu lực từ", "như sau:", "Luật ", "và",
    "Xem tiếp Công báo số ", "Tiếp theo Công báo số ", "xác thực văn bản hợp nhất", "(Kèm theo", "1. ", "a) ", "IV", "²",
)  # fmt: skip
DATES = (
    "ngày ", "tháng ", "năm ", "/2026", "T08:00:00", "+07:00", "GMT", "giờ", "phút trước", "hôm nay", "Thứ Hai", "Chủ nhật", " PM",
    "mùng ", "giêng", "chạp", "từ ", " đến ", "99", "00", "²", "Nov", "9999", "Cập nhật", "hai nghìn", "quý IV",
)  # fmt: skip
XML = (
    "<?xml version='1.0'?>", "<!DOCTYPE", "<!ENTITY", "<![CDATA[", "]]>", "&amp;", "&#", "<rss><channel>", "<item>", "<title>", "<link>",
    "<pubDate>", "<entry>", "<updated>", "<enclosure url=", "<urlset>", "<url><loc>", "<lastmod>", "xmlns:", "<media:content ",
    "<georss:polygon>", "<itunes:duration>", "<content:encoded>", "<guid>", "xml:base=",
)  # fmt: skip
PDF = (
    " obj\n", "endobj\n", "stream\n", "endstream", "/Type /Page", "/Kids [", "/Count ", "/Parent ", "/MediaBox [", "/Contents ",
    "/Resources", "/Font", "/Filter /FlateDecode", "/Length ", "xref\n", "trailer\n", "startxref\n", "/Root ", "/Prev ", "BT ", " Tj ",
    " ET", " re S ", " Tf ", "/ByteRange [", "/Rotate ", "/ToUnicode ", "/Encrypt ", "/ObjStm", " 0 R", "/Annots [", "%%EOF",
)  # fmt: skip
WORD = (
    files.PART.decode(), "<w:p>", "</w:p>", "<w:r><w:t>", "<w:tbl>", "<w:tr>", "<w:tc>", '<w:gridSpan w:val="', "<w:vMerge/>", "<w:numPr>",
    '<w:numId w:val="', '<w:ilvl w:val="', "<w:footnoteReference/>", "<w:del>", "<w:tab/>", '<w:pStyle w:val="', '<w:basedOn w:val="',
    "<w:sdt>", "<mc:AlternateContent>", '<w:rFonts w:ascii=".VnTime"/>', "99999",
)  # fmt: skip
ODT = (
    files.PART.decode(), "<text:p>", "</text:p>", "<text:h text:outline-level=", "<text:list>", "<text:list-item>", "<text:note>",
    "<table:table>", "<table:table-row>", "<table:table-cell>", "<table:covered-table-cell/>", 'number-columns-spanned="', "<text:s/>",
    'number-rows-spanned="', "<text:span>", 'text:start-value="', "<text:section>", "<draw:frame>", "99999",
)  # fmt: skip
ROBOTS = (
    "User-agent: ",
    "Disallow: ",
    "Allow: ",
    "Crawl-delay: ",
    "Request-rate: ",
    "nguon",
    "*",
    "$",
    "/",
    "%2a",
    "#",
    "\n",
    "Sitemap: ",
)
VALUES = (
    "%", " tỷ", " triệu", "km/h", "m³", "-", "–", "1.234", "2,5", "TP.", "GD&ĐT", "IV", "30/4", "@", "https://", "°C", "½", "7h30", "(", ")",
    "số ", "Điều ", "/2026/QĐ-UBND",
)  # fmt: skip
WARC = (
    "WARC/1.1\r\n", "WARC-Type: response\r\n", "WARC-Type: revisit\r\n", "WARC-Type: metadata\r\n", "WARC-Block-Digest: ?\r\n",
    "WARC-Payload-Digest: ?\r\n", "Content-Length: ?\r\n", "HTTP/1.1 200 OK\r\n", "Content-Encoding: gzip\r\n", "\r\n\r\n",
    "WARC-Concurrent-To: ", "WARC-Refers-To-Filename: ", "WARC-Refers-To-File-Offset: ", "WARC-Profile: ", "WARC-Refers-To-Date: ",
    '"hints": {', '"media": [', "null", "urn:dom:",
)  # fmt: skip
YAML = (
    "discover:\n", "  - by: ", "feed", "listing", "postback", "gazette", "sitemap", "api", "urls: ", "row: ", "link: ", "layouts:\n", "until: ",
    "!!int ", "!!timestamp ", "&a ", "*a", "<<: ", "? ", "{", "[", "expect:\n", "every: ", "1e999", "page: ", "{page}", "media:\n", "visits: ",
)  # fmt: skip
JSON = (
    '"data"',
    '"items"',
    '"slug"',
    '"id"',
    '"at"',
    '"total"',
    "1e999",
    "NaN",
    "-1",
    "null",
    "[",
    "{",
    "\\ud800",
    "99999999999999999999",
)
WEB = ("http://", "//", "[::", "]", "%", "..", "?", "#", "@", ":80", "xn--", "0x", "\t", "。", "ß", "\\")
FIELDS = (
    "Retry-After: ",
    "Content-Range: bytes ",
    "ETag: ",
    "Content-Length: ",
    "Last-Modified: ",
    "GMT",
    "Content-Encoding: ",
    "*/",
    "W/",
    "9999",
)
OLD = (
    "Céng hoµ x· héi",
    "Coäng hoøa xaõ hoäi",
    "\u0301",
    "\u0302",
    "Ð",
    "\u00ad",
    "\u200b",
    "&amp;amp;",
    "Ă¡Â»",
    "ư",
    "\u0421",
    ".VnTimeH",
)

TARGETS: dict[str, Target] = {
    "html": Target(pages.html, NO_ARTICLE, lambda: pages.samples_of(".htm", ".html", longest=12_000), HTML + LAW[:12] + DATES[:8]),
    "ruled": Target(pages.ruled, NO_ARTICLE, pages.ruled_samples, HTML + LAW[:12]),
    "judge": Target(pages.judged, (BadDocument,), lambda: pages.samples_of(".htm", ".html", longest=8_000), HTML, 12_000),
    "decode": Target(pages.decoded, (), pages.decode_samples, ("charset=", "utf-16", "windows-1258", "<meta charset=", *OLD), 6_000),
    "pdf": Target(files.pdf, NO_ARTICLE, files.pdf_samples, PDF, 45_000),
    "docx": Target(files.word_parts, NO_ARTICLE, files.word_samples, WORD + LAW[:12]),
    "odt": Target(files.odt_parts, NO_ARTICLE, files.odt_samples, ODT + LAW[:12]),
    "doc": Target(files.doc, NO_ARTICLE, files.doc_samples, ("\r", "\x07\x07", "\x13", "\x14", "\x15", "\x0c"), 16_000),
    "office": Target(files.office, NO_ARTICLE, files.office_samples, ("PK\x01\x02", "PK\x05\x06", "word/document.xml", "content.xml"), 12_000),
    "cms": Target(files.cms, (CmsFault,), files.cms_samples, (), 8_000),
    "signed": Target(files.signed, (), files.signed_samples, ("/ByteRange [0 ", "/Contents <", "/M (D:2026", " obj", "endobj", "/SubFilter /"), 12_000),
    "certificates": Target(files.certificates, (), files.certificate_samples, ("-----BEGIN CERTIFICATE-----\n", "-----END CERTIFICATE-----\n", "-----BEGIN PKCS7-----\n"), 6_000),
    "feed": Target(lists.feed, (BadDocument,), lists.feed_samples, XML + DATES[:8], 8_000),
    "sitemap": Target(lists.sitemap, (BadDocument,), lists.sitemap_samples, XML, 8_000),
    "api": Target(lists.api, (BadDocument,), lists.api_samples, JSON, 4_000),
    "lists": Target(lists.lists, (BadDocument,), lists.list_samples, HTML + DATES[:8], 10_000),
    "robots": Target(lists.robots, (), lists.robots_samples, ROBOTS, 8_000),
    "addresses": Target(lists.addresses, (), lists.address_samples, WEB, 1_000),
    "headers": Target(lists.headers, (), lists.header_samples, FIELDS, 2_000),
    "unpack": Target(lists.unpacked, (), lists.packed_samples, ("gzip", "br", "zstd", "deflate", ", ", "\x1f\x8b\x08"), 4_000),
    "source": Target(lists.definition, (SourceError,), lists.definition_samples, YAML, 3_000),
    "dates": Target(texts.dates, (), texts.date_samples, DATES, 2_000),
    "numbers": Target(texts.numbers, (), texts.number_samples, LAW, 2_000),
    "law": Target(texts.law, (), texts.law_samples, (*LAW, "\n", "\n#", "\n|", "\n* ", "\n^"), 8_000),
    "words": Target(texts.words, (), texts.word_samples, OLD, 2_000),
    "aloud": Target(texts.aloud, (), texts.aloud_samples, VALUES, 2_000),
    "compared": Target(texts.compared, (), texts.compared_samples, ("\n===\n", ". ", "đính chính", "gỡ bài", "120", "\n"), 4_000),
    "warc": Target(archive.warc, (), archive.warc_samples, WARC, 8_000),
}  # fmt: skip
