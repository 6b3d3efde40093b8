"""Values of every kind in running text, read aloud, and turned back from the words: none may change on the way.

`python -m tests.transforms.reading.values 1000000` reads that many values and prints each that came back as another.
"""

import argparse
import re
import time
from collections.abc import Callable, Iterator
from random import Random
from typing import NamedTuple

from tests.transforms.reading.spoken import LETTERS, spelled, written
from transforms.reading import read

JOINTS = (" kế đó ", ", kế đó ", "; kế đó ", " (kế đó) ", ". kế đó ", " – kế đó ")
"""Plain words between two values of a line, with what may stand around them; what is said is cut there again."""

UNITS = {
    "km": "ki lô mét", "m": "mét", "m²": "mét vuông", "km2": "ki lô mét vuông", "m3": "mét khối", "ha": "héc ta",
    "kg": "ki lô gam", "mm": "mi li mét", "kW": "ki lô oát", "tấn": "tấn", "lít": "lít", "°C": "độ xê", "%": "phần trăm",
    "‰": "phần nghìn", "km/h": "ki lô mét một giờ", "m³/s": "mét khối một giây", "tấn/ha": "tấn một héc ta",
    "mg/l": "mi li gam một lít", "µg/m³": "mi crô gam một mét khối", "kV": "ki lô vôn", "người": "người", "cây": "cây",
}  # fmt: skip
SCALES = {"": "", " nghìn": " nghìn", " triệu": " triệu", " tỷ": " tỷ", " nghìn tỷ": " nghìn tỷ"}
MONEY = {
    "đồng": "đồng",
    "USD": "đô la Mỹ",
    "đồng/người/tháng": "đồng một người một tháng",
    "VNĐ": "đồng",
    "EUR": "ơ rô",
}
ISSUERS = {
    "Nghị định": ("NĐ-CP", "Chính phủ"), "Thông tư": ("TT-BTC", "Bộ Tài chính"), "Chỉ thị": ("CT-TTg", "Thủ tướng Chính phủ"),
    "Quyết định": ("QĐ-UBND", "Ủy ban nhân dân"), "Nghị quyết": ("NQ-HĐND", "Hội đồng nhân dân"),
    "Công điện": ("CĐ-TTg", "Thủ tướng Chính phủ"), "Kế hoạch": ("KH-UBND", "Ủy ban nhân dân"),
}  # fmt: skip
MONTHS = {
    "một": 1, "hai": 2, "ba": 3, "tư": 4, "năm": 5, "sáu": 6, "bảy": 7, "tám": 8, "chín": 9, "mười": 10, "mười một": 11,
    "mười hai": 12,
}  # fmt: skip
ROADS = {"QL": "quốc lộ", "TL": "tỉnh lộ", "ĐT": "đường tỉnh", "ĐH": "đường huyện", "HL": "hương lộ"}
ROMAN_ONES = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")
_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_CUT = re.compile(r"[,.;:]? kế đó,? ")
_ONE_DATE = rf"(?:ngày )?(.+?) tháng ({_MONTH})(?: năm (.+))?"

Said = Callable[[str], str]


class Case(NamedTuple):
    """Something written, and the way from what is said of it back to `value`."""

    text: str
    value: str
    back: Said


Maker = Callable[[Random], Case]


def _number(random: Random, top: int = 10**9) -> tuple[str, str]:
    """A number as it may be written, and its value."""
    units = int(10 ** (random.random() * len(str(top)) - 0.5)) % top
    decimals = "".join(random.choices("0123456789", k=random.choice([0, 0, 1, 2, 3]))).replace("000", "00")
    form = random.choice(["plain", "dot", "space"])
    text = f"{units:,}".replace(",", {"plain": "", "dot": ".", "space": random.choice(" \xa0\u202f")}[form])
    return (f"{text},{decimals}", f"{units},{decimals}") if decimals else (text, str(units))


def _behind(prefix: str, suffix: str = "") -> Said:
    def back(said: str) -> str:
        assert said.startswith(prefix), said
        assert said.endswith(suffix), said
        return written(said[len(prefix) : len(said) - len(suffix)])

    return back


def quantity(random: Random) -> Case:
    """Tăng 7,05 %, −2°C, 1 000 000 người."""
    text, value = _number(random)
    unit = random.choice(list(UNITS))
    sign = random.choice(["", "", "-", "−"]) if unit in {"%", "°C", "m"} else ""
    space = random.choice(["", " "]) if not unit[0].isalpha() or unit in {"km", "kg", "ha", "mm"} else " "
    said = f"âm {UNITS[unit]}" if sign else UNITS[unit]
    back = _behind("đạt ", f" {said.removeprefix('âm ')}")
    return Case(f"đạt {sign}{text}{space}{unit}", f"{'-' if sign else ''}{value}", back)


