"""A gazette's detail page: its properties say which document it is, the PDF or Word file beside it is the document."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from selectolax.lexbor import LexborHTMLParser

from crawlers.address import canonical
from crawlers.dates import VIETNAM, parse_day
from crawlers.discovery.rows import pick_all
from crawlers.errors import BadDocument
from crawlers.source import Layout, Source
from crawlers.words import clean, fold
from transforms.article import Article, Attachment, BlockKind, Doubt, Kind, LegalIdentity
from transforms.extract.blocks import read_blocks
from transforms.extract.checks import LEAST_WORDS, not_article, not_html
from transforms.extract.claims import alike, is_line_of
from transforms.extract.decode import decode
from transforms.extract.documents import Parts, beginning_elsewhere, joined
from transforms.extract.files import Document, is_office, read_documents, read_file
from transforms.extract.filetext import NO_AIDS, Aids
from transforms.extract.general import body_blocks, find_main
from transforms.extract.lists import LIST, is_list
from transforms.extract.page import Page, changed, refuse
from transforms.extract.signatures import contradictions as signature_contradictions
from transforms.extract.site import select
from transforms.extract.tongue import language_doubts, language_fault
from transforms.law.bodies import issuer_of, organ_in_full, without_office
from transforms.law.claims import Claim, Where, address_doubts, contradictions, file_doubts, title_doubts
from transforms.law.dates import date_doubts
from transforms.law.identity import identity_doubts
from transforms.law.numbers import find_numbers, normal_number, parse_number
from transforms.law.sameness import same_number, type_named
from transforms.law.types import key_of, type_of

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
_FIRST_LINES = 12


@dataclass(frozen=True, slots=True)
class _Said:
    """What a detail page says: the title and the subject of its document, its identity, the files that it links.

    `told` are the properties as they stand.
    """

    title: str
    subject: str
    claim: LegalIdentity
    links: list[str]
    told: dict[str, str]


def extract_gazette(
    page: Page, source: Source, attachments: Sequence[Page], aids: Aids = NO_AIDS, *, version: str
) -> Article:
    """The document that a detail page announces, read from its PDF or Word file.

    What the document itself says goes before what the page says of it; where they differ and the words are those that
    the page announces, the article is in doubt. So it is where the document has no letterhead, or one that does not say
    which it is.

    Raises:
        BadDocument: the page is none; no attachment is a readable file; or the file is another document than the
            page says, only a later part of it, or in another language.
        LayoutChanged: the page has no title or no properties where the layout has them.
    """
    said = _read_page(page, source)
    linked = _linked(attachments, said.links)
    parts = _parts(page, source, linked, aids)
    document, of = _announced(page, source, parts, said)
    if why := language_fault(document.blocks, source.language):
        raise refuse(
            page, source, why, "read the file by hand; its letters may be in an encoding of their own"
        )
    legal = _legal(said.claim, document)
    return Article(
        source=source.id,
        url=page.url,
        kind=Kind(source.kind),
        title=_heading(said.title, legal),
        lead="" if fold(said.subject) in fold(said.title) else said.subject,
        blocks=document.blocks,
        language=source.language,
        credit=source.credit,
        legal=legal,
        gazette=parts.place(document.blocks),
        signatures=tuple(each for file in parts.files for each in file.signatures),
        attachments=_attached(said.links, attachments),
        doubts=(
            *_identity_doubts(page, source, said, document, legal),
            *_file_doubts(document, legal, linked, parts),
            *language_doubts(document.blocks, source.language),
        ),
        evidence=_evidence(document, of, parts),
        extractor=version,
    )


def _read_page(page: Page, source: Source) -> _Said:
    if why := not_html(page.body):
        raise refuse(page, source, why, "fetch it again; if it stays so, the host serves something else here")
    tree = LexborHTMLParser(decode(page.body, page.content_type)[0])
    layout = source.layout_on(page.captured_at.date())
    told = properties(tree, layout)
    title = _title(tree, layout)
    if not title or "number" not in told or "issued_on" not in told:
        raise _nothing(page, source, tree, title, told)
    return _Said(title, told.get("subject", ""), _claim(page, source, told), _links(page, tree, layout), told)


def _identity_doubts(
    page: Page, source: Source, said: _Said, document: Document, legal: LegalIdentity
) -> Iterator[Doubt]:
    """What is in doubt about which document it is, by its own words and by its page's."""
    law, captured_on = document.law, page.captured_at.astimezone(VIETNAM).date()
    raw = "" if document.effective_on else said.told.get("effective_on", "")
    if law is None:
        yield Doubt(
            "identity.unproven", f"only the page says that it is {legal.number}: it has no letterhead"
        )
        yield from date_doubts(legal, raw_effective=raw, captured_on=captured_on)
    else:
        yield from identity_doubts(law, legal, captured_on=captured_on, raw_effective=raw)
    if document.identity:
        yield from contradictions(document.identity, [_said_of_page(said, source)])
    yield from title_doubts([said.title], legal, Where.PAGE)
    yield from address_doubts(page.url, legal)


def _said_of_page(said: _Said, source: Source) -> Claim:
    return Claim(
        Where.PAGE,
        number=said.claim.number,
        type=said.told.get("type", ""),
        issuer=organ_in_full(said.told.get("issuer", ""), source.owner),
        issued_on=said.claim.issued_on,
        effective_on=said.claim.effective_on,
        signer=said.told.get("signer", ""),
    )


