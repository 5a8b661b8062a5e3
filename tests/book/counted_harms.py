"""A review with harms that are counted."""

import re

RULE = "safety: {min_studies: 3, min_patients: 2, why: Agreed before.}\n"
STUDY = """\
id: {id}
kind: journal-article
design: {design}
sources: [{{id: 1, url: "https://example.org/{id}", kind: abstract}}]
cohort: {{id: {cohort}}}
population: {{age: adult, enrolled: {n}, source: 1, at: Abstract}}
groups:
  - {{id: all, label: all, role: whole, condition: {condition}, n: {n}}}
  - {{id: part, label: the thirsty, role: subgroup, condition: {condition}}}
arms:
  - {{id: tea, label: tea, role: {role}, drugs: [tea], source: 1, at: Abstract}}
  - {{id: none, label: no tea, role: comparator, drugs: [tea], source: 1, at: Abstract}}
safety:
{rows}
"""
ENTRY = """
@article{{{id},
  author = {{Mousavi-Hasanzadeh, Y}},
  title = {{T}},
  journal = {{Journal of Tea}},
  year = {{{year}}},
  doi = {{10.1234/{id}}},
}}
"""


def row(events=None, n=None, arm="tea", group="all", event="burn", severity="any", **more):
    given = {"arm": arm, "group": group, "event": event, "severity": severity, "events": events, "n": n, **more}
    fields = ", ".join(f"{key}: {value}" for key, value in given.items() if value is not None)
    return f"  - {{{fields}, source: 1, at: Abstract}}"


def add(root, name, *rows, n=20, role="intervention", condition="simple", cohort=None, design="case-series"):
    text = STUDY.format(
        id=name, n=n, role=role, condition=condition, cohort=cohort or name, design=design, rows="\n".join(rows)
    )
    (root / "data" / "studies" / f"{name}.yaml").write_text(text, "utf-8")
    year = re.search(r"\d{4}", name)[0]
    bibliography = root / "references.bib"
    entries = ["@" + entry.strip() for entry in bibliography.read_text("utf-8").split("@") if entry.strip()]
    entries.append(ENTRY.format(id=name, year=year).strip())
    bibliography.write_text("\n\n".join(sorted(entries, key=lambda entry: entry.partition("{")[2])) + "\n", "utf-8")


def reasons(found, study):
    return list(found.figures.loc[found.figures["study"] == study, "reason"])


def three(root, events=(2, 0, 5)):
    for name, x in zip(("cole2003", "dale2004", "egan2005"), events, strict=True):
        add(root, name, row(x, 20))
