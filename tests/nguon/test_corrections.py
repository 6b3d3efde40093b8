"""A page that was published is edited: what becomes of it on the way to the loudspeaker, and what a person is told."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from crawlers.samples import Fault
from nguon.steps import publish
from sinks import approval
from sinks.store.models import IssueRow, ItemRow, VersionRow
from tests.conftest import RECORDED
from tests.nguon.test_steps import NEWS, changes, fetch, hum, read_all, voice_all, walk

__all__ = ["hum"]

URL = "baochinhphu.vn/xa-suoi-mau-dieu-chinh-gia-nuoc-sach-102261120073301901.htm"
SORRY = "Tòa soạn xin rút lại bài viết này vì thông tin chưa chính xác, thành thật xin lỗi bạn đọc."


def page() -> str:
    return (RECORDED / NEWS / "pages" / URL).read_text(encoding="utf-8")


def edited(old: str, new: str) -> str:
    assert old in page()
    return page().replace(old, new)


def with_body(html: str) -> str:
    """The page with its lead and another text."""
    found, times = re.subn(
        r'(data-role="content">).*?(\n        </div>)', rf"\1{html}\2", page(), flags=re.DOTALL
    )
    assert times == 1
    return found


@pytest.fixture
def revisit(rehearse, hum):
    """Publishes the page by policy, has it edited, and walks every step again; gives the rooms and what was counted."""

    def walk_twice(html: str):
        faults = {"baochinhphu.vn/": Fault()}
        rooms, _ = rehearse(faults)
        walk(rooms, NEWS)
        assert [each["action"] for each in published(rooms)] == ["publish"]
        faults[URL] = Fault(status=200, body=html.encode())
        fetch(rooms, NEWS, after=timedelta(hours=2))
        counts = read_all(rooms, NEWS)
        voice_all(rooms)
        publish.approve_by_policy(rooms)
        publish.publish(rooms)
        publish.render_outlet(rooms)
        return rooms, counts

    return walk_twice


def published(rooms) -> list[dict]:
    return [each for each in changes(rooms) if each.get("url", "") == f"https://{URL}"]


def newest(rooms) -> VersionRow:
    query = select(VersionRow).join(ItemRow).where(ItemRow.url == f"https://{URL}")
    with rooms.store.session() as session:
        return session.scalars(query.order_by(VersionRow.number.desc()).limit(1)).one()


@pytest.mark.long
def test_a_retraction_waits_for_a_person_who_is_told_to_withdraw(revisit):
    rooms, counts = revisit(with_body(f"<p>{SORRY}</p>"))
    assert counts["changed"] == 1
    assert [each["action"] for each in published(rooms)] == ["publish"]
    with rooms.store.session() as session:
        told = select(IssueRow).where(IssueRow.url == f"https://{URL}", IssueRow.closed_at.is_(None))
        [issue] = [row for row in session.scalars(told) if "change.retraction" in row.reason]
        assert "Tòa soạn xin rút lại" in issue.reason
        assert "nguon withdraw" in issue.fix
        approval.withdraw(session, newest(rooms).id, actor="an", note="báo đã rút bài")
    publish.publish(rooms)
    publish.render_outlet(rooms)
    assert changes(rooms)[-1]["action"] == "withdraw"
    assert SORRY not in str(changes(rooms))


@pytest.mark.long
def test_a_caption_follows_by_policy_and_says_what_it_is(revisit):
    rooms, counts = revisit(edited("VGP/Vũ Mẫu", "VGP/An Mẫu"))
    assert counts["changed"] == 1
    assert [(each["action"], each.get("corrects")) for each in published(rooms)] == [
        ("publish", None),
        ("correct", ["caption"]),
    ]


@pytest.mark.long
def test_what_no_listener_notices_is_no_correction(revisit):
    """Five minutes later, with a heading in bold, and the other tone marks."""
    html = edited("<h2>Không để hộ nghèo bị cắt nước</h2>", "<p><b>Không để hộ nghèo bị cắt nước</b></p>")
    html = html.replace("T08:10:00", "T08:15:00").replace("08:10", "08:15").replace("hóa đơn", "hoá đơn")
    rooms, counts = revisit(html)
    assert counts["changed"] == 0
    assert [each["action"] for each in published(rooms)] == ["publish"]
