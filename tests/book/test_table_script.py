"""DataTables as a script that any page can load, also one opened as a file."""

import pytest

from livingreview.publish.table_script import bundle, classic, write_table_script


def test_the_module_becomes_a_script():
    script = classic("var a=1;var b=a+1;export{a as other,b as default};\n/*! licence */\n")
    assert script.startswith("window.livingreviewTables = (function () {")
    assert "return {DataTable: b};" in script
    assert "export{" not in script
    assert script.rstrip().endswith("/*! licence */")


@pytest.mark.parametrize(
    ("module", "message"),
    [
        ("var a=1;", "0 export statements"),
        ("var a=1;export{a as default};export{a};", "2 export statements"),
        ("var a=1;export{a};", "does not export default; it has a"),
    ],
)
def test_a_bundle_of_another_form_stops_the_build(module, message):
    with pytest.raises(ValueError, match=message):
        classic(module)


def test_the_installed_bundle_is_usable(tmp_path):
    file = write_table_script(tmp_path / "_static")
    text = file.read_text("utf-8")
    assert len(text) > 0.9 * bundle().stat().st_size
    assert "return {DataTable: " in text
    assert "DataTables" in text and "license" in text.lower()
