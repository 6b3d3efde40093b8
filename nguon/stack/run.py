"""`make run`: the main job once, through real Airflow runs, over the sample portals; then a table of what happened."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from rich.console import Console

from crawlers.errors import NguonError
from crawlers.source import Source, readable_sources, source, source_ids
from nguon.settings import Settings
from nguon.stack.api import Run, active
from nguon.stack.stack import Stack, stack
from nguon.steps.left import work_left
from nguon.steps.publish import auto_sources
from nguon.steps.rooms import Rooms, open_rooms
from nguon.table import print_summary
from sinks.summary import summarise

SAMPLES_FROM = "2026-09-01T00:00:00+07:00"

_STAGES = ("voice", "publish")
_POLL_SECONDS = 0.5
_STAGE_SECONDS = 1800
_QUIET_SECONDS = 3
_DAGS_SECONDS = 120


class RunFailed(NguonError):
    """The main job did not come through; the message names source, URL and log."""


@dataclass
class _Progress:
    """Says what changed, once each, with the seconds since the start."""

    console: Console
    began: float = field(default_factory=time.monotonic)
    last: str = ""

    def say(self, text: str) -> None:
        if text != self.last:
            self.last = text
            self.console.print(
                f"{time.monotonic() - self.began:6.1f} s  {text}", highlight=False, soft_wrap=True
            )


def run_main_job(ours: Settings, console: Console, chosen: Sequence[str] = ()) -> None:
    """Start the stack, run the ingest of every source or of those `chosen`, let voice and publication follow, print the table.

    Raises:
        SourceError: there is no such source.
        RunFailed: a run failed, or work is left that needs no person.
    """
    progress, since = _Progress(console), datetime.now(UTC)
    wanted = [source(each) for each in chosen] or [of for of in readable_sources()[0] if of.state == "active"]
    with stack(ours, progress.say, schedules=False) as up:
        _wait_for_dags(up, progress)
        with open_rooms(up.store_url) as rooms:
            failures = _failures(up, _walk(up, rooms, wanted, since, progress))
            failures += [str(error) for error in readable_sources()[1]]
            left = work_left(rooms)
            print_summary(console, rooms, since, [of.id for of in wanted])
        progress.say("stopping")
    if failures or left:
        lines = [*failures, "work is left that needs no person: nguon status"] if left else failures
        raise RunFailed("\n".join(lines), fix="the issues above name source and URL")
    console.print("Open the UI with: [bold]make ui[/]")


def _wait_for_dags(up: Stack, progress: _Progress) -> None:
    """Wait until Airflow has read every DAG; a broken source is told, and does not stop the others."""
    wanted = {f"ingest_{source_id}" for source_id in source_ids()} | set(_STAGES)
    broken = {f"ingest_{error.source}" for error in readable_sources()[1]}
    deadline = time.monotonic() + _DAGS_SECONDS
    while missing := wanted - broken - up.airflow.dag_ids():
        up.processes.check()
        if time.monotonic() > deadline:
            errors = "\n".join(up.airflow.import_errors().values())
            raise RunFailed(f"Airflow does not show {sorted(missing)}:\n{errors}", fix="see var/logs/stack")
        time.sleep(_POLL_SECONDS)
    for dag_id in sorted(wanted - broken):
        up.airflow.unpause(dag_id)
    progress.say(f"{len(wanted - broken)} DAGs are ready")


def _walk(
    up: Stack, rooms: Rooms, wanted: Sequence[Source], since: datetime, progress: _Progress
) -> list[Run]:
    """Ingest, then the stages that the assets wake; gives every run."""

    def tick() -> None:
        progress.say(_count_line(rooms, since))

    conf = {"from": SAMPLES_FROM, "to": since.isoformat()}
    _wait(up, [up.airflow.trigger(f"ingest_{each.id}", conf) for each in wanted], tick)
    for stage in _STAGES:
        _follow_assets(up, rooms, since, tick)
        if work_left(rooms):
            # An event may have been lost, or a run may have ended while it came: ask for the stage by name.
            _wait(up, [up.airflow.trigger(stage, {})], tick)
    _follow_assets(up, rooms, since, tick)
    return up.airflow.runs_since(since.isoformat())


def _wait(up: Stack, runs: list[Run], tick: Callable[[], None]) -> list[Run]:
    deadline = time.monotonic() + _STAGE_SECONDS
    while any(active(run) for run in runs):
        up.processes.check()
        if time.monotonic() > deadline:
            raise RunFailed(f"{runs} did not end within {_STAGE_SECONDS} s", fix="see var/logs")
        time.sleep(_POLL_SECONDS)
        tick()
        runs = [up.airflow.run(run) if active(run) else run for run in runs]
    return runs


def _follow_assets(up: Stack, rooms: Rooms, since: datetime, tick: Callable[[], None]) -> None:
    """Wait while any run is under way, and while there is work, a moment longer for an event to start the next."""
    quiet_since = time.monotonic()
    while True:
        up.processes.check()
        if any(active(run) for run in up.airflow.runs_since(since.isoformat())):
            quiet_since = time.monotonic()
        elif time.monotonic() - quiet_since > _QUIET_SECONDS or not work_left(rooms):
            return
        time.sleep(_POLL_SECONDS)
        tick()


def _count_line(rooms: Rooms, since: datetime) -> str:
    with rooms.store.session() as session:
        rows = summarise(session, source_ids(), since, policy_sources=auto_sources())
    return (
        f"found {sum(row.found for row in rows)}, new {sum(row.new for row in rows)}, "
        f"quarantined {sum(row.quarantined for row in rows)}, voiced {sum(row.voiced for row in rows)}, "
        f"published {sum(row.published for row in rows)}"
    )


def _failures(up: Stack, runs: list[Run]) -> list[str]:
    """A line for each task that failed, naming its log."""
    lines = []
    for run in (run for run in runs if run.state == "failed"):
        folder = up.settings.var / "logs" / f"dag_id={run.dag_id}" / f"run_id={run.run_id}"
        for task, index, attempt in up.airflow.failed_tasks(run):
            part = f"map_index={index}/" if index >= 0 else ""
            lines.append(
                f"{run.dag_id}.{task} failed, log: {folder}/task_id={task}/{part}attempt={attempt}.log"
            )
    return lines
