"""The voice DAG: every newest version that wants a sound gets one."""

from datetime import timedelta
from typing import Any

from airflow.sdk import DAG, AssetOrTimeSchedule, CronTriggerTimetable, Metadata, get_current_context, task
from airflow.sdk.exceptions import AirflowSkipException

from dags.common import DEFAULTS, RENDITIONS, START, VERSIONS, rooms
from dags.planning import VOICE_POOL, batches, spread_cron
from nguon.settings import settings

VERSIONS_A_BATCH = 6

_CLOCK = CronTriggerTimetable(spread_cron("voice", timedelta(minutes=10)), timezone="Asia/Ho_Chi_Minh")

with DAG(
    "voice",
    schedule=AssetOrTimeSchedule(timetable=_CLOCK, assets=[VERSIONS]) if settings().schedules else [VERSIONS],
    start_date=START,
    catchup=False,
    max_active_runs=1,
    default_args=DEFAULTS,
    tags=["voice"],
    description="Give every new version a sound",
    doc_md=__doc__
    + """
An event of the ingest DAGs wakes it; the clock wakes it too, because events get lost. Either way it asks the store
which versions want one, so a run that died leaves nothing to repair: those that have none, those that a stand-in had to
speak (a few in each run, at its end, and none while the better voice is known to be away), those that somebody wished
anew. Which voices speak is the setting `NGUON_VOICES`; how many speak at once is the
pool `voice`.
""",
):

    @task
    def plan() -> list[list[int]]:
        """Versions that want a sound, in batches."""
        from nguon.steps.voice import versions_to_voice

        with rooms() as opened:
            return batches(versions_to_voice(opened), VERSIONS_A_BATCH)

    @task(pool=VOICE_POOL, map_index_template="{{ versions | length }} versions")
    def speak(versions: list[int]) -> dict[str, int]:
        """Script, sound, mastering and checks for each; a failure is an issue and costs that version only."""
        from nguon.steps.voice import voice_versions

        get_current_context()["versions"] = versions  # type: ignore[typeddict-unknown-key]
        with rooms() as opened:
            return voice_versions(opened, versions)

    @task(outlets=[RENDITIONS], trigger_rule="none_failed")
    def announce() -> Any:
        """Wake publication, if there is anything for it to find."""
        from nguon.steps.left import work_left

        with rooms() as opened:
            if not work_left(opened):
                raise AirflowSkipException("nothing to approve or publish")
        yield Metadata(RENDITIONS, {})

    speak.expand(versions=plan()) >> announce()
