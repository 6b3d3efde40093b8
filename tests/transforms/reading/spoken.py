"""A small reader of spoken Vietnamese, written apart from the code under test, to turn words back into values."""

ONES = {
    "không": 0, "một": 1, "mốt": 1, "hai": 2, "ba": 3, "bốn": 4, "tư": 4, "năm": 5, "lăm": 5,
    "sáu": 6, "bảy": 7, "tám": 8, "chín": 9,
}  # fmt: skip
SCALES = (("tỷ", 10**9), ("triệu", 10**6), ("nghìn", 10**3))
LETTERS = {
    "a": "a", "bê": "b", "xê": "c", "dê": "d", "đê": "đ", "e": "e", "giê": "g", "hát": "h", "i": "i", "ca": "k",
    "ép": "f", "lờ": "l", "mờ": "m", "nờ": "n", "tê": "t", "ích": "x",
}  # fmt: skip


def small(words: list[str]) -> int:
    """Up to 999, and nothing but a well-formed number."""
    if "trăm" in words:
        at = words.index("trăm")
        assert at == 1, words
        rest = words[2:]
        return ONES[words[0]] * 100 + (small(rest) if rest else 0)
    if words[0] == "linh":
        assert len(words) == 2, words
        return ONES[words[1]]
    if words[0] == "mười":
        assert len(words) <= 2, words
        return 10 + (ONES[words[1]] if len(words) == 2 else 0)
    if len(words) > 1:
        assert words[1] == "mươi", words
        assert len(words) <= 3, words
        return ONES[words[0]] * 10 + (ONES[words[2]] if len(words) == 3 else 0)
    return ONES[words[0]]


def whole(words: list[str]) -> int:
    """A whole number; every group in its place."""
    for name, size in SCALES:
        if name in words:
            at = len(words) - 1 - words[::-1].index(name)
            rest = words[at + 1 :]
            low = whole(rest) if rest else 0
            assert low < size, words
            return whole(words[:at]) * size + low
    return small(words)


def digits(words: list[str]) -> str:
    """What stands behind the comma, as digits."""
    zeros = 0
    while zeros < len(words) and words[zeros] == "không" and words[zeros + 1 : zeros + 2] != ["trăm"]:
        zeros += 1
    rest = words[zeros:]
    if not rest:
        return "0" * zeros
    if len(rest) > 1 and all(word in ONES for word in rest):
        return "0" * zeros + "".join(str(ONES[word]) for word in rest)
    return "0" * zeros + str(whole(rest))


def written(spoken: str) -> str:
    """Spoken words to the written number: "âm năm phẩy không năm" to "-5,05"; said zeros in front are kept."""
    sign, words = "", spoken.replace(",", " ").split()
    if words[0] == "âm":
        sign, words = "-", words[1:]
    if "phẩy" not in words:
        return sign + _with_zero(words)
    at = words.index("phẩy")
    return f"{sign}{_with_zero(words[:at])},{digits(words[at + 1 :])}"


def _with_zero(words: list[str]) -> str:
    zero = words[0] == "không" and len(words) > 1 and words[1] != "trăm"
    return f"0{whole(words[1:])}" if zero else str(whole(words))


def spelled(spoken: str) -> str:
    """Digits said one by one, back to digits; anything else fails."""
    return "".join(str(ONES[word]) for word in spoken.replace(",", " ").split())
