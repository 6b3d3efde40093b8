"""Which bytes of a sample file a request asks for (RFC 9110, section 14)."""

import re
from collections.abc import Mapping
from email.message import Message

_ONE_RANGE = re.compile(r"bytes=\s*(\d*)-(\d*)\s*", re.IGNORECASE)


def wanted_range(asked: Message, validators: Mapping[str, str], length: int) -> range | None:
    """The places of the bytes; empty where there are none (416), None where the whole file is meant.

    If-Range holds for the same strong tag or the same date only (section 13.1.5). Several ranges at once, and what is
    no range, ask for the whole file (section 14.2).
    """
    found = _ONE_RANGE.fullmatch(asked.get("Range", ""))
    if not found or not (found[1] or found[2]):
        return None
    if (condition := asked.get("If-Range")) and condition.strip() not in validators.values():
        return None
    if not found[1]:
        return range(max(length - int(found[2]), 0), length)
    first, last = int(found[1]), int(found[2] or length)
    if last < first:
        return None
    return range(first, min(last + 1, length)) if first < length else range(0)
