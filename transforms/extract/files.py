"""Files that are the document themselves: PDF, Word, OpenDocument; told apart by their bytes, read to Articles."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from crawlers.source import Source
from transforms.article import Article, Block, BlockKind, Doubt, Kind, LegalIdentity
from transforms.extract.claims import file_doubts
from transforms.extract.documents import beginning_elsewhere, documents_in, joined, quieted
from transforms.extract.filetext import NO_AIDS, Aids, FileText
from transforms.extract.marks import strip_marks
from transforms.extract.odt import is_odt, read_odt
from transforms.extract.page import Page, refuse
from transforms.extract.pdf import read_pdf
from transforms.extract.signatures import contradictions
from transforms.extract.word import is_word, read_word
from transforms.law.effect import effective_day
from transforms.law.identity import law_identity
from transforms.law.text import LawText, read_law


def is_file(page: Page) -> bool:
    """Whether the bytes are those of a file that can be a document by itself."""
    return page.is_pdf or is_office(page)


def is_office(page: Page) -> bool:
    """Whether the bytes are a Word or OpenDocument file's."""
    return is_word(page) or is_odt(page)


def read_file(page: Page, source: Source | None, aids: Aids = NO_AIDS) -> FileText:
    """The text of a PDF, Word or OpenDocument file.

    Raises:
        BadDocument: the bytes give no text.
    """
    if page.is_pdf or not is_office(page):
        return read_pdf(page, source, aids)
    if is_odt(page):
        return FileText("OpenDocument file", tuple(read_odt(page, source)))
    return FileText("Word file", tuple(read_word(page, source)))


@dataclass(frozen=True, slots=True)
class Document:
    """One document of a file: its blocks with their kinds, and what it says of itself.

    `law` is None where it has no letterhead, `identity` where that lacks number or date; `effective_on` is the day from
    which it is in force, `rule` the words that say so.
    """

    blocks: tuple[Block, ...]
    law: LawText | None
    identity: LegalIdentity | None
    effective_on: date | None
    rule: str


def read_documents(blocks: Sequence[Block]) -> list[Document]:
    """The documents that a file's blocks hold, each read as a legal one where it has a letterhead."""
    return [_document(each) for each in documents_in(blocks)]


def _document(blocks: Sequence[Block]) -> Document:
    """A document; its footnotes stay where they are, and are no part of letterhead or signature."""
    text = [block for block in blocks if block.kind != BlockKind.NOTE]
    law = read_law(text)
    marked = iter(law.blocks if law else text)
    whole = [block if block.kind == BlockKind.NOTE else next(marked) for block in blocks]
    said = tuple(strip_marks(list(quieted(whole))))
    found = effective_day(said, law.head.issued_on if law else None)
    day, rule = (found.day, found.rule) if found else (None, "")
    legal = law_identity(law) if law else None
    return Document(said, law, replace(legal, effective_on=day) if legal else None, day, rule)


def articles_of_file(
    page: Page, source: Source | None, aids: Aids = NO_AIDS, *, version: str
) -> list[Article]:
    """The articles in a file that stands alone: only letterheads can say what they are.

    Raises:
        BadDocument: it has no text, no letterhead with number and date, or only a later part of a document.
    """
    file = read_file(page, source, aids)
    documents = read_documents(file.blocks)
    if not all(each.identity for each in documents):
        raise _nothing(page, source, file)
    articles = [_article(page, source, file, each, version) for each in documents]
    if len(articles) == 1:
        named = (
            *_ends(file),
            *(doubt for each in articles if each.legal for doubt in file_doubts(page.url, each.legal)),
        )
        return [replace(articles[0], doubts=(*articles[0].doubts, *named))]
    return _of_issue(articles, file)


def _of_issue(articles: Sequence[Article], file: FileText) -> list[Article]:
    """The articles of a file of several documents, each with its place there; what is cut is in doubt."""
    told = [
        replace(each, evidence={**each.evidence, "file": f"document {at} of {len(articles)} in the file"})
        for at, each in enumerate(articles, 1)
    ]
    begun = beginning_elsewhere([file])
    if begun is not None:
        said = f"the file begins with the end of a document of Công báo số {' + '.join(begun)}, which is no article here"
        told[0] = replace(told[0], doubts=(*told[0].doubts, Doubt("document.incomplete", said)))
    told[-1] = replace(told[-1], doubts=(*told[-1].doubts, *_ends(file)))
    return told


def _ends(file: FileText) -> tuple[Doubt, ...]:
    """A doubt where the file's last document goes on in another issue."""
    return joined([file]).doubts


def _nothing(page: Page, source: Source | None, file: FileText) -> Exception:
    issues = beginning_elsewhere([file])
    if issues is not None:
        reason = f"the {file.form} is a later part of a document: it begins in Công báo số {' + '.join(issues) or '?'}"
        return refuse(page, source, reason, "give the parts as attachments of the page that announces them")
    reason = f"the {file.form} has no letterhead with number and date"
    return refuse(page, source, reason, "give it as attachment of the page that announces it")


def _article(page: Page, source: Source | None, file: FileText, document: Document, version: str) -> Article:
    law, legal = document.law, document.identity
    if law is None or legal is None:
        raise _nothing(page, source, file)
    return Article(
        source=source.id if source else page.host,
        url=page.url,
        kind=Kind.LEGAL,
        title=law.head.title,
        lead="",
        blocks=document.blocks,
        language=source.language if source else "vi",
        credit=source.credit if source else legal.issuer,
        legal=legal,
        gazette=file.place(document.blocks),
        signatures=file.signatures,
        doubts=(*file.doubts, *contradictions(file.signatures, legal)),
        evidence={
            "title": "letterhead",
            "legal": "letterhead",
            "body": file.form,
            **({"effective_on": document.rule} if document.rule else {}),
            **file.evidence,
        },
        extractor=version,
    )
