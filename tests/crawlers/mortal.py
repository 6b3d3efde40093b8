"""A crawl's process that is killed once so many bytes are in its archive file: BYTES, then the crawl's arguments."""

import sys

from crawlers import run
from crawlers.archive import writer
from tests.crawlers.archive.dying import Mortal

if __name__ == "__main__":
    life, *arguments = sys.argv[1:]
    born = writer._born
    writer._born = lambda path: Mortal(born(path), int(life))
    sys.exit(run.main(arguments))
