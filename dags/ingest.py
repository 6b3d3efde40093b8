"""One ingest DAG per source: crawl and archive, then read what came, batch by batch.

`dags.bundle` makes a DAG file per source that calls `ingest_dag`, so that a broken definition costs its own DAG only.
"""

from datetime import datetime, timedelta
from typing import Any

from airflow.sdk import DAG, CronDataIntervalTimetable, Metadata, Param, get_current_context, task
from airflow.sdk.exceptions import AirflowSkipException

from crawlers.discovery.entry import Window
from crawlers.errors import Next, NguonError, SourceError
from crawlers.source import Source, load_source
from dags.common import DEFAULTS, START, VERSIONS, rooms
from dags.planning import LANES, batches, pool_of, spread_cron
from nguon.settings import settings

PAGES_A_BATCH = 20

_PARAMS = {
    "from": Param(
        None,
        type=["null", "string"],
        format="date-time",
        title="From",
        description="Start of the window to crawl. Empty: where the last good crawl ended, less the lookback.",
    ),
    "to": Param(
        None,
        type=["null", "string"],
        format="date-time",
        title="To",
        description="End of the window to crawl. Empty: the data interval's.",
    ),
    "requests": Param(
        None,
        type=["null", "integer"],
        minimum=1,
        title="Most requests",
        description="Most requests of this run, for a deep backfill. Empty: the source's `request_cap`.",
    ),
    "pages": Param(
        None,
        type=["null", "integer"],
        minimum=1,
        title="Most pages of a list",
        description="Most pages that are read of each list, for a deep backfill. Empty: the source's `cap`.",
    ),
}


def ingest_dag(source_id: str) -> DAG:
    """The DAG that ingests one source.

    Raises:
        SourceError: the source's definition is broken; the message names file, line and field.
    """
    of = load_source(settings().sources / source_id)
    dag_id = f"ingest_{of.id}"
    cron = _cron(dag_id, of)
    scheduled = settings().schedules and of.state != "retired"
    dag = DAG(
        dag_id,
        schedule=CronDataIntervalTimetable(cron, timezone="Asia/Ho_Chi_Minh") if scheduled else None,
        start_date=START,
        catchup=False,
        max_active_runs=1,
        default_args={**DEFAULTS, "priority_weight": LANES[of.priority], "weight_rule": "absolute"},
        tags=["ingest", of.kind, of.host],
        description=f"Crawl {of.title} ({of.host}) and read what is new",
        doc_md=_describe(of, cron),
        params=_PARAMS,
    )
    with dag:
        _tasks(of)
    return dag


def _cron(dag_id: str, of: Source) -> str:
    try:
        return spread_cron(dag_id, of.every, of.visits)
    except ValueError as error:
        raise SourceError(f"{of.id}/source.yaml: every, visits: {error}", source=of.id) from error


def _tasks(of: Source) -> None:
    report = _crawl(of)
    done = read.expand(captures=report >> plan(of.id))
    done >> announce(of.id)
    done >> verdict(report, of.id)


def _crawl(of: Source) -> Any:
    """The task that crawls; it holds a place in the host's pool."""

    @task(pool=pool_of(of.host), task_display_name="crawl and archive")
    def crawl() -> dict[str, Any]:
        """Crawl the window in a process of its own; every exchange is archived before this returns."""
        from crawlers.report import Limits
        from nguon.steps.crawl import catch_up, crawl_source, why_not

        context: Any = get_current_context()
        asked = context["params"]
        limits = Limits(asked.get("requests"), asked.get("pages"))
        with rooms() as opened:
            by_hand = context["dag_run"].run_type == "manual" and bool(asked.get("from"))
            if reason := why_not(opened, of, by_hand=by_hand):
                raise AirflowSkipException(reason)
            window = window_of(context)
            if not asked.get("from"):
                window = catch_up(opened, of, window)
            report = crawl_source(opened, of.id, window, print, limits=limits)
        problems = [[each.next, f"{each.error} {each.url}: {each.reason}"] for each in report.problems]
        return {"crawl": report.crawl, "found": report.found, "fetched": report.fetched, "problems": problems}

    return crawl()


@task(trigger_rule="all_done")
def plan(source: str) -> list[list[int]]:
    """Captured pages that are still to be read, of this run or of any that died."""
    from nguon.steps.read import pages_to_extract

    with rooms() as opened:
        return batches(pages_to_extract(opened, source), PAGES_A_BATCH)


@task(map_index_template="{{ captures | length }} pages")
def read(captures: list[int]) -> dict[str, int]:
    """Pages become articles, or go into quarantine with a reason."""
    from nguon.steps.read import extract_pages

    get_current_context()["captures"] = captures  # type: ignore[typeddict-unknown-key]
    with rooms() as opened:
        return extract_pages(opened, captures)


@task(outlets=[VERSIONS], trigger_rule="none_failed")
def announce(source: str) -> Any:
    """Wake the voice, if there is anything for it to find."""
    from nguon.steps.voice import versions_to_voice

    with rooms() as opened:
        waiting = len(versions_to_voice(opened))
    if not waiting:
        raise AirflowSkipException("nothing new")
    yield Metadata(VERSIONS, {"source": source, "waiting": waiting})


@task(retries=0, trigger_rule="none_failed")
def verdict(report: dict[str, Any], source: str) -> None:
    """Fail the run if something needs a person or another try; what was good is on its way already."""
    bad = [text for following, text in report["problems"] if following in {Next.RETRY, Next.ALERT}]
    if bad:
        raise NguonError("\n".join(bad), source=source, fix="see the issues: nguon status")


def window_of(context: Any) -> Window:
    """What the person who triggered the run asked for, else the data interval."""
    asked = context["params"]
    end = datetime.fromisoformat(asked["to"]) if asked.get("to") else _interval(context)[1]
    if asked.get("from"):
        return Window(datetime.fromisoformat(asked["from"]), end)
    return Window(min(_interval(context)[0], end - timedelta(minutes=1)), end)


def _interval(context: Any) -> tuple[datetime, datetime]:
    run = context["dag_run"]
    end = run.data_interval_end or run.run_after
    start = run.data_interval_start or end
    return start, max(end, start + timedelta(minutes=1))


def _describe(of: Source, cron: str) -> str:
    ways = ", ".join(way.by for way in of.discover)
    approval = "by policy" if of.approval == "auto" else "by a person"
    facts = {
        "Owner": of.owner,
        "Site": f"[{of.host}]({of.base})",
        "Finds what is new by": ways,
        "Schedule": f"`{cron}` (every {of.every})",
        "Approved": approval,
        "Never seen live": "; ".join(of.unseen) or "nothing",
    }
    rows = "\n".join(f"| {name} | {value} |" for name, value in facts.items())
    definition = (settings().sources / of.id / "source.yaml").read_text(encoding="utf-8")
    return f"### {of.title}\n\n| | |\n|---|---|\n{rows}\n\n```yaml\n{definition}```\n"
