"""How grave a change from one sentence to another is."""

from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from enum import StrEnum

from crawlers.words import fold
from transforms.compare.quantities import TOKEN, quantities
from transforms.text.keys import one_style
from transforms.text.syllables import is_syllable

_PLAIN = str.maketrans("−–—‑‐“”„«»‘’", '-----"""""\'\'')
_MOST_PAIRS = 250_000
_OPENS = frozenset(":|\"'(")
_BULLETS = frozenset("-•*+")
_OPENERS = (
    "a an and anh at ba ban biết by bà bác bên bí bị bốn bởi chi chiều cho chính chú chúng chưa chương chị chủ con "
    "các cách cán có cô công cùng căn cũng cơ cả cảnh cấp cần cụ cục của cựu diễn do dù dưới dự em for from gia giá "
    "giám giữa gần hai he hiện hiệp hiệu hôm hơn họ học hỗ hội in it khi khoảng khu không kế kết kể liên luật là lãnh "
    "lúc lực mưa mặc mọi mỗi một mới mức nay ngoài nguyên ngày người nhiều nhà nhân nhưng nhằm nhờ những no này năm "
    "nơi nước nếu nội of on phía phòng phó phải qua quan quy quyết quá quốc riêng rằng sau she song suốt sáng sáu sẽ "
    "số sở that thay the theo they this thành tháng thì thông thường thời thủ thứ thực tin to toàn trong trên trưa "
    "trước trường trưởng trụ tuy tuần tám tình tính tôi tại tất tỉnh tối tổ tổng tới từ từng việc và vì văn vẫn vậy "
    "về với vụ vừa we with xin xã ông ý đang điều đoàn đây đã đêm đó được đại đảng đầu đến đề để đối đồng đội đợt ủy"
)
"""Words that open a sentence and are no name, in lower case; reviewed, may grow."""
_COMMON = frozenset(_OPENERS.split())
_TURNS = frozenset(
    [
        "không",
        "chưa",
        "chẳng",
        "chả",
        "chớ",
        "đừng",
        "cấm",
        "được",
        "phải",
        "cần",
        "nên",
        "hủy",
        "huỷ",
        "hoãn",
        "ngừng",
        "ngưng",
        "dừng",
        "thôi",
        "miễn",
        "bỏ",
        "trước",
        "sau",
        "trên",
        "dưới",
        "trong",
        "ngoài",
        "tăng",
        "giảm",
        "hơn",
        "kém",
        "tối",
        "đa",
        "thiểu",
        "đóng",
        "mở",
        "cả",
        "trừ",
        "chỉ",
        "no",
        "not",
        "never",
        "cannot",
        "must",
        "may",
        "only",
        "except",
        "before",
        "after",
        "above",
        "below",
        "cancelled",
        "postponed",
        "suspended",
        "without",
    ]
)
"""Words that turn a sentence round where they come or go: denied, forbidden, put off, the other side of a limit."""


class Correction(StrEnum):
    """What kind of change it is, the gravest first."""

    RETRACTION = "retraction"
    NUMBER = "number"
    NAME = "name"
    MEANING = "meaning"
    RECORDING = "recording"
    REMOVAL = "removal"
    ADDITION = "addition"
    WORDING = "wording"
    LANGUAGE = "language"
    DATE = "date"
    MOVED = "moved"
    TYPO = "typo"
    CAPTION = "caption"
    BYLINE = "byline"
    LAYOUT = "layout"

    @property
    def shown(self) -> str:
        """What it is called to an editor."""
        return _SHOWN[self]


_SHOWN = {
    Correction.RETRACTION: "rút lại",
    Correction.NUMBER: "số liệu",
    Correction.NAME: "tên riêng",
    Correction.MEANING: "đổi nghĩa",
    Correction.RECORDING: "bản ghi âm",
    Correction.REMOVAL: "bỏ đi",
    Correction.ADDITION: "thêm vào",
    Correction.WORDING: "lời văn",
    Correction.LANGUAGE: "ngôn ngữ",
    Correction.DATE: "ngày đăng",
    Correction.MOVED: "đổi chỗ",
    Correction.TYPO: "lỗi gõ",
    Correction.CAPTION: "chú thích ảnh",
    Correction.BYLINE: "tên tác giả",
    Correction.LAYOUT: "cách chia đoạn",
}


@dataclass(frozen=True, slots=True)
class Setting:
    """What a pair of sentences is weighed by: the language, and the words that either text has in lower case."""

    language: str
    low: AbstractSet[str]


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    counts: bool
    names: bool


