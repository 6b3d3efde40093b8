"""The archive's files: their names, and where they are."""

import os
from datetime import UTC, datetime
from typing import Any

import fsspec

from crawlers.errors import ConfigurationError

SUFFIX = ".warc.gz"


def crawl_id(source: str, now: datetime) -> str:
    """A name for one crawl, in the order of time, that no other crawl has."""
    return f"{source}-{now.astimezone(UTC):%Y%m%dT%H%M%S}-{os.urandom(3).hex()}"


def shelf_name(crawl: str) -> str:
    """The name in the archive of the file of a crawl: `<source>/<year>/<month>/<crawl>.warc.gz`."""
    source, stamp, _ = crawl.split("-", maxsplit=2)
    return f"{source}/{stamp[:4]}/{stamp[4:6]}/{crawl}{SUFFIX}"


def is_shelf_name(name: str) -> bool:
    """Whether a file of the archive may have that name: a path that leads out of it is none."""
    parts = name.split("/")
    return name.endswith(SUFFIX) and "\0" not in name and not {"", ".", ".."} & set(parts)


def archive_files(archive: str) -> list[str]:
    """Names of all WARC files in the archive; its cost grows with them."""
    fs, root = fsspec.core.url_to_fs(archive)
    if not fs.exists(root):
        return []
    prefix = len(root.rstrip("/")) + 1
    return sorted(name[prefix:] for name in fs.find(root) if name.endswith(SUFFIX))


def open_file(archive: str, name: str, block_size: int | None = None) -> Any:
    """The archive file of that name, for reading; `block_size` in bytes is what a bucket is asked for at a time.

    Raises:
        ConfigurationError: there is none.
    """
    fs, root = fsspec.core.url_to_fs(archive)
    try:
        return fs.open(f"{root}/{name}", "rb", block_size=block_size)
    except FileNotFoundError as error:
        raise ConfigurationError(
            "archive file is missing", url=f"{archive}/{name}", fix="check NGUON_ARCHIVE_URL"
        ) from error
