"""What a voice is to the rest of the room, and what texts it is given."""

import unicodedata
from collections.abc import Collection, Sequence
from typing import Protocol

from transforms.voice.errors import NothingToSay, TooLongToSay
from transforms.voice.sound import Pcm

LONGEST_TEXT = 10_000
"""Characters of one text, about ten minutes of speech; an utterance has a few hundred at most."""
FOLDED = " folded"
"""What the `version` of a voice says that does not speak Vietnamese, see `fold`."""
_VOWELS, _TONES = "aăâeêioôơuưy", ("", *"\u0300\u0301\u0303\u0309\u0323")
_FOLDS = str.maketrans(
    {
        unicodedata.normalize("NFC", letter + tone): unicodedata.normalize("NFD", letter)[0]
        for letter in _VOWELS + _VOWELS.upper()
        for tone in _TONES
    }
    | {"đ": "d", "Đ": "D"}
)
_SPACES = frozenset({"Cc", "Cn", "Cs", "Zl", "Zp"})
_SHOWN = 40


class Engine(Protocol):
    """Something that speaks.

    `version` names the engine's release, voice and settings: wherever it differs, the sound may differ. It may ask
    the engine itself, and so raise what `speak` raises. `languages` are the first parts of BCP 47 tags that the voice
    speaks (``vi``). `label` says in Vietnamese what a listener hears, for the people who approve it. `outside` says
    whether the texts are sent to a service on the internet.
    """

    @property
    def name(self) -> str: ...

    @property
    def voice(self) -> str: ...

    @property
    def version(self) -> str: ...

    @property
    def languages(self) -> frozenset[str]: ...

    @property
    def label(self) -> str: ...

    @property
    def outside(self) -> bool: ...

    def speak(self, texts: Sequence[str]) -> list[Pcm]:
        """One sound for each of `texts`; nothing in them is acted on as markup.

        Raises:
            VoiceError: one of its family; no text is left out silently.
        """
        ...


def plain(text: str) -> str:
    """`text` as any engine may be given it: composed letters, no controls.

    eSpeak reads decomposed Vietnamese as other phonemes. It stops at a NUL and takes U+0001 for a command; XML has no
    word for most controls, lone surrogates and what is no character. They become spaces. Marks that only a layout
    needs (direction, zero width, soft hyphens) go.
    """
    composed = unicodedata.normalize("NFC", text)
    return "".join(map(_plain_letter, composed))


def _plain_letter(letter: str) -> str:
    category = unicodedata.category(letter)
    return " " if category in _SPACES else "" if category == "Cf" else letter


def fold(text: str) -> str:
    """`text` (composed) with Vietnamese letters as others write them: ``Hà Nội`` is ``Ha Noi``.

    An English voice spells a word out that has letters it does not know. What is no Vietnamese letter (ñ, ü) stays.
    """
    return text.translate(_FOLDS)


def folded(languages: Collection[str]) -> str:
    """What a voice of these languages adds to its `version`: sounds of unfolded words are not those of folded ones."""
    return "" if "vi" in languages else FOLDED


def sayable(texts: Sequence[str], languages: Collection[str] = ("vi",)) -> list[str]:
    """`texts`, each `plain`, as a voice of these `languages` is given them: see `fold`.

    Raises:
        NothingToSay: one has neither letters nor digits.
        TooLongToSay: one has more than `LONGEST_TEXT` characters.
    """
    clean = [_checked(text, f"text {number} of {len(texts)}") for number, text in enumerate(texts)]
    return [fold(text) for text in clean] if folded(languages) else clean


def _checked(text: str, place: str) -> str:
    if len(text) > LONGEST_TEXT:
        raise TooLongToSay(
            f"{place} has {len(text)} characters, {LONGEST_TEXT} are said at most: {text[:_SHOWN]!r}…"
        )
    clean = plain(text)
    if not any(map(str.isalnum, clean)):
        raise NothingToSay(f"{place} is blank: {text[:_SHOWN]!r}")
    return clean
