"""Legal documents: what a document's own words say it is, how it is built, and which others it acts on."""
