"""What is still to be done."""

from sqlalchemy import select

from crawlers.source import source_ids
from nguon.steps.publish import auto_sources
from nguon.steps.rooms import Rooms
from nguon.steps.voice import versions_to_voice
from sinks import approval, publication
from sinks.outlet.changes import published_sequence
from sinks.store import ingest
from transforms.extract import EXTRACTOR


def work_left(rooms: Rooms) -> bool:
    """Whether anything waits that needs no person: a page to read, a voice, a policy's word, a publication."""
    auto = auto_sources()
    with rooms.store.session() as session:
        queries = [ingest.wants_extraction(each, EXTRACTOR) for each in source_ids()]
        if any(session.scalar(select(query.exists())) for query in queries):
            return True
        return bool(
            versions_to_voice(rooms)
            or session.scalar(select(publication.wants_publication().exists()))
            or approval.policy_work(session, auto)
            or publication.newest_sequence(session) != published_sequence(rooms.settings.outlet)
        )
