"""The command that tells what this machine has and lacks."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from crawlers.errors import ConfigurationError, NguonError
from nguon.commands.terminal import console, told
from nguon.settings import Settings, settings

if TYPE_CHECKING:
    from transforms.voice.engine import Engine
    from transforms.voice.engines import Choice, Rule

app = typer.Typer()
_LEAST_DISK, _LITTLE_DISK = 1 << 30, 10 << 30
_SECONDS = 20
_WORDS = {"vi": "một", "en": "one"}


class State(StrEnum):
    """`BAD` is what was asked for and does not work, `NOTE` what could be had and is not."""

    GOOD = "ok"
    NOTE = "note"
    BAD = "BAD"


_STYLES = {State.GOOD: "green", State.NOTE: "yellow", State.BAD: "red"}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is there or not, in plain words, what to do where it is not, and what else it is."""

    state: State
    what: str
    words: str
    fix: str = ""
    more: tuple[str, ...] = ()


@app.command()
@told
def doctor(
    ask_outside: Annotated[
        bool, typer.Option(help="Have the online voices say one word too; it is sent to their service.")
    ] = False,
) -> None:
    """Tell what this machine has and lacks: voices, programs, store, folders, disk; and what to do about it.

    Exit status 1 where something that the settings ask for does not work.
    """
    ours, bad = settings(), 0
    for examine in (_orders, lambda of: _voices(of, ask_outside), _programs, _store, _folders, _disk):
        for found in examine(ours):
            _show(found)
            bad += found.state is State.BAD
    if bad:
        console.print(f"{bad} of these must be mended.", style="red")
        raise typer.Exit(1)
    console.print("All that the settings ask for is there.")


def _show(found: Finding) -> None:
    console.print(f"{found.state:4}", style=_STYLES[found.state], end="  ")
    console.print(f"{found.what}: {found.words}", highlight=False, markup=False, soft_wrap=True)
    for line in (*found.more, *([f"to do: {found.fix}"] if found.fix else ())):
        console.print(f"      {line}", highlight=False, markup=False, soft_wrap=True)


def _of(error: NguonError, what: str, state: State = State.BAD) -> Finding:
    return Finding(state, what, error.reason, error.fix)


def _orders(ours: Settings) -> Iterator[Finding]:
    """Which voices speak what; and whether lexicon, formats and jingle can be used."""
    from nguon.steps.voice import Studio

    try:
        choice = Studio.of(ours, clips=False).choice
    except ConfigurationError as error:
        yield _of(error, "settings of the voices")
        return
    for rule in _rules(choice):
        yield from _order(choice, rule)


def _rules(choice: "Choice") -> "tuple[Rule, ...]":
    """The rules, with the one that holds where no other does."""
    from transforms.voice.engines import Rule

    general = Rule((choice.otherwise,))
    ends = choice.rules and choice.rules[-1] == Rule(choice.rules[-1].engines)
    return choice.rules if ends else (*choice.rules, general)


def _order(choice: "Choice", rule: "Rule") -> Iterator[Finding]:
    conditions = " ".join(
        f"{name}={value}" for name in ("source", "kind", "language") if (value := getattr(rule, name))
    )
    what = f"order for {conditions or 'everything else'}"
    only = replace(choice, rules=(rule,))
    try:
        lineup = only.lineup(rule.source, rule.kind, rule.language or "vi")
    except NguonError as error:
        yield _of(error, what)
        return
    yield Finding(State.GOOD, what, ", then ".join(f"{each.name} {each.voice}" for each in lineup.engines))
    for passed in lineup.passed_over:
        yield Finding(State.NOTE, what, f"passed over: {passed}")


