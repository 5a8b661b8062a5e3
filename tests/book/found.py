"""Findings on mechanisms."""

import pandas as pd

from livingreview.schema import Part

# Book methods that show the parts of a chapter, and the parts each shows.
SHOWN = {
    "defect": {Part.DEFECT},
    "drug_effect": {Part.INTERVENTION, Part.COMBINATION, Part.CLASS},
    "genetic": {Part.GENETIC},
    "within_disease": {Part.WITHIN},
    "other_agents": {Part.OTHER},
}


def a_finding(**fields):
    row = {"study": "a", "row": 0, "axis": "x", "axis_label": "X", "collects": False, "part": "defect",
           "directness": "patients", "direction": "up", "system": "patients-in-vivo"}  # fmt: skip
    return row | fields


def frame(*rows):
    made = pd.DataFrame([a_finding(**row) for row in rows])
    made["row"] = range(len(made))
    return made
