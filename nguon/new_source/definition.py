"""A definition as far as it is known: values, a remark on each that was guessed, and the YAML of both."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

from crawlers.source import Source
from crawlers.words import clean

MOST_LINES = 30
"""A definition is read in one look; notes go where it would be longer."""
_HEAD = "# yaml-language-server: $schema=../schema.json"
_ORDER = (
    "title", "owner", "base", "hosts", "language", "kind", "region", "credit", "every", "lookback", "approval", "render",
    "discover", "layouts", "unseen",
)  # fmt: skip


@dataclass
class Draft:
    """`values` as a `source.yaml` has them; `remarks` by place, such as `owner` or `discover.0.row`; `notes` at the end."""

    source: str
    values: dict[str, Any]
    remarks: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def definition(self) -> Source:
        """The source that the values define.

        Raises:
            pydantic.ValidationError: they define none.
        """
        return Source.model_validate({"id": self.source, **self.values})

    def text(self, told: str) -> str:
        """The file, with `told` in its second line."""
        lines = [_HEAD, f"# {told}"]
        for name in _ORDER:
            if name in self.values:
                lines += self._field(name, self.values[name])
        room = max(MOST_LINES - len(lines), 0)
        return "\n".join([*lines, *(f"# {clean(note)}" for note in self.notes[:room])]) + "\n"

    def _field(self, name: str, value: Any) -> Iterator[str]:
        if name in {"discover", "layouts"}:
            yield f"{name}:"
            for place, entry in enumerate(value):
                if place:
                    told = self._remark(f"{name}.{place}")
                    yield f"  - {inline(entry)}{told}"
                else:
                    yield from self._entry(f"{name}.{place}", entry, "  ")
        else:
            yield f"{name}: {inline(value)}{self._remark(name)}"

    def _entry(self, place: str, entry: dict[str, Any], indent: str) -> Iterator[str]:
        """One way or layout: its first field after the dash, the rest below."""
        mark = "- " if place.count(".") == 1 else "  "
        for name, value in entry.items():
            inner = f"{place}.{name}"
            if isinstance(value, dict):
                yield f"{indent}{mark}{name}:"
                yield from self._entry(inner, value, indent + "  ")
            else:
                yield f"{indent}{mark}{name}: {inline(value)}{self._remark(inner)}"
            mark = "  "

    def _remark(self, place: str) -> str:
        remark = self.remarks.get(place, "")
        return f"  # {clean(remark)}" if clean(remark) else ""


def inline(value: Any) -> str:
    """A value on one line."""
    dumped = yaml.safe_dump(
        value, default_flow_style=True, allow_unicode=True, sort_keys=False, width=1_000_000
    )
    return dumped.removesuffix("...\n").strip(" \n")
