"""Letters as a person reads them, whatever signs they are made of: so that nothing is missed because it was disguised,
and nobody because their name was."""

import re
import unicodedata

from flows.library.reading import plain


def read_as_latin(text: str, *, spaced_out: int = 4) -> str:
    """Plain words: signs inside a word and letters of other alphabets as the Latin letters they look like, and at least
    so many letters that were `spaced_out` put together."""
    latin = unicodedata.normalize("NFKD", text).translate(_LATIN)
    read = re.sub(r"(?<=[^\W\d_])[!1|0345@$](?=[^\W\d_])", lambda found: _LOOKS_LIKE[found[0]], latin)
    run = rf"\b(?:[^\W\d_] ){{{spaced_out - 1},}}[^\W\d_]\b"
    return re.sub(run, lambda found: found[0].replace(" ", ""), plain(read))


def squeezed(text: str) -> str:
    """The same with every run of one letter as one letter."""
    return re.sub(r"([^\W\d_])\1+", r"\1", read_as_latin(text))


_LOOKS_LIKE = {"!": "i", "1": "i", "|": "i", "0": "o", "3": "e", "4": "a", "5": "s", "@": "a", "$": "s"}

_LATIN = str.maketrans(
    # Cyrillic, Greek, small capitals, and Latin letters with a stroke or without their dot
    "АВЕКМНОРСТУХЅІЈԌԚԜҮавекмнорстухѕіјһԁԛԝӏґΑΒΕΖΗΙΚΜΝΟΡΤΥΧαβεικνορτυχηωᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢıɩłŁøØđĐħɑɡȷ",
    "ABEKMHOPCTYXSIJGQWYabekmhopctyxsijhdqwlrABEZHIKMNOPTYXabeikvoptuxnwabcdefghijklmnoprstuvwyziilLoOdDhagj",
)
