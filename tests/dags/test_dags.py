"""The DAGs as Airflow reads them."""

import ast
import itertools
import os
import subprocess
import sys
import textwrap
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.dates import VIETNAM
from crawlers.source import readable_sources
from dags.planning import batches, pool_of, pools, spread_cron
from nguon.settings import ROOT


def at(hour: int) -> datetime:
    return datetime(2026, 11, 20, hour, tzinfo=UTC)


def asked(day: int) -> datetime:
    return datetime(2026, 11, day, tzinfo=VIETNAM)


_PROBE = """
import json, sys, warnings
warnings.simplefilter("ignore")
from airflow.dag_processing.dagbag import DagBag
from dags.bundle import SourcesBundle
bundle = SourcesBundle(name="sources")
bundle.initialize()
found = {"dags": {}, "errors": {}}
for folder in (bundle.path, sys.argv[1]):
    bag = DagBag(str(folder))
    found["errors"].update(bag.import_errors)
    for dag_id, dag in bag.dags.items():
        found["dags"][dag_id] = {
            "doc": dag.doc_md, "tags": sorted(dag.tags), "owner": dag.owner,
            "params": {name: param.description for name, param in dag.params.items_sdk() } if hasattr(dag.params, "items_sdk") else
                      {name: dag.params.get_param(name).description for name in dag.params},
            "tasks": {task.task_id: [task.pool, task.retries, task.retry_exponential_backoff, task.is_mapped] for task in dag.tasks},
            "weights": sorted({task.priority_weight for task in dag.tasks}),
            "timetable": type(dag.timetable).__name__,
        }
print("\\n" + json.dumps(found))
"""


def load(tmp_path: Path, sources: Path) -> dict:
    """DAGs and import errors, as a process of Airflow's finds them."""
    import json  # noqa: PLC0415

    environment = {
        **os.environ,
        "AIRFLOW_HOME": str(tmp_path / "airflow"),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{tmp_path}/airflow.db",
        "NGUON_VAR": str(tmp_path / "var"),
        "NGUON_SOURCES": str(sources),
    }
    done = subprocess.run(
        [sys.executable, "-c", _PROBE, str(ROOT / "dags")],
        env=environment, cwd=ROOT, capture_output=True, text=True, check=True, timeout=120,
    )  # fmt: skip
    return json.loads(done.stdout.splitlines()[-1])


@pytest.fixture(scope="module")
def found(tmp_path_factory) -> dict:
    return load(tmp_path_factory.mktemp("dags"), ROOT / "crawlers" / "sources")


def test_there_is_a_dag_for_every_source_and_stage(found):
    ingest = {f"ingest_{source.id}" for source in readable_sources()[0]}
    assert found["errors"] == {}
    assert set(found["dags"]) == ingest | {
        "recrawl",
        "voice",
        "publish",
        "watch",
        "check_archive",
        "reparse",
        "tidy",
    }


def test_every_dag_says_what_it_is(found):
    for dag_id, dag in found["dags"].items():
        assert dag["doc"], dag_id
        assert dag["tags"], dag_id
        assert dag["owner"] == "nguon"


def test_an_ingest_dag_shows_its_source_and_holds_its_pool(found):
    for source in readable_sources()[0]:
        dag = found["dags"][f"ingest_{source.id}"]
        assert f"base: {source.base}" in dag["doc"]
        assert dag["timetable"] == (
            "NullTimetable" if source.state == "retired" else "CronDataIntervalTimetable"
        )
        assert set(dag["params"]) == {"from", "to", "requests", "pages"}
        assert all(dag["params"].values())
        assert dag["tasks"]["crawl"][0] == pool_of(source.host)
        assert dag["tasks"]["read"][3], "work is cut by dynamic task mapping"


def test_tasks_are_retried_with_backoff(found):
    for dag in found["dags"].values():
        for task, (_, retries, backoff, _) in dag["tasks"].items():
            assert backoff
            assert retries > 0 or task in {"verdict", "silence", "check"}, (
                "these say what is; to ask again changes nothing"
            )


def test_the_tasks_of_a_warning_go_before_those_of_the_news(found):
    assert found["dags"]["ingest_nchmf"]["weights"] == [100]
    assert found["dags"]["ingest_baochinhphu"]["weights"] == [1]


def test_a_broken_source_costs_its_own_dag_only(tmp_path):
    good = (ROOT / "crawlers" / "sources" / "nchmf" / "source.yaml").read_text(encoding="utf-8")
    for name, text in {"good": good, "bad": good.replace("approval: review", "approval: maybe")}.items():
        folder = tmp_path / "sources" / name
        folder.mkdir(parents=True)
        (folder / "source.yaml").write_text(text, encoding="utf-8")
    found = load(tmp_path, tmp_path / "sources")
    assert "ingest_good" in found["dags"]
    assert "ingest_bad" not in found["dags"]
    [(file, error)] = found["errors"].items()
    line = good.splitlines().index("approval: review") + 1
    assert file.endswith("ingest_bad.py")
    assert f"bad/source.yaml:{line}: approval:" in error


