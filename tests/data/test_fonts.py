"""Which characters the fonts of figures have: known without opening them for common letters, and rightly."""

from fontTools.ttLib import TTFont

from livingreview import fonts


def test_common_letters_are_in_the_first_font_upright_and_bold():
    for file in fonts.first_files():
        assert {sign for sign in fonts.COMMON if ord(sign) not in fonts.characters(file)} == set()


def test_characters_are_those_that_the_font_file_names():
    for file in (*fonts.first_files(), fonts.FALLBACK):
        with TTFont(file) as font:
            assert fonts.characters(file) == set(font.getBestCmap())
