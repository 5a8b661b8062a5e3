"""Numbers of figures and tables within chapters."""

from livingreview.publish.numbers import within_chapters


def test_numbers_begin_at_one_in_each_chapter_for_each_kind_in_the_order_of_the_page():
    counted = {
        "first": {"table": {"a": (1,)}},
        "tea": {"table": {"c": (3,), "b": (2,)}, "figure": {"d": (1,)}},
        "water": {"figure": {"e": (2,)}, "table": {"f": (10,), "g": (11,), "h": (4,)}},
    }
    assert within_chapters(counted, ["empty", "tea", "water"]) == {
        "first": {"table": {"a": (1,)}},
        "tea": {"table": {"b": (2, 1), "c": (2, 2)}, "figure": {"d": (2, 1)}},
        "water": {"figure": {"e": (3, 1)}, "table": {"h": (3, 1), "f": (3, 2), "g": (3, 3)}},
    }
    assert counted["tea"]["table"]["c"] == (3,)
