"""What the operator lends to reading, by the settings."""

from pathlib import Path

from crawlers.errors import ConfigurationError
from nguon.settings import Settings
from transforms.extract import Aids
from transforms.extract.cms import read_roots

_SUFFIXES = frozenset({".pem", ".crt", ".cer"})
_FIX = "give NGUON_SIGNATURE_ROOTS a file of certificates in PEM, or a folder of such files"


def aids_of(settings: Settings) -> Aids:
    """The roots that signatures are trusted by, and the program that reads scans.

    Raises:
        ConfigurationError: the roots cannot be read.
    """
    told = settings.signature_roots
    roots = _roots(Path(told)) if told else ()
    return Aids(roots, settings.tesseract)


def _roots(place: Path) -> tuple[bytes, ...]:
    try:
        files = (
            sorted(each for each in place.iterdir() if each.suffix.lower() in _SUFFIXES)
            if place.is_dir()
            else [place]
        )
        found = tuple(root for file in files for root in read_roots(file.read_bytes()))
    except (OSError, ValueError) as error:
        raise ConfigurationError(
            f"the roots of signatures cannot be read: {error}", url=str(place), fix=_FIX
        ) from error
    if not found:
        raise ConfigurationError("there is no root of signatures", url=str(place), fix=_FIX)
    return found