def _file_doubts(
    document: Document, legal: LegalIdentity, linked: Sequence[Page], parts: Parts
) -> Iterator[Doubt]:
    """What is in doubt about the files that the text is of: their names, and what they say of themselves."""
    taken = {block.span.body_sha256 for block in document.blocks if block.span}
    for file in linked:
        if file.sha256 in taken:
            yield from file_doubts(file.url, legal)
    for part in parts.files:
        yield from part.doubts
        yield from signature_contradictions(part.signatures, legal)
    yield from parts.doubts


def _evidence(document: Document, of: dict[str, str], parts: Parts) -> dict[str, str]:
    """The rule that gave each field; `of` says which document of the file it is."""
    form = parts.files[0].form
    return {
        "title": "layout.title",
        "legal": "layout.names" if document.law is None else f"layout.names, letterhead of the {form}",
        "body": form,
        **({"effective_on": document.rule} if document.rule else {}),
        **of,
        **{name: said for file in parts.files for name, said in file.evidence.items()},
    }


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
    if any(same_number(number.text, claim.number) for number in find_numbers(title)):
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
    why = not_article(tree, name, texts, language=source.language, least=LEAST_WORDS)
    if not why and main is not None and is_list(read_blocks(main)):
        why = LIST
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
        type=type_named(kind) or (number.type if number else None) or kind,
        issuer=issuer_of(without_office(issuer_of(organ_in_full(issuer, source.owner)))),
        issued_on=issued,
        effective_on=parse_day(told.get("effective_on", "")),
        signer=told.get("signer"),
    )


def _parts(page: Page, source: Source, attachments: Sequence[Page], aids: Aids) -> Parts:
    """The texts of the files: the PDFs', or if they tell nothing, the Word files'; scans are read only if need be."""
    files = {each.sha256: each for each in attachments}.values()
    pdfs = [each for each in files if each.is_pdf or (_named_pdf(each) and not is_office(each))]
    drafts = [each for each in files if is_office(each)]
    if not pdfs and not drafts:
        raise refuse(
            page, source, "the page's document is missing: no attachment is a PDF or Word file", _FETCH
        )
    lent = replace(aids, tesseract="") if drafts else aids
    try:
        if pdfs:
            return _read(source, pdfs, lent)
    except BadDocument:
        if not drafts:
            raise
    return _read(source, drafts, lent)


def _read(source: Source, files: Sequence[Page], aids: Aids) -> Parts:
    return joined([read_file(each, source, aids) for each in files])


def _announced(page: Page, source: Source, parts: Parts, said: _Said) -> tuple[Document, dict[str, str]]:
    """The document among those of the files that the page announces, and which of them it is, for the evidence.

    Raises:
        BadDocument: none has the page's number, and none is about what the page says; or it is but a later part.
    """
    documents = read_documents(parts.blocks)
    called = next((at for at, each in enumerate(documents) if _is_called(each, said)), None)
    if called is None:
        called = next((at for at, each in enumerate(documents) if _is_about(each, said)), None)
    issues = beginning_elsewhere(parts.files)
    if issues is not None and (called is None or documents[called].law is None):
        where = f"Công báo số {' + '.join(issues) or '?'}"
        raise refuse(page, source, f"only a later part of the document is here: it begins in {where}", _FETCH)
    if called is None:
        raise refuse(
            page, source, _otherwise(documents, said.claim), "find out which is right; neither is taken"
        )
    of = {"file": f"document {called + 1} of {len(documents)} in the file"} if len(documents) > 1 else {}
    return documents[called], of


def _is_called(document: Document, said: _Said) -> bool:
    """Whether a document's letterhead has the number that the page gives; without one, whether its first lines have.

    Many a document only cites another's number: without a letterhead the subject must stand there as well.
    """
    if document.law is not None:
        number = document.law.head.number
        return number is not None and same_number(number.text, said.claim.number)
    body = (block.text for block in document.blocks if block.kind != BlockKind.FURNITURE)
    first = [text for text, _ in zip(body, range(_FIRST_LINES), strict=False)]
    named = any(same_number(each.text, said.claim.number) for text in first for each in find_numbers(text))
    return named and any(is_line_of((said.title, said.subject), text) for text in first)


def _is_about(document: Document, said: _Said) -> bool:
    return document.law is not None and alike((said.title, said.subject), document.law.head.subject)


def _otherwise(documents: Sequence[Document], claim: LegalIdentity) -> str:
    numbers = [each.law.head.number.text for each in documents if each.law and each.law.head.number]
    if not numbers:
        return f"the file has no letterhead, and does not begin with the number and the subject that the page gives, {claim.number}"
    return f"the page says number {claim.number}, its file says {', '.join(numbers)}"


def _legal(claim: LegalIdentity, document: Document) -> LegalIdentity:
    """The identity: what the document says itself, and where it says nothing, what the page does."""
    own = document.identity or _partly(claim, document)
    return replace(
        own,
        issuer=own.issuer or claim.issuer,
        effective_on=document.effective_on or claim.effective_on,
        signer=own.signer or claim.signer,
    )


def _partly(claim: LegalIdentity, document: Document) -> LegalIdentity:
    """The page's identity, with as much of it as a letterhead tells that lacks a part."""
    law = document.law
    if law is None:
        return claim
    head = law.head
    return LegalIdentity(
        number=head.number.text if head.number else claim.number,
        type=type_of(head.type) or claim.type,
        issuer=head.issuer or claim.issuer,
        issued_on=head.issued_on or claim.issued_on,
        signer=law.signer,
        within=head.within,
    )


def _named_pdf(page: Page) -> bool:
    return page.url.split("?")[0].lower().endswith(".pdf") or "pdf" in page.content_type.lower()


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
