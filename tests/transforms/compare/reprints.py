"""The set by which near-duplicates are measured, all of it written for it.

*Reprints* are one text as two editors print it: a sentence less, other marks and tone style, abbreviations, a sentence
split in two, capitals, the agency named before, behind and within it, a picture's credit, another headline; and what is
beyond us, so that the figures say so: a clause in other words in a form, paragraphs in another order, a sentence more.

*Look-alikes* are what must never be taken for one: forms with another number, name, day, part of the day, weekday,
direction or word (open and shut, up and down, forbidden and allowed); prices that changed places; who beat whom; titles
over one body; the same words for two provinces; a notice that one source prints again; notices without a day; a
follow-up that quotes half of the first; two texts on one subject.
"""

import itertools
import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from transforms.article import Article, Block, BlockKind, Kind

Pair = tuple[Article, Article]
"""What came later, and what was there."""

PLACES = ("Suối Mẫu", "Đồng Mẫu", "Nà Mẫu", "Phiêng Mẫu", "Cồn Mẫu", "Vĩnh Mẫu")
PEOPLE = ("Lò Văn Mẫu", "Hoàng Thị Mẫu", "Trần Quốc Mẫu", "Giàng A Mẫu")
DAY = datetime(2026, 11, 12, 1, tzinfo=UTC)
FORMS = (
    (
        "Ủy ban nhân dân xã {place} vừa tổ chức hội nghị đánh giá kết quả xây dựng nông thôn mới {n} tháng đầu năm. "
        "Theo báo cáo, toàn xã đã cứng hóa {km} km đường trục thôn, hỗ trợ {n} hộ nghèo sửa nhà và trồng mới {ha} ha rừng. "
        "Phát biểu tại hội nghị, {who} đề nghị các thôn bản tiếp tục vận động bà con hiến đất làm đường. "
        "Trong những tháng cuối năm, xã tập trung hoàn thành tiêu chí môi trường và nhà ở dân cư. "
        "Các hộ tiêu biểu được khen thưởng ngay tại hội nghị. "
        "Bà con trong xã phấn khởi vì đường mới giúp xe chở nông sản vào tận vườn, đỡ công gánh vác như trước."
    ),
    (
        "Sáng {day}/11, tại xã {place}, lực lượng dân quân phối hợp với công an xã diễn tập chữa cháy rừng. "
        "Tình huống giả định là đám cháy bùng phát tại khu rừng phòng hộ rộng {ha} ha do đốt nương không kiểm soát. "
        "Sau {n} phút, đám cháy giả định được khống chế, không để lan sang khu dân cư. "
        "{who} đánh giá các lực lượng đã phối hợp nhịp nhàng, đúng phương án đã duyệt. "
        "Xã sẽ mua thêm máy thổi gió và bình chữa cháy cho các tổ bảo vệ rừng. "
        "Người dân được nhắc không đốt nương khi trời hanh khô, có gió lớn và phải báo ngay khi thấy khói lạ."
    ),
    (
        "Trạm y tế xã {place} thông báo lịch tiêm bổ sung vắc xin sởi cho trẻ dưới {n} tuổi vào ngày {day} tháng 11. "
        "Phụ huynh đưa trẻ đến trạm từ 7 giờ sáng, mang theo sổ tiêm chủng và thẻ bảo hiểm y tế. "
        "Dự kiến có {km} trẻ được tiêm trong đợt này. "
        "Trẻ đang sốt hoặc có tiền sử dị ứng cần báo với cán bộ y tế trước khi tiêm để được tư vấn. "
        "Sau tiêm, trẻ ở lại trạm ba mươi phút để theo dõi. "
        "{who} cho biết trạm bố trí thêm hai bàn tiêm để bà con ở bản xa không phải chờ lâu."
    ),
)
DAM = (
    "Hồ {place} sẽ {how} cửa xả đáy vào lúc 5 giờ ngày 12/11. Bà con ở hạ du cần đưa người, trâu bò và tài sản lên chỗ "
    "cao, không neo đậu thuyền bè, không vớt củi trên sông suối trong thời gian này. Các thôn bản cử người trực ở ngầm "
    "tràn và đường trũng, căng dây báo hiệu, không cho người và xe đi qua khi nước còn chảy xiết."
)
POWER = (
    "Điện lực thông báo lịch ngừng cấp {what} để sửa chữa trên địa bàn xã {place}. Thời gian ngừng cấp bắt đầu từ {how} "
    "ngày 12/11 cho đến khi sửa chữa xong. Bà con chủ động kế hoạch sản xuất và sinh hoạt, tắt các thiết bị trước giờ "
    "ngừng cấp để bảo đảm an toàn cho người và tài sản. Trong thời gian này, đề nghị bà con luôn coi như đường dây đang có "
    "điện, không tự ý leo lên cột hoặc đến gần khu vực đang thi công."
)
SCHOOL = (
    "Trường {what} xã {place} thông báo cho các em nghỉ học vào {how} do mưa rét. Phụ huynh giữ ấm cho các em, không để "
    "các em đi chăn trâu hoặc lên nương khi nhiệt độ xuống dưới {n} độ. Nhà trường sẽ bố trí dạy bù và thông báo tới từng "
    "lớp. Bà con nhà có con em bán trú liên hệ với thầy cô chủ nhiệm để được hướng dẫn cụ thể về việc đưa đón."
)
MARKET = (
    "Giá nông sản ở chợ {place} {how} mạnh so với phiên trước vì đường lên các bản vừa thông trở lại sau mưa. Ban quản lý "
    "chợ ghi nhận xe của thương lái về đông từ sớm, bà con bán hàng xong còn kịp mua phân bón và hạt giống cho vụ tới. "
    "Các quầy thịt, cá và rau xanh đều có hàng, người mua kẻ bán tấp nập đến khi tan chợ mới vãn."
)
FOREST = (
    "Ủy ban nhân dân xã {place} {how} bà con vào rừng phòng hộ lấy măng, lấy củi kể từ ngày thông báo này được ban hành. "
    "Tổ bảo vệ rừng cắm biển ở các lối vào và cử người trực để nhắc nhở, hướng dẫn. Trưởng bản họp dân để phổ biến, lấy "
    "cam kết của từng hộ và báo cáo về xã. Ai thấy người lạ vào rừng thì báo ngay cho tổ bảo vệ để kịp thời xử lý."
)
MATCH = (
    "Trận chung kết bóng đá nam của xã diễn ra trước sự cổ vũ của đông đảo bà con các bản. Đội {a} thắng đội {b} với tỷ số "
    "2-1 sau hai hiệp đấu sôi nổi, trong đó hiệp đầu kết thúc không bàn thắng. Ban tổ chức trao cúp, cờ và tiền thưởng cho "
    "các đội, đồng thời cảm ơn các nhà hảo tâm đã ủng hộ kinh phí tổ chức giải. Giải sẽ được tổ chức lại vào mùa xuân năm "
    "sau với nhiều đội tham gia hơn."
)
PRICES = (
    "Giá tại chợ {place} do ban quản lý chợ ghi nhận như sau, bà con tham khảo khi mang hàng ra chợ bán, giá có thể thay đổi "
    "theo loại và theo phiên. "
)
GOODS = [
    "gạo tẻ",
    "gạo nếp",
    "thịt lợn",
    "thịt bò",
    "gà ta",
    "cá trắm",
    "rau cải",
    "cà chua",
    "bắp cải",
    "khoai sọ",
    "ngô hạt",
    "lạc nhân",
    "mật ong",
]
STORM = (
    "Bão đang di chuyển nhanh về phía đất liền và có khả năng mạnh thêm. Tàu thuyền trong vùng nguy hiểm khẩn trương vào bờ "
    "hoặc tìm nơi trú tránh an toàn. Bà con ven biển chằng chống nhà cửa, dự trữ lương thực, nước uống và thuốc men, chuẩn "
    "bị sẵn sàng sơ tán khi có lệnh của chính quyền. Các địa phương cấm người dân ra khơi cho đến khi có tin cuối cùng."
)


