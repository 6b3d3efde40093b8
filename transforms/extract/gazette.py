"""A gazette's detail page: its properties say which document it is, the PDF beside it is the document."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from urllib.parse import urljoin

from selectolax.lexbor import LexborHTMLParser

from crawlers.dates import parse_day
from crawlers.source import Layout, Source
from crawlers.words import clean, fold
from transforms.article import Article, Attachment, Block, Kind, LegalIdentity
from transforms.extract.blocks import read_blocks
from transforms.extract.checks import LEAST_WORDS, not_article, not_html
from transforms.extract.decode import decode
from transforms.extract.general import body_blocks, find_main
from transforms.extract.lawtext import LawText, read_law
from transforms.extract.marks import strip_marks
from transforms.extract.page import Page, changed, refuse
from transforms.extract.pdf import read_pdf
from transforms.extract.site import select
from transforms.legal import LegalNumber, find_numbers, issuer_of, normal_number, parse_number, type_of

_LABELS = {
    "number": ("so hieu", "so ky hieu", "so van ban", "so hieu van ban"),
    "type": ("loai van ban", "the loai", "hinh thuc van ban"),
    "issuer": ("co quan ban hanh", "noi ban hanh", "don vi ban hanh"),
    "issued_on": ("ngay ban hanh", "ngay ky"),
    "effective_on": ("ngay co hieu luc", "ngay hieu luc", "hieu luc tu ngay"),
    "signer": ("nguoi ky",),
    "subject": ("trich yeu", "trich yeu noi dung"),
}
_FETCH = "fetch the attachments again, or read the page by hand"


def extract_gazette(page: Page, source: Source, attachments: Sequence[Page], *, version: str) -> Article:
    """The document that a detail page announces, read from its PDF.

    Raises:
        BadDocument: the page is none; no attachment is a readable PDF; or the PDF is not the document that the
            page says.
        LayoutChanged: the page has no title or no properties where the layout has them.
    """
    if why := not_html(page.body):
        raise refuse(page, source, why, "fetch it again; if it stays so, the host serves something else here")
    tree = LexborHTMLParser(decode(page.body, page.content_type)[0])
    layout = source.layout_on(page.captured_at.date())
    told = properties(tree, layout)
    title = _title(tree, layout)
    if not title or "number" not in told or "issued_on" not in told:
        raise _nothing(page, source, tree, title, told)
    claim = _claim(page, source, told)
    blocks, law = _document(page, source, attachments)
    _confirm(page, source, claim, blocks, law)
    identity = claim if claim.signer or not law else replace(claim, signer=law.signer)
    subject = told.get("subject", "")
    return Article(
        source=source.id,
        url=page.url,
        kind=Kind(source.kind),
        title=title,
        lead="" if fold(subject) in fold(title) else subject,
        blocks=tuple(strip_marks(law.blocks if law else blocks)),
        language=source.language,
        credit=source.credit,
        legal=identity,
        attachments=_links(page, tree, layout, attachments),
        evidence={
            "title": "layout.title",
            "legal": "layout.names" if law is None else "layout.names, letterhead of the PDF",
            "body": "PDF",
        },
        extractor=version,
    )


def properties(tree: LexborHTMLParser, layout: Layout) -> dict[str, str]:
    """The document's properties that a layout finds, by our names of them; those with no value are left out."""
    names = [fold(node.text(separator=" ")) for node in select(tree, layout.names)]
    values = [clean(node.text(separator=" ")) for node in select(tree, layout.values)]
    found = dict(zip(names, values, strict=False))
    ours = {
        name: next((found[label] for label in labels if found.get(label)), "")
        for name, labels in _LABELS.items()
    }
    return {name: value for name, value in ours.items() if value}


def _title(tree: LexborHTMLParser, layout: Layout) -> str:
    node = tree.css_first(layout.title)
    return clean(node.text(separator=" ")) if node else ""


