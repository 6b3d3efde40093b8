"""What the voice's tests share: an engine that speaks in tones, a script, tags, and sentences that eSpeak said."""

import pytest

from tests.transforms.voice.ears import Tones
from transforms.rendition import Tags
from transforms.script import Script, Utterance
from transforms.voice import Pcm
from transforms.voice.espeak import Espeak
from transforms.voice.sound import trim

SPOKEN = (
    "Ủy ban nhân dân xã Suối Mẫu mời bà con đến nhà văn hóa lúc bảy giờ rưỡi sáng chủ nhật.",
    "Chiều và tối nay, vùng biển phía nam có gió mạnh cấp sáu, giật cấp tám.",
    "Hạn nộp tờ khai là ngày ba mươi tháng mười một.",
    "Theo cổng thông tin xã Suối Mẫu.",
)


@pytest.fixture
def tones() -> Tones:
    return Tones()


@pytest.fixture(scope="session")
def speech() -> list[Pcm]:
    """Four sentences as eSpeak says them, without the silence around them."""
    return [trim(sound) for sound in Espeak().speak(SPOKEN)]


@pytest.fixture
def tags() -> Tags:
    return Tags("Lịch cắt điện ở xã Đông Hòa", "Cổng thông tin mẫu", "2026-11-22", "vi", "mau:lich-cat-dien")


@pytest.fixture
def script() -> Script:
    sentences = [
        ("Lịch cắt điện ở xã Đông Hòa.", 1200),
        ("Thứ ba tới, điện bị cắt từ bảy giờ đến mười một giờ để sửa đường dây.", 550),
        ("Bà con nhớ trữ nước.", 900),
        ("Theo Cổng thông tin mẫu.", 900),
    ]
    return Script(
        tuple(Utterance(words, words, at, pause) for at, (words, pause) in enumerate(sentences)), "vi"
    )
