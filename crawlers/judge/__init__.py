"""Whether an answer is what was asked for: never an article that is a challenge, a log-in, an error or an empty shell."""

from crawlers.judge.verdict import judge

__all__ = ["judge"]