def news(text: str, source: str = "a", **values: object) -> Article:
    """An article of a source whose headline says nothing."""
    blocks = tuple(Block(BlockKind.PARAGRAPH, line) for line in text.split("\n"))
    made = Article(
        source,
        f"https://{source}.vn/1.htm",
        Kind.NEWS,
        "Tin trong ngày",
        "",
        blocks,
        "vi",
        "X",
        published_at=DAY,
    )
    return replace(made, **values)


def pair(first: str, second: str, **values: object) -> Pair:
    """The second text as another source has it an hour later, and the first."""
    return news(second, "b", **{"published_at": DAY + timedelta(hours=1), **values}), news(first)


def filled(seed: int) -> Iterator[str]:
    """Each form for each place, with numbers and persons of its own."""
    rng = random.Random(seed)
    for form, place in itertools.product(FORMS, PLACES):
        yield form.format(
            place=place, who=rng.choice(PEOPLE), n=rng.randint(3, 60), km=rng.randint(61, 300),
            ha=rng.randint(301, 900), day=rng.randint(1, 28),
        )  # fmt: skip


def _without_a_sentence(text: str, rng: random.Random) -> str:
    sentences = text.split(". ")
    sentences.pop(rng.randrange(len(sentences)))
    return ". ".join(sentences)


