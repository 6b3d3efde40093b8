"""A legal document as schema.org `Legislation` (https://schema.org/Legislation), in JSON-LD."""

from typing import Any

from transforms.law.acts import Act
from transforms.law.document import LegalDocument
from transforms.law.levels import Level
from transforms.law.references import Reference
from transforms.law.tree import Unit
from transforms.law.urn import lex_name

_PROPERTIES = {
    Act.AMENDS: "legislationAmends",
    Act.REPLACES: "legislationRepeals",
    Act.REPEALS: "legislationRepeals",
    Act.SUSPENDS: "legislationChanges",
    Act.CORRECTS: "legislationCorrects",
    Act.BASED_ON: "isBasedOn",
    Act.GUIDES: "legislationApplies",
}


def as_jsonld(document: LegalDocument) -> dict[str, Any]:
    """The document as one JSON-LD object, its articles as parts; what is not known is left out.

    A whole document that another takes the place of is repealed. Where only parts of one are acted on, or some are left
    out, it is amended. One that is suspended is changed: the vocabulary has no other word for it.
    """
    identity = document.identity
    values = {
        "@context": "https://schema.org",
        "@type": "Legislation",
        "@id": document.urn,
        "url": document.url,
        "name": document.title,
        "inLanguage": "vi",
        "legislationIdentifier": identity.number,
        "legislationType": identity.type,
        "legislationJurisdiction": "VN",
        "legislationDate": identity.issued_on.isoformat(),
        "legislationPassedBy": {"@type": "GovernmentOrganization", "name": identity.issuer},
        "temporalCoverage": _coverage(document),
        **_acts(document),
        "hasPart": [
            _part(document, address, unit)
            for address, unit in document.tree.walk()
            if unit.level == Level.ARTICLE
        ],
    }
    return {key: value for key, value in values.items() if value}


def _coverage(document: LegalDocument) -> str:
    """The days on which it is in force, as an interval of ISO 8601 whose end may be open."""
    effective = document.identity.effective_on
    until = document.until
    return f"{effective.isoformat()}/{until.isoformat() if until else '..'}" if effective else ""


def _acts(document: LegalDocument) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, dict[str, Reference]] = {}
    for relation in document.relations:
        ends = relation.act in {Act.REPEALS, Act.REPLACES}
        act = Act.AMENDS if ends and not relation.whole else relation.act
        found.setdefault(_PROPERTIES[act], {}).setdefault(relation.target.key, relation.target)
    return {name: [_reference(each) for each in targets.values()] for name, targets in found.items()}


def _reference(target: Reference) -> dict[str, Any]:
    name = f"{target.type} {target.name}".strip() + (f" số {target.number}" if target.number else "")
    values = {
        "@type": "Legislation",
        "name": name,
        "legislationIdentifier": target.number,
        "legislationType": target.type,
        "legislationDate": target.issued_on.isoformat() if target.issued_on else "",
    }
    return {key: value for key, value in values.items() if value}


def _part(document: LegalDocument, address: str, unit: Unit) -> dict[str, Any]:
    values = {
        "@type": "Legislation",
        "@id": str(lex_name(document.identity, address)),
        "name": f"Điều {unit.number}. {unit.heading}".strip(". "),
        "text": "\n".join(_texts(unit)),
    }
    return {key: value for key, value in values.items() if value}


def _texts(unit: Unit) -> list[str]:
    own = [passage.text for passage in unit.passages]
    if own and unit.level in {Level.CLAUSE, Level.POINT}:
        mark = f"{unit.number}." if unit.level == Level.CLAUSE else f"{unit.number})"
        own[0] = f"{mark} {own[0]}"
    return [*own, *(text for child in unit.children for text in _texts(child))]