def _voices(ours: Settings, ask_outside: bool) -> Iterator[Finding]:
    """Each voice: what it is, and whether it speaks."""
    from nguon.steps.engines import choice_of

    try:
        choice = choice_of(ours)
    except ConfigurationError:
        return  # told by `_orders`
    used = list(_used(choice))
    seen = {(each.name, each.voice) for each in used}
    spare = [each for each in choice.voices.all() if (each.name, each.voice) not in seen]
    for engine in used:
        yield _voice(engine, State.BAD, allowed=ours.outside_voices, ask_outside=ask_outside)
    for engine in spare:
        lacking = State.BAD if engine.name == "piper" else State.NOTE  # its files are the operator's own word
        yield _voice(engine, lacking, allowed=ours.outside_voices, ask_outside=ask_outside)


def _used(choice: "Choice") -> "Iterator[Engine]":
    """The voices that an order may come to, each once."""
    seen = set()
    for rule in _rules(choice):
        for language in (rule.language,) if rule.language else ("vi", "en"):
            try:
                lineup = replace(choice, rules=(rule,)).lineup(rule.source, rule.kind, language)
            except NguonError:
                continue  # told by `_orders`, where it matters
            for engine in lineup.engines:
                if (engine.name, engine.voice) not in seen:
                    seen.add((engine.name, engine.voice))
                    yield engine


def _voice(engine: "Engine", lacking: State, *, allowed: bool, ask_outside: bool) -> Finding:
    what = f"voice {engine.name} {engine.voice}"
    try:
        more = tuple(_about(engine))
        if engine.outside and not allowed:
            return Finding(State.NOTE, what, "forbidden by NGUON_OUTSIDE_VOICES", more=more)
        if engine.outside and not ask_outside:
            return Finding(
                State.NOTE,
                what,
                "not asked: nobody knows whether it answers",
                "nguon doctor --ask-outside",
                more,
            )
        word = _WORDS.get(min(engine.languages), _WORDS["vi"])
        (sound,) = engine.speak([word])
    except NguonError as error:
        return _of(error, what, lacking)
    return Finding(State.GOOD, what, f"said “{word}” in {sound.seconds:.1f} s", more=more)


def _about(engine: "Engine") -> Iterator[str]:
    from transforms.voice.piper import Piper

    where = "by a service on the internet" if engine.outside else "on this machine"
    yield f"speaks {'/'.join(sorted(engine.languages))} {where}; listeners are told “{engine.label}”"
    yield engine.version
    match engine:
        case Piper():
            yield f"{engine.card.file}, {engine.card.language}, {engine.card.rate} Hz"
            yield f"licence of the voice file: {engine.card.licence}; of Piper: GPL-3.0-or-later, in a process of its own"
        case _ if engine.outside:
            yield "licence: none for the voice; there is no contract with the service, which is not for commercial use"
        case _:
            yield "licence: GPL-3.0-or-later, in a process of its own"


def _programs(ours: Settings) -> Iterator[Finding]:
    yield from _tesseract(ours.tesseract)
    yield _browser(ours.browser)


def _tesseract(program: str) -> Iterator[Finding]:
    fix = "on Debian: apt-get install tesseract-ocr tesseract-ocr-vie; then NGUON_TESSERACT=tesseract"
    if not program:
        there = shutil.which("tesseract")
        words = "scanned PDFs are quarantined" + (f"; {there} is there, but not set" if there else "")
        yield Finding(State.NOTE, "tesseract", words, "NGUON_TESSERACT=tesseract" if there else fix)
        return
    version, languages = _says(program, "--version"), _says(program, "--list-langs").split()
    if not version:
        yield Finding(State.BAD, "tesseract", f"{program} does not run", fix)
    elif "vie" not in languages:
        yield Finding(State.BAD, "tesseract", f"{program} cannot read Vietnamese", fix)
    else:
        yield Finding(State.GOOD, "tesseract", f"{version.splitlines()[0]} at {program}, reads Vietnamese")
        if "osd" not in languages:
            fix = "apt-get install tesseract-ocr-osd"
            yield Finding(State.NOTE, "tesseract", "cannot tell pages that lie on their side", fix)


