"""Gates: what a part of the project must reach on a pinned corpus before a change of it may come in. `make eval`."""
