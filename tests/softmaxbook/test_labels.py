"""The catalogue is complete, legible in every font, and speaks the right language."""

import io
import logging

import pytest
from matplotlib.figure import Figure

from softmaxbook import fonts, labels
from softmaxbook.live import style


@pytest.fixture(autouse=True)
def no_choice(monkeypatch, tmp_path):
    monkeypatch.setattr(labels, "_chosen", None)
    monkeypatch.delenv("SOFTMAXBOOK_LANG", raising=False)
    monkeypatch.chdir(tmp_path)


def draw_text(words, lang):
    with style.context(lang):
        fig = Figure()
        fig.text(0, 0, words)
        fonts.settle_mixed_text(fig, lang)
        fig.savefig(io.BytesIO(), format="svg")


def test_no_cell_is_empty():
    for key, row in labels.catalogue().items():
        assert set(row) == set(labels.LANGUAGES), key
        assert all(cell and cell == cell.strip() for cell in row.values()), key


def test_ids_are_unique():
    text = labels._CATALOGUE.read_text(encoding="utf-8")
    assert len(labels.catalogue()) == len(text.strip().splitlines()) - 1


@pytest.mark.parametrize("lang", labels.LANGUAGES)
def test_every_label_has_its_glyphs(lang, caplog):
    # A missing glyph is a warning (an error here), in mathtext a log record.
    with caplog.at_level(logging.WARNING):
        for row in labels.catalogue().values():
            draw_text(row[lang], lang)
    assert not caplog.records


@pytest.mark.parametrize("lang", ["ja", "zh"])
def test_words_beside_a_formula_have_their_glyphs(lang, caplog):
    draw_text("確率 $\\sigma(\\beta x)$", lang)
    assert not caplog.records


def test_the_glyph_test_can_fail():
    with pytest.warns(UserWarning, match="missing"):
        draw_text("確率", "en")


def test_a_missing_font_package_is_named(monkeypatch):
    monkeypatch.setattr(fonts, "find_spec", lambda name: None)
    with pytest.raises(ModuleNotFoundError, match="pip install japanize-matplotlib"):
        fonts.shipped_file("ja")


def test_english_is_the_last_resort():
    assert labels.language() == "en"


def test_the_folder_of_an_edition_sets_the_language(monkeypatch, tmp_path):
    folder = tmp_path / "chapters" / "zh"
    folder.mkdir(parents=True)
    monkeypatch.chdir(folder)
    assert labels.text("axis.probability") == "機率"


def test_the_environment_overrules_the_folder(monkeypatch, tmp_path):
    (tmp_path / "chapters" / "zh").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "chapters" / "zh")
    monkeypatch.setenv("SOFTMAXBOOK_LANG", "ja")
    assert labels.language() == "ja"


def test_a_choice_overrules_the_environment(monkeypatch):
    monkeypatch.setenv("SOFTMAXBOOK_LANG", "ja")
    labels.use_language("zh")
    assert labels.language() == "zh"


def test_unknown_languages_are_refused(monkeypatch):
    message = f"must be one of {', '.join(labels.LANGUAGES)}; got 'fr'"
    with pytest.raises(ValueError, match=f"lang {message}"):
        labels.use_language("fr")
    monkeypatch.setenv("SOFTMAXBOOK_LANG", "fr")
    with pytest.raises(ValueError, match=f"SOFTMAXBOOK_LANG {message}"):
        labels.language()


def test_words_that_are_still_missing_are_english():
    row = {"en": "probability", "ja": "確率", "ko": None, "fr": ""}
    said = [labels.said(row, lang) for lang in ("ja", "ko", "fr")]
    assert said == ["確率", "probability", "probability"]


def test_an_unknown_label_is_named():
    assert not labels.has("axis.nothing")
    with pytest.raises(KeyError) as caught:
        labels.text("axis.nothing")
    assert str(caught.value) == "no label 'axis.nothing' in catalogue.csv"
