"""Entry by entry: a bad one costs itself only, and so does a defect of ours on one."""

from collections.abc import Callable, Iterable
from typing import TypeVar

from crawlers.discovery.entry import Entry, Findings
from crawlers.errors import Defect
from crawlers.failures import defects

_Part = TypeVar("_Part")


def gather(
    parts: Iterable[_Part], read: Callable[[_Part], Entry | str], *, called: str = "entry"
) -> Findings:
    """The entries of the parts of a page, in their order.

    Args:
        parts: rows, elements, objects.
        read: gives a part's entry, or what is wrong with it (`has no usable link`).
        called: what a part is called where it is a fault: `row 3 has no usable link`.
    """
    entries, faults, failures = [], [], []
    for number, part in enumerate(parts, 1):
        try:
            with defects():
                found = read(part)
        except Defect as error:
            failures.append(f"{called} {number}: {error.reason}")
            continue
        if isinstance(found, Entry):
            entries.append(found)
        else:
            faults.append(f"{called} {number} {found}")
    return Findings(tuple(entries), tuple(faults), defects=tuple(failures))
