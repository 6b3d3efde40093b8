"""The gate of reading: what is said for written snippets of which a person wrote down how they are said.

Two corpora: our own (`tests/transforms/reading/gold.tsv`), and `reading/dev.jsonl` where the shared data stands
beside the repository. A snippet is right when its words are those of one of the accepted forms. Case and marks do not
count, nor does what sounds alike: where a tone mark stands, a final i or y, nghìn or ngàn, linh or lẻ, the name of a
letter or the letter.
"""

import csv
import json
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from nguon.evaluate.corpora import SHARED
from nguon.evaluate.gate import Corpus, Measured
from nguon.evaluate.score import Marks, Row
from nguon.settings import ROOT
from transforms.reading import read
from transforms.reading.letters import LETTER_NAMES

GOLD = ROOT / "tests" / "transforms" / "reading" / "gold.tsv"

_TONES = frozenset("\u0300\u0301\u0309\u0303\u0323")
_ALIKE = {
    "ngàn": "nghìn", "lẻ": "linh", "bẩy": "bảy", "mồng": "mùng", "nhăm": "lăm", "tư": "bốn", "gram": "gam", "kí": "ki",
}  # fmt: skip
_LETTERS = {name: letter for letter, name in LETTER_NAMES.items() if " " not in name}
_JOINTS = frozenset({"trên", "xuyệt", "gạch", "chéo", "ngang", "nối"})
_JOINTS_ARE_FREE = frozenset({"legal_number", "identifier", "mixed"})


@dataclass(frozen=True, slots=True)
class Snippet:
    """Something written, and the ways that it may be said."""

    id: str
    category: str
    written: str
    accepted: tuple[str, ...]


def corpora(shared: Path = SHARED, own: Path = GOLD) -> list[Corpus]:
    """The corpora of this gate."""
    dev = shared / "reading" / "dev.jsonl"
    there = (dev,) if dev.is_file() else ()
    return [
        Corpus("reading_own", own.parent, (own,), lambda: _marked("reading_own", own_snippets(own))),
        Corpus(
            "reading_dev",
            dev.parent,
            there,
            lambda: _marked("reading_dev", dev_snippets(dev)),
            needed=shared.is_dir(),
        ),
    ]


def own_snippets(file: Path = GOLD) -> Iterator[Snippet]:
    """Our own gold: category, written, and the accepted forms parted by ` | `."""
    with file.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            accepted = tuple(row["accepted"].split(" | "))
            yield Snippet(row["written"], row["category"], row["written"], accepted)


def dev_snippets(file: Path) -> Iterator[Snippet]:
    """The gold set that others made: a JSON object a line with id, category, input and accepted."""
    for line in file.read_text(encoding="utf-8").splitlines():
        told = json.loads(line)
        yield Snippet(told["id"], told["category"], told["input"], tuple(told["accepted"]))


def _marked(corpus: str, snippets: Iterable[Snippet]) -> Measured:
    rows = [row_of(snippet) for snippet in snippets]
    return {f"{corpus}.all": Marks({"right": sum(row.f1 for row in rows) / max(1, len(rows))}, tuple(rows))}


def row_of(snippet: Snippet) -> Row:
    """1 where what is said is accepted, 0 with the words that were said where not."""
    said = read(snippet.written)
    right = folded(said, snippet.category) in {folded(form, snippet.category) for form in snippet.accepted}
    figure, reason = (1.0, "") if right else (0.0, said)
    return Row(snippet.id, snippet.category, figure, figure, title=True, date=True, leaks=0, reason=reason)


def folded(spoken: str, category: str = "") -> str:
    """The words as they are compared."""
    words = re.findall(r"[^\W_]+", unicodedata.normalize("NFC", spoken).lower())
    if category in _JOINTS_ARE_FREE:
        words = [word for word in words if word not in _JOINTS]
    alike = (_ALIKE.get(word, word) for word in words)
    return " ".join(_toned(_LETTERS.get(word, word)) for word in alike)


def _toned(word: str) -> str:
    """The word with its tone behind it, and a final y as i: `hòa` and `hoà`, `tỷ` and `tỉ` are the same."""
    letters = unicodedata.normalize("NFD", word)
    plain = unicodedata.normalize("NFC", "".join(each for each in letters if each not in _TONES))
    tone = "".join(each for each in letters if each in _TONES)
    return re.sub(r"(?<=[bcdđghklmnpqrstvx])y$|(?<=^qu)y$", "i", plain) + tone
