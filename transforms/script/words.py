"""Words of our own that several parts of a legal document's radio form need."""

from datetime import date

from transforms.script.speech import Speech


def day_of(speech: Speech, day: date | None) -> str:
    """A day in words; empty where it is not known."""
    return speech.words("day", day=day.day, month=day.month, year=day.year) if day else ""
