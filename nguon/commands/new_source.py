"""The command that begins a source: from an address to a definition, for a person to review."""

from pathlib import Path
from typing import Annotated

import typer

from nguon.commands.terminal import console, errors, told
from nguon.settings import ROOT

app = typer.Typer()

Url = Annotated[str, typer.Argument(help="Address of a site, a section, a list, a feed or a sitemap.")]
Id = Annotated[
    str, typer.Option("--id", help="The source's id, its folder's name; made from the host, unless given.")
]
Articles = Annotated[
    list[str] | None,
    typer.Option(
        "--article", help="Address of a typical item; repeatable. The newest of the list, unless given."
    ),
]
Render = Annotated[
    bool, typer.Option("--render", help="Fetch with a browser, for sites that show nothing without scripts.")
]
Skeleton = Annotated[
    bool,
    typer.Option(help="Also make pages of the same structure with words of ours, which may be committed."),
]
Samples = Annotated[
    Path,
    typer.Option(
        help="Where pages of ours belong, with --skeleton.", file_okay=False, show_default="tests/recorded"
    ),
]

_SAMPLES = ROOT / "tests" / "recorded"


@app.command()
@told
def new_source(
    url: Url,
    source_id: Id = "",
    article: Articles = None,
    render: Render = False,
    skeleton: Skeleton = False,
    samples: Samples = _SAMPLES,
) -> None:
    """Propose a source's definition from its site, record what was seen, and say what a person must review."""
    from nguon.new_source.session import run

    ours = samples if skeleton else None
    run(url, source_id, article or [], render=render, samples=ours, out=console, err=errors)
