"""One run of `nguon new-source` at a terminal."""

from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

from rich.console import Console
from rich.table import Table

from crawlers.errors import ConfigurationError
from nguon.new_source.facts import id_of
from nguon.new_source.propose import propose, whole
from nguon.new_source.samples import Written, refuse_overwriting, write_proposal
from nguon.settings import settings


def run(
    url: str,
    source_id: str,
    articles: Sequence[str],
    *,
    render: bool,
    samples: Path | None,
    out: Console,
    err: Console,
) -> None:
    """Propose, write, and tell; see `nguon.commands.new_source`.

    Raises:
        NguonError: there is nothing to propose; nothing was written.
    """
    ours = settings()
    if not ours.rehearsal and not ours.contact:
        fix = "set NGUON_CONTACT to a web or mail address of whoever runs this crawler"
        raise ConfigurationError("no contact for the User-Agent", url=url, fix=fix)
    address = whole(url)
    name = source_id or id_of(address)
    refuse_overwriting(ours.sources, name)

    def log(line: str) -> None:
        err.print(line, style="dim", highlight=False, markup=False, soft_wrap=True)

    proposal = propose(address, source_id=name, articles=articles, log=log, render=render)
    recorded = ours.var.absolute() / "recorded"
    written = write_proposal(proposal, url=address, sources=ours.sources, recorded=recorded, samples=samples)
    out.print(_table(proposal.findings))
    for line in _next_steps(name, written):
        out.print(line, highlight=False, markup=False, soft_wrap=True)
    out.print(f"{proposal.fetcher.asked} requests to {urlsplit(address).netloc}", highlight=False)


def _table(findings: Sequence[tuple[str, str, str]]) -> Table:
    table = Table("what", "found", "how sure", show_edge=False)
    for what, value, sure in findings:
        table.add_row(what, value, sure)
    return table


def _next_steps(source_id: str, written: Written) -> list[str]:
    """What a person does now."""
    pages = f"tests/recorded/{source_id}/pages"
    ours = f"Write pages of your own in the same structure under {pages}; --skeleton makes a start."
    if written.skeleton:
        ours = (
            f"Look at the pages of ours in {written.skeleton}; add an edge case, and the PDFs of documents."
        )
    return [
        f"1. Review {written.definition}: every line that says TODO or guessed, and `unseen`.",
        f"2. {ours}",
        "3. Read each page beside its golden.json, and put your name and the day into `reviewed`. Tests fail until then.",
        f"4. make docs, then: .venv/bin/pytest -m 'not stack' -k {source_id}",
        f"The pages as they came are in {written.recorded}: they are the site's, and are never committed.",
    ]
