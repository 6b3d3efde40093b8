"""Two readings beside each other: what was gained, lost or changed."""
