"""LaTeX in references.bib is decoded once: nothing is lost, and what cannot be decoded is refused."""

import pytest

from livingreview.store.bibliography import Mark, Rich, Run, Undecodable
from livingreview.store.bibliography.latex import address, decode
from livingreview.store.bibliography.names import Name, Names, read_names
from livingreview.store.bibliography.pages import Pages, read_pages

SUP, SUB, ITALIC, BOLD, PROTECTED = (
    frozenset({mark}) for mark in (Mark.SUPERSCRIPT, Mark.SUBSCRIPT, Mark.ITALIC, Mark.BOLD, Mark.PROTECTED)
)


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        (r"TGF-$\beta$1 and \textgamma\ rays", "TGF-β1 and γ rays"),
        (r"CD4$^{+}$ and CD8\textsuperscript{+} cells", "CD4⁺ and CD8⁺ cells"),
        (r"$10^9$/L, $10^{12}$, $10^{-3}$", "10⁹/L, 10¹², 10⁻³"),
        (r"H$_2$O, CO\textsubscript{2}, $\mathrm{SpO}_2$", "H₂O, CO₂, SpO₂"),
        (r"$I^2$ and $\tau^2$", "I² and τ²"),
        (r"$x^{a,b}$ and $y_{XY}$", "x^(a,b) and y_(XY)"),
        (r"{\textless}5, {\textgreater}12, <5, $<5$, $\geq$5, $\leqslant$5, $\pm$ 2", "<5, >12, <5, <5, ≥5, ≤5, ± 2"),
        (r"{\copyright} \textregistered{} \texttrademark", "© ® ™"),
        (r"50% and 60\% of a \& b_c \_ \# \$5", "50% and 60% of a & b_c _ # $5"),
        (r"\{tea\} \textbackslash\ {\textasciitilde} \^{} \~{}", r"{tea} \ ~ ^ ~"),
        ("5--10, a---b, ``q'' 5~mg 5\\,mg", "5–10, a—b, “q” 5 mg 5 mg"),
        (r"{\'e}\'{e}\'e \'{\i} \c{c}\v{s}\H{o}\r{a}\k{a} {\O} \ss{} {\L}", "ééé í çšőåą Ø ß Ł"),
        (r"$\Sigma$$^{0}$, high-${T}_2$ La${}_{2\ensuremath{-}x}$, $^{99m}$Tc", "Σ⁰, high-T₂ La₂₋ₓ, ⁹⁹ᵐTc"),
        (r"37\,$^\circ$C, 5$'$, $5^{\prime}$", "37 °C, 5′, 5′"),
        (r"{\it in vivo} \emph{ex vivo} {\bfseries b}", "in vivo ex vivo b"),
        (r"2\textsuperscript{nd} $n^{\text{th}}$", "2ⁿᵈ nᵗʰ"),
        (r"\url{https://example.org/a_b~c%20d}", "https://example.org/a_b~c%20d"),
        (r"$\ensuremath{\mu}$m, \ensuremath{\Delta}F", "μm, ΔF"),
        ("a\n   b\tc ", "a b c"),
    ],
)
def test_text_is_what_a_reader_sees(typed, plain):
    assert decode(typed).plain == plain


@pytest.mark.parametrize(
    ("typed", "runs"),
    [
        (r"a\textsuperscript{9}", [Run("a"), Run("9", SUP)]),
        (r"$I^2$", [Run("I", ITALIC), Run("2", SUP)]),
        (r"$\alpha_1$", [Run("α"), Run("1", SUB)]),
        (r"\emph{a \textbf{b}} c", [Run("a ", ITALIC), Run("b", ITALIC | BOLD), Run(" c")]),
        (r"{\it a} b", [Run("a", ITALIC), Run(" b")]),
        ("{CD4} cells", [Run("CD4", PROTECTED), Run(" cells")]),
        (r"{\"O}", [Run("Ö")]),
        (r"{{\"O}}", [Run("Ö", PROTECTED)]),
        ("a~b", [Run("a\u00a0b")]),
    ],
)
def test_structure_is_kept(typed, runs):
    assert decode(typed) == Rich(tuple(runs))