def money(random: Random) -> Case:
    """1,05 tỷ đồng."""
    text, value = _number(random, 10**6)
    scale, currency = random.choice(list(SCALES)), random.choice(list(MONEY))
    return Case(f"chi {text}{scale} {currency}", value, _behind("chi ", f"{SCALES[scale]} {MONEY[currency]}"))


def extent(random: Random) -> Case:
    """20-25 km/h, 1,5 – 2 m, 1.000-1.500 người."""
    unit = random.choice(["km/h", "m", "người", "%", "ha", "°C", "mm", "kg", "triệu đồng"])
    low, high = sorted(random.sample(range(3000), 2))
    first, last = (f"{each:,}".replace(",", ".") for each in (low, high))
    if random.random() < 0.4:
        first, last = f"{low % 50},{random.randrange(100):02}", f"{low % 50 + 1},{random.randrange(10)}"
    text = f"mức {first}{random.choice(['-', '–', ' - ', ' – '])}{last} {unit}"
    said = UNITS.get(unit, unit)

    def back(words: str) -> str:
        parts = words.removeprefix("mức ").removesuffix(f" {said}").split(" đến ")
        return "-".join(written(part) for part in parts)

    return Case(text, f"{first}-{last}".replace(".", ""), back)


def _day(random: Random) -> tuple[int, int, int]:
    return random.randint(1, 28), random.randint(1, 12), random.randint(1930, 2099)


def _dates_back(said: str) -> str:
    found = re.fullmatch(_ONE_DATE, said.removeprefix("hẹn "))
    assert found, said
    parts = [written(found[1]), str(MONTHS[found[2]]), written(found[3]) if found[3] else ""]
    return "/".join(filter(None, parts))


def date(random: Random) -> Case:
    """Ngày 05/04/2022, 5-4-2022, 5.4.2022, 2022-04-05."""
    day, month, year = _day(random)
    form = random.choice(
        ["{d}/{m}/{y}", "{d:02}/{m:02}/{y}", "{d}-{m}-{y}", "{d:02}.{m:02}.{y}", "{y}-{m:02}-{d:02}"]
    )
    word = random.choice(["ngày ", ""])
    return Case(f"hẹn {word}{form.format(d=day, m=month, y=year)}", f"{day}/{month}/{year}", _dates_back)


def day(random: Random) -> Case:
    """Ngày 12/9."""
    d, m, _ = _day(random)
    form = random.choice(["{d}/{m}", "{d:02}/{m:02}", "{d} tháng {m}"])
    return Case(f"hẹn ngày {form.format(d=d, m=m)}", f"{d}/{m}", _dates_back)


def month(random: Random) -> Case:
    """Tháng 3/2025, 03-2025."""
    _, m, y = _day(random)
    text = random.choice(["{m}/{y}", "{m:02}/{y}", "{m}-{y}", "{m} năm {y}"]).format(m=m, y=y)

    def back(said: str) -> str:
        found = re.fullmatch(rf"hẹn tháng ({_MONTH}) năm (.+)", said)
        assert found, said
        return f"{MONTHS[found[1]]}/{written(found[2])}"

    return Case(f"hẹn tháng {text}", f"{m}/{y}", back)


def days(random: Random) -> Case:
    """Từ 25-27/10, từ ngày 29/10 đến ngày 02/11/2025."""
    first, last = sorted(random.sample(range(1, 29), 2))
    m, y = random.randint(1, 12), random.randint(1990, 2060)
    form = random.choice(["{a}-{b}/{m}", "{a} - {b}/{m}/{y}", "{a} đến {b}/{m}/{y}", "{a}-{b}/{m}/{y}"])
    value = f"{first}-{last}/{m}" + (f"/{y}" if "{y}" in form else "")

    def back(said: str) -> str:
        one, _, other = said.removeprefix("hẹn từ ngày ").partition(" đến ")
        return f"{written(one)}-{_dates_back(other)}"

    return Case(f"hẹn từ ngày {form.format(a=first, b=last, m=m, y=y)}", value, back)


def _clock_back(said: str) -> str:
    hours, _, minutes = said.removesuffix(" phút").partition(" giờ")
    minute = int(written(minutes.strip().removeprefix("không ") or "không"))
    return f"{written(hours)}:{minute:02}"


def clock(random: Random) -> Case:
    """7h30, 07:05, 7 giờ 30 phút."""
    hour, minute = random.randrange(24), random.randrange(60)
    form = random.choice(
        [
            "{h}h{m:02}",
            "{h}g{m:02}",
            "{h:02}:{m:02}",
            "{h:02}h{m:02}",
            "{h} giờ {m:02}",
            "{h} giờ {m:02} phút",
        ]
    )
    return Case(
        f"lúc {form.format(h=hour, m=minute)}",
        f"{hour}:{minute:02}",
        lambda said: _clock_back(said.removeprefix("lúc ")),
    )


