"""Recordings, films and pictures: found on pages and in feeds, fetched in pieces, told apart by their bytes."""
