"""An article signed by people whose names are hard to print, and a search in every file of a bundle."""

import io
import re
import unicodedata
import zipfile
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import yaml
from PIL import Image
from pypdf import PdfReader

SIGNED = """
authors:
  - {given: Zoë Ángela, family: Müller-Ångström, affiliations: [tea, herbs], orcid: 0000-0002-1825-0097,
     email: zoe@kraeuter.example.org, corresponding: true,
     contributions: [Conceptualization, Writing - original draft], conflicts: None declared.}
  - {given: 晓明, family: 王, affiliations: [herbs], contributions: [Formal analysis], conflicts: None declared.}
  - {given: Олександр, family: Ковальчук, affiliations: [tea], contributions: [Software], conflicts: Sells kettles.}
  - {given: Min-jun, family: Gimlett, affiliations: [tea], contributions: [Validation], conflicts: None declared.}
  - {given: Seán, family: O'Néill, affiliations: [herbs], email: sean@kraeuter.example.org, corresponding: true,
     contributions: [Brewing], conflicts: None declared.}
  - {given: 민준, family: 김, affiliations: [tea], contributions: [Supervision], conflicts: None declared.}
  - {group: Singultus Study Group, affiliations: [tea], contributions: [Investigation], conflicts: None declared.}
affiliations: {tea: "Universität für Tee & Kräuter, Zürich", herbs: 北京茶叶研究所}
funding: Grant T-42 of the Kettle Foundation to Zoë Ángela Müller-Ångström.
role_of_funders: The Kettle Foundation had none.
ethics: Not required.
data_availability: At https://github.com/kettles/hiccups.
acknowledgements: Søren Kierkegård poured.
keywords: [tea, hiccups]
"""
NAMES = [
    "Zoë Ángela Müller-Ångström",
    "王晓明",
    "Олександр Ковальчук",
    "Min-jun Gimlett",
    "Seán O'Néill",
    "김민준",
    "Singultus Study Group",
]
# Who wrote it could be read from any of these: family names alone, so that initials do not matter.
TELLING = [
    "Müller-Ångström", "王晓明", "晓明", "Ковальчук", "김민준", "Gimlett", "O'Néill", "O’Néill",
    "Singultus Study Group", "kraeuter.example.org", "0000-0002-1825-0097", "Kräuter", "Zürich", "北京", "Kettle",
    "Kierkegård", "tea.example.org", "github.com/kettles",
]  # fmt: skip
JOURNALS = """
default: plain
journals:
  plain:
    title: Journal of Tea, article
    serial: {title: Journal of Tea, publisher: Tea Press, abbreviation: J Tea, electronic_issn: 0378-5955}
    order: [key-points, abstract]
    title_page_apart: true
  blind:
    title: Blind Tasting
    serial: {title: Blind Tasting, publisher: Tea Press, print_issn: 2049-3630}
    blinded: true
"""
POINTS = """
## Key points

- Tea was asked about.
- What {result}`authors.signed` says of funding: {result}`authors.funding`
"""


def sign(root: Path) -> None:
    """Let the review have these authors, addresses, key points, and the journals."""
    (root / "data" / "authors.yaml").write_text(SIGNED, "utf-8")
    config = root / "data" / "review.yaml"
    addresses = "address: https://tea.example.org/\nrepository: https://github.com/kettles/hiccups\n"
    config.write_text(config.read_text("utf-8").replace("status: draft", "status: released") + addresses, "utf-8")
    reporting = root / "data" / "reporting.yaml"
    items = yaml.safe_load(reporting.read_text("utf-8"))
    items["standards"]["prisma-2020"]["26"]["once_signed"] = {"reported": "met", "where": ["methods#key-points"]}
    reporting.write_text(yaml.safe_dump(items), "utf-8")
    (root / "_journals.yml").write_text(JOURNALS, "utf-8")
    with (root / "chapters" / "methods.md").open("a", encoding="utf-8") as file:
        file.write(POINTS)
    plan = root / "_manuscript.yml"
    plan.write_text(f"key_points: methods#key-points\n{plan.read_text('utf-8')}", "utf-8")


def texts(name: str, content: bytes) -> Iterator[tuple[str, str]]:
    """The name and text of a file, its metadata included, and those of all files packed in it, however deep."""
    if zipfile.is_zipfile(io.BytesIO(content)):
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            for inner in packed.namelist():
                yield from texts(f"{name}/{inner}", packed.read(inner))
        return
    yield name, content.decode("utf-8", "replace")
    if name.endswith(".pdf"):
        reader = PdfReader(io.BytesIO(content))
        yield name, "\n".join([*(page.extract_text() for page in reader.pages), str(reader.metadata)])
        yield name, str(reader.xmp_metadata and reader.xmp_metadata.stream.get_data().decode("utf-8"))
    elif name.endswith((".png", ".tif")):
        with Image.open(io.BytesIO(content)) as image:
            yield name, f"{image.info} {dict(image.getexif())}"
    elif name.endswith((".xml", ".svg", ".rels")):
        yield name, unescape(re.sub("<[^>]*>", "", content.decode("utf-8")))


def squeezed(text: str) -> str:
    """Without blanks, hyphens and ligatures, to compare texts across formats."""
    return re.sub(r"[\s\u00ad-]", "", unicodedata.normalize("NFKC", text))


def found(folder: Path, wanted: list[str], leave_out: str = "") -> set[tuple[str, str]]:
    """Files of a folder, and what of these texts is in each; not those whose path begins with `leave_out`."""
    hits = set()
    for file in sorted(one for one in folder.rglob("*") if one.is_file()):
        name = file.relative_to(folder).as_posix()
        if leave_out and name.startswith(leave_out):
            continue
        for where, text in texts(name, file.read_bytes()):
            bare = squeezed(text)
            hits |= {(where, one) for one in wanted if squeezed(one) in bare}
    return hits
