"""What the page of the validation says of newer versions of the reference software."""

import json

from livingreview.subjects.validation.versions import newer_version


def said(tmp_path, different=(), refused=()):
    file = tmp_path / "metafor-9.json"
    text = {
        "software": {"metafor": "9.1"}, "results": 1200, "numbers": 34567,
        "different": dict.fromkeys(different, 0.1), "refused": list(refused),
    }  # fmt: skip
    file.write_text(json.dumps(text), "utf-8")
    return newer_version(file)


def test_a_version_that_gives_the_same_says_so(tmp_path):
    assert said(tmp_path) == (
        "With metafor 9.1, the same calls give the same numbers, to six digits, "
        "in 1,200 of 1,200 results (34,567 numbers)."
    )


def test_results_that_differ_or_are_refused_are_counted_by_their_call(tmp_path):
    different = ["a/trimfill_L0.OR.REML", "b/trimfill_R0_left.OR.REML", "a/glmm.OR.CM.EL"]
    text = said(tmp_path, different, ["a/confint.OR.REML: no such argument"])
    assert "in 1,197 of 1,200 results" in text
    assert "the rest are one result of `glmm` and two results of `trimfill`." in text
    assert text.endswith("It refuses one other.")
