"""The reparse DAG: a source's archived pages are read again, and a report says what they say differently."""

from typing import Any

from airflow.sdk import DAG, Param, get_current_context, task

from crawlers.source import source_ids
from dags.common import DEFAULTS, START, rooms
from dags.planning import batches

PAGES_A_BATCH = 50

with DAG(
    "reparse",
    schedule=None,
    start_date=START,
    catchup=False,
    max_active_runs=2,
    default_args=DEFAULTS,
    tags=["replay"],
    description="Read archived pages again with the extractor of today",
    params={
        "source": Param(
            type="string", enum=source_ids(), title="Source", description="Whose pages are read again."
        ),
        "all": Param(
            False,
            type="boolean",
            title="All",
            description="Every page ever read, not only the newest of each item.",
        ),
    },
    doc_md=__doc__
    + """
Nothing comes of it by itself: the last task's log names the replay, `nguon show-replay ID` shows the fields gained, lost
and changed, and only `nguon accept-replay ID` makes new versions of them, which want their voice and their approval. A run
with the same extractor over untouched pages finds every one the same to the byte.
""",
):

    @task
    def begin() -> int:
        """Choose the pages."""
        from nguon.steps.replay import begin_replay

        context: Any = get_current_context()
        asked = context["params"]
        with rooms() as opened:
            return begin_replay(
                opened, asked["source"], actor=f"airflow:{context['run_id']}", whole=asked["all"]
            )

    @task
    def plan(replay: int) -> list[list[int]]:
        """Pages that are still to be read, in batches."""
        from nguon.steps.replay import replay_left

        with rooms() as opened:
            left = replay_left(opened, replay)
        return batches(left, max(PAGES_A_BATCH, -(-len(left) // 200)))

    @task(map_index_template="{{ captures | length }} pages")
    def read(replay: int, captures: list[int]) -> dict[str, int]:
        """Read them beside the versions that they became."""
        from nguon.steps.replay import replay_pages

        get_current_context()["captures"] = captures  # type: ignore[typeddict-unknown-key]
        with rooms() as opened:
            return replay_pages(opened, replay, captures)

    @task(trigger_rule="none_failed")
    def report(replay: int) -> dict[str, Any]:
        """How many pages say what, and which fields; the words are shown by `nguon show-replay`."""
        from nguon.steps.replay import replay_counts, replay_fields

        with rooms() as opened:
            fields = replay_fields(opened, replay)
            return {"replay": replay, "pages": replay_counts(opened, replay), "fields": fields}

    begun = begin()
    read.partial(replay=begun).expand(captures=plan(begun)) >> report(begun)  # type: ignore[arg-type]
