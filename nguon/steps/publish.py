"""Sounds to decisions, decisions to publications, publications to the outlet."""

import logging

from crawlers.report import Problem
from crawlers.source import readable_sources
from nguon.steps.rooms import Rooms
from sinks import approval, publication
from sinks.outlet.render import Rendered, render
from sinks.store import issues

_log = logging.getLogger(__name__)


def auto_sources() -> list[str]:
    """Sources whose policy approves by itself; one whose definition is broken approves nothing."""
    good, bad = readable_sources()
    for error in bad:
        _log.warning("%s", error)
    return [each.id for each in good if each.approval == "auto"]


def approve_by_policy(rooms: Rooms) -> int:
    """Take the decisions that the sources' policy takes; gives their number."""
    with rooms.store.session() as session:
        return approval.approve_by_policy(session, auto_sources())


def publish(rooms: Rooms) -> int:
    """Number what has been decided; gives how many publications that made."""
    with rooms.store.session() as session:
        return publication.publish_decided(session)


def render_outlet(rooms: Rooms) -> Rendered:
    """Make the static files anew; an item whose words or sound are not the approved ones stays out, as an issue."""
    with rooms.store.session() as session:
        rendered = render(
            session,
            rooms.settings.outlet,
            sounds=rooms.settings.sounds,
            base_url=rooms.settings.outlet_url,
            rehearsal=rooms.store.rehearsal,
        )
        for error in rendered.faults:
            problem = Problem(type(error).__name__, error.url, error.reason, error.fix, error.next.value)
            issues.open_issue(session, error.source, problem)
    return rendered
