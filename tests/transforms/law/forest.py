"""Legal documents for the tests: random trees of every shape, and blocks of lines."""

from random import Random

from transforms.article import Block, BlockKind
from transforms.law.levels import LETTERS, Level, roman
from transforms.law.tree import Passage, Tree, Unit

WORDS = [
    "loa",
    "xóm",
    "mẫu",
    "đường dây",
    "cầu treo",
    "bể nước",
    "lịch trực",
    "bản tin",
    "mùa gặt",
    "lớp học",
]
LARGE = [Level.PART, Level.CHAPTER, Level.SECTION, Level.SUBSECTION]
NAMES = {Level.PART: "Phần", Level.CHAPTER: "Chương", Level.SECTION: "Mục", Level.SUBSECTION: "Tiểu mục"}


class Forest:
    """Random trees; the same seed gives the same tree."""

    def __init__(self, seed):
        self.chance = Random(seed)
        self.article = 0

    def tree(self):
        levels = sorted(self.chance.sample(LARGE, self.chance.randint(0, 3)), key=LARGE.index)
        preamble = [Passage(f"Căn cứ {self.words()};") for _ in range(self.chance.randint(0, 2))]
        own = self.body(levels)
        return Tree(tuple(preamble), (*own, *self.annexes()))

    def words(self):
        return " ".join(self.chance.choices(WORDS, k=self.chance.randint(1, 5)))

    def sentence(self):
        return f"{self.words().capitalize()}."

    def passages(self, least, most):
        return tuple(Passage(self.sentence()) for _ in range(self.chance.randint(least, most)))

    def body(self, levels):
        """Units of the first of `levels`, each with units of the next, down to articles."""
        if not levels:
            return self.articles()
        level, *below = levels
        out = []
        for count in range(1, self.chance.randint(1, 3) + 1):
            label = f"{NAMES[level]} {self.chance.choice([roman(count), str(count)])}"
            heading = self.chance.choice(["", self.words().upper()])
            out.append(Unit(level, str(count), heading, self.passages(0, 1), self.body(below), label))
        return tuple(out)

    def articles(self):
        out = []
        for _ in range(self.chance.randint(1, 3)):
            self.article += 1
            children = self.chance.choice([tuple, self.clauses, self.points])()
            heading = self.chance.choice(["", self.words().capitalize()])
            out.append(Unit(Level.ARTICLE, str(self.article), heading, self.passages(0, 2), children))
            if self.chance.random() < 0.2:
                more = Unit(Level.ARTICLE, f"{self.article}a", self.words().capitalize(), self.passages(1, 1))
                out.append(more)
        return tuple(out)

    def clauses(self):
        out = []
        for number in range(1, self.chance.randint(1, 4) + 1):
            if self.chance.random() < 0.3:
                out.append(Unit(Level.CLAUSE, str(number), passages=self.amendment()))
                continue
            children = self.points() if self.chance.random() < 0.3 else ()
            out.append(Unit(Level.CLAUSE, str(number), passages=self.passages(1, 2), children=children))
            if self.chance.random() < 0.2:
                out.append(Unit(Level.CLAUSE, f"{number}a", passages=self.passages(1, 1)))
        return tuple(out)

    def points(self):
        letters = LETTERS[: self.chance.randint(1, len(LETTERS))]
        return tuple(Unit(Level.POINT, letter, passages=self.passages(1, 2)) for letter in letters)

    def amendment(self):
        """What a clause says that puts an article of another document in the place of an old one."""
        number = self.chance.randint(200, 900)
        inner = [f"“Điều {number}. {self.words().capitalize()}"]
        inner += [f"{at}. {self.sentence()}" for at in range(1, self.chance.randint(2, 4))]
        inner += [f"{letter}) {self.sentence()}" for letter in LETTERS[: self.chance.randint(0, 5)]]
        inner[-1] += "”."
        first = Passage(f"Sửa đổi, bổ sung Điều {number} như sau:")
        return (first, *(Passage(text, quoted=True) for text in inner))

    def annexes(self):
        out = []
        for number in range(1, self.chance.randint(0, 2) + 1):
            self.article = 0
            children = self.chance.choice([tuple, self.clauses, self.articles])()
            heading = self.words().upper()
            out.append(Unit(Level.ANNEX, str(number), heading, self.passages(0, 2), children))
        return tuple(out)


def blocks(*lines):
    """Paragraphs of these lines; one that begins with `~` is of the signature, with `#` of the title."""
    kinds = {"~": BlockKind.SIGNATURE, "#": BlockKind.TITLE}
    return [Block(kinds.get(line[:1], BlockKind.PARAGRAPH), line.lstrip("~#")) for line in lines]
