"""The front door: the settings that every room reads, the command, and the launcher of the whole stack."""
