"""How terms of the engine are printed, where blanks in place of hyphens are not enough."""

PRINTED = {
    "ci95": "95% CI",
    "follow-up": "follow-up",
    "incomplete-follow-up": "incomplete follow-up",
    "inspect-sr": "INSPECT-SR",
    "iqr": "IQR",
    "jbi-case-report": "JBI, case reports",
    "jbi-case-series": "JBI, case series",
    "p-value": "P value",
    "rob2": "RoB 2",
    "robins-i": "ROBINS-I",
    "sd": "SD",
    "se": "SE",
    "single-arm-prospective": "single arm, prospective",
    "single-arm-unclear": "single arm, not stated whether prospective",
    "small-study-effects": "small-study effects",
    "syrcle": "SYRCLE",
    "tract": "TRACT",
}
