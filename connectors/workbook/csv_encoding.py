"""How the octets of a .csv are encoded, where neither a mark nor UTF-8 tells."""

import codecs
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from syncer.errors import SourceError

_HINT: Final = 'save it as "CSV UTF-8" and use that'
_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_LOOKED_AT: Final = 100_000
_TYPOGRAPHY: Final = frozenset("€‚„…‰‘’“”•–—™ \u00a0§©«®°±»²³µ·×")  # noqa: RUF001
# The letters beyond ASCII of the languages that are written in each encoding.
_ALPHABETS: Final[Mapping[str, tuple[str, ...]]] = {
    "cp1252": (
        "äöüß",
        "àâçéèêëîïôùûüÿœæ",
        "áéíóúñü¿¡ºª",
        "áâãàçéêíóôõúüºª",
        "àèéìíòóù",
        "åäöæøéü",
        "áéëïíóöüè",
        "áðéíóúýþæö",
    ),
    "cp1250": ("ąćęłńóśźż", "áčďéěíňóřšťúůýžäĺľôŕ", "áéíóöőúüű", "ăâîşţșț", "čćđšž"),
    "cp1254": ("çğıöşüâîû\u0307",),
    "cp1257": ("āčēģīķļņšūž", "ąčęėįšųūž", "äõöüšž"),
    "cp1251": ("абвгдежзийклмнопрстуфхцчшщъыьэюяёіїєґ№",),
    "cp1253": ("αβγδεζηθικλμνξοπρστυφχψωάέήίόύώςϊϋ",),
    "cp1255": ("אבגדהוזחטיךכלםמןנסעףפץצקרשת",),
    "cp1256": ("ابتثجحخدذرزسشصضطظعغفقكلمنهويةىءآأؤإئپچژگ،؟",),
    "koi8-r": ("абвгдежзийклмнопрстуфхцчшщъыьэюяё",),
}
_LATIN: Final = frozenset({"cp1252", "cp1250", "cp1254", "cp1257"})
# The same octets are letters in several of these: then the more frequent ones tell.
_FREQUENT: Final = {
    "cp1251": "оеаитнсрвл",
    "koi8-r": "оеаитнсрвл",
    "cp1253": "αοιετσνηυρ",
    "cp1255": "יוהלאמרתבש",
    "cp1256": "اليمونرتبة",
}
_WIDE: Final = ("cp932", "cp949", "gb18030", "big5")
_WORD: Final = re.compile(rb"[A-Za-z\x80-\xff]*[\x80-\xff][A-Za-z\x80-\xff]*")
_ACCENTED: Final = 0.5
"""Of the letters of an accented word in Latin script at most this share has an accent."""


class Decoded(NamedTuple):
    """A text; its byte-order mark and encoding; and whether the encoding is *guessed*."""

    mark: bytes
    encoding: str
    text: str
    guessed: bool = False


def decode(octets: bytes, what: str) -> Decoded:
    """The text in *octets*; SourceError where it is not the encoding that its mark says."""
    for mark, encoding in _MARKS:
        if octets.startswith(mark):
            try:
                return Decoded(mark, encoding, octets[len(mark) :].decode(encoding))
            except UnicodeDecodeError:
                message = f"{what} is not the {encoding.upper()} text that it begins as"
                raise SourceError(message, hint=_HINT) from None
    try:
        text = octets.decode("utf-8")
    except UnicodeDecodeError:
        text = "\0"
    if "\0" not in text:
        return Decoded(b"", "utf-8", text)
    encoding = _unmarked_utf16(octets) or _likeliest(octets)
    return Decoded(b"", encoding, octets.decode(encoding), guessed=True)


def _unmarked_utf16(octets: bytes) -> str:
    """UTF-16 without its mark: every other octet of Western text is nought."""
    sample = octets[:_LOOKED_AT]
    half = len(sample) // 2
    if len(octets) % 2 or not half:
        return ""
    for encoding, first in (("utf-16-le", 1), ("utf-16-be", 0)):
        if 2 * sample[first::2].count(0) > half and not sample[1 - first :: 2].count(0):
            return encoding
    return ""


def _likeliest(octets: bytes) -> str:
    """The encoding in which most of what is not ASCII are letters of its own languages."""
    sample = octets[:_LOOKED_AT]
    words = b"".join(_WORD.findall(sample))
    accented = len(words.translate(None, bytes(range(0x80))))
    latin = accented <= _ACCENTED * len(words)
    scores = {
        encoding: _score(octets, encoding, alphabets)
        for encoding, alphabets in _ALPHABETS.items()
        if latin == (encoding in _LATIN)
    }
    if not latin:
        scores |= {encoding: _wide_score(octets, encoding) for encoding in _WIDE}
    best = max(scores, key=lambda encoding: scores[encoding])
    if scores[best] > 0:
        return best
    return "cp1252" if _fits(octets, "cp1252") else "latin-1"


def _fits(octets: bytes, encoding: str) -> str:
    """The text, if it can be decoded, and encoded again to the same octets; else nothing."""
    try:
        text = octets.decode(encoding)
        same = text.encode(encoding) == octets
    except UnicodeError:
        return ""
    return text if same else ""


def _score(octets: bytes, encoding: str, alphabets: Iterable[str]) -> float:
    """The share of one language's letters in what is not ASCII, less thrice that of all else."""
    text = _fits(octets, encoding)[:_LOOKED_AT]
    counts = Counter(char for char in text if not char.isascii() and char not in _TYPOGRAPHY)
    total = counts.total()
    small = Counter(text.lower())
    known = max(sum(small[char] for char in letters) for letters in alphabets)
    if encoding == "cp1252":  # Portuguese writes `ões`; any other `õ` is a Hungarian `ő`
        known -= len(re.findall("õ(?!e)", text))
    # Read in the wrong one of two Cyrillic encodings, small letters become capitals.
    capitals = sum(count for char, count in counts.items() if char.isupper())
    frequent = sum(counts[char] for char in _FREQUENT.get(encoding, ""))
    return (known - 3 * (total - known) + (frequent - capitals) / 4) / total if total else 0


def _wide_score(octets: bytes, encoding: str) -> float:
    """The share of common signs of the script, 0 if it does not fit."""
    text = _fits(octets, encoding)[:_LOOKED_AT]
    signs = [char for char in text if not char.isascii()]
    if not signs:
        return 0
    wide = sum(map(_is_wide, signs)) / len(signs)
    match encoding:
        case "cp932":
            own = sum("\u3040" <= char <= "\u30ff" for char in signs)
        case "cp949":
            own = sum("\uac00" <= char <= "\ud7a3" for char in signs)
        case _:
            own = sum(_is_common(char, encoding) for char in signs)
    return wide * own / len(signs) + 0.1 * wide if own else 0


def _is_wide(char: str) -> bool:
    """Kana, Hangul, the signs of the basic block and full-width marks."""
    return (
        "\u3000" <= char <= "\u30ff" or "\u4e00" <= char <= "\ud7a3" or "\uff00" <= char <= "\uffef"
    )


def _is_common(char: str, encoding: str) -> bool:
    """Whether a sign is of the first level of GB 2312, or of Big5."""
    octets = char.encode("gb2312" if encoding == "gb18030" else encoding, "ignore")
    last = 0xD7 if encoding == "gb18030" else 0xC6
    first = 0xB0 if encoding == "gb18030" else 0xA4
    return len(octets) > 1 and first <= octets[0] <= last
