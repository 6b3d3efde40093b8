"""Source definitions: a folder per source, whose name is the source's id, with its `source.yaml`."""

from crawlers.source.model import Expected, Layout, Media, Source
from crawlers.source.registry import (
    load_source,
    readable_sources,
    schema,
    source,
    source_ids,
    source_of_host,
)
from crawlers.source.ways import (
    WAYS,
    ApiDiscovery,
    Discovery,
    FeedDiscovery,
    GazetteDiscovery,
    ListingDiscovery,
    PostbackDiscovery,
    Rows,
    SitemapDiscovery,
    Way,
)

__all__ = [
    "WAYS",
    "ApiDiscovery",
    "Discovery",
    "Expected",
    "FeedDiscovery",
    "GazetteDiscovery",
    "Layout",
    "ListingDiscovery",
    "Media",
    "PostbackDiscovery",
    "Rows",
    "SitemapDiscovery",
    "Source",
    "Way",
    "load_source",
    "readable_sources",
    "schema",
    "source",
    "source_ids",
    "source_of_host",
]
