"""Store to people: sources that have fallen silent."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from crawlers.dates import VIETNAM
from crawlers.errors import Silent
from crawlers.report import Problem
from crawlers.source import Source, readable_sources
from nguon.steps.rooms import Rooms
from sinks.store import issues
from sinks.store.silence import first_crawl, last_heard
from sinks.store.states import Standing, standings

_ROUNDS = 3


def watch_sources(rooms: Rooms, now: datetime) -> list[Silent]:
    """The active sources that have been silent for too long by `now`; each is an open issue until it speaks again.

    A source is silent that was crawled and brought nothing new for longer than its `expect.silence`, or that has not
    been crawled for longer than three times its `every` (and at least a day): then nobody knows whether it is silent.
    """
    sources = readable_sources()[0]
    with rooms.store.session() as session:
        said = standings(session)
        found = {of.id: _silent(session, of, said.get(of.id, Standing(of.state)), now) for of in sources}
        for of in sources:
            _tell(session, of, found[of.id])
    return [error for error in found.values() if error]


def _silent(session: Session, of: Source, stands: Standing, now: datetime) -> Silent | None:
    if not stands.crawled:
        return None
    heard = last_heard(session, of.id)
    asked = heard.asked or first_crawl(session)
    if asked is None:
        return None
    resumed = stands.since or heard.first or asked
    if now - max(asked, resumed) > max(_ROUNDS * of.every, timedelta(days=1)):
        reason = f"not crawled since {_day(heard.asked)}" if heard.asked else "was never crawled"
        fix = f"see whether ingest_{of.id} is switched on and its runs start; `nguon pause {of.id}` if that is meant"
        return Silent(reason, source=of.id, url=of.base, fix=fix)
    since = max(moment for moment in (heard.new, resumed) if moment)
    if now - since <= of.expect.silence:
        return None
    hours = of.expect.silence / timedelta(hours=1)
    reason = f"nothing new since {_day(since)}, longer than the {hours:g} hours of `expect.silence`"
    fix = "look at the site: it may have moved its list, or have nothing to say"
    return Silent(reason, source=of.id, url=of.base, fix=fix)


def _tell(session: Session, of: Source, error: Silent | None) -> None:
    """Open the issue, or note that it was seen again; what was open about an older silence is closed."""
    issues.close_class(session, of.id, Silent.__name__, but=error.reason if error else "")
    if error:
        problem = Problem(Silent.__name__, error.url, error.reason, error.fix, error.next.value)
        issues.open_issue(session, of.id, problem)


def _day(moment: datetime) -> str:
    return f"{moment.astimezone(VIETNAM):%Y-%m-%d %H:%M}"
