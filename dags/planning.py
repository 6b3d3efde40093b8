"""The arithmetic of when: cron lines, pools, batches. Nothing here needs Airflow."""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from crawlers.dates import VIETNAM
from crawlers.manners import open_now, parse_visits

_DAYS = {1: "* * *", 7: "* * {week}", 30: "{month} * *"}
VOICE_POOL = "voice"
LANES = {"normal": 1, "priority": 10, "urgent": 100}
"""Airflow's weight for the tasks of each lane: where slots are short, the heavier task goes first."""


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


def spread_cron(dag_id: str, every: timedelta, visits: Sequence[str] = ()) -> str:
    """A cron line for `every`, its minute (and hour) taken from a hash of the id, so that DAGs don't start together.

    With `visits` (times of the day such as `22:00-05:30`) it stays within whole hours of them.

    Raises:
        ValueError: `every` does not divide an hour or a day evenly, is longer than a day but no week (7d) or month (30d),
            or never falls into `visits`.
    """
    minutes, spread = int(every.total_seconds() // 60), int(hashlib.sha256(dag_id.encode()).hexdigest(), 16)
    if minutes < 60 and 60 % minutes == 0:
        return f"{spread % minutes}-59/{minutes} {_hours(range(24), visits)} * * *"
    if every.days in _DAYS and every == timedelta(days=every.days):
        open_hours = _open_hours(visits)
        hour = open_hours[spread // 60 % len(open_hours)]
        return f"{spread % 60} {hour} {_DAYS[every.days].format(month=spread // 1440 % 28 + 1, week=spread // 1440 % 7)}"
    if minutes % 60 == 0 and 1440 % minutes == 0:
        hours = minutes // 60
        minute = spread % 60
        return f"{minute} {_hours(range(spread // 60 % hours, 24, hours), visits)} * * *"
    raise ValueError(f"every {every}: must divide an hour or a day evenly")


def _hours(wanted: range, visits: Sequence[str]) -> str:
    hours = [hour for hour in wanted if hour in _open_hours(visits)]
    if not hours:
        raise ValueError(
            f"no run falls into the visits {', '.join(visits)}: make them longer, or `every` shorter"
        )
    if len(hours) == len(wanted):
        return "*" if wanted.step == 1 else f"{wanted.start}-23/{wanted.step}"
    return ",".join(map(str, hours))


def _open_hours(visits: Sequence[str]) -> list[int]:
    """Hours of the day that lie wholly within `visits`; all of them without any."""
    hours = parse_visits(visits)
    days = [datetime(2026, 1, 1, hour, tzinfo=VIETNAM) for hour in range(24)]
    whole = [
        day.hour for day in days if open_now(hours, day) and open_now(hours, day + timedelta(minutes=59))
    ]
    if not whole:
        raise ValueError(f"the visits {', '.join(visits)} hold no whole hour")
    return whole


def batches(work: Sequence[int], size: int, most: int = 200) -> list[list[int]]:
    """Work cut for dynamic task mapping; what is over `most` batches waits for the next run."""
    cut = [list(work[start : start + size]) for start in range(0, len(work), size)]
    return cut[:most]
