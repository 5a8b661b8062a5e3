"""The contents beside a page of a publication: the parts of the book, and the part that has the study library."""

from bs4 import BeautifulSoup

from livingreview.publish.contents import shortened

PART = '<p class="caption" role="heading"><span class="caption-text">{title}</span></p>\n<ul>\n{pages}</ul>\n'
PAGE = '<li class="toctree-l1"><a class="reference internal" href="../{name}.html">{name}</a>{more}</li>\n'


def part(title, *names, more=""):
    return PART.format(title=title, pages="".join(PAGE.format(name=name, more=more) for name in names))


def listed(text):
    """The links of each list."""
    soup = BeautifulSoup(text, "html.parser")
    return [[(link.get_text(), link["href"]) for link in one.select("a")] for one in soup.select("ul")]


def test_a_part_is_a_link_to_its_first_page_and_the_part_of_the_library_stays():
    deeper = "<ul><li><a href='../deep.html'>deep</a></li></ul>"
    text = (
        part("Does it work?", "effect", "adults", more=deeper)
        + part("Is it safe?", "harms")
        + part("Sources", "studies", "references")
        + part("Helping", "guide")
    )
    made = shortened(text, "../studies.html")
    assert listed(made) == [
        [("Does it work?", "../effect.html"), ("Is it safe?", "../harms.html")],
        [("studies", "../studies.html"), ("references", "../references.html")],
        [("Helping", "../guide.html")],
    ]
    soup = BeautifulSoup(made, "html.parser")
    assert [title.get_text() for title in soup.select("p.caption")] == ["Sources"]
    assert [item.a["href"] for item in soup.select("li.current")] == ["../studies.html"]


def test_contents_without_parts_stay_as_they_are():
    text = "<ul>" + PAGE.format(name="effect", more="") + PAGE.format(name="studies", more="") + "</ul>"
    assert listed(shortened(text, "../studies.html")) == listed(text)
