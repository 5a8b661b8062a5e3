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


def test_pages_of_publications_are_not_counted_and_the_page_that_lists_them_is():
    pages = ["chapters/tea", "chapters/studies", "chapters/studies/adams2001", "chapters/last"]
    counted = {page: {"table": {"a": (1,)}} for page in pages}
    numbers = [kinds["table"]["a"] for kinds in within_chapters(counted, pages).values()]
    assert numbers == [(1, 1), (2, 1), (1,), (3, 1)]
