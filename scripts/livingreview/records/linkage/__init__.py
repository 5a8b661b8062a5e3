"""Which records are one publication (identity), and which publications belong together (linkage).

`text`, `titles`, `authors` and `places` bring fields into one spelling and compare them; `prepared` holds a record so
prepared; `blocking` finds pairs worth comparing; `deciding` judges a pair and `scoring` weighs it; `clustering` makes
groups; `linking` finds relations; `deduplication` runs them all.
"""

from .deduplication import Answer, Deduplicated, Judged, deduplicate
from .linking import RELATIONS, Link

__all__ = ["RELATIONS", "Answer", "Deduplicated", "Judged", "Link", "deduplicate"]
