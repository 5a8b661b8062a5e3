"""Letters of names are Greek on pages, and quotations stay as printed."""

import pytest

from livingreview.render.greek import greek


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("TGF-beta1 and IFN-gamma fell", "TGF-β1 and IFN-γ fell"),
        ("IL-1beta, IL-36alpha/beta/gamma, FcgammaRI", "IL-1β, IL-36α/β/γ, FcγRI"),
        ("interferon alpha, an alphabet, ALPHAbet", "interferon alpha, an alphabet, ALPHAbet"),
        ("the abstract prints “TGF-beta” for TGF-beta", "the abstract prints “TGF-beta” for TGF-β"),
        ("", ""),
    ],
)
def test_letters_of_names_are_greek_except_in_quotations(text, shown):
    assert greek(text) == shown
