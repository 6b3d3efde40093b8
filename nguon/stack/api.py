"""Airflow's public REST API, as far as the launcher needs it."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import httpx

_ACTIVE = ("queued", "running")


@dataclass(frozen=True, slots=True)
class Run:
    """A DAG run and its state."""

    dag_id: str
    run_id: str
    state: str


class Airflow:
    """A client for the API at `url`; `login` first."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._http = httpx.Client(base_url=url, timeout=30, trust_env=False)

    def close(self) -> None:
        """Give the connections back."""
        self._http.close()

    def health(self) -> dict[str, str]:
        """State of each component; empty while the API does not answer."""
        try:
            answer = self._http.get("/api/v2/monitor/health", timeout=5)
        except httpx.TransportError:
            return {}
        if answer.status_code != httpx.codes.OK:
            return {}
        return {name: str((part or {}).get("status")) for name, part in answer.json().items()}

    def login(self, user: str, password: str) -> None:
        """Get a token."""
        answer = self._http.post("/auth/token", json={"username": user, "password": password})
        self._http.headers["Authorization"] = f"Bearer {answer.raise_for_status().json()['access_token']}"

    def _call(self, method: str, path: str, json: Any = None, **params: Any) -> Any:
        answer = self._http.request(method, f"/api/v2{path}", json=json, params=params)
        return answer.raise_for_status().json() if answer.content else None

    def _put(self, collection: str, key: str, name: str, values: dict[str, Any]) -> None:
        """Make an object, or bring the existing one to these values."""
        body = {key: name, **values}
        answer = self._http.post(f"/api/v2/{collection}", json=body)
        if answer.status_code == httpx.codes.CONFLICT:
            answer = self._http.patch(f"/api/v2/{collection}/{quote(name, safe='')}", json=body)
        answer.raise_for_status()

    def put_pool(self, name: str, values: dict[str, Any]) -> None:
        """Make a pool, or bring it to these values."""
        self._put("pools", "name", name, values)

    def put_connection(self, name: str, values: dict[str, Any]) -> None:
        """Make a connection, or bring it to these values."""
        self._put("connections", "connection_id", name, values)

    def dag_ids(self) -> set[str]:
        """Ids of the DAGs that can run."""
        return {dag["dag_id"] for dag in self._call("GET", "/dags", limit=1000)["dags"]}

    def import_errors(self) -> dict[str, str]:
        """Why DAG files could not be read, by file."""
        errors = self._call("GET", "/importErrors", limit=100)["import_errors"]
        return {error["filename"]: error["stack_trace"] for error in errors}

    def unpause(self, dag_id: str) -> None:
        """Let a DAG run."""
        self._call("PATCH", f"/dags/{dag_id}", {"is_paused": False})

    def trigger(self, dag_id: str, conf: dict[str, Any]) -> Run:
        """Start a run."""
        made = self._call("POST", f"/dags/{dag_id}/dagRuns", {"logical_date": None, "conf": conf})
        return _run(made)

    def run(self, run: Run) -> Run:
        """A run as it is now."""
        return _run(self._call("GET", f"/dags/{run.dag_id}/dagRuns/{quote(run.run_id, safe='')}"))

    def runs_since(self, moment: str) -> list[Run]:
        """Runs of any DAG that were queued at or after `moment` (ISO 8601)."""
        found = self._call("GET", "/dags/~/dagRuns", run_after_gte=moment, limit=100)["dag_runs"]
        return [_run(each) for each in found]

    def failed_tasks(self, run: Run) -> list[tuple[str, int, int]]:
        """Task id, map index and try number of what failed in a run."""
        path = f"/dags/{run.dag_id}/dagRuns/{quote(run.run_id, safe='')}/taskInstances"
        found = self._call("GET", path, state="failed", limit=100)["task_instances"]
        return [(each["task_id"], each["map_index"], each["try_number"]) for each in found]


def _run(values: dict[str, Any]) -> Run:
    return Run(values["dag_id"], values["dag_run_id"], values["state"])


def active(run: Run) -> bool:
    """Whether a run has not ended."""
    return run.state in _ACTIVE
