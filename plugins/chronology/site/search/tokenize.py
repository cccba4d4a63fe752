"""Text to the words that are looked up; `theme/static/js/search/words.js` does just the same."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import filterfalse, pairwise
from typing import Final

#: Letters that a reader types otherwise, and that NFKD does not take apart.
_LETTERS: Final = {
    "ß": "ss", "ø": "o", "ł": "l", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d",
    "ς": "σ",
}  # fmt: skip
#: Soft hyphens, tatweel, marks without width, and letters used as an apostrophe.
_UNSEEN: Final = dict.fromkeys(
    (0xAD, 0x640, *range(0x2B9, 0x2C0), *range(0x200B, 0x2010), 0x2060, 0xFEFF)
)
#: Written without spaces: Han and kana.
_SOLID: Final = "\u3005-\u3007\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
#: Signs used within words in the scripts of India, Tibet and Thailand.
_SIGNS: Final = "\u0900-\u0963\u0966-\u0eff"
_PART: Final = re.compile(f"([{_SOLID}]+)|((?:[^\\W_{_SOLID}]|[{_SIGNS}])+)")
#: The dots of U.S. and U.N., which are US and UN to a reader.
_DOTS: Final = re.compile(rb"\.(?<=\b[A-Za-z]\.)(?=[A-Za-z]\b)")
#: ASCII letters and digits in lower case; everything else separates words.
_PLAIN: Final = bytes(
    ord(chr(code).lower()) if chr(code).isalnum() else 32 for code in range(128)
) + bytes(range(128, 256))
#: Words in nearly every entry, which distinguish none from another.
COMMON: Final = tuple(
    "a an and are as at be by for from has have in into is it its of on or that the their this to"
    " was were which will with"
    " а в во для до за и из или к как на не о об от по с со что это"
    " 的 了 和 在 是".split()
)


def fold(text: str) -> str:
    """The text without case, accents and other spellings of one letter: Erdogan, Лавров."""
    text = text.lower()
    if text.isascii():
        return text
    text = text.translate(_UNSEEN)
    return "".join(
        [
            _LETTERS.get(letter, letter)
            for letter in unicodedata.normalize("NFKD", text).lower()
            if unicodedata.category(letter) != "Mn"
        ]
    )


def words(text: str) -> dict[str, None]:
    """The words of a text, folded, each once. Of Chinese and Japanese each character and pair."""
    written = dict.fromkeys(_DOTS.sub(b"", text.encode()).translate(_PLAIN).decode().split())
    for word in [*filterfalse(str.isascii, written)]:
        del written[word]
        written |= _parts(word)
    return written


@lru_cache(2000)
def _parts(word: str) -> dict[str, None]:
    """What a word with other letters than those of ASCII is looked up by."""
    found: dict[str, None] = {}
    for solid, part in _PART.findall(fold(word)):
        if solid:
            found |= dict.fromkeys((*solid, *map("".join, pairwise(solid))))
        else:
            found[part] = None
    return found
