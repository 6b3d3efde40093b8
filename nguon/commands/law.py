"""The command that shows what a legal document is, how it is built, and which others it acts on."""

import json
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from crawlers.errors import BadDocument
from nguon.commands.terminal import Attachments, Origin, told
from nguon.commands.trial import read_file

if TYPE_CHECKING:
    from transforms.law.document import LegalDocument

app = typer.Typer()


class Format(StrEnum):
    """The forms that `nguon law` prints a document in."""

    JSON = "json"
    AKN = "akn"
    JSONLD = "jsonld"
    TREE = "tree"


@app.command()
@told
def law(
    file: Annotated[
        Path,
        typer.Argument(
            help="A legal document's page or file, as it was fetched; .gz is unpacked.",
            exists=True,
            dir_okay=False,
        ),
    ],
    url: Origin,
    attachment: Attachments = None,
    form: Annotated[
        Format,
        typer.Option(
            "--as",
            help="json: everything; akn: Akoma Ntoso 3.0; jsonld: schema.org Legislation; tree: addresses and headings.",
        ),
    ] = Format.TREE,
) -> None:
    """Show a legal document: its identity, its parts with their addresses, what it amends, replaces, repeals or rests on."""
    from transforms.law.document import document_of

    articles = read_file(file, url, attachment or [])
    documents = [document for article in articles if (document := document_of(article))]
    if not documents:
        raise BadDocument(
            "no legal document: it has no letterhead with number and date", url=url, fix="see `nguon extract`"
        )
    for document in documents:
        print(_shown(document, form))  # noqa: T201 -- the answer, for a pipe


def _shown(document: "LegalDocument", form: Format) -> str:
    from transforms.law.akn import as_akn
    from transforms.law.jsonld import as_jsonld

    if form == Format.AKN:
        return as_akn(document, datetime.now(UTC).date()).decode()
    if form == Format.JSONLD:
        return json.dumps(as_jsonld(document), ensure_ascii=False, indent=1)
    if form == Format.JSON:
        return json.dumps(document.as_json(), ensure_ascii=False, indent=1)
    return "\n".join(_tree(document))


def _tree(document: "LegalDocument") -> list[str]:
    """The document in lines: its name, what it does to others, and each part's address with its first words."""
    lines = [document.urn, document.title]
    for relation in document.relations:
        target = relation.target
        name = " ".join(filter(None, [target.type, target.name, target.number]))
        lines.append(f"  {relation.act.value} {name}: {', '.join(relation.parts) or 'whole'}")
    for address, unit in document.tree.walk():
        text = unit.heading or (unit.passages[0].text if unit.passages else "")
        lines.append(f"{'  ' * address.count('/')}{address.rpartition('/')[2]}  {text[:80]}")
    return [*lines, *(f"! {fault}" for fault in document.tree.faults)]
