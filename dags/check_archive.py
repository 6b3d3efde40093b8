"""The monthly look through the archive: every digest of every record, and every body that a record refers to."""

from datetime import timedelta

from airflow.sdk import DAG, CronTriggerTimetable, task

from crawlers.errors import ArchiveDamaged
from dags.common import DEFAULTS, START, rooms
from dags.planning import spread_cron
from nguon.settings import settings

_MONTHLY = CronTriggerTimetable(spread_cron("check_archive", timedelta(days=30)), timezone="Asia/Ho_Chi_Minh")

with DAG(
    "check_archive",
    schedule=_MONTHLY if settings().schedules else None,
    start_date=START,
    catchup=False,
    max_active_runs=1,
    default_args=DEFAULTS,
    tags=["watch"],
    description="Read the whole archive and verify every digest",
    doc_md=__doc__
    + """
What is damaged or missing becomes an issue and fails the run; the issue closes once the file is found right again. What
lies in the archive and not in the store is entered. The archive is read once from end to end, so this takes its time.
""",
):

    @task(retries=0, execution_timeout=timedelta(days=2))
    def check() -> dict[str, int]:
        """Fail if anything is damaged or missing."""
        from nguon.steps.archive import check_archive

        with rooms() as opened:
            entered = check_archive(opened)
        if entered.damaged:
            raise ArchiveDamaged(f"{entered.damaged} damages", fix="see the issues: nguon status")
        return {"files": entered.files, "captures": entered.captures}

    check()
