"""A legal document's annexes: announced, and not read."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence

from transforms.article import Article
from transforms.law.document import LegalDocument
from transforms.law.levels import Level
from transforms.law.marks import read_form
from transforms.law.tree import Unit
from transforms.script.data_files import LIMITS, PAUSES
from transforms.script.records import Role, Utterance
from transforms.script.speech import Speech


def annexes_of(document: LegalDocument) -> Iterator[tuple[int, Unit]]:
    """The blocks of annexes, each with the annex (the outermost) that it is in.

    What a decision puts in force (`Quy chế ban hành kèm theo …`) is no annex to a listener, but its content.
    """
    units = [(unit.block, path, unit) for path, unit in document.tree.walk() if unit.block >= 0]
    starts = [block for block, _, _ in units]
    if starts != sorted(starts):
        return
    outermost = {path: unit for _, path, unit in units if unit.level == Level.ANNEX}
    for at in range(starts[0] if starts else 0, len(document.blocks)):
        path = units[bisect_right(starts, at) - 1][1] if starts else ""
        inside = next((unit for annex, unit in outermost.items() if f"{path}/".startswith(f"{annex}/")), None)
        if inside:
            yield at, inside


def say_annexes(speech: Speech, article: Article, annexes: Sequence[Unit]) -> list[Utterance]:
    """That the annexes are there, and where to see them; of many forms (`Mẫu số 01` …) how many they are."""
    forms = [unit for unit in annexes if read_form(unit.label)]
    many = forms if len(forms) > LIMITS.law.forms else []
    said = [each for unit in annexes if unit not in many for each in _say_annex(speech, article, unit)]
    at = many[0].block if many else -1
    values = {"count": len(many) or None, "credit": article.credit}
    return [*said, *speech.frame("law_forms", at, Role.LAW, PAUSES.paragraph, **values)]


def _say_annex(speech: Speech, article: Article, unit: Unit) -> list[Utterance]:
    name = ": ".join(filter(None, (unit.label or f"Phụ lục {unit.number}", unit.heading)))
    return speech.frame(
        "law_annex", unit.block, Role.LAW, PAUSES.paragraph, annex=name, credit=article.credit
    )