def hours(random: Random) -> Case:
    """7h30-11h, 08:00 - 11:30."""
    first, last = sorted(random.sample(range(24), 2))
    one, other = random.randrange(60), random.randrange(60)
    form = random.choice(
        [
            "{a}h{m:02}-{b}h{n:02}",
            "{a}h{m:02} - {b}h{n:02}",
            "{a:02}:{m:02}-{b:02}:{n:02}",
            "{a}h{m:02} đến {b}h{n:02}",
        ]
    )

    def back(said: str) -> str:
        return "-".join(_clock_back(part) for part in said.removeprefix("từ ").split(" đến "))

    value = f"{first}:{one:02}-{last}:{other:02}"
    return Case(f"từ {form.format(a=first, m=one, b=last, n=other)}", value, back)


def share(random: Random) -> Case:
    """2/3 diện tích, 12/15 tiêu chí."""
    over, under = random.randint(1, 400), random.randint(1, 400)

    def back(said: str) -> str:
        words = said.removeprefix("gồm ").removesuffix(" tiêu chí")
        one, other = words.split(" phần ") if " phần " in words else words.split(" trên ")
        return f"{written(one)}/{written(other)}"

    return Case(f"gồm {over}/{under} tiêu chí", f"{over}/{under}", back)


def scale(random: Random) -> Case:
    """Tỷ lệ 1:25.000."""
    under = random.choice([2, 5, 10, 25]) * 10 ** random.randint(1, 4)
    text = f"tỷ lệ 1{random.choice([':', '/'])}{under:,}".replace(",", ".")
    return Case(
        text, f"1:{under}", lambda said: ":".join(map(written, said.removeprefix("tỷ lệ ").split(" trên ")))
    )


def score(random: Random) -> Case:
    """Tỷ số 3-1."""
    one, other = random.randrange(10), random.randrange(10)

    def back(said: str) -> str:
        return "-".join(written(word) for word in said.removeprefix("tỷ số ").split())

    return Case(f"tỷ số {one}{random.choice(['-', ' - '])}{other}", f"{one}-{other}", back)


def document(random: Random) -> Case:
    """Nghị định số 49/2024/NĐ-CP."""
    kind = random.choice(list(ISSUERS))
    code, issuer = ISSUERS[kind]
    number, year = random.randint(1, 9999), random.choice(["", f"/{random.randint(1990, 2060)}"])
    no = f"{number:02}"

    def back(said: str) -> str:
        words = said.removeprefix(f"{kind} số ").removesuffix(f" của {issuer}")
        assert len(words) < len(said) - len(kind) - len(issuer), said
        if not year:
            return written(words)
        at = max(cut.start() for cut in re.finditer(r" năm (?=(?:một|hai) nghìn)", words))
        return f"{written(words[:at])}/{written(words[at + 5 :])}"

    return Case(f"{kind} {random.choice(['số ', ''])}{no}{year}/{code}", f"{no}{year}", back)


def clause(random: Random) -> Case:
    """Điểm b khoản 2 Điều 15a, khoản 1, 2 và 3 Điều 4."""
    point, letter = random.choice("abcdđeghik"), random.choice(["", "a", "b"])
    paragraphs = random.sample(range(1, 20), random.randint(1, 3))
    listed = (
        ", ".join(map(str, paragraphs[:-1])) + (" và " if len(paragraphs) > 1 else "") + str(paragraphs[-1])
    )
    article = random.randint(1, 400)

    def back(said: str) -> str:
        found = re.fullmatch(r"điểm (\S+) khoản (.+) Điều (.+?)( a| bê)?", said)
        assert found, said
        each = "+".join(written(part) for part in re.split(r", | và ", found[2]))
        return (
            f"{LETTERS[found[1]]} {each} {written(found[3])}{LETTERS[found[4].strip()] if found[4] else ''}"
        )

    value = f"{point} {'+'.join(map(str, paragraphs))} {article}{letter}"
    return Case(f"điểm {point} khoản {listed} Điều {article}{letter}", value, back)


def telephone(random: Random) -> Case:
    """0912.345.678, (024) 3825 1234, 1900 1234."""
    tail = "".join(random.choices("0123456789", k=8))
    forms = [
        "09{0}.{1}.{2}",
        "03{0} {1} {2}",
        "08{0}{1}{2}",
        "(024) 3{1} {2}4",
        "0214.3.{1}.{2}",
        "1900 {1}4",
        "024.3{1}{2}4",
    ]
    text = random.choice(forms).format(tail[:2], tail[2:5], tail[5:])
    return Case(
        f"điện thoại {text}", re.sub(r"\D", "", text), lambda said: spelled(said.removeprefix("điện thoại "))
    )


