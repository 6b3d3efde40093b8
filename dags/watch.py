"""The daily look for silence: sources that bring nothing new, or are not crawled at all."""

from datetime import UTC, datetime, timedelta

from airflow.sdk import DAG, CronTriggerTimetable, task

from crawlers.errors import NguonError
from dags.common import DEFAULTS, START, rooms
from dags.planning import spread_cron
from nguon.settings import settings

_DAILY = CronTriggerTimetable(spread_cron("watch", timedelta(days=1)), timezone="Asia/Ho_Chi_Minh")

with DAG(
    "watch",
    schedule=_DAILY if settings().schedules else None,
    start_date=START,
    catchup=False,
    max_active_runs=1,
    default_args=DEFAULTS,
    tags=["watch"],
    description="Tell which sources have fallen silent",
    doc_md=__doc__
    + """
How long a source may be silent is `expect.silence` in its definition. One whose ingest DAG is switched off, or does not
start, is told too, unless somebody said `nguon pause`. The run fails while any source is silent; the issue closes by
itself once it speaks again.
""",
):

    @task(retries=0)
    def silence() -> None:
        """Fail if any active source is silent."""
        from nguon.steps.watch import watch_sources

        with rooms() as opened:
            silent = watch_sources(opened, datetime.now(UTC))
        if silent:
            raise NguonError("\n".join(map(str, silent)), fix="see the issues: nguon status")

    silence()
