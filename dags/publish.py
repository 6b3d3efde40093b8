"""The publish DAG: policy decides what it may, decisions are carried out, the outlet is made anew."""

from datetime import timedelta

from airflow.sdk import DAG, AssetOrTimeSchedule, CronTriggerTimetable, task

from crawlers.errors import NguonError
from dags.common import DEFAULTS, RENDITIONS, START, rooms
from dags.planning import spread_cron
from nguon.settings import settings

_CLOCK = CronTriggerTimetable(spread_cron("publish", timedelta(minutes=5)), timezone="Asia/Ho_Chi_Minh")

with DAG(
    "publish",
    schedule=AssetOrTimeSchedule(timetable=_CLOCK, assets=[RENDITIONS])
    if settings().schedules
    else [RENDITIONS],
    start_date=START,
    catchup=False,
    max_active_runs=1,
    default_args=DEFAULTS,
    tags=["publish"],
    description="Approve by policy, publish what is approved, make the outlet",
    doc_md=__doc__
    + """
What a source's policy does not approve waits for a person: `nguon pending`, `nguon approve ID`. The database itself
refuses a publication that no decision binds to exactly these words and this sound.
""",
):

    @task
    def approve_by_policy() -> int:
        """Decisions of the sources whose definition says `approval: auto`."""
        from nguon.steps import publish as steps

        with rooms() as opened:
            return steps.approve_by_policy(opened)

    @task
    def publish() -> int:
        """Approved versions, corrections and withdrawals get their sequence numbers."""
        from nguon.steps import publish as steps

        with rooms() as opened:
            return steps.publish(opened)

    @task
    def outlet() -> dict[str, int]:
        """Change feed, podcast and sounds, as static files."""
        from nguon.steps import publish as steps

        with rooms() as opened:
            rendered = steps.render_outlet(opened)
        if rendered.faults:
            raise NguonError("\n".join(map(str, rendered.faults)), fix="see the issues: nguon status")
        return {"sequence": rendered.sequence, "live": rendered.live, "removed": rendered.removed}

    approve_by_policy() >> publish() >> outlet()