def road(random: Random) -> Case:
    """QL.4D, ĐT 742, Km12+300."""
    if random.random() < 0.4:
        km, metres = random.randrange(2000), random.randrange(1000)

        def distance(said: str) -> str:
            return "+".join(written(part) for part in said.removeprefix("tại ki lô mét số ").split(" cộng "))

        text = random.choice(["Km{}+{}", "km {}+{}", "Km{} + {}"]).format(km, metres)
        return Case(f"tại {text}", f"{km}+{metres}", distance)
    name, number = random.choice(list(ROADS)), random.randint(1, 999)

    def back(said: str) -> str:
        assert said.startswith(f"tại {ROADS[name]} "), said
        return written(said.removeprefix(f"tại {ROADS[name]} "))

    return Case(f"tại {name}{random.choice(['', '.', ' '])}{number}", str(number), back)


def roman(random: Random) -> Case:
    """Khóa XV."""
    number, word = random.randint(1, 39), random.choice(["khóa", "thế kỷ", "Chương", "lần thứ", "Đại hội"])
    text = f"{word} {'X' * (number // 10)}{ROMAN_ONES[number % 10]}"

    def back(said: str) -> str:
        value = said.removeprefix(f"{word} ")
        return "1" if value == "nhất" else written(value)

    return Case(text, str(number), back)


def place(random: Random) -> Case:
    """19,5 độ Vĩ Bắc, 110.2E."""
    north, east = (
        f"{random.randint(8, 24)},{random.randrange(10)}",
        f"{random.randint(101, 120)},{random.randrange(10)}",
    )
    forms = {
        "{0}N-{1}E": "vĩ Bắc|kinh Đông",
        "{0} độ Vĩ Bắc; {1} độ Kinh Đông": "Vĩ Bắc|Kinh Đông",
        "{0}°N, {1}°E": "vĩ Bắc|kinh Đông",
    }
    form = random.choice(list(forms))

    def back(said: str) -> str:
        found = re.fullmatch(r"vị trí (.+) độ [vV]ĩ Bắc[,;] (.+) độ [kK]inh Đông", said)
        assert found, said
        return f"{written(found[1])} {written(found[2])}"

    return Case(f"vị trí {form.format(north, east)}", f"{north} {east}", back)


MAKERS: tuple[Maker, ...] = (
    quantity, quantity, money, money, extent, date, day, month, days, clock, hours, share, scale, score, document, clause,
    telephone, road, roman, place,
)  # fmt: skip


class Change(NamedTuple):
    """A value that is not what was written; `heard` is empty where the words are no value at all."""

    line: str
    said: str
    text: str
    value: str
    heard: str


def line_of(random: Random) -> list[Case]:
    """Some values that stand in one line."""
    return [maker(random) for maker in random.choices(MAKERS, k=random.randint(1, 6))]


def changes(cases: list[Case], random: Random) -> Iterator[Change]:
    """The values of a line that changed on the way."""
    line = "Bà con nghe " + "".join(case.text + random.choice(JOINTS) for case in cases) + "xong rồi."
    spoken = read(line)
    pieces = _CUT.split(spoken.removeprefix("Bà con nghe "))
    if len(pieces) != len(cases) + 1:
        yield Change(line, spoken, line, "", "")
        return
    for case, piece in zip(cases, pieces, strict=False):
        heard = _heard(case, piece)
        if heard != case.value:
            yield Change(line, piece, case.text, case.value, heard)


def _heard(case: Case, piece: str) -> str:
    try:
        return case.back(piece.strip(" ,"))
    except (AssertionError, KeyError, ValueError, IndexError):
        return ""


def read_values(count: int, seed: int) -> Iterator[Change]:
    """At least `count` values, in as many lines as they take; yields those that changed."""
    random, made = Random(seed), 0
    while made < count:
        cases = line_of(random)
        made += len(cases)
        yield from changes(cases, random)


def main() -> int:
    """Read as many values as was asked for; 1 where one changed."""
    wants = argparse.ArgumentParser(description="Reads values in running text aloud and turns them back.")
    wants.add_argument("count", type=int, nargs="?", default=1_000_000)
    wants.add_argument("--seed", type=int, default=1)
    asked = wants.parse_args()
    began, wrong = time.perf_counter(), 0
    for change in read_values(asked.count, asked.seed):
        wrong += 1
        print(change)  # noqa: T201 -- the answer, for a terminal
    seconds = time.perf_counter() - began
    print(f"{asked.count} values, {wrong} changed, {seconds:.0f} s")  # noqa: T201 -- the same
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
