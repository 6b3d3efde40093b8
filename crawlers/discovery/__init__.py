"""Ways in which a source tells what is new. Pure: bytes in, entries out."""
