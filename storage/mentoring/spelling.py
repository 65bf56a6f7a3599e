"""Words as they are compared, however somebody spells them: so that nobody is another one by a letter that looks like
the usual one, or by something in their name that nobody sees."""

import re
import unicodedata

LATIN = str.maketrans(
    # Cyrillic, Greek, small capitals, and Latin letters with a stroke or without their dot
    "АВЕКМНОРСТУХЅІЈԌԚԜҮавекмнорстухѕіјһԁԛԝӏґΑΒΕΖΗΙΚΜΝΟΡΤΥΧαβεικνορτυχηωᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢıɩłŁøØđĐħɑɡȷ",
    "ABEKMHOPCTYXSIJGQWYabekmhopctyxsijhdqwlrABEZHIKMNOPTYXabeikvoptuxnwabcdefghijklmnoprstuvwyziilLoOdDhagj",
)
_WORD, _LATIN_LETTER = re.compile(r"\w+"), re.compile("[A-Za-z]")
_UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
"""What is drawn as nothing (Unicode: Default_Ignorable_Code_Point)."""


def visible(text: str) -> str:
    """Without what nobody sees."""
    return text if text.isascii() else _UNSEEN.sub("", text)


def folded(text: str) -> str:
    """In small letters, without accents and what nobody sees, and letters that look like Latin ones as these. A capital
    can look like another one than its small letter (Greek Nu): in a word with Latin letters it counts as it looks."""
    if text.isascii():
        return text.casefold()
    apart = unicodedata.normalize("NFKD", visible(text))
    looks = _WORD.sub(lambda found: _as_it_looks(found[0]), apart)
    small = unicodedata.normalize("NFKD", looks.casefold()).translate(LATIN)
    return "".join(letter for letter in small if not unicodedata.combining(letter))


def _as_it_looks(word: str) -> str:
    return word.translate(LATIN) if _LATIN_LETTER.search(word) else word
