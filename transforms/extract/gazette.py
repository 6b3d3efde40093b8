"""A gazette's detail page: its properties say which document it is, the PDF or Word file beside it is the document."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from selectolax.lexbor import LexborHTMLParser

from crawlers.address import canonical
from crawlers.dates import parse_day
from crawlers.discovery.rows import pick_all
from crawlers.errors import BadDocument
from crawlers.source import Layout, Source
from crawlers.words import clean, fold
from transforms.article import Article, Attachment, Block, BlockKind, Kind, LegalIdentity
from transforms.extract.blocks import read_blocks
from transforms.extract.checks import LEAST_WORDS, not_article, not_html
from transforms.extract.decode import decode
from transforms.extract.general import body_blocks, find_main
from transforms.extract.lawtext import LawText, read_law
from transforms.extract.marks import strip_marks
from transforms.extract.page import Page, changed, refuse
from transforms.extract.pdf import read_pdf
from transforms.extract.site import select
from transforms.extract.word import is_word, read_word
from transforms.legal import (
    LegalNumber,
    find_numbers,
    issuer_of,
    key_of,
    normal_number,
    organ_in_full,
    parse_number,
    type_at_start,
)

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
_CONTINUED = re.compile(r"^\W*(?:xem tiếp|tiếp theo) công báo số\b", re.IGNORECASE)
_IN_FORCE = re.compile(r"có hiệu lực(?: thi hành)?,? (?:kể )?từ ngày (.{8,40})", re.IGNORECASE)


def extract_gazette(page: Page, source: Source, attachments: Sequence[Page], *, version: str) -> Article:
    """The document that a detail page announces, read from its PDF or Word file.

    Raises:
        BadDocument: the page is none; no attachment is a readable file; or the file is not the document that the
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
    links = _links(page, tree, layout)
    blocks, form = _document(page, source, _linked(attachments, links))
    law = read_law(blocks)
    _confirm(page, source, claim, blocks, law)
    subject = told.get("subject", "")
    return Article(
        source=source.id,
        url=page.url,
        kind=Kind(source.kind),
        title=_heading(title, claim),
        lead="" if fold(subject) in fold(title) else subject,
        blocks=tuple(strip_marks(law.blocks if law else blocks)),
        language=source.language,
        credit=source.credit,
        legal=replace(claim, signer=_signer(claim.signer, law), effective_on=_effective(claim, blocks)),
        attachments=_attached(links, attachments),
        evidence={
            "title": "layout.title",
            "legal": "layout.names" if law is None else f"layout.names, letterhead of the {form}",
            "body": form,
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


def _heading(title: str, claim: LegalIdentity) -> str:
    """The title with the document's type and number, which a page without a heading leaves out."""
    if claim.number in {number.text for number in find_numbers(title)}:
        return title
    name = f"{claim.type} số {claim.number}"
    if key_of(title).startswith(key_of(claim.type)):
        return f"{name}: {title}"
    subject = re.sub(r"^V/v\b", "về việc", title, flags=re.IGNORECASE)
    ordinary = subject.partition(" ")[2][:1].islower()
    return f"{name} {subject[0].lower() if ordinary else subject[0]}{subject[1:]}"


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
        type=type_at_start(kind) or kind,
        issuer=issuer_of(organ_in_full(issuer, source.owner)),
        issued_on=issued,
        effective_on=parse_day(told.get("effective_on", "")),
        signer=told.get("signer"),
    )


def _document(page: Page, source: Source, attachments: Sequence[Page]) -> tuple[list[Block], str]:
    """The text of the files, one after the other, and their form: the PDFs', or if they tell nothing, the Word files'."""
    files = {each.sha256: each for each in attachments}.values()
    pdfs = [each for each in files if each.is_pdf or _named_pdf(each)]
    drafts = [each for each in files if is_word(each)]
    if not pdfs and not drafts:
        raise refuse(
            page, source, "the page's document is missing: no attachment is a PDF or Word file", _FETCH
        )
    try:
        if pdfs:
            return [_without_signposts(block) for each in pdfs for block in read_pdf(each, source)], "PDF"
    except BadDocument:
        if not drafts:
            raise
    return [_without_signposts(block) for each in drafts for block in read_word(each, source)], "Word file"


def _without_signposts(block: Block) -> Block:
    """A document that spans issues says at its seams where it goes on; a listener need not know."""
    return replace(block, kind=BlockKind.FURNITURE) if _CONTINUED.match(block.text) else block


def _signer(told: str | None, law: LawText | None) -> str | None:
    """The signer's name, without the office that some pages put before it."""
    signed = law.signer if law else None
    return signed if signed and (not told or told.endswith(signed)) else told


def _effective(claim: LegalIdentity, blocks: Sequence[Block]) -> date | None:
    """The day from which the document is in force: its own word, where the page gives a day before its issue."""
    if claim.effective_on is None or claim.effective_on >= claim.issued_on:
        return claim.effective_on
    told = (parse_day(found[1]) for block in blocks for found in _IN_FORCE.finditer(block.text))
    return next((day for day in told if day), None)


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
                page, source, f"the file nowhere names the number that the page gives, {claim.number}", _FETCH
            )
    elif _comparable(number.text) != _comparable(claim.number):
        reason = f"the page says number {claim.number}, its file says {number.text}"
        raise refuse(page, source, reason, "find out which is right; neither is taken")
    if issued is not None and issued != claim.issued_on:
        reason = f"the page says date of issue {claim.issued_on:%d/%m/%Y}, its file says {issued:%d/%m/%Y}"
        raise refuse(page, source, reason, "find out which is right; neither is taken")


def _comparable(number: str) -> str:
    """A number without leading zeros: 05/2026 and 5/2026 are one."""
    return number.lstrip("0").casefold()


def _links(page: Page, tree: LexborHTMLParser, layout: Layout) -> list[str]:
    """The files that the page links, each once, in its order."""
    told = pick_all(tree.root, layout.attachments) if layout.attachments and tree.root else []
    urls = (canonical(link, base=page.url) for link in told)
    return list(dict.fromkeys(filter(None, urls)))


def _linked(attachments: Sequence[Page], links: Sequence[str]) -> list[Page]:
    """The captured files that the page still links, in its order; all of them where none is known by its address."""
    known = {canonical(each.url): each for each in attachments}
    return [known[link] for link in links if link in known] or list(attachments)


def _attached(links: Sequence[str], attachments: Sequence[Page]) -> tuple[Attachment, ...]:
    """The files, each once, with the digest of those that were captured."""
    captured = {canonical(each.url) or each.url: each.sha256 for each in attachments}
    return tuple(Attachment(url, captured.get(url)) for url in dict.fromkeys([*links, *captured]))
