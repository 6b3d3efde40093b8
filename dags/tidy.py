"""The daily tidying: clips of sound that nothing is made of any more are taken away."""

from datetime import timedelta

from airflow.sdk import DAG, CronTriggerTimetable, task

from dags.common import DEFAULTS, START, rooms
from dags.planning import spread_cron
from nguon.settings import settings

_DAILY = CronTriggerTimetable(spread_cron("tidy", timedelta(days=1)), timezone="Asia/Ho_Chi_Minh")

with DAG(
    "tidy",
    schedule=_DAILY if settings().schedules else None,
    start_date=START,
    catchup=False,
    max_active_runs=1,
    default_args=DEFAULTS,
    tags=["voice"],
    description="Take away clips that no sound is made of",
    doc_md=__doc__
    + """
A clip is the sound of one utterance. It stays as long as the newest sound of a version is made of it, and while it is young,
because a sound may be in the making. Whatever is taken away can be spoken again: sounds, pages and decisions are never
touched.
""",
):

    @task
    def clips() -> int:
        """Give how many bytes are free now."""
        from nguon.steps.voice import tidy_clips

        with rooms() as opened:
            return tidy_clips(opened)

    clips()
