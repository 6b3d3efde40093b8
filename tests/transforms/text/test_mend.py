"""What careless converters have done to a text is undone."""

import html

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.transforms.text.conftest import sentences
from transforms.text import mend, read_entities


@pytest.mark.parametrize(
    ("dirty", "plain"),
    [
        ("C&amp;ocirc;ng t&amp;aacute;c", "Công tác"),
        ("C&ocirc;ng &amp;amp;quot;A&quot;", 'Công "A"'),
        ("R&amp;D", "R&D"),
        ("R&amp;amp;D", "R&D"),
        ("&lt;b&gt; &amp;lt;i&amp;gt;", "&lt;b&gt; &amp;lt;i&amp;gt;"),
        ("a &nosuch; &#0; &", "a &nosuch; &#0; &"),
        ("2011 &amp;ndash; 2015&nbsp;x", "2011 – 2015 x"),
        ("NÐ-CP, Ðiều 5, ðã", "NĐ-CP, Điều 5, đã"),
        ("Guðmundur", "Guðmundur"),
        ("Сông văn, Τin", "Công văn, Tin"),
        ("СССР, kΩ, μg, бức", "СССР, kΩ, μg, бức"),
        ("\u202bxã\u202c \u2067hội\u2069\ufeff", "xã hội"),
        ("Tr&shy;&ecirc;ng ®¹i häc Quèc gia", "Trường đại học Quốc gia"),
        ("quô\u0301c lô\u0323", "quốc lộ"),
        ("quo\u0301\u0302c", "quốc"),
    ],
)
def test_mend(dirty, plain):
    assert mend(dirty) == plain


@given(sentences(1))
def test_healthy_text_stays(text):
    assert mend(text) == text
    assert mend(html.escape(html.escape(text.replace("a", "á")))) == text.replace("a", "á")


@given(
    st.text(st.characters(exclude_categories=["Cc", "Cs", "Co"]))
    | st.text(alphabet="&amp;#;xoc1Ðđ Сa\u00ad\u0301")
)
def test_mending_is_stable(text):
    once = mend(text)
    assert mend(once) == once


@given(st.text(alphabet="&amplt;gq<>#60x3c"))
def test_no_markup_comes_into_being(text):
    assert read_entities(text).count("<") == text.count("<")
    assert read_entities(text).count(">") == text.count(">")
