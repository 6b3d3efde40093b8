"""The arithmetic of when: cron lines, pools, batches. Nothing here needs Airflow."""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

VOICE_POOL = "voice"


def pool_of(host: str) -> str:
    """The pool whose slots are the requests under way at a host, over all runs and backfills."""
    return f"host_{host}"


def pools(hosts: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Every pool that the DAGs name, in the form that `airflow pools import` reads."""
    slots = {pool_of(host): (1, f"Crawls under way at {host}, over all runs and backfills") for host in hosts}
    slots[VOICE_POOL] = (2, "Voices that speak at once")
    return {
        name: {"slots": number, "description": text, "include_deferred": False}
        for name, (number, text) in slots.items()
    }


def spread_cron(dag_id: str, every: timedelta) -> str:
    """A cron line for `every`, its minute (and hour) taken from a hash of the id, so that DAGs don't start together.

    Raises:
        ValueError: `every` does not divide an hour or a day evenly, or is longer than a day.
    """
    minutes, spread = int(every.total_seconds() // 60), int(hashlib.sha256(dag_id.encode()).hexdigest(), 16)
    if minutes < 60 and 60 % minutes == 0:
        return f"{spread % minutes}-59/{minutes} * * * *"
    if minutes % 60 == 0 and 1440 % minutes == 0:
        hours = minutes // 60
        minute, hour = spread % 60, spread // 60 % hours
        return f"{minute} {hour}-23/{hours} * * *" if hours < 24 else f"{minute} {hour} * * *"
    raise ValueError(f"every {every}: must divide an hour or a day evenly")


def batches(work: Sequence[int], size: int, most: int = 200) -> list[list[int]]:
    """Work cut for dynamic task mapping; what is over `most` batches waits for the next run."""
    cut = [list(work[start : start + size]) for start in range(0, len(work), size)]
    return cut[:most]