def weigh(old: str, new: str, setting: Setting) -> Correction:
    """What kind of change it is from one sentence to the other.

    A number is grave in whatever way it is said: a sign, a unit or a scale that changes is another number. A slip
    (`TYPO`) is only what cannot have meant something else: marks, capitals and spaces, and words that are none, mended.
    """
    gone, come = _differing(_tokens(old, setting), _tokens(new, setting))
    if any(token.counts for token in (*gone, *come)):
        return Correction.NUMBER
    if _is_typo(gone, come, setting.language):
        return Correction.TYPO
    if any(token.names for token in (*gone, *come)):
        return Correction.NAME
    if any(token.text.casefold() in _TURNS for token in (*gone, *come)):
        return Correction.MEANING
    return Correction.WORDING


def _tokens(sentence: str, setting: Setting) -> list[_Token]:
    words = TOKEN.findall(one_style(sentence).translate(_PLAIN))
    if len(words) > 1 and words[0] in _BULLETS and sentence[1:2].isspace():
        del words[0]
    shouted = not any(word[0].islower() for word in words)
    counts = quantities(words, shouted=shouted)
    names = _names(words, setting, shouted=shouted)
    return [_Token(*each) for each in zip(words, counts, names, strict=True)]


def _names(words: Sequence[str], setting: Setting, *, shouted: bool) -> list[bool]:
    """Which words are of a name. Where any word has a capital, it is one only if nothing says that it is a common word."""
    found = []
    for at, word in enumerate(words):
        opens = shouted or at == 0 or words[at - 1] in _OPENS
        low = word.casefold()
        goes_on = not shouted and at + 1 < len(words) and words[at + 1][0].isupper()
        common = low in _COMMON or (low in setting.low and not goes_on)
        found.append(word[0].isupper() and not (opens and common))
    return found


def _differing(old: list[_Token], new: list[_Token]) -> tuple[list[_Token], list[_Token]]:
    """The tokens that only one sentence has; a lone `một` that comes or goes is an article, no number."""
    start = _shared(old, new)
    end = _shared(old[start:][::-1], new[start:][::-1])
    old, new = old[start : len(old) - end], new[start : len(new) - end]
    if len(old) * len(new) > _MOST_PAIRS:
        return old, new
    gone, come = [], []
    texts = [token.text for token in old], [token.text for token in new]
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, *texts, autojunk=False).get_opcodes():
        if tag != "equal":
            alone = tag != "replace"
            gone += _no_article(old[i1:i2]) if alone else old[i1:i2]
            come += _no_article(new[j1:j2]) if alone else new[j1:j2]
    return gone, come


def _shared(old: Sequence[_Token], new: Sequence[_Token]) -> int:
    pairs = enumerate(zip(old, new, strict=False))
    return next((at for at, (a, b) in pairs if a.text != b.text), min(len(old), len(new)))


def _no_article(tokens: list[_Token]) -> list[_Token]:
    """Tokens that came or went by themselves: where `một` is the only word of them, it counts nothing."""
    words = [token.text.casefold() for token in tokens if token.text[0].isalnum()]
    return [replace(token, counts=False) for token in tokens] if words == ["một"] else tokens


def _is_typo(gone: Sequence[_Token], come: Sequence[_Token], language: str) -> bool:
    """Whether only marks, capitals and spaces changed, or words that are none into such that are."""
    if any(token.text == "?" for token in (*gone, *come)):
        return False
    old, new = ([token for token in each if token.text[0].isalnum()] for each in (gone, come))
    if "".join(token.text for token in old).casefold() == "".join(token.text for token in new).casefold():
        return True
    if len(old) != len(new):
        return False
    slip: Callable[[_Token, _Token], bool] = _one_slip if language.startswith("vi") else _same_word
    return all(slip(a, b) for a, b in zip(old, new, strict=True))


def _same_word(a: _Token, b: _Token) -> bool:
    return a.text.casefold() == b.text.casefold()


def _one_slip(old: _Token, new: _Token) -> bool:
    """Whether `old` is no Vietnamese word and `new` the one that it was to be.

    `cấm` and `cầm`, `thắng` and `tháng` are one stroke apart and both words: that is no slip. Nor is another name.
    """
    if _same_word(old, new):
        return True
    if (old.names and new.names) or is_syllable(old.text) or not is_syllable(new.text):
        return False
    a, b = old.text.casefold(), new.text.casefold()
    return fold(a) == fold(b) or (min(len(a), len(b)) > 2 and _within_one(a, b))


def _within_one(a: str, b: str) -> bool:
    """Whether one letter put in, taken out, changed or swapped with its neighbour makes one word of the other."""
    if abs(len(a) - len(b)) > 1:
        return False
    start = next((at for at, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    rest_a, rest_b = a[start:], b[start:]
    swapped = len(rest_a) > 1 and len(rest_b) > 1 and rest_a[:2] == rest_b[1::-1] and rest_a[2:] == rest_b[2:]
    return swapped or rest_a[1:] == rest_b[1:] or rest_a[1:] == rest_b or rest_a == rest_b[1:]
