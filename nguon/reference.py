"""The reference in docs/reference.md, made from the code: `make docs`. A test holds the file against it."""

import inspect
from collections.abc import Iterator
from datetime import timedelta
from enum import Enum
from pathlib import Path
from typing import Any

import typer
from pydantic import BaseModel
from pydantic_core import PydanticUndefined

from crawlers import errors
from crawlers.source import WAYS, Expected, Layout, Media, Source, schema
from nguon import sources_page
from nguon.settings import ROOT, Settings

FILE = ROOT / "docs" / "reference.md"

_HEAD = """# Reference

Made from the code by `make docs`; a test holds it against the code.
"""
_SETTINGS = """
## Settings

Each is an environment variable. Inside Airflow's tasks the Connections `nguon_store` (type Postgres) and
`nguon_archive` (type Generic, extra `{"url": "…"}`) win over `NGUON_STORE_URL` and `NGUON_ARCHIVE_URL`.
"""
_SOURCES = """
## Source definitions

A source is a folder under `crawlers/sources`, whose name is its id, with a `source.yaml` of these fields. Spans of time
are written `30m`, `1h`, `7d`; addresses are relative to `base`.
"""
_ERRORS = """
## Errors

Every failure is one of these; its class says what happens next: `retry` by the next run, `quarantine` of the bytes,
`alert` to a person, `watch` until it comes, or `nothing`.
"""


def reference() -> str:
    """The whole text."""
    return "".join(
        [
            _HEAD,
            _SETTINGS,
            *_table(("Setting", "Default", "Meaning"), _settings()),
            _SOURCES,
            *_fields("source.yaml", Source, skip=("id",)),
            *(
                line
                for name, way in WAYS.items()
                for line in _fields(f"`discover`, `by: {name}`", way, skip=("by",))
            ),
            *_fields("`layouts`", Layout),
            *_fields("`expect`", Expected),
            *_fields("`media`", Media),
            "\n## Commands\n\n",
            *_table(("Command", "What it does"), _commands()),
            _ERRORS,
            *_table(("Error", "Next", "Meaning"), _errors()),
        ]
    )


def _table(head: tuple[str, ...], rows: Iterator[tuple[str, ...]]) -> Iterator[str]:
    yield "\n| " + " | ".join(head) + " |\n|" + "---|" * len(head) + "\n"
    for row in rows:
        yield "| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |\n"


def _settings() -> Iterator[tuple[str, str, str]]:
    for name, field in Settings.model_fields.items():
        yield f"`NGUON_{name.upper()}`", _default(field.default), field.description or ""


def _fields(title: str, model: type[BaseModel], skip: tuple[str, ...] = ()) -> Iterator[str]:
    yield f"\n### {title}\n"
    rows = ((name, field) for name, field in model.model_fields.items() if name not in skip)
    cells = ((f"`{name}`", _default(field.default), field.description or "") for name, field in rows)
    yield from _table(("Field", "Default", "Meaning"), cells)


def _default(value: Any) -> str:
    if value is PydanticUndefined:
        return "required"
    if isinstance(value, Path):
        return f"`{value.relative_to(ROOT).as_posix()}`"
    if isinstance(value, timedelta):
        return f"`{value.days}d`"
    if value is None or value in ("", ()):
        return "none"
    return f"`{value}`"


def _commands() -> Iterator[tuple[str, str]]:
    from nguon.cli import app

    group = typer.main.get_command(app)
    for name, command in getattr(group, "commands", {}).items():
        yield f"`nguon {name}`", (command.help or "").split("\n\n")[0].replace("\n", " ")


def _errors() -> Iterator[tuple[str, str, str]]:
    family = [each for each in vars(errors).values() if inspect.isclass(each)]
    for error in family:
        if issubclass(error, errors.NguonError) and error is not errors.NguonError:
            assert isinstance(error.next, Enum)
            yield f"`{error.__name__}`", error.next.value, inspect.getdoc(error) or ""


def made_files() -> dict[Path, str]:
    """Every file that `make docs` makes, and its text."""
    return {FILE: reference(), sources_page.FILE: sources_page.sources_page(), sources_page.SCHEMA: schema()}


if __name__ == "__main__":
    for file, text in made_files().items():
        file.write_text(text, encoding="utf-8")