@pytest.mark.parametrize(
    ("typed", "word"),
    [
        (r"\foo", r"\foo"),
        (r"\foo{bar}", r"\foo"),
        (r"$\frac{1}{2}$", "a/b"),
        (r"\ce{H2O}", r"\textsubscript"),
        (r"\href{https://a.org}{a}", "url"),
        ("$10 v $20", r"\$"),
        ("$10-$20", r"\$"),
        ("US$ 10 and US$ 20", r"\$"),
        ("$a b$", r"\text{...}"),
        ("costs $5", r"\$"),
        ("10^9/L", r"\textsuperscript"),
        ("$x^{i^2}$", "one after the other"),
        ("a } b", "no partner"),
        ("$x^$", "nothing after it"),
        (r"\'{ab}", "one letter"),
        ("\\", r"\textbackslash"),
        (r"\begin{center}a\end{center}", "not text"),
        (r"\mathbf{x}", "outside mathematics"),
    ],
)
def test_what_cannot_be_decoded_is_refused_with_the_spelling_that_works(typed, word):
    with pytest.raises(Undecodable) as refused:
        decode(typed)
    assert word in str(refused.value)


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        (r"10.1/(SICI)2:3{\textless}50::A{\textgreater}3.0.CO;2-W", "10.1/(SICI)2:3<50::A>3.0.CO;2-W"),
        ("10.1/2:3$<$50${>}$3", "10.1/2:3<50>3"),
        (r"https://a.org/x\_y\&z\%20\#n", "https://a.org/x_y&z%20#n"),
        (r"https://a.org/x{\_}y{\&}z", "https://a.org/x_y&z"),
        (r"https://a.org/\~{}me/{\~{}}you/\textasciitilde{}us", "https://a.org/~me/~you/~us"),
        (r"\url{https://a.org/x_y}", "https://a.org/x_y"),
        ("{https://a.org/{id}--b}", "https://a.org/{id}--b"),
    ],
)
def test_addresses_lose_escapes_only(typed, plain):
    assert address(typed) == plain


@pytest.mark.parametrize(
    ("typed", "names", "others"),
    [
        ("{Tea and Cake Board} and Brown, Ada", [Name(literal="Tea and Cake Board"), Name("Brown", "Ada")], False),
        ("de la Rosa, G. M.", [Name("Rosa", "G. M.", "de la")], False),
        ("Ada {de la} Rosa", [Name("Rosa", "Ada de la")], False),
        ("{de la Rosa}, G.", [Name("de la Rosa", "G.")], False),
        ("Smith, Jr., John", [Name("Smith", "John", suffix="Jr.")], False),
        ("王, 伟 and {王伟} and 王伟", [Name("王", "伟"), Name(literal="王伟"), Name("王伟")], False),
        (r"{\"O}zdemir, P. and others", [Name("Özdemir", "P.")], True),
        (r"{\O}rsted", [Name("Ørsted")], False),
    ],
)
def test_names_are_taken_apart(typed, names, others):
    assert read_names(typed) == Names(tuple(names), others)


@pytest.mark.parametrize(
    "typed", ["A and and B", "and A", "A and", "A, B, C, D", "A and others and B", "A,", "欧阳 修", "A; B"]
)
def test_names_that_are_none_are_refused(typed):
    with pytest.raises(Undecodable):
        read_names(typed)


@pytest.mark.parametrize(
    ("typed", "pages"),
    [
        ("13905–13911", ("13905", "13911")),
        ("13905-13911", ("13905", "13911")),
        ("862-7", ("862", "7")),
        ("S1-S9", ("S1", "S9")),
        ("S63-7", ("S63", "7")),
        ("e1-e7", ("e1", "e7")),
        ("123.e1-e9", ("123.e1", "e9")),
        ("iv-ix", ("iv", "ix")),
        ("C3-32–C3-35", ("C3-32", "C3-35")),
        ("CD001–CD002", ("CD001", "CD002")),
        ("e123", ("e123",)),
        ("12-5, 30", ("12-5, 30",)),
        ("CD001-2", ("CD001-2",)),
        ("2020-1005", ("2020-1005",)),
        ("105-A", ("105-A",)),
        ("bmj-2024-079183", ("bmj-2024-079183",)),
    ],
)
def test_a_hyphen_makes_a_range_only_between_pages(typed, pages):
    assert read_pages(typed) == Pages(*pages)
