"""Where a text says of itself that it was taken back, and where it only speaks of such things."""

import unicodedata

import pytest

from tests.transforms.compare.test_sentences import article
from transforms.compare.retraction import is_retraction, retraction

LONG = [f"Câu {n} kể chuyện bản làng trong mùa mưa lũ năm nay, ai cũng nghe." for n in range(30)]


@pytest.mark.parametrize(
    "said",
    [
        "Bài viết này đã được gỡ theo yêu cầu của Ủy ban nhân dân tỉnh.",
        "Bài viết đã được gỡ",
        "BÀI VIẾT ĐÃ BỊ GỠ BỎ",
        "Bài viết không còn tồn tại.",
        "Bài viết không tồn tại hoặc đã bị xóa khỏi hệ thống.",
        "Bài viết bạn tìm kiếm không tồn tại.",
        "Rất tiếc, nội dung này hiện không khả dụng.",
        "Nội dung này đã bị xoá.",
        "Thông báo: bản tin này đã được rút lại.",
        "Do sai sót của phóng viên, bài viết này đã được gỡ.",
        "Tòa soạn đã hạ bài vì thông tin sai, xin lỗi bạn đọc.",
        "Toà soạn xin rút lại bài báo trên và cáo lỗi bạn đọc.",
        "Ban biên tập quyết định gỡ bỏ bài viết từ 8 giờ sáng nay.",
        "Xin được rút lại thông báo số 12.",
        "Tin này sai sự thật, tòa soạn thành thật xin lỗi.",
        "Thông tin trên chưa chính xác, Ban biên tập xin cáo lỗi.",
        "Văn bản này đã bị bãi bỏ.",
        "Văn bản này bị bãi bỏ bởi Quyết định số 901/QĐ-UBND.",
        "Thông báo này không còn hiệu lực.",
        "Thông báo này đã bị hủy bỏ.",
        "This story has been withdrawn by the editors.",
        "This article is no longer available.",
        "The editors have retracted this article.",
    ],
)
def test_what_takes_the_text_back(said):
    assert is_retraction(said)
    assert is_retraction(unicodedata.normalize("NFD", said))
    assert retraction(article(said))
    assert retraction(article(said, *LONG)), "a banner over the text"
    assert retraction(article(*LONG, said)), "a note below it"


@pytest.mark.parametrize(
    "said",
    [
        "Xã thu hồi đất để làm đường, thông tin chi tiết sẽ có sau.",
        "Công an yêu cầu chủ tài khoản gỡ bài viết sai sự thật.",
        "Mạng xã hội đã gỡ hàng nghìn video.",
        "Chúng tôi đã đề nghị mạng xã hội gỡ bài viết về bản.",
        "Trưởng bản khẳng định thông tin này sai sự thật.",
        "Quyết định này bãi bỏ Quyết định số 12/QĐ-UBND.",
        "Nghị định số 12/2020/NĐ-CP hết hiệu lực kể từ ngày Nghị định này có hiệu lực.",
        "Nội dung này được rút ra từ báo cáo của xã.",
        "Bài này đang được biên tập lại, mời bà con quay lại sau.",
        "Tin bão đã hết, bà con yên tâm ra đồng.",
        "Xã hủy lịch cắt nước, thông báo mới sẽ có sau.",
        "Sở thu hồi văn bản trái luật của xã.",
        "Bài viết này gỡ khó cho bà con.",
        "Báo cáo nêu xã đã gỡ bỏ rào chắn, nội dung kèm theo.",
        "The storm warning has been lifted.",
        "The company has withdrawn the product.",
    ],
)
def test_what_only_speaks_of_such_things(said):
    assert not is_retraction(said)


def test_in_the_middle_of_a_long_text_others_texts_are_spoken_of():
    said = "Bài viết này đã được gỡ sau khi công an vào cuộc."
    assert not retraction(article(*LONG[:15], said, *LONG[15:]))


def test_an_endless_text_is_read_in_time():
    assert not retraction(article("chúng tôi " * 20_000 + "bài viết này " * 20_000))