def _split(text: str) -> str:
    """The last comma made a full stop."""
    head, _, tail = text.rpartition(", ")
    return f"{head}. {tail[0].upper()}{tail[1:]}"


def _shouted(text: str) -> str:
    words = text.split()
    return " ".join([*map(str.upper, words[:7]), *words[7:]])


def _moved(text: str) -> str:
    sentences = text.removesuffix(".").split(". ")
    return ". ".join([sentences[0], sentences[2], sentences[1], *sentences[3:]]) + "."


WAYS: tuple[Callable[[str], str], ...] = (
    lambda text: (
        text.replace("Ủy ban", "Uỷ ban")
        .replace("hóa", "hoá")
        .replace("khống", "khống")
        .replace("thủy", "thuỷ")
    ),
    lambda text: (
        text.replace("Ủy ban nhân dân", "UBND").replace("bảo hiểm y tế", "BHYT").replace(" km ", "km ")
    ),
    _split,
    _shouted,
    lambda text: f"VOV.VN - {text}",
    lambda text: f"(TTXVN) - {text}",
    lambda text: text.replace(". ", " (theo TTXVN). ", 1),
    lambda text: f"{text}\nMời bà con xem thêm tin, bài về đời sống ở các bản làng trên Chinhphu.vn.",
    lambda text: f"{text}\nTheo Chinhphu.vn",
    lambda text: text.replace(". ", ". Ảnh: VGP/Nhật Mẫu. ", 1),
    lambda text: text.replace("bà con", "người dân").replace("Người dân", "Bà con"),
    _moved,
    lambda text: f"{text} Sáng mai xã sẽ họp bàn tiếp.",
)
"""Ways in which another editor prints a text; the last two are beyond us, and the one before is in forms."""


def reprints() -> list[Pair]:
    """One text in two prints."""
    rng = random.Random(7)
    texts = list(filled(1))
    found = [pair(text, _without_a_sentence(text, rng)) for text in texts for _ in range(3)]
    found += [pair(text, changed) for text in texts for way in WAYS if (changed := way(text)) != text]
    found += [pair(text, text, title=f"{text.split('. ')[0]}: bà con phấn khởi") for text in texts]
    return found


