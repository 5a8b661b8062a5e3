"""Reading one file from an archive that anybody may have made: in memory, under its expected name, up to a limit."""

from __future__ import annotations

import io
import zipfile
import zlib

from .material import Unreadable

MOST_PACKED = 5_000_000  # bytes of an archive
MOST_BYTES = 30_000_000  # bytes of a file in it


def only_file(packed: bytes, name: str) -> bytes:
    """The one file of the archive, which must have this name. Nothing is written to a disk. Raises Unreadable."""
    if len(packed) > MOST_PACKED:
        raise Unreadable(f"the archive has more than {MOST_PACKED:,} bytes")
    try:
        with zipfile.ZipFile(io.BytesIO(packed)) as archive:
            members = archive.infolist()
            if [member.filename for member in members] != [name]:
                raise Unreadable(f"the archive does not hold {name} alone")
            with archive.open(members[0]) as file:
                content = file.read(MOST_BYTES + 1)  # the size that the archive states may be false
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as error:
        raise Unreadable(f"the archive cannot be read ({type(error).__name__})") from None
    if len(content) > MOST_BYTES:
        raise Unreadable(f"{name} has more than {MOST_BYTES:,} bytes")
    return content
