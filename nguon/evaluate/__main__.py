"""`python -m nguon.evaluate`: measures the gates and fails below their floors."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from nguon.commands.terminal import told as errors_told
from nguon.evaluate import extraction, reading
from nguon.evaluate.floors import FILE, Floors, read_floors, write_floors
from nguon.evaluate.gate import Corpus, Verdict, judge, told

GATES: dict[str, Callable[[], list[Corpus]]] = {
    "extraction": extraction.corpora,
    "reading": reading.corpora,
}
"""By name what gives a gate's corpora; each has a file of its own."""

_SLACK = 0.003

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
console = Console(soft_wrap=True, highlight=False)


@app.command()
@errors_told
def evaluate(
    gates: Annotated[list[str] | None, typer.Argument(help="Gates to measure; all, unless given.")] = None,
    lower: Annotated[bool, typer.Option("--lower", help="Take floors that are not reached down.")] = False,
    repin: Annotated[bool, typer.Option("--repin", help="Take the corpora as they are now.")] = False,
    lift: Annotated[
        bool, typer.Option("--raise", help="Take floors up to a little below what is reached.")
    ] = False,
    floors_file: Annotated[Path, typer.Option("--floors", help="The file of floors.", dir_okay=False)] = FILE,
) -> None:
    """Measure what is extracted and how it is read aloud, on pinned corpora; fail where it is less than it was."""
    floors = read_floors(floors_file)
    corpora = [corpus for name in gates or GATES for corpus in _gate(name)()]
    verdict = judge(corpora, floors)
    for line in told(verdict):
        console.print(line, markup=False)
    if lower or repin or lift:
        verdict = _changed(floors, verdict, corpora, lower=lower, repin=repin, lift=lift)
        write_floors(floors, floors_file)
        console.print(
            f"{floors_file.name} is written; {len(verdict.failures)} failures are left", markup=False
        )
    if verdict.failures:
        raise typer.Exit(1)


def _gate(name: str) -> Callable[[], list[Corpus]]:
    if name not in GATES:
        raise typer.BadParameter(f"{name!r} is none of {', '.join(GATES)}")
    return GATES[name]


def _changed(
    floors: Floors, verdict: Verdict, corpora: list[Corpus], *, lower: bool, repin: bool, lift: bool
) -> Verdict:
    """The verdict after the floors were changed as was asked for."""
    if repin:
        floors.corpora.update({corpus.name: corpus.digest() for corpus in _whole(corpora)})
        floors.pin(verdict.figures)
    if lower:
        floors.lower(verdict.figures)
    if lift:
        floors.lift(verdict.figures, _SLACK)
    again = judge([replace(each, measure=dict) for each in corpora], floors)
    return Verdict(verdict.marks, (*again.failures, *floors.below(verdict.figures)), verdict.missing)


def _whole(corpora: list[Corpus]) -> list[Corpus]:
    return [each for each in corpora if each.there and not each.lost]


if __name__ == "__main__":
    app()
