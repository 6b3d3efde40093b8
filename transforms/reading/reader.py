"""A reader: the rules and tables, as a region says its numbers, with an operator's lexicon on top."""

import hashlib
import unicodedata
from dataclasses import dataclass, field, replace

from transforms.reading.engine import Reading, join, scan
from transforms.reading.lexicon import Lexicon
from transforms.reading.region import Region
from transforms.reading.tables import DIGEST

RULES_VERSION = "3"
"""Rises when a rule reads something in another way."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads official Vietnamese; equal readers read alike.

    `lexicon` is applied as far as its entries have no scope: `within` gives the reader for one source and kind.
    """

    region: Region = field(default_factory=Region)
    lexicon: Lexicon = field(default_factory=Lexicon)

    def read(self, text: str) -> str:
        """The spoken words of `text`, a line for a line, with the marks `, . ; : ? !` that phrase them."""
        composed = unicodedata.normalize("NFC", text)
        return join(composed, scan(composed, self.region, self.lexicon))

    def explain(self, text: str) -> tuple[Reading, ...]:
        """What `read` rewrites in `text`: in order, without overlap, with offsets into the NFC form of `text`."""
        return tuple(scan(unicodedata.normalize("NFC", text), self.region, self.lexicon))

    def within(self, source_id: str, kind: str) -> "Reader":
        """The reader for items of `kind` from a source: its lexicon is the part in scope."""
        return replace(self, lexicon=self.lexicon.of(source_id, kind))

    @property
    def version(self) -> str:
        """A short digest over what decides how a text is read: rules, tables, region, lexicon."""
        parts = [RULES_VERSION, DIGEST, self.region.thousand, self.region.odd, self.lexicon.version]
        return f"{RULES_VERSION}-{hashlib.sha256('|'.join(parts).encode()).hexdigest()[:12]}"
