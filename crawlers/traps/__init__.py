"""Trap control: shapes of addresses that give nothing new are closed for the rest of a crawl."""

from crawlers.traps.watch import Limits, TextDigest, Traps, shape_of, text_digest

__all__ = ["Limits", "TextDigest", "Traps", "shape_of", "text_digest"]
