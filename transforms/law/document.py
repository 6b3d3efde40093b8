"""A legal document as a whole: identity, tree, relations, effect, each found from an Article alone."""

import json
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from crawlers.words import clean, plain_letters
from transforms.article import Article, Block, BlockKind, Doubt, LegalIdentity
from transforms.law.effect import Effect, InForce, read_effect
from transforms.law.grow import read_tree
from transforms.law.numbers import placed_numbers
from transforms.law.relations import Relation, read_relations
from transforms.law.tree import Tree, Unit
from transforms.law.types import type_of
from transforms.law.urn import lex_name

_TOLD = 5
_HEAD = 40


@dataclass(frozen=True, slots=True)
class LegalDocument:
    """What is known of one legal document; `url` is where it was read."""

    identity: LegalIdentity
    title: str
    url: str
    blocks: tuple[Block, ...]
    tree: Tree
    relations: tuple[Relation, ...]
    in_force: InForce

    @property
    def effect(self) -> Effect | None:
        """From when it is in force by its own words; None where no day can be told from them."""
        return self.in_force.effect

    @property
    def until(self) -> date | None:
        """The last day on which it is in force, None where its text tells none."""
        return self.effect.until if self.effect else None

    @property
    def urn(self) -> str:
        """Its name by RFC 9676."""
        return str(lex_name(self.identity))

    @property
    def signature(self) -> tuple[str, ...]:
        """The lines of its foot: offices, names, recipients."""
        return tuple(block.text for block in self.blocks if block.kind == BlockKind.SIGNATURE)

    def as_json(self) -> dict[str, Any]:
        """Everything as JSON values; each unit has its address."""
        values = {
            "urn": self.urn,
            "title": self.title,
            "url": self.url,
            "identity": asdict(self.identity),
            "effect": asdict(self.effect) if self.effect else None,
            "relations": [asdict(relation) for relation in self.relations],
            "preamble": [passage.text for passage in self.tree.preamble],
            "units": [_unit(path, unit) for path, unit in self.tree.walk()],
            "closing": [passage.text for passage in self.tree.closing],
            "faults": [*self.tree.faults, *self.in_force.faults],
        }
        plain: dict[str, Any] = json.loads(json.dumps(values, default=date.isoformat))
        return plain


def document_of(article: Article) -> LegalDocument | None:
    """The legal document that an article is; None where it has no legal identity."""
    legal = article.legal
    if legal is None:
        return None
    tree = read_tree(article.blocks)
    subject = _subject(article)
    return LegalDocument(
        identity=legal,
        title=article.title,
        url=article.url,
        blocks=article.blocks,
        tree=tree,
        relations=read_relations(article.blocks, tree, subject=subject, own=legal.number),
        in_force=read_effect(article.blocks, legal.issued_on, tree),
    )


def findings(document: LegalDocument) -> tuple[Doubt, ...]:
    """What a person must look at in a document: none where every part has its number, and its days are plain.

    `law.structure`: numbers of its parts that are missing, or come again (what is written there is in the text all the
    same). `law.effect`: it says from when it is in force, and the day cannot be known from that. `law.number`: letters
    stand for digits in its own number.
    """
    structure, effect = document.tree.faults, document.in_force.faults
    more = f" and {len(structure) - _TOLD} more" if len(structure) > _TOLD else ""
    said = [("law.structure", "; ".join(structure[:_TOLD]) + more)] if structure else []
    said += [("law.effect", fault) for fault in effect]
    said += [
        ("law.number", f"written {raw}, read as {document.identity.number}") for raw in _misread(document)
    ]
    return tuple(Doubt(code, detail) for code, detail in said)


def _misread(document: LegalDocument) -> list[str]:
    """How the document's own number is written over its title, where letters stand there for digits."""
    lines = [
        plain_letters(block.text) for block in document.blocks[:_HEAD] if block.kind == BlockKind.FURNITURE
    ]
    return [
        line[start:end]
        for line in lines
        for number, start, end in placed_numbers(line)
        if number.misread and number.text == document.identity.number
    ][:1]


def _subject(article: Article) -> str:
    """The title without the type; from the document's own title lines, where it has them."""
    lines = [clean(block.text) for block in article.blocks if block.kind == BlockKind.TITLE]
    if not lines:
        return article.title
    first = lines[0].split()
    for count in range(min(len(first), 4), 0, -1):
        if type_of(" ".join(first[:count])):
            return " ".join([*first[count:], *lines[1:]])
    return " ".join(lines)


def _unit(address: str, unit: Unit) -> dict[str, Any]:
    return {
        "address": address,
        "label": unit.label,
        "heading": unit.heading,
        "text": [passage.text for passage in unit.passages],
        "quoted": [at for at, passage in enumerate(unit.passages) if passage.quoted],
        "repaired": unit.repaired,
        "block": unit.block,
    }
