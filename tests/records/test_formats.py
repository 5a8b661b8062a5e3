"""Each format of a database: what is said of the file, every field of a record, and nothing lost."""

import pytest
from exports import SAMPLES

from livingreview.records import read_records


@pytest.mark.parametrize(("name", "text", "said", "fields"), SAMPLES, ids=[sample[0] for sample in SAMPLES])
def test_a_file_is_recognised_by_its_content_and_read_field_by_field(name, text, said, fields):
    read = read_records(text.encode(), "somewhere", name)
    assert str(read) == said
    first = read.references[0]
    assert {field: getattr(first, field) for field in fields} == fields
    assert {one.source for one in read.references} == {"somewhere"}
