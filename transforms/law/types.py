"""The types of legal and administrative documents, by code and by name (Decree 30/2020/NĐ-CP, Phụ lục III)."""

from types import MappingProxyType

from crawlers.words import clean

TYPES = MappingProxyType(
    {
        "HP": "Hiến pháp",
        "BL": "Bộ luật",
        "L": "Lệnh",
        "LCT": "Lệnh",
        "PL": "Pháp lệnh",
        "SL": "Sắc lệnh",
        "NĐ": "Nghị định",
        "NQ": "Nghị quyết",
        "NQLT": "Nghị quyết liên tịch",
        "QĐ": "Quyết định",
        "TT": "Thông tư",
        "TTLT": "Thông tư liên tịch",
        "TTLB": "Thông tư liên bộ",
        "VBHN": "Văn bản hợp nhất",
        "CT": "Chỉ thị",
        "CĐ": "Công điện",
        "TB": "Thông báo",
        "KH": "Kế hoạch",
        "KL": "Kết luận",
        "HD": "Hướng dẫn",
        "QC": "Quy chế",
        "QyĐ": "Quy định",
        "BC": "Báo cáo",
        "TTr": "Tờ trình",
        "CTr": "Chương trình",
        "ĐA": "Đề án",
        "DA": "Dự án",
        "PA": "Phương án",
        "CV": "Công văn",
        "TC": "Thông cáo",
        "BB": "Biên bản",
        "HĐ": "Hợp đồng",
        "BGN": "Bản ghi nhớ",
        "BTT": "Bản thỏa thuận",
        "GUQ": "Giấy ủy quyền",
        "GM": "Giấy mời",
        "GGT": "Giấy giới thiệu",
        "GNP": "Giấy nghỉ phép",
        "PG": "Phiếu gửi",
        "PC": "Phiếu chuyển",
        "PB": "Phiếu báo",
    }
)
CAPITAL = "[A-ZĐÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬÈÉẺẼẸÊỀẾỂỄỆÌÍỈĨỊÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢÙÚỦŨỤƯỪỨỬỮỰỲÝỶỸỴ]"
"""A capital letter, for regular expressions: no range of code points has the Vietnamese ones alone."""
_MORE_TYPES = ("Luật", "Quy định", "Điều lệ", "Nghị quyết liên tịch", "Chương trình hành động")
_WRITTEN = MappingProxyType(
    {
        "ND": "NĐ",
        "QD": "QĐ",
        "CD": "CĐ",
        "CTR": "CTr",
        "TTR": "TTr",
        "QYĐ": "QyĐ",
        "QUYĐ": "QyĐ",
        "QYD": "QyĐ",
    }
)


def type_code(written: str) -> str:
    """The type's code as the decree writes it, for `ND`, `Ctr` and the like; any other as it stands."""
    return written if written in TYPES else _WRITTEN.get(written.upper(), written)


def type_of(text: str) -> str | None:
    """The type that a heading names: `NGHỊ ĐỊNH`, `Thông tư liên tịch`; None where it names none."""
    return TYPE_NAMES.get(key_of(text))


def type_at_start(text: str) -> str | None:
    """The type that a phrase begins with: `Quyết định của UBND tỉnh` is a Quyết định; None where it is none."""
    plain = key_of(text)
    fitting = [key for key in TYPE_NAMES if plain == key or plain.startswith(f"{key} ")]
    return TYPE_NAMES[max(fitting, key=len)] if fitting else None


def is_capitals(text: str) -> bool:
    """Whether every letter of `text` is a capital, and there are three at least."""
    letters = [char for char in text if char.isalpha()]
    return len(letters) >= 3 and all(char.isupper() for char in letters)


def key_of(text: str) -> str:
    """Lower case, with `hoà` as `hòa` and `uỷ` as `ủy`: both spellings are in use."""
    low = clean(text).casefold().strip(" -–_*.:;,")
    return low.replace("oà", "òa").replace("oá", "óa").replace("uỷ", "ủy")


TYPE_NAMES = MappingProxyType({key_of(name): name for name in (*TYPES.values(), *_MORE_TYPES)})
