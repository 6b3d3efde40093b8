"""The central store: PostgreSQL behind one door."""
