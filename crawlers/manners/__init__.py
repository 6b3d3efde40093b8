"""How a guest behaves: the host's rules, its pace, its wish to be left alone, its visiting hours.

`visits`, `robots` and `patience` decide and touch nothing; `host.Manners` is what a crawl asks before it asks a host.
"""

from crawlers.manners.patience import retry_after
from crawlers.manners.robots import ROBOT, Rules
from crawlers.manners.visits import Hours, may_visit, next_open, open_now, parse_visits

__all__ = [
    "ROBOT",
    "Hours",
    "Rules",
    "may_visit",
    "next_open",
    "open_now",
    "parse_visits",
    "retry_after",
]
