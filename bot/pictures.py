"""Pictures that people send: looked at, and made anew.

Nothing of the file that came in is kept: it is decoded, turned the right way up, made small enough for a card and
written again, so that neither where it was taken nor anything else that a camera notes stays in it.
"""

import io
import re
import struct
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import structlog

from bot.answers import Unread
from bot.errors import WENT_WRONG
from bot.incoming import Enclosed, Incoming
from bot.words import Text, _

if TYPE_CHECKING:
    from PIL.Image import Image

log = structlog.get_logger(__name__)

MOST_BYTES = 8_000_000
"""Of a file that is fetched at all."""
MOST_PIXELS = 25_000_000
"""Of a picture that is decoded: twice what a telephone takes. Told by its head, before anything is unpacked."""
MOST_SCANS, MOST_PARTS = 40, 500
"""Of a JPEG: each scan goes over all of its pixels, also one that holds nothing, and there is room for 190,000 of them,
which take hours. Usual are ten at most."""
LONGEST_SIDE = 1200
"""Of a picture as it is kept, in pixels."""
_FORMATS = ("PNG", "JPEG", "GIF")
_STILL = "MPO"
"""What telephones make of a JPEG with more pictures in it, such as a small one, or how far away things are: nothing in
it moves, and the first one is what was taken."""
_JPEG, _SCAN, _END = b"\xff\xd8", 0xDA, 0xD9
_PART = re.compile(rb"\xff([^\x00\x01\xff\xd0-\xd7])", re.DOTALL)
"""How a part of a JPEG begins. Within a scan these two bytes never stand beside each other."""
_WHITE = (255, 255, 255)

NOT_HAD = _("I could not get that file, or may not. Please send it once more, or go on without it.")
TOO_LARGE = _("That file is larger than 8 MB. Please send a smaller one.")
TOO_WIDE = _("That picture has more pixels than I can take. Please send a smaller one.")
NO_PICTURE = _("I cannot read that as a picture. Please send a PNG or a JPEG.")
MOVES = _("That picture moves. Please send one that stands still.")


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that can be shown everywhere, with nothing in it but what is seen."""

    content: bytes
    media_type: str = "image/jpeg"
    name: str = "picture.jpg"


def looked_at(incoming: Incoming) -> Incoming:
    """The same, with every file in it looked at. It takes seconds for a large one, and more for one that was made to
    take long, so it is done before a transaction begins, once, and for one after the other (`Workers.slowly`)."""
    if all(isinstance(one, Looked) for one in incoming.files.values()):
        return incoming
    return replace(incoming, files={name: _looked(one) for name, one in incoming.files.items()})


@dataclass(frozen=True, slots=True)
class Looked(Enclosed):
    """A file that has been looked at: the picture in it, or why there is none."""

    picture: Picture | None = None
    problem: Text = NOT_HAD


def picture_in(files: Mapping[str, Enclosed], name: str) -> Picture | None:
    """The picture that came under that name, None where no file did. Raises `Unread` where it is none."""
    found = files.get(name)
    if found is None:
        return None
    looked = _looked(found)
    if looked.picture is None:
        raise Unread(looked.problem)
    return looked.picture


def _looked(one: Enclosed) -> Looked:
    if isinstance(one, Looked):
        return one
    try:
        return Looked(picture=_read(one))
    except Unread as unread:
        return Looked(problem=unread.sentence)
    except Exception:  # what no decoder should do: the fault is ours, and the rest of the form waits for it to be said
        log.exception("picture_failed", size=one.size)
        return Looked(problem=WENT_WRONG)


def _read(one: Enclosed) -> Picture:
    size = one.size if one.content is None else len(one.content)
    if size > MOST_BYTES:
        raise Unread(TOO_LARGE)
    if one.content is None:
        raise Unread(NOT_HAD)
    return made_of(one.content)


def made_of(content: bytes) -> Picture:
    """The picture in these bytes, made anew. Raises `Unread`."""
    from PIL import Image, ImageOps, UnidentifiedImageError

    if content.startswith(_JPEG) and not _has_few_parts(content):
        raise Unread(NO_PICTURE)
    try:
        with Image.open(io.BytesIO(content), formats=_FORMATS) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise Unread(TOO_WIDE)
            if getattr(opened, "is_animated", False) and opened.format != _STILL:
                raise Unread(MOVES)
            opened.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
            ImageOps.exif_transpose(opened, in_place=True)
            return Picture(_written(opened))
    except Image.DecompressionBombError as bomb:
        raise Unread(TOO_WIDE) from bomb
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, OverflowError, struct.error) as broken:
        raise Unread(NO_PICTURE) from broken


def _has_few_parts(content: bytes) -> bool:
    """Of the first picture in a JPEG: whatever stands behind it, such as a film, is not looked at."""
    at, scans = len(_JPEG), 0
    for _part in range(MOST_PARTS):
        found = _PART.search(content, at)
        if found is None or found[1][0] == _END:
            return True
        scans += found[1][0] == _SCAN
        if scans > MOST_SCANS:
            return False
        at = found.end() + int.from_bytes(content[found.end() : found.end() + 2], "big")
    return False


def _written(image: "Image") -> bytes:
    """On white where it is see-through, and with nothing beside its points: they alone are copied."""
    from PIL import Image

    points = Image.new("RGB", image.size, _WHITE)
    if image.has_transparency_data:
        see_through = image.convert("RGBA")
        points.paste(see_through, mask=see_through.getchannel("A"))
    else:
        points.paste(image.convert("RGB"))
    points.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    written = io.BytesIO()
    points.save(written, "JPEG", quality=85, optimize=True)
    return written.getvalue()