def _says(*command: str) -> str:
    """What a program prints; nothing where it does not run, fails, or takes too long."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=_SECONDS, check=True)  # noqa: S603 -- the operator's own program
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout


def _browser(program: str) -> Finding:
    from crawlers.render.browser import find_browser, require_playwright
    from crawlers.source import readable_sources

    needing = [of.id for of in readable_sources()[0] if of.render]
    try:
        found = find_browser(program)
        require_playwright()
    except ConfigurationError as error:
        wanted = f"; wanted by {', '.join(needing)}" if needing else "; no source wants it"
        state = State.BAD if needing or program else State.NOTE
        return Finding(state, "browser", error.reason + wanted, error.fix)
    return Finding(State.GOOD, "browser", str(found))


def _store(ours: Settings) -> Iterator[Finding]:
    from sinks.store.embedded import EmbeddedPostgres

    try:
        if ours.store_url:
            yield _database(ours.store_url, "at NGUON_STORE_URL")
            return
        with EmbeddedPostgres(ours.postgres) as server:
            yield _database(server.url("postgres"), f"embedded, in {ours.postgres}")
    except ConfigurationError as error:
        yield _of(error, "PostgreSQL")


def _database(url: str, place: str) -> Finding:
    from sqlalchemy import text
    from sqlalchemy.exc import SQLAlchemyError

    from sinks.store.door import Store

    try:
        with closing(Store(_patient(url))) as store, store.engine.connect() as connection:
            version = connection.execute(text("SHOW server_version")).scalar_one()
    except (SQLAlchemyError, ValueError) as error:
        why = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
        return Finding(State.BAD, "PostgreSQL", f"{place} does not answer: {why}", "check NGUON_STORE_URL")
    return Finding(State.GOOD, "PostgreSQL", f"{version}, {place}")


def _patient(url: str) -> str:
    """The address of a database, so that nobody waits for a silent one for ever."""
    from sqlalchemy import make_url

    address = make_url(url)
    limits = {"connect_timeout": str(_SECONDS), **dict(address.query)}
    return address.update_query_dict(limits).render_as_string(hide_password=False)


def _folders(ours: Settings) -> Iterator[Finding]:
    yield _place("archive", ours.archive, "NGUON_ARCHIVE_URL")
    yield _place("sounds", ours.sounds, "NGUON_SOUNDS_URL")
    yield _place("outlet", str(ours.outlet), "NGUON_VAR")


def _place(what: str, address: str, setting: str) -> Finding:
    """Whether a folder or bucket can be reached; of a local one, whether it can be written."""
    import fsspec

    try:
        system, root = fsspec.core.url_to_fs(address)
        if "file" in system.protocol:
            return _local(what, Path(root), setting)
        there = system.exists(root)
    except (OSError, ValueError, ImportError) as error:
        return Finding(State.BAD, what, f"{address} cannot be reached: {error}", f"check {setting}")
    return Finding(State.GOOD, what, address if there else f"{address}; not there yet, made when needed")


def _local(what: str, folder: Path, setting: str) -> Finding:
    nearest = _nearest(folder)
    if not nearest.is_dir() or not os.access(nearest, os.W_OK | os.X_OK):
        fix = f"let this user write to {nearest}, or set {setting}"
        return Finding(State.BAD, what, f"{folder} cannot be written", fix)
    return Finding(State.GOOD, what, str(folder) if nearest == folder else f"{folder}; made when needed")


def _nearest(path: Path) -> Path:
    """The path, or the nearest one above it that exists."""
    return next(each for each in (path, *path.parents) if each.exists())


def _disk(ours: Settings) -> Iterator[Finding]:
    free = shutil.disk_usage(_nearest(ours.var.absolute())).free
    words = f"{free / (1 << 30):.1f} GB free at {ours.var}"
    if free < _LITTLE_DISK:
        state = State.BAD if free < _LEAST_DISK else State.NOTE
        yield Finding(state, "disk", words, "make room, or set NGUON_VAR to a larger disk")
    else:
        yield Finding(State.GOOD, "disk", words)
