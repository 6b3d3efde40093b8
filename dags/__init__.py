"""When each room runs, and over what. No business logic."""
