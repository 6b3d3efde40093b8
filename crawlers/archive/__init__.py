"""The archive: WARC 1.1 files, a gzip member per record, written before anyone reads a page.

A crawl writes into the spool, one exchange after the other, each flushed to the disk; the finished file is copied to
the archive under `<source>/<year>/<month>/<crawl>.warc.gz`. The spooled file goes when the store has its captures
(`recover_spool`), so nothing is lost whoever dies when: what a killed crawl left is sealed at its last whole record by
whoever comes next.

A body that came before is not written twice: a `revisit` record names the older record. Every record bears digests,
and no byte is handed out before they were found right.
"""

from crawlers.archive.exchange import Answer, Exchange, Rendering
from crawlers.archive.files import archive_files, crawl_id, shelf_name
from crawlers.archive.reader import read_body, read_captures, read_exchange, survey
from crawlers.archive.spool import recover_spool
from crawlers.archive.writer import ArchiveWriter

__all__ = [
    "Answer",
    "ArchiveWriter",
    "Exchange",
    "Rendering",
    "archive_files",
    "crawl_id",
    "read_body",
    "read_captures",
    "read_exchange",
    "recover_spool",
    "shelf_name",
    "survey",
]
