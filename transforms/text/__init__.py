"""Vietnamese text made true: old encodings converted, look-alikes and double escapes undone, one key for two spellings."""

from transforms.text.finding import Keys, keys_of, wanted_keys
from transforms.text.keys import one_style, same, search_key
from transforms.text.labels import Labelled, Role, labelled_dates
from transforms.text.mend import mend, read_entities
from transforms.text.recognise import convert, recognise

__all__ = [
    "Keys",
    "Labelled",
    "Role",
    "convert",
    "keys_of",
    "labelled_dates",
    "mend",
    "one_style",
    "read_entities",
    "recognise",
    "same",
    "search_key",
    "wanted_keys",
]
