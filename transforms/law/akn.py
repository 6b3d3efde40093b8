"""A legal document as Akoma Ntoso 3.0 (OASIS LegalDocML 1.0), named by its Naming Convention 1.0."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from lxml import etree

from crawlers.words import clean, fold
from transforms.law.acts import Act
from transforms.law.document import LegalDocument
from transforms.law.levels import Level
from transforms.law.references import Reference
from transforms.law.relations import Relation
from transforms.law.tree import ANNEXES, Passage, Unit, short_address, steps_of
from transforms.law.urn import authority, escape, slug

NAMESPACE = "http://docs.oasis-open.org/legaldocml/ns/akn/3.0"
_NAMESPACES: dict[str | None, str] = {None: NAMESPACE}
_US = "#nguon"
_ELEMENTS = {
    Level.ANNEX: ("hcontainer", "annex"),
    Level.ATTACHED: ("hcontainer", "attached"),
    Level.PART: ("part", "part"),
    Level.CHAPTER: ("chapter", "chp"),
    Level.SECTION: ("section", "sec"),
    Level.SUBSECTION: ("subsection", "subsec"),
    Level.ARTICLE: ("article", "art"),
    Level.CLAUSE: ("paragraph", "para"),
    Level.POINT: ("point", "point"),
}
_CHANGES = {
    Act.AMENDS: "substitution",
    Act.CORRECTS: "substitution",
    Act.REPLACES: "repeal",
    Act.REPEALS: "repeal",
    Act.SUSPENDS: "inapplication",
}


def as_akn(document: LegalDocument, captured_on: date) -> bytes:
    """The document as XML (UTF-8).

    Preface, citations, the body's hierarchy, signature and annexes are elements of their own; quoted amendments are
    `quotedStructure`. What the document does to others is in `analysis`: whether words are put in or exchanged its text
    does not say in one way, so every amendment is a `substitution`; so is a repeal that leaves out some of what it names,
    which is marked as `incomplete`.

    Args:
        document: what is to be written.
        captured_on: the day of the capture: the date of this manifestation.
    """
    act = _e(
        "act",
        _meta(document, captured_on),
        _preface(document),
        *_preamble(document),
        _body(document),
        *_conclusions(document),
        *_attachments(document, captured_on),
        name=slug(fold(document.identity.type).replace(" ", "-")),
        contains="originalVersion",
    )
    return etree.tostring(_e("akomaNtoso", act), xml_declaration=True, encoding="UTF-8", pretty_print=True)


def work_uri(type_name: str, number: str, issued_on: date | None) -> str:
    """The IRI of a work: `/akn/vn/act/nghi-dinh/2024-05-10/49-2024-nd-cp`; the year where the day is not known."""
    year = re.search(r"/((?:19|20)\d\d)/", number)
    day = issued_on.isoformat() if issued_on else year[1] if year else ""
    parts = ["", "akn", "vn", "act", fold(type_name).replace(" ", "-"), day, slug(number)]
    return "/".join(part for at, part in enumerate(parts) if part or at == 0)


def part_id(address: str) -> str:
    """The eId of a part: `dieu-5/khoan-3` is `art_5__para_3`; the convention names articles without their chapters."""
    prefixes = {level.value: short for level, (_, short) in _ELEMENTS.items()}
    steps = [step.partition("-") for step in short_address(address).split("/") if step]
    return "__".join(f"{prefixes.get(name, name)}_{number.replace('~', '-')}" for name, _, number in steps)


def _e(tag: str, *inside: "etree._Element | str", **attributes: str) -> etree._Element:
    """An element; text is made plain, since XML has no place for control characters."""
    element = etree.Element(f"{{{NAMESPACE}}}{tag}", nsmap=_NAMESPACES)  # type: ignore[arg-type]  # the stubs know of no default namespace
    for name, value in attributes.items():
        element.set(name, clean(value))
    for each in inside:
        if not isinstance(each, str):
            element.append(each)
        elif len(element):
            element[-1].tail = (element[-1].tail or "") + _plain(each)
        else:
            element.text = (element.text or "") + _plain(each)
    return element


def _plain(text: str) -> str:
    return clean(text) or " "


def _p(text: str) -> etree._Element:
    return _e("p", text)


def _meta(document: LegalDocument, captured_on: date) -> etree._Element:
    return _e(
        "meta",
        _identification(document, captured_on, "main"),
        _lifecycle(document),
        *_analysis(document),
        *_temporal(document),
        _references(document),
    )


def _identification(document: LegalDocument, captured_on: date, component: str) -> etree._Element:
    identity = document.identity
    work = work_uri(identity.type, identity.number, identity.issued_on)
    expression = f"{work}/vie@{identity.issued_on.isoformat()}"
    issued = _e("FRBRdate", date=identity.issued_on.isoformat(), name="issued")
    author = _e("FRBRauthor", href="#issuer")
    return _e(
        "identification",
        _e(
            "FRBRWork",
            _e("FRBRthis", value=f"{work}/!{component}"),
            _e("FRBRuri", value=work),
            _e("FRBRalias", value=document.urn, name="urn:lex"),
            issued,
            author,
            _e("FRBRcountry", value="vn"),
            _e("FRBRsubtype", value=fold(identity.type).replace(" ", "-")),
            *([_e("FRBRnumber", value=identity.number)] if identity.number else []),
            _e("FRBRname", value=identity.type),
        ),
        _e(
            "FRBRExpression",
            _e("FRBRthis", value=f"{expression}/!{component}"),
            _e("FRBRuri", value=expression),
            _e("FRBRdate", date=identity.issued_on.isoformat(), name="issued"),
            _e("FRBRauthor", href="#issuer"),
            _e("FRBRlanguage", language="vie"),
        ),
        _e(
            "FRBRManifestation",
            _e("FRBRthis", value=f"{expression}/!{component}.xml"),
            _e("FRBRuri", value=f"{expression}.akn"),
            _e("FRBRdate", date=captured_on.isoformat(), name="captured"),
            _e("FRBRauthor", href=_US),
            _e("FRBRformat", value="xml"),
        ),
        source=_US,
    )


def _lifecycle(document: LegalDocument) -> etree._Element:
    issued = _e(
        "eventRef",
        date=document.identity.issued_on.isoformat(),
        source="#issuer",
        type="generation",
        eId="issued",
    )
    effective = document.identity.effective_on
    force = (
        [_e("eventRef", date=effective.isoformat(), source="#issuer", eId="effective")] if effective else []
    )
    over = document.until + timedelta(days=1) if effective and document.until else None
    end = [_e("eventRef", date=over.isoformat(), source="#issuer", type="repeal", eId="over")] if over else []
    return _e("lifecycle", issued, *force, *end, source=_US)


def _temporal(document: LegalDocument) -> list[etree._Element]:
    if document.identity.effective_on is None:
        return []
    end = {"end": "#over"} if document.until else {}
    interval = _e("timeInterval", start="#effective", refersTo="#in-force", **end)
    return [_e("temporalData", _e("temporalGroup", interval, eId="force"), source=_US)]


def _analysis(document: LegalDocument) -> list[etree._Element]:
    changes = [
        _change(document, relation, f"mod_{at}")
        for at, relation in enumerate(each for each in document.relations if each.act in _CHANGES)
    ]
    return [_e("analysis", _e("activeModifications", *changes), source=_US)] if changes else []


def _change(document: LegalDocument, relation: Relation, name: str) -> etree._Element:
    kind = _CHANGES[relation.act]
    incomplete = relation.partial or bool(relation.excepted)
    uri = _uri(relation.target)
    return _e(
        "efficacyMod" if relation.act == Act.SUSPENDS else "textualMod",
        _e("source", href=f"#{_source_id(document, relation)}"),
        *(_e("destination", href=href) for href in _destinations(relation)),
        *(
            _e("destination", href=f"{uri}/!main~{part_id(part)}", exclusion="true")
            for part in relation.excepted
        ),
        type="substitution" if kind == "repeal" and incomplete else kind,
        eId=name,
        **({"incomplete": "true"} if incomplete else {}),
    )


def _source_id(document: LegalDocument, relation: Relation) -> str:
    return part_id(document.tree.address_of(relation.block)) or "preface"


def _destinations(relation: Relation) -> list[str]:
    uri = _uri(relation.target)
    return [f"{uri}/!main~{part_id(part)}" for part in relation.parts] or [f"{uri}/!main"]


def _uri(target: Reference) -> str:
    return work_uri(target.type, target.number or target.name, target.issued_on)


def _references(document: LegalDocument) -> etree._Element:
    identity = document.identity
    people = [_person(identity.signer)] if identity.signer else []
    targets = {_uri(each.target): each.target for each in document.relations}
    return _e(
        "references",
        _e("TLCOrganization", eId="nguon", href="/akn/ontology/organization/nguon", showAs="Nguồn"),
        _e(
            "TLCOrganization",
            eId="issuer",
            href=f"/akn/ontology/organization/vn/{escape(authority(identity.issuer)).replace('.', '-') or 'unknown'}",
            showAs=identity.issuer or "?",
        ),
        *people,
        _e("TLCConcept", eId="in-force", href="/akn/ontology/concept/in-force", showAs="có hiệu lực"),
        *(
            _e("activeRef", href=href, showAs=(f"{target.type} {target.number or target.name}"))
            for href, target in targets.items()
        ),
        source=_US,
    )


def _person(name: str) -> etree._Element:
    return _e(
        "TLCPerson",
        eId="signer",
        href=f"/akn/ontology/person/vn/{fold(name).replace(' ', '-') or 'unknown'}",
        showAs=name,
    )


def _preface(document: LegalDocument) -> etree._Element:
    identity = document.identity
    number = [_e("p", _e("docNumber", identity.number))] if identity.number else []
    day = identity.issued_on
    return _e(
        "preface",
        *number,
        _e("p", _e("docDate", f"ngày {day:%d} tháng {day.month} năm {day.year}", date=day.isoformat())),
        _e("longTitle", _e("p", _e("docType", identity.type), " ", _e("docTitle", (document.title)))),
        eId="preface",
    )


def _preamble(document: LegalDocument) -> list[etree._Element]:
    passages = document.tree.preamble
    if not passages or not document.tree.units:
        return []
    return [_e("preamble", *_blocks(passages, "preamble"), eId="preamble")]


def _body(document: LegalDocument) -> etree._Element:
    own = [unit for unit in document.tree.units if unit.level not in ANNEXES]
    if own:
        return _e("body", *_units(document.tree.units, "", Counter(), annexes=False), eId="body")
    passages = document.tree.preamble or (Passage(document.title),)
    content = _e("content", *_blocks(passages, "text"))
    return _e("body", _e("hcontainer", content, name="text", eId="text"), eId="body")


def _conclusions(document: LegalDocument) -> list[etree._Element]:
    lines = [*(passage.text for passage in document.tree.closing), *document.signature]
    return [_e("conclusions", *map(_p, lines), eId="conclusions")] if lines else []


def _attachments(document: LegalDocument, captured_on: date) -> list[etree._Element]:
    units = document.tree.units
    found = [
        _attachment(document, unit, step, captured_on)
        for unit, step in zip(units, steps_of(units, Counter()), strict=True)
        if unit.level in ANNEXES
    ]
    return [_e("attachments", *found)] if found else []


def _attachment(document: LegalDocument, unit: Unit, step: str, captured_on: date) -> etree._Element:
    name = part_id(step)
    title = (" ".join(part for part in (unit.label, unit.heading) if part)) or "PHỤ LỤC"
    inner: list[etree._Element] = [
        *_blocks(unit.passages, name),
        *_units(unit.children, step, Counter(), annexes=True),
    ]
    body = _e("mainBody", *(inner or [_p("")]), eId=f"{name}__body")
    doc = _e(
        "doc",
        _e(
            "meta",
            _identification(document, captured_on, name.replace("_", "")),
            _e(
                "references",
                _e(
                    "TLCOrganization",
                    eId=f"{name}__nguon",
                    href="/akn/ontology/organization/nguon",
                    showAs="Nguồn",
                ),
                source=_US,
            ),
        ),
        body,
        name="phu-luc",
    )
    return _e("attachment", _e("heading", title), doc, eId=name)


def _units(
    units: Sequence[Unit], above: str, articles: Counter[str], *, annexes: bool
) -> Iterable[etree._Element]:
    for unit, step in zip(units, steps_of(units, articles), strict=True):
        if annexes or unit.level not in ANNEXES:
            yield _unit(unit, f"{above}/{step}" if above else step, articles)


def _unit(unit: Unit, address: str, articles: Counter[str]) -> etree._Element:
    element, _ = _ELEMENTS[unit.level]
    name = part_id(address)
    head = [_e("num", unit.label or unit.number)] + ([_e("heading", (unit.heading))] if unit.heading else [])
    inside = _blocks(unit.passages, name)
    children = list(_units(unit.children, address, articles, annexes=False))
    if children:
        body = [*([_e("intro", *inside)] if inside else []), *children]
    else:
        body = [_e("content", *(inside or [_p("")]))]
    return _e(element, *head, *body, eId=name)


def _blocks(passages: Sequence[Passage], name: str) -> list[etree._Element]:
    """Paragraphs and tables; paragraphs that are quoted one after the other are one quotation."""
    out: list[etree._Element] = []
    quote: list[etree._Element] = []
    for passage in passages:
        block = _table(passage.text) if passage.table else _p(passage.text)
        if passage.quoted:
            quote.append(block)
            continue
        out += _quotation(quote, name, len(out))
        quote = []
        out.append(block)
    return [*out, *_quotation(quote, name, len(out))]


def _quotation(quote: Sequence[etree._Element], name: str, at: int) -> list[etree._Element]:
    if not quote:
        return []
    structure = _e("quotedStructure", *quote, eId=f"{name}__mod_{at}__qstr_1")
    return [_e("p", _e("mod", structure, eId=f"{name}__mod_{at}"))]


def _table(text: str) -> etree._Element:
    rows = [line.split(" | ") for line in text.split("\n")]
    return _e("table", *(_e("tr", *(_e("td", _p(cell)) for cell in row)) for row in rows))
