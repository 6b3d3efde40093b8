"""Items in other languages: no Vietnamese reading, frames in the item's own language."""

import pytest

from tests.transforms.script.made import item, lines, said
from transforms.article import Kind
from transforms.script import write_script
from transforms.script.breath import MAX_SYLLABLES
from transforms.script.reader import syllables

NEWS = """
By November 15, 1,062 of 1,380 loudspeakers had been replaced in the communes of Binh Son province at a cost of 21.4 billion VND, which the provincial budget covered in full, and the rest will follow before the storm season begins in the coming year.
Dr. Brown visited them. He met Mr. Lee.
| Commune | Sets
| Suoi Mau | 12
"""


@pytest.mark.parametrize("language", ["en", "en-GB", "EN"])
def test_an_english_item_has_an_english_script(language):
    made = write_script(
        item(*lines(NEWS), title="New loudspeakers", language=language, credit="Sample Radio")
    )
    assert {each.language for each in made.utterances} == {language}
    assert made.language == language
    assert said(made)[-6:] == [
        "Dr. Brown visited them.",
        "He met Mr. Lee.",
        "Here is a table of 1 rows and 2 columns.",
        "Suoi Mau; Sets: 12",
        "End of the table.",
        "According to Sample Radio.",
    ]
    assert all(each.spoken == each.written for each in made.utterances)
    assert "1,062 of 1,380" in " ".join(each.spoken for each in made.utterances)
    assert all(syllables(each.spoken) <= MAX_SYLLABLES for each in made.utterances)


def test_an_english_alert_is_repeated_in_english():
    made = write_script(item(*lines("Stay inside."), title="Storm", language="en", kind=Kind.ALERT))
    assert said(made)[:3] == ["Storm", "Stay inside.", "We repeat."]


def test_a_language_without_frames_is_said_without_them():
    made = write_script(item(*lines("Il pleut."), title="Pluie", language="fr"))
    assert said(made) == ["Pluie", "Il pleut."]


def test_what_a_voice_cannot_say_is_left_out():
    made = write_script(item(*lines("Stay inside 😀 please.\n☔☔"), title="Rain", language="en"))
    assert [each.spoken for each in made.utterances] == [
        "Rain",
        "Stay inside please.",
        "According to Đài mẫu.",
    ]