def look_alikes() -> list[Pair]:
    """Two texts that are not one."""
    texts, again = list(filled(1)), list(filled(2))
    found = [pair(a, b) for a, b in itertools.combinations(texts, 2)]
    found += [pair(a, b) for a, b in zip(texts, again, strict=True) if a != b]
    found += [
        pair(a, f"{a[: len(a) // 2]} {b[len(b) // 2 :]}")
        for a, b in zip(texts, again[len(PLACES) :], strict=False)
    ]
    return [*found, *_otherwise_filled(), *_of_one_form(), *_alike_throughout()]


def _otherwise_filled() -> Iterator[Pair]:
    """One word of a form is another."""
    forms = {
        DAM: ("mở", "đóng", "không mở", "ngừng mở"),
        POWER: ("buổi sáng", "buổi chiều", "ban đêm"),
        SCHOOL: ("thứ hai tuần này", "thứ ba tuần này", "chủ nhật tuần này", "hôm nay", "ngày mai"),
        MARKET: ("tăng", "giảm", "không tăng"),
        FOREST: ("cấm", "cho phép", "không cấm"),
    }
    for place, (form, ways) in itertools.product(PLACES, forms.items()):
        texts = [
            form.format(place=place, how=how, what="điện" if form == POWER else "tiểu học", n=10)
            for how in ways
        ]
        yield from itertools.starmap(pair, itertools.combinations(texts, 2))
        yield from itertools.starmap(pair, itertools.combinations(reversed(texts), 2))
        yield pair(
            POWER.format(place=place, how="buổi sáng", what="điện"),
            POWER.format(place=place, how="buổi sáng", what="nước"),
        )
        for one, other in (("tiểu học", "mầm non"), ("tiểu học", "dân tộc nội trú")):
            texts = [SCHOOL.format(place=place, what=each, how="thứ hai", n=10) for each in (one, other)]
            yield pair(*texts)


def _of_one_form() -> Iterator[Pair]:
    """The same words and numbers in another order, and what is said with another unit or number word."""
    for place, other in zip(PLACES, [*PLACES[1:], PLACES[0]], strict=True):
        yield pair(MATCH.format(a=place, b=other), MATCH.format(a=other, b=place))
        amounts = list(range(20, 20 + len(GOODS)))
        swapped = [amounts[5], *amounts[1:5], amounts[0], *amounts[6:]]
        yield pair(_prices(place, amounts), _prices(place, swapped))
        yield pair(_prices(place, amounts), _prices(place, amounts[1:]))
        text = FORMS[0].format(place=place, who=PEOPLE[0], n=9, km=70, ha=400)
        yield pair(text, text.replace("70 km", "70 m"))
        yield pair(text, text.replace("400 ha", "-400 ha"))
        yield pair(text.replace("9 hộ", "chín hộ"), text.replace("9 hộ", "mười hộ"))
        yield pair(text, text.replace("tiếp tục vận động", "ngừng vận động"))
        yield pair(text, text.replace(place, f"{place} Thượng"))


def _prices(place: str, amounts: list[int]) -> str:
    rows = zip(GOODS, amounts, strict=False)
    return PRICES.format(place=place) + " ".join(
        f"{name} có giá {amount}.000 đồng một cân, bán tại sạp;" for name, amount in rows
    )


def _alike_throughout() -> Iterator[Pair]:
    """One body: what tells them apart is the title, the province, the source or the day."""
    for number in range(1, 7):
        there = news(STORM, title=f"Tin bão số {number}")
        yield news(STORM, "b", title=f"Tin bão số {number + 1}"), there
    for text in list(filled(3))[::3]:
        here = news(text)
        yield news(text, "b", region="VN-HN"), replace(here, region="VN-05")
        yield news(text, published_at=DAY + timedelta(days=3), url="https://a.vn/2.htm"), here
        yield news(text, "b", published_at=None), replace(here, published_at=None)
        yield news(text, "b", published_at=None), here
    for place in PLACES:
        text = SCHOOL.format(place=place, what="tiểu học", how="ngày mai", n=10)
        yield pair(text, text, published_at=DAY + timedelta(days=3))
        yield pair(text, text, title="Không nghỉ học nữa: tin trong ngày")
