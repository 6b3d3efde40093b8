"""An archive and a spool of the test's own."""

import pytest

from crawlers.archive import ArchiveWriter, Exchange, read_captures
from crawlers.capture import Capture
from tests.crawlers.archive.making import CRAWL, EXCHANGES, LIMIT, SHELF, member_ends


@pytest.fixture
def spool(tmp_path):
    return tmp_path / "spool"


@pytest.fixture
def archive(tmp_path):
    return str(tmp_path / "archive")


@pytest.fixture
def shelve(spool, archive):
    """Archives exchanges; gives their captures."""

    def write(*exchanges: Exchange, limit: int = LIMIT, rehearsal: bool = False, **more) -> list[Capture]:
        options = {"spool": spool, "archive": archive, "rehearsal": rehearsal}
        with ArchiveWriter("dongmau", CRAWL, **options, **more) as writer:
            for each in exchanges:
                writer.write(each)
        return list(read_captures(archive, SHELF, max_bytes=limit))

    return write


@pytest.fixture(scope="session")
def spooled(tmp_path_factory):
    """The bytes of a spooled file with all exchanges, and where each record ends."""
    home = tmp_path_factory.mktemp("spooled")
    writer = ArchiveWriter("dongmau", CRAWL, spool=home, archive=str(home / "archive"), rehearsal=False)
    for each in EXCHANGES:
        writer.write(each)
    writer._file.close()
    raw = (home / f"{CRAWL}.warc.gz").read_bytes()
    return raw, member_ends(raw)