def test_no_task_touches_airflows_own_tables():
    """The real executors forbid it; `dag.test` and the DAG processor don't notice."""
    forbidden = ("airflow.models", "airflow.settings", "airflow.utils.session", "airflow.utils.db")
    for file in [*ROOT.glob("dags/*.py"), *ROOT.glob("nguon/steps/*.py"), *ROOT.glob("sinks/**/*.py")]:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            assert not [name for name in names if name.startswith(forbidden)], f"{file}: {names}"


@given(st.text(min_size=1), st.sampled_from(["15m", "30m", "1h", "2h", "6h", "12h", "1d"]))
def test_a_cron_line_runs_as_often_as_it_says(dag_id, every):
    from airflow.sdk import CronDataIntervalTimetable  # noqa: PLC0415, F401 -- its parser is croniter
    from croniter import croniter  # noqa: PLC0415

    minutes = int(every[:-1]) * {"m": 1, "h": 60, "d": 1440}[every[-1]]
    runs = croniter(spread_cron(dag_id, timedelta(minutes=minutes)), 0.0)
    times = [runs.get_next(float) for _ in range(30)]
    assert {later - earlier for earlier, later in itertools.pairwise(times)} == {minutes * 60.0}


@pytest.mark.parametrize("days", [7, 30])
def test_a_week_and_a_month_are_cron_lines_too(days):
    from croniter import croniter  # noqa: PLC0415

    runs = croniter(spread_cron("ingest_x", timedelta(days=days)), 0.0)
    times = [runs.get_next(float) for _ in range(12)]
    gaps = {round((later - earlier) / 86400) for earlier, later in itertools.pairwise(times)}
    assert gaps <= ({7} if days == 7 else {28, 29, 30, 31})


@given(st.text(min_size=1), st.sampled_from([15, 30, 60, 1440]))
def test_a_run_stays_within_the_visits(dag_id, minutes):
    from croniter import croniter  # noqa: PLC0415

    runs = croniter(spread_cron(dag_id, timedelta(minutes=minutes), ["22:00-05:30"]), 0.0)
    hours = {datetime.fromtimestamp(runs.get_next(float), UTC).hour for _ in range(60)}
    assert hours <= {22, 23, 0, 1, 2, 3, 4}


def test_visits_that_no_run_falls_into_are_refused():
    with pytest.raises(ValueError, match="visits"):
        spread_cron("x", timedelta(hours=12), ["12:00-12:30"])


def test_dags_do_not_start_together():
    minutes = {spread_cron(f"ingest_{n}", timedelta(hours=1)).split()[0] for n in range(200)}
    assert len(minutes) > 40


@pytest.mark.parametrize("minutes", [7, 25, 100, 2880, 10_000])
def test_an_uneven_schedule_is_refused(minutes):
    with pytest.raises(ValueError, match="evenly"):
        spread_cron("x", timedelta(minutes=minutes))


@given(st.lists(st.integers(), max_size=300), st.integers(1, 50))
def test_batches_hold_all_the_work(work, size):
    assert [each for batch in batches(work, size) for each in batch] == work
    assert all(0 < len(batch) <= size for batch in batches(work, size))


def test_the_bundle_forgets_sources_that_are_gone(tmp_path, configure):
    from dags.bundle import SourcesBundle  # noqa: PLC0415

    folder = tmp_path / "sources" / "a"
    folder.mkdir(parents=True)
    (folder / "source.yaml").write_text(textwrap.dedent("title: x"), encoding="utf-8")
    configure(sources=tmp_path / "sources")
    bundle = SourcesBundle(name="sources")
    bundle.refresh()
    assert [path.name for path in bundle.path.glob("*.py")] == ["ingest_a.py"]
    (folder / "source.yaml").unlink()
    bundle.refresh()
    assert list(bundle.path.glob("*.py")) == []


class _Run:
    """What Airflow tells a task of its run, as far as the window needs it."""

    def __init__(self, start: datetime | None, end: datetime | None) -> None:
        self.data_interval_start, self.data_interval_end = start, end
        self.run_after = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("run", "params", "start", "end"),
    [
        pytest.param(_Run(at(6), at(7)), {}, at(6), at(7), id="interval"),
        pytest.param(
            _Run(at(6), at(7)), {"from": "2026-11-01T00:00:00+07:00"}, asked(1), at(7), id="from a day"
        ),
        pytest.param(
            _Run(at(6), at(7)),
            {"from": "2026-11-01T00:00:00+07:00", "to": "2026-11-02T00:00:00+07:00"},
            asked(1),
            asked(2),
            id="as asked",
        ),
        pytest.param(_Run(None, None), {}, at(12), at(12) + timedelta(minutes=1), id="by hand"),
    ],
)
def test_the_window_is_what_was_asked_for_else_the_data_interval(run, params, start, end):
    from dags.ingest import window_of  # noqa: PLC0415

    empty = {"from": None, "to": None}
    window = window_of({"dag_run": run, "params": empty | params})
    assert (window.start, window.end) == (start, end)


def test_every_pool_that_a_dag_names_is_among_those_to_be_made(found):
    named = {pool for dag in found["dags"].values() for pool, *_ in dag["tasks"].values()}
    made = pools(source.host for source in readable_sources()[0])
    assert named <= {*made, "default_pool"}
    assert all(values["slots"] > 0 for values in made.values())
