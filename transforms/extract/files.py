"""Files that are the document themselves: PDF, Word, OpenDocument; told apart by their bytes, read to Articles."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from crawlers.dates import VIETNAM
from crawlers.source import Source
from transforms.article import Article, Block, BlockKind, Doubt, Kind, LegalIdentity
from transforms.extract.documents import beginning_elsewhere, documents_in, joined, quieted
from transforms.extract.filetext import NO_AIDS, Aids, FileText
from transforms.extract.marks import strip_marks
from transforms.extract.notices import read_notice
from transforms.extract.odt import is_odt, read_odt
from transforms.extract.page import Page, refuse
from transforms.extract.pdf import read_pdf
from transforms.extract.signatures import contradictions
from transforms.extract.tongue import language_doubts, language_fault
from transforms.extract.word import is_word, read_word
from transforms.law.claims import file_doubts
from transforms.law.effect import effective_day
from transforms.law.identity import identity_doubts, law_identity
from transforms.law.text import LawText, read_law

_LANGUAGE = "vi"  # of a file without a source


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

    A file without one is a notice, and in doubt; so is a document whose letterhead lacks its number or its date.

    Raises:
        BadDocument: it has no text, neither letterhead nor title, only a later part of a document, or is in another
            language.
    """
    file = read_file(page, source, aids)
    documents = read_documents(file.blocks)
    if why := language_fault(file.blocks, source.language if source else _LANGUAGE):
        raise refuse(
            page, source, why, "read the file by hand; its letters may be in an encoding of their own"
        )
    if len(documents) == 1:
        return [_alone(page, source, file, documents[0], version)]
    if not all(each.law for each in documents):
        raise _nothing(page, source, file)
    return _of_issue([_article(page, source, file, each, version) for each in documents], file)


def _alone(page: Page, source: Source | None, file: FileText, document: Document, version: str) -> Article:
    """The article of a file with one document."""
    if document.identity is None and beginning_elsewhere([file]) is not None:
        raise _nothing(page, source, file)
    if document.law is None:
        notice = read_notice(page, source, file, document.blocks, version=version)
        if notice is None:
            raise _nothing(page, source, file)
        return notice
    article = _article(page, source, file, document, version)
    named = file_doubts(page.url, article.legal) if article.legal else ()
    return replace(article, doubts=(*article.doubts, *_ends(file), *named))


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
    reason = f"the {file.form} has neither a letterhead nor a title over a text"
    return refuse(page, source, reason, "give it as attachment of the page that announces it")


def _article(page: Page, source: Source | None, file: FileText, document: Document, version: str) -> Article:
    law, legal = document.law, document.identity
    if law is None:
        raise _nothing(page, source, file)
    language = source.language if source else _LANGUAGE
    captured_on = page.captured_at.astimezone(VIETNAM).date()
    return Article(
        source=source.id if source else page.host,
        url=page.url,
        kind=Kind.LEGAL,
        title=law.head.title,
        lead="",
        blocks=document.blocks,
        language=language,
        credit=source.credit if source else law.head.issuer or page.host,
        legal=legal,
        gazette=file.place(document.blocks),
        signatures=file.signatures,
        doubts=(
            *file.doubts,
            *(contradictions(file.signatures, legal) if legal else ()),
            *identity_doubts(law, legal, captured_on=captured_on),
            *language_doubts(document.blocks, language),
        ),
        evidence={
            "title": "letterhead",
            "legal": "letterhead",
            "body": file.form,
            **({"effective_on": document.rule} if document.rule else {}),
            **file.evidence,
        },
        extractor=version,
    )
