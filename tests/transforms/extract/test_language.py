"""The language of a page that no one has told anything of, and of the paragraphs in it."""

import pytest

from crawlers.errors import BadDocument
from tests.transforms.extract.conftest import PARAGRAPHS
from transforms.article import BlockKind
from transforms.extract import extract
from transforms.extract.measure import in_language, size

ENGLISH = (
    "The commune opened a new house of culture which shelters the villagers whenever a storm warning is issued.",
    "It has a hall with one hundred and twenty seats, a reading room and a yard for sports and for the market.",
    "The head of the hamlet said that people will meet there, learn to read and wait for the storms to pass.",
)


def english(lang="", head=""):
    inner = "".join(f"<p>{text}</p>" for text in ENGLISH)
    title = "A house of culture against storms"
    return f"<html{lang}><head><title>{title}</title>{head}</head><body><h1>{title}</h1><div>{inner}</div></body></html>"


@pytest.mark.parametrize(
    ("lang", "head", "code", "rule"),
    [
        (' lang="en-GB"', "", "en", "html lang"),
        ("", '<meta property="og:locale" content="en_US">', "en", "meta og:locale"),
        ("", '<meta http-equiv="Content-Language" content="en">', "en", "meta content-language"),
        ("", "", "en", "text"),
        (' lang="vi"', "", "en", "text"),
        (' lang="!!"', "", "en", "text"),
    ],
)
def test_the_language_is_what_the_page_is_in(make_page, lang, head, code, rule):
    article = extract(make_page(english(lang, head)))
    assert (article.language, article.evidence["language"]) == (code, rule)
    assert all(text in article.text for text in ENGLISH)


def test_a_copied_template_does_not_make_a_page_english(news_html, make_page):
    article = extract(make_page(news_html().replace('lang="vi"', 'lang="en-US"')))
    assert (article.language, article.evidence["language"]) == ("vi", "text")


def test_the_language_that_was_asked_for_is_kept_to(news_html, make_page):
    assert extract(make_page(english()), language="en").evidence["language"] == "option"
    with pytest.raises(BadDocument, match="not in the language 'vi'"):
        extract(make_page(english()), language="vi")


def test_scripts_without_spaces_have_words_and_are_no_vietnamese(make_page):
    text = "村民委员会今天上午在新建的文化中心召开会议，讨论台风季节的准备工作和疏散路线的安排。"
    assert size(text) > 15
    assert not in_language(text, "vi")
    html = f"<html lang=zh><title>台风季节的准备工作</title><body><h1>台风季节的准备工作</h1><div>{''.join(f'<p>{text}{n}</p>' for n in range(4))}</div>"
    article = extract(make_page(html))
    assert (article.language, text in article.text) == ("zh", True)


def test_a_page_in_an_unknown_language_says_so(make_page):
    text = "Le conseil municipal se réunit demain matin dans la nouvelle maison pour préparer la saison des tempêtes."
    html = f"<title>Le conseil se réunit</title><body><h1>Le conseil se réunit</h1><div>{f'<p>{text}</p>' * 2}<p>{text} Encore.</p></div>"
    assert extract(make_page(html)).language == "und"


def paragraphs(*texts):
    return "".join(f"<p>{text}</p>" for text in texts)


def test_foreign_paragraphs_are_furniture_and_many_are_a_doubt(news_html, make_page, make_source):
    one = extract(make_page(news_html(paragraphs(*PARAGRAPHS * 3, ENGLISH[0]))))
    assert [block.text for block in one.blocks if block.kind == BlockKind.FURNITURE] == [ENGLISH[0]]
    assert one.doubts == ()
    for source in (None, make_source()):
        mixed = extract(make_page(news_html(paragraphs(*PARAGRAPHS, *ENGLISH))), source=source)
        assert [doubt.code for doubt in mixed.doubts] == ["text.foreign"]
        assert "3 paragraphs" in mixed.doubts[0].detail
        assert not any(text in mixed.text for text in ENGLISH)


def test_a_pane_in_another_language_beside_the_text_is_no_doubt(news_html, make_page):
    tab = f'<div id="en">{paragraphs(*ENGLISH)}</div>'
    article = extract(make_page(news_html(paragraphs(*PARAGRAPHS) + tab)))
    assert article.doubts == ()
    assert ENGLISH[0] not in article.text


def test_tables_are_in_the_language_of_their_neighbours(news_html, make_page):
    rows = "".join(f"<tr><td>Methyl bromide acid {n}<td>CAS number register {n}</tr>" for n in range(4))
    article = extract(make_page(news_html(paragraphs(*PARAGRAPHS) + f"<table>{rows}</table>")))
    assert "Methyl bromide acid 3 | CAS number register 3" in article.text
    tab = f"<div id=en>{paragraphs(*ENGLISH)}<table>{rows}</table></div>"
    both = extract(make_page(news_html(paragraphs(*PARAGRAPHS) + tab)))
    assert "Methyl" not in both.text
