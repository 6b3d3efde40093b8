"""The outside world to bytes: what is new at a source, fetched politely and archived before anyone reads it."""
