"""Language tags (BCP 47)."""

from __future__ import annotations

import re
from typing import Final

#: A well-formed tag: language, then script, region and variants.
_TAG: Final = re.compile(
    r"[a-z]{2,3}(?:-[A-Za-z]{4})?(?:-(?:[A-Za-z]{2}|[0-9]{3}))?"
    r"(?:-(?:[A-Za-z0-9]{5,8}|[0-9][A-Za-z0-9]{3}))*"
)
#: The languages of ISO 639-1.
_TWO_LETTERS: Final = frozenset(
    "aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy "
    "da de dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu "
    "hy hz ia id ie ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb "
    "lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om "
    "or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg sh si sk sl sm sn so sq sr ss st su sv "
    "sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za "
    "zh zu".split()
)


def is_language(tag: str) -> bool:
    """Return whether the tag is a valid language tag that begins in lower case."""
    language = tag.partition("-")[0]
    return bool(_TAG.fullmatch(tag)) and (len(language) == 3 or language in _TWO_LETTERS)


def hint(tag: str) -> str:
    """Return how to correct an invalid tag. A country has its most common language."""
    from babel.core import get_global  # imported only when there is a problem

    parts = tag.replace("_", "-").split("-")
    tidy = "-".join([parts[0].lower(), *map(_cased, parts[1:])])
    if tidy != tag and is_language(tidy):
        return f"write `{tidy}`"
    likely = get_global("likely_subtags").get(f"und_{tag.upper()}", "") if len(tag) == 2 else ""
    if likely:
        return f"`{tag}` is a country; its language may be `{likely.partition('_')[0]}`"
    return "use a tag such as `zh`, `ru` or `sr-Latn`"


def _cased(subtag: str) -> str:
    """Return a subtag as it is usually written: Latn, CN."""
    return {2: subtag.upper(), 4: subtag.title()}.get(len(subtag), subtag.lower())