def _nothing(
    page: Page, source: Source, tree: LexborHTMLParser, title: str, told: dict[str, str]
) -> Exception:
    """The error for a page without title or properties: no document's page, or a new layout."""
    head = tree.css_first("title")
    name = title or (clean(head.text()) if head else "")
    main = find_main(read_blocks(tree.body) if tree.body else [], source.language)
    texts = [found.text for found in body_blocks(main, source.language)] if main else []
    why = not_article(tree, name, texts, main=main, language=source.language, least=LEAST_WORDS)
    if why and not told:
        return refuse(page, source, why, "look at the archived bytes; if the document moved, withdraw it")
    missing = [key for key in ("number", "issued_on") if key not in told] + ([] if title else ["title"])
    return changed(
        page,
        source,
        f"the layout finds no {', no '.join(missing)} on the page",
        f"correct `names`, `values` and `title` in sources/{source.id}/source.yaml",
    )


def _claim(page: Page, source: Source, told: dict[str, str]) -> LegalIdentity:
    """The identity that the page's properties give."""
    number = parse_number(told["number"])
    issued = parse_day(told["issued_on"])
    if issued is None:
        raise refuse(
            page, source, f"the date of issue {told['issued_on']!r} is none", "read the page by hand"
        )
    kind = told.get("type") or (number.type if number else "") or ""
    issuer = told.get("issuer") or (number.issuer if number else "") or ""
    return LegalIdentity(
        number=number.text if number else normal_number(told["number"]),
        type=type_of(kind) or kind,
        issuer=issuer_of(issuer),
        issued_on=issued,
        effective_on=parse_day(told.get("effective_on", "")),
        signer=told.get("signer"),
    )


def _document(page: Page, source: Source, attachments: Sequence[Page]) -> tuple[list[Block], LawText | None]:
    """The text of the PDFs, one after the other, and what the first says that it is."""
    pdfs = list({each.sha256: each for each in attachments if each.is_pdf or _named_pdf(each)}.values())
    if not pdfs:
        raise refuse(page, source, "the page's document is missing: no attachment is a PDF", _FETCH)
    blocks = [block for each in pdfs for block in read_pdf(each, source)]
    return blocks, read_law(blocks)


def _named_pdf(page: Page) -> bool:
    return page.url.split("?")[0].lower().endswith(".pdf") or "pdf" in page.content_type.lower()


def _confirm(
    page: Page, source: Source, claim: LegalIdentity, blocks: Sequence[Block], law: LawText | None
) -> None:
    """Raises where the PDF's own letterhead names another number or date than the page, or no number at all."""
    number: LegalNumber | None = law.head.number if law else None
    issued: date | None = law.head.issued_on if law else None
    if number is None:
        named = {each.text for block in blocks for each in find_numbers(block.text)}
        if claim.number not in named:
            raise refuse(
                page, source, f"the PDF nowhere names the number that the page gives, {claim.number}", _FETCH
            )
    elif _comparable(number.text) != _comparable(claim.number):
        reason = f"the page says number {claim.number}, its PDF says {number.text}"
        raise refuse(page, source, reason, "find out which is right; neither is taken")
    if issued is not None and issued != claim.issued_on:
        reason = f"the page says date of issue {claim.issued_on:%d/%m/%Y}, its PDF says {issued:%d/%m/%Y}"
        raise refuse(page, source, reason, "find out which is right; neither is taken")


def _comparable(number: str) -> str:
    """A number without leading zeros: 05/2026 and 5/2026 are one."""
    return number.lstrip("0").casefold()


def _links(
    page: Page, tree: LexborHTMLParser, layout: Layout, attachments: Sequence[Page]
) -> tuple[Attachment, ...]:
    """The files that the page links, each once, with the digest of those that were captured."""
    captured = {each.url: each.sha256 for each in attachments}
    urls = []
    for node in select(tree, layout.attachments):
        try:
            urls.append(urljoin(page.url, (node.attributes.get("href") or "").strip()))
        except ValueError:
            continue
    return tuple(Attachment(url, captured.get(url)) for url in dict.fromkeys([*urls, *captured]))
