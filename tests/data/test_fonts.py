"""Which characters the fonts of figures have: known without opening them for common letters, and rightly."""

from fontTools.ttLib import TTFont

from livingreview import fonts


def test_common_letters_are_in_the_first_font_upright_and_bold():
    for file in fonts.first_files():
        assert {sign for sign in fonts.COMMON if ord(sign) not in fonts.characters(file)} == set()


def test_whole_korean_syllables_can_be_printed_and_parts_of_them_cannot():
    every = "".join(map(chr, range(0xAC00, 0xD7A4)))
    assert fonts.missing(every) == []
    assert [fonts.FAMILIES[fonts.family_of(sign)] for sign in "김王Ж"] == [
        "NanumSquare",
        "Droid Sans Fallback",
        "DejaVu Sans",
    ]
    assert fonts.missing("\u1112\u1161\u11ab") == ["\u1112", "\u1161", "\u11ab"]


def test_characters_are_those_that_the_font_file_names():
    for file in (*fonts.first_files(), *fonts.FALLBACKS):
        with TTFont(file) as font:
            assert fonts.characters(file) == set(font.getBestCmap())
