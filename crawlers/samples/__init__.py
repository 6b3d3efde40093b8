"""Sample portals: pages in the layouts of real sites, served on the loopback interface by host name.

Nothing here is part of a live run. Tests and the demonstration stack point the crawler at this server instead of the real
hosts; it answers for every host that has a folder of pages, and can misbehave on request.
"""

from crawlers.samples.server import Fault, SamplePortals, sample_folders

__all__ = ["Fault", "SamplePortals", "sample_folders"]
