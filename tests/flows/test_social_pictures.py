"""A picture on a social: sent, checked, made anew, shown, and gone in the end."""

import io
import struct
import zlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from PIL import ExifTags, Image, ImageOps
from sqlmodel import col
from structlog.testing import capture_logs

from bot.incoming import Incoming, Via
from storage.mentoring.socials.socials import Social
from storage.outbox import StoredFile, clean_up
from tests.flows.test_erasing import erase
from tests.flows.test_socials import GAMES, comes
from tests.world.making import add_coordinator
from tests.world.world import Person, World


def photo(width: int = 400, height: int = 300, kind: str = "JPEG", **options: Any) -> bytes:
    """The left half red, the right half blue."""
    image = Image.new("RGB", (width, height), (0, 0, 255))
    image.paste((255, 0, 0), (0, 0, width // 2, height))
    written = io.BytesIO()
    image.save(written, kind, **options)
    return written.getvalue()


def from_a_telephone() -> bytes:
    """Held upright, with the place where it was taken."""
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    exif.get_ifd(ExifTags.IFD.GPSInfo).update({1: "N", 2: (52.0, 31.0, 12.0)})
    return photo(exif=exif, comment=b"Ada was here")


def with_odd_notes() -> bytes:
    """What should be a number there is a word."""
    exif = Image.Exif()
    exif.update({ExifTags.Base.Orientation: 6, ExifTags.Base.Make: "abc"})
    make, width = (struct.pack(">H", tag) for tag in (ExifTags.Base.Make, ExifTags.Base.ImageWidth))
    return photo(exif=exif.tobytes().replace(make, width))


def of_two() -> bytes:
    """As many telephones write it: a JPEG with a second, smaller picture behind the first."""
    written = io.BytesIO()
    small = Image.new("RGB", (50, 25))
    Image.open(io.BytesIO(photo())).save(written, "MPO", save_all=True, append_images=[small])
    return written.getvalue()


def of_many_scans() -> bytes:
    """The last one again and again: it says nothing, and takes as long as any other."""
    once = photo(4000, 4000, progressive=True)
    return once[:-2] + once[once.rindex(b"\xff\xda") : -2] * 5000 + once[-2:]


def animated(kind: str = "GIF") -> bytes:
    frames = [Image.new("RGB", (40, 30), colour) for colour in ((0, 0, 0), (255, 255, 255))]
    written = io.BytesIO()
    frames[0].save(written, kind, save_all=True, append_images=frames[1:])
    return written.getvalue()


def bomb() -> bytes:
    """A few kilobytes that would unpack to two gigabytes."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    head = struct.pack(">IIBBBBB", 26000, 26000, 8, 2, 0, 0, 0)
    body = zlib.compress(b"\0" * 1_000_000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


ALT = "What does it show?"


def drafted(world: World) -> Person:
    """Sam looks at a games night that is not posted yet, and is asked for its picture."""
    add_coordinator(world)
    sam = world.person("Sam").commands("/program socials").presses("Announce a social").fills(GAMES)
    return sam.presses("Add a picture")


def stored(world: World) -> list[StoredFile]:
    with world.database.read() as session:
        return list(session.scalars(sa.select(StoredFile).where(col(StoredFile.media_type) == "image/jpeg")))


def test_a_picture_on_the_card(world: World) -> None:
    """It stands in the preview and on the card in the channel, with its words for who cannot see it, and can be taken
    out before it is posted; what a camera noted in it is gone, and it stands the right way up."""
    sam = drafted(world).fills({"Picture": from_a_telephone(), ALT: "Two boards and a dice"})
    sam.sees("The picture for “Games night”, as all will see it.").sees("(Two boards and a dice)")
    (kept,) = stored(world)
    image = Image.open(io.BytesIO(kept.content))
    assert image.size == (300, 400)
    assert [image.getpixel((150, y))[0] > 200 for y in (20, 380)] == [True, False]  # type: ignore[index]
    assert not image.getexif()
    assert b"Ada was here" not in kept.content
    assert kept.account_id is None
    sam.presses("Without the picture")
    assert stored(world) == []
    sam.presses("Add a picture").fills({"Picture": photo(), ALT: "A table"})
    sam.presses("#general").presses("Post it")
    comes(world, "Ada")
    if world.surface.platform != "slack":  # there it stands above the card, as a file of its own
        world.channel_has("general", "(A table)")
    sam.commands("/program socials").presses("Look at Games night").presses("Post it in another channel")
    sam.sees_last("This is how it will look")
    assert "Another picture" not in sam.screen[-1]  # what stands in a channel keeps its picture


def test_a_picture_from_a_telephone_with_another_one_behind_it(world: World) -> None:
    """Nothing in it moves: the first is taken."""
    drafted(world).fills({"Picture": of_two(), ALT: "A table"}).sees("as all will see it.")
    (kept,) = stored(world)
    assert Image.open(io.BytesIO(kept.content)).size == (400, 300)


def test_a_fault_of_ours_with_a_picture(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is in the log, and said beside the field like any other fault of ours; the same picture is taken later."""
    sam = drafted(world)
    with monkeypatch.context() as broken, capture_logs() as logged:
        broken.setattr(ImageOps, "exif_transpose", lambda _image: 1 // 0)
        sam.fills({"Picture": photo()} if world.surface.platform == "plain" else {"Picture": photo(), ALT: "A table"})
    assert [line["event"] for line in logged if line["log_level"] == "error"] == ["picture_failed"]
    sam.problem("Picture", "Something went wrong on our side")
    sam.fills({"Picture": photo(), **({ALT: "A table"} if world.surface.platform == "plain" else {})})
    sam.sees("as all will see it.")


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (lambda: b"I am a text file.", "I cannot read that as a picture."),
        (lambda: photo()[:900], "I cannot read that as a picture."),
        (lambda: photo(kind="BMP"), "I cannot read that as a picture."),
        (with_odd_notes, "I cannot read that as a picture."),
        (animated, "That picture moves."),
        (lambda: animated("PNG"), "That picture moves."),
        (of_many_scans, "I cannot read that as a picture."),
        (bomb, "That picture has more pixels than I can take."),
        (lambda: b"x" * 8_000_001, "That file is larger than 8 MB."),
        (lambda: b"", "I cannot read that as a picture."),
    ],
    ids=[
        "text",
        "broken",
        "another kind",
        "odd notes",
        "moving",
        "a moving PNG",
        "many scans",
        "a bomb",
        "large",
        "empty",
    ],
)
def test_no_picture_is_said_beside_the_field(world: World, made: Callable[[], bytes], said: str) -> None:
    """Nothing is kept of it, and what was written beside it stays."""
    sam = drafted(world).fills({"Picture": made(), ALT: "A table"} if world.surface.platform != "plain" else {
        "Picture": made()})  # fmt: skip
    sam.problem("Picture", said)
    assert stored(world) == []
    if world.surface.platform == "plain":
        sam.types("here it is").sees_last("Please send a picture as a file.")
    sam.fills({"Picture": photo(), **({ALT: "A table"} if world.surface.platform == "plain" else {})})
    sam.sees("as all will see it.", "(A table)")


def test_what_it_shows_has_to_be_said(world: World) -> None:
    """Without words nobody who cannot see it would know; the picture itself need not be sent twice."""
    if world.surface.platform == "discord":
        return  # its client does not let go of the form before
    sam = drafted(world).fills({"Picture": photo(), ALT: "   " if world.surface.platform != "plain" else "x"})
    sam.problem(ALT, "Please fill this in." if world.surface.platform != "plain" else "Please write a little more")
    sam.fills({ALT: "A table"}).sees("(A table)")
    assert len(stored(world)) == 1


def test_the_picture_before_goes_when_another_one_comes(world: World) -> None:
    """Line by line, too: of two that were sent for one question the newer one is kept, and nothing of the other."""
    if world.surface.platform == "discord":
        return  # its client does not let go of the form before
    by_line = world.surface.platform == "plain"
    sam = drafted(world)
    for wide in (400, 300):
        sam.fills({"Picture": photo(wide), ALT: "x" if by_line else " "})
        if by_line:
            sam.types("back")
        assert [Image.open(io.BytesIO(one.content)).width for one in stored(world)] == [wide]


def test_a_large_picture_becomes_small(world: World) -> None:
    """At most as many pixels as a card shows."""
    drafted(world).fills({"Picture": photo(4000, 3000, "PNG"), ALT: "A table"})
    assert Image.open(io.BytesIO(stored(world)[0].content)).size == (1200, 900)


def test_a_file_that_nobody_asked_for_is_not_kept(world: World) -> None:
    """Kith says so, and nothing else happens."""
    add_coordinator(world)
    world.take("Sam", world.surface.send_file("Sam", photo()))
    world.person("Sam").sees_last("I take a picture only where I ask for one")
    assert stored(world) == []


def test_a_picture_of_somebody_else_cannot_be_named(world: World) -> None:
    """A form that says which row it means is not believed: only what came with it is taken."""
    sam = drafted(world).fills({"Picture": photo(), ALT: "A table"})
    (kept,) = stored(world)
    sam.commands("/program socials").presses("Announce a social").fills({**GAMES, "What is it called?": "Tea"})
    forged = Incoming.parse("social_picture.add:2:", via=Via.FORM, by=world.surface.sender("Sam"), key="forged",
                            answers={"picture": (str(kept.id),), "alt": ("Mine",)})  # fmt: skip
    reply = world.engine.handle(forged, world.moment)
    assert reply.problems == {"picture": "Please send a picture as a file."}


def test_a_picture_stays_when_who_sent_it_is_erased_and_goes_a_month_after(world: World) -> None:
    """It is the social's. A month after that the file goes, and the card goes on without it."""
    sam = drafted(world).fills({"Picture": photo(), ALT: "A table"})
    sam.presses("#general").presses("Post it")
    add_coordinator(world, "Kim")
    erase(world, "Sam")
    with world.database.read() as session:
        assert session.scalars(sa.select(Social)).one().picture_id == stored(world)[0].id
    for days, there in ((33, 1), (34, 0)):
        with world.database.write() as session:
            clean_up(session, datetime(2026, 9, 7, 20, tzinfo=UTC) + timedelta(days=days))
        assert len(stored(world)) == there
    with world.database.read() as session:
        social = session.scalars(sa.select(Social)).one()
        assert (social.picture_id, social.picture_alt) == (None, "A table")
