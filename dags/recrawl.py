"""The monthly second look: every source again over its last 31 days.

What was published late, dated back or overlooked is found by it; what is known costs the pages of the lists only.
"""

from datetime import timedelta
from typing import Any

from airflow.providers.standard.operators.trigger_dagrun import TriggerDagRunOperator
from airflow.sdk import DAG, CronTriggerTimetable, get_current_context, task

from crawlers.source import readable_sources
from dags.common import DEFAULTS, START
from dags.planning import spread_cron
from nguon.settings import settings

DAYS = 31

_HOUR = " ".join(spread_cron("recrawl", timedelta(days=1)).split()[:2])

with DAG(
    "recrawl",
    schedule=CronTriggerTimetable(f"{_HOUR} 1 * *", timezone="Asia/Ho_Chi_Minh")
    if settings().schedules
    else None,
    start_date=START,
    catchup=False,
    max_active_runs=1,
    default_args=DEFAULTS,
    tags=["ingest"],
    description=f"Crawl every source again over its last {DAYS} days",
    doc_md=__doc__
    + """
It triggers the ingest DAG of each source with that window; pools keep one crawl at a host at a time, and a paused or
retired source skips. The same by hand, for one source and any window: trigger its ingest DAG with *From* and *To*.
""",
):

    @task
    def windows() -> list[dict[str, Any]]:
        """The run to trigger for each source."""
        context: Any = get_current_context()
        end = context["dag_run"].run_after
        conf = {"from": (end - timedelta(days=DAYS)).isoformat(), "to": end.isoformat()}
        stamp = f"recrawl__{end:%Y-%m-%dT%H:%M}"
        active = [of.id for of in readable_sources()[0] if of.state == "active"]
        return [
            {"trigger_dag_id": f"ingest_{each}", "trigger_run_id": stamp, "conf": conf} for each in active
        ]

    TriggerDagRunOperator.partial(task_id="ingest", skip_when_already_exists=True).expand_kwargs(windows())
