"""Words of ours in the place of theirs: as many, with the same look, and the same for the same text everywhere."""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import cycle, islice

from crawlers.discovery.rows import when
from crawlers.words import clean, fold
from transforms.law.bodies import ISSUERS
from transforms.law.numbers import find_numbers
from transforms.law.types import TYPES

_TEXTS = {
    "vi": (
        "xã Suối Mẫu mở thêm lớp học chữ buổi tối cho người lớn ở bản xa, mỗi tuần ba buổi tại nhà văn hóa của thôn, "
        "do thầy cô giáo trường tiểu học tình nguyện đứng lớp. Bà con mang theo đèn và áo ấm, ai nhà xa được nghỉ lại. "
        "Đài truyền thanh xã nhắc lịch vào sáng sớm và chiều tối, đọc thêm tin thời tiết, giá nông sản, lịch tiêm chủng. "
        "Tổ tự quản kiểm tra đường dây, cầu treo, bể nước sau mỗi trận mưa lớn rồi báo về ủy ban để sửa kịp thời. "
        "Vụ này lúa nương đã chín vàng trên các sườn đồi, thanh niên giúp gia đình neo người gặt trước khi gió mùa về"
    ),
    "en": (
        "the commune of Suoi Mau opens another evening class for grown-ups in its outer hamlets, three times a week at the "
        "village hall, with teachers of the primary school as volunteers. Those who live far away bring a lamp and stay "
        "overnight. The loudspeakers remind everybody early in the morning and late in the afternoon, and add the weather, "
        "prices at the market and the days of vaccination. After heavy rain a team checks cables, bridges and water tanks"
    ),
}
_MOST_WORDS = 80
_LETTERS = re.compile(r"[^\W\d_]+(?:[-'][^\W\d_]+)*")
_DATE_WORDS = re.compile(
    r"tin|bản|ban|hành|phát|thứ|hai|ba|tư|năm|sáu|bảy|chủ|nhật|ngày|tháng|giờ|phút|lúc|hồi|h|gmt|utc|am|pm|sa|ch|t|z|cập|đăng|"
    r"mon|tue|wed|thu|fri|sat|sun|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|\w+day",
    re.IGNORECASE,
)
_FUNCTION = re.compile(
    r"so(?: ky)? hieu(?: van ban)?|so van ban|loai van ban|the loai|hinh thuc van ban|(?:co quan|noi|don vi) ban hanh|"
    r"ngay (?:ban hanh|ky|(?:co )?hieu luc)|hieu luc tu ngay|nguoi ky|trich yeu(?: noi dung)?|so cong bao|"
    r"tinh trang hieu luc|linh vuc|chuc danh|tai lieu dinh kem|trang (?:sau|tiep|truoc|cuoi|dau)|tiep(?: theo)?|next|rss|"
    r"tin (?:lien quan|khac|moi|cung chuyen muc)|bai lien quan|doc them|xem them|nguon|source|theo|tac gia|"
    r"in trang|in bai viet|chia se|binh luan|tu khoa|trang chu|dang nhap|mat khau"
)


class Placeholder:
    """Texts and slugs of ours; one for each of theirs, so that a title is the same wherever it stands."""

    def __init__(self, language: str, *, keep: Iterable[str] = ()) -> None:
        words = _TEXTS.get(language, _TEXTS["en"]).split()
        self._words: Iterator[str] = cycle(words)
        self._texts: dict[str, str] = {}
        self._slugs = {stem: stem for stem in (slug.partition(".")[0] for slug in keep)}

    def text(self, text: str) -> str:
        """Our words for `text`; white space around it stays, and so do dates, numbers and the words of buttons."""
        bare = clean(text)
        if not _LETTERS.search(bare) or _FUNCTION.fullmatch(fold(bare)):
            return text
        if bare not in self._texts:
            self._texts[bare] = self._invent(bare)
        before, after = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
        return f"{before}{self._texts[bare]}{after}"

    def _invent(self, text: str) -> str:
        if text in ISSUERS.values() or text in TYPES.values() or _is_date(text):
            return text
        if text[0] + text[-1] in {"()", "[]"}:
            return f"{text[0]}{self.text(text[1:-1])}{text[-1]}"
        numbers = find_numbers(text)
        count = min(len(_LETTERS.findall(text)), _MOST_WORDS)
        if numbers:
            return self._document(text, count)
        words = " ".join(islice(self._words, max(count, 1))).rstrip(".,;:")
        if text.isupper():
            return words.upper()
        end = text[-1] if text[-1] in ".?!:;…" else ""
        return f"{words[:1].upper() if text[0].isupper() else words[:1]}{words[1:]}{end}"

    def _document(self, text: str, count: int) -> str:
        """A document's number in the same form with another figure, its type before it, and our words after it."""
        number = find_numbers(text)[0].text
        ours = re.sub(r"^\d+", lambda found: str(900 + int(found[0][-2:])), number)
        kind = next((each for each in TYPES.values() if text.startswith(each)), "")
        rest = " ".join(islice(self._words, count - 6)) if count > 6 else ""
        return " ".join(part for part in (kind, "số" if kind else "", ours, rest.rstrip(".,;:")) if part)

    def slug(self, slug: str) -> str:
        """Our words for a slug of four words and more; its figures and its ending stay."""
        stem, dot, ending = slug.partition(".")
        parts = stem.split("-")
        if sum(part.isalpha() for part in parts) < 4:
            return slug
        if stem not in self._slugs:
            self._slugs[stem] = "-".join(self._plain() if part.isalpha() else part for part in parts)
        return f"{self._slugs[stem]}{dot}{ending}"

    def _plain(self) -> str:
        return fold(next(self._words)).replace(" ", "") or "mau"


def _is_date(text: str) -> bool:
    """Whether a text is a date or time with nothing but the words of one."""
    told: date | None = when(text)
    return told is not None and all(_DATE_WORDS.fullmatch(word) for word in _LETTERS.findall(text))
