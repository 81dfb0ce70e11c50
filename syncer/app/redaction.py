"""Secrets that stand in a text, hidden before anybody reads it."""

import re
from typing import Final

HIDDEN: Final = "***"

_KEYS: Final = (
    "x-goog-channel-token|x-syncer-signature|authorization|proxy-authorization|cookie|set-cookie"
    "|private_?key(?:_id)?|client_?secret|refresh_?token|access_?token|id_?token|channel_?token"
    "|feed_?token|api_?token|token|assertion|password|passwd|passphrase|pgpassword|pwd|secret"
    "|signature|api_?key"
)
"""Names in front of a secret: headers, keys of JSON, of libpq and of Python's own repr."""

# To the quote that ends it, else to a blank.
_VALUE: Final = r"(?:\\?\"(?:[^\"\\]|\\.)*\\?\"?|'(?:[^'\\]|\\.)*'?|[^\s\"',;&)}\]]+)"

# Where a word begins; also after a sign that is escaped, once or twice, as in %2F and %252F.
_START: Final = r"(?:(?<![\w-])|(?<=%[0-9A-Fa-f]{2})|(?<=%25[0-9A-Fa-f]{2}))"

# In this order: what an earlier one hid a later one does not have to know.
_SECRETS: Final = tuple(
    (re.compile(pattern, flags), instead)
    for pattern, flags, instead in (
        # A key whose end was cut off is hidden to the end of the text.
        (
            r"-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----.*?(?:-----END [A-Z0-9 ]*PRIVATE KEY-----|\Z)",
            re.DOTALL,
            HIDDEN,
        ),
        # Where a feed or a shared view is: all that stands after it, however it is written.
        (
            r"((?:/|%(?:25)*2f)(?:feeds|share)/|(?:feeds|share)%(?:25)*2f)[^\s\"'<>]+",
            re.IGNORECASE,
            rf"\1{HIDDEN}",
        ),
        (r"\b(Bearer|Basic|Digest|Token)(\s+)[\w.~+/=-]{6,}", re.IGNORECASE, rf"\1\2{HIDDEN}"),
        # "key": "value", key=value, ('key', b'value').
        (
            rf"(?<![a-z0-9])((?:{_KEYS})(?:\\?[\"']\s*[:=,]|\s*[:=])\s*b?){_VALUE}",
            re.IGNORECASE,
            rf"\1{HIDDEN}",
        ),
        # Of an address who asks, and what: a password in it may have any sign but a blank.
        (r"(://)[^\s/?#@\"'<>]{0,200}:[^\s\"'<>]{0,500}@", 0, rf"\1{HIDDEN}@"),
        (r"(://)[^\s/?#@\"'<>]{1,500}@", 0, rf"\1{HIDDEN}@"),
        (r"(://[^\s?#\"'<>]{0,500})[?#][^\s\"'<>]+", 0, rf"\1?{HIDDEN}"),
        # By their own look: Google's tokens and keys, any JWT, a token of ours (32 octets).
        (r"ya29\.[\w.-]+|\b1//0[\w-]{10,}|\bGOCSPX-[\w-]+|\bAIza[\w-]{30,}", 0, HIDDEN),
        (r"(?<![\w-])eyJ[\w-]{6,}\.[\w-]+(?:\.[\w-]*)?", 0, HIDDEN),
        (
            rf"{_START}(?=[\w-]{{0,42}}[a-z])(?=[\w-]{{0,42}}[A-Z])[A-Za-z0-9_-]{{43}}(?!\w)",
            0,
            HIDDEN,
        ),
    )
)

_LONGEST: Final = 16_384
_OVERLAP: Final = 2048
"""Characters that are looked at behind the end, and not shown: a secret may stand across it."""
# Whatever breaks a line, moves a cursor or turns text round; half a character cannot be written.
_HARMFUL: Final = re.compile(
    "[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
)


def redacted(text: str) -> str:
    """*text* with everything in it that looks like a secret hidden, and with an end."""
    said = text[: _LONGEST + _OVERLAP]
    for pattern, instead in _SECRETS:
        said = pattern.sub(instead, said)
    if len(text) > _LONGEST + _OVERLAP:
        said = said[:-_OVERLAP]
    elif len(said) <= _LONGEST:
        return said
    return f"{said[:_LONGEST]}… ({len(text) - _LONGEST:,} more characters)"


def one_line(text: str) -> str:
    r"""*text* as one line that cannot pass for another: a line end in it is shown as \n."""
    return _HARMFUL.sub(lambda met: met[0].encode("unicode_escape").decode(), text)
