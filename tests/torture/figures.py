"""What ARCHITECTURE.md tells of these suites: each test holds its own counts against that, so that none can rot."""

import re

from nguon.settings import ROOT

_HEADING = "## What was thrown at it"


def figures(thrown: str) -> tuple[int, ...]:
    """Inputs, answers that they state, how many of ours agree and how many do not, as the table has them."""
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    section = text.partition(f"{_HEADING}\n")[2].partition("\n## ")[0]
    [row] = [line for line in section.splitlines() if line.startswith(f"| {thrown} |")]
    cells = [cell.strip().replace(",", "") for cell in row.split("|")[2:6]]
    assert all(re.fullmatch(r"\d+|–", cell) for cell in cells), row
    return tuple(0 if cell == "–" else int(cell) for cell in cells)
