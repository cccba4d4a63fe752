"""Cut the theme's fonts: `python docs/fonts.py FOLDER`; needs `fonttools` and `brotli`.

FOLDER holds npm's `@fontsource-variable/source-serif-4` 5.3.1 and `source-sans-3` 5.3.0, unpacked
under these names. A page fetches what its letters need: `latin` has the letters and signs that
nearly every page has, `more` the rest of what Fontsource calls Latin. The rules of `fonts.css` are
written with the files, so that ranges and files agree.
"""

from __future__ import annotations

import sys
import unicodedata
from pathlib import Path
from typing import NamedTuple

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

THEME = Path(__file__).parent.parent / "theme" / "static"

HEAD = """\
/* Made by docs/fonts.py: a page fetches the files that its letters need. Chronology Letters is
   the serif without signs: Chinese and Japanese have wide quotation marks from their own fonts. */
"""
COMMON = "§°·«»×–—‘’“”„…†•€−←→\u00a0\u2009\u202f" + "àáâãäåçèéêëíîïñóôõöøùúûüßÀÁÉÎÖÜ"
#: Letters of today's languages from Iceland to Azerbaijan, and of Japanese in Latin letters.
EUROPE = "ĀāĂăĄąĆćČčĎďĐđĒēĖėĘęĚěĞğĢģĪīĮįİĶķĹĺĻļĽľŁłŃńŅņŇňŌōŐőŔŕŘřŚśŞşŠšŢţŤťŪūŮůŰűŲųŹźŻżŽžƏəȘșȚț"
#: Besides Latin Extended-A: pinyin, scholars' Arabic and Sanskrit, money.
EXTENDED = "ǍǎǏǐǑǒǓǔǕǖǗǘǙǚǛǜǦǧʹʺʻʼʽʾʿḌḍḎḏḤḥḪḫḲḳḴḵṂṃṄṅṆṇṚṛṢṣṬṭṮṯẒẓẔẕẞ₩₪₫₹₺₽₴₸"
#: File, Fontsource's file, and the characters of it; none is all that no earlier file has.
SCRIPTS: tuple[tuple[str, str, frozenset[int] | None], ...] = (
    ("latin", "latin", frozenset({*range(0x20, 0x7F), *map(ord, COMMON)})),
    ("cyrillic", "cyrillic", None),
    ("more", "latin", None),
    ("europe", "latin-ext", frozenset(map(ord, EUROPE))),
    ("latin-ext", "latin-ext", frozenset({*range(0x100, 0x180), *map(ord, EXTENDED)})),
    ("vietnamese", "vietnamese", None),
)


class Cut(NamedTuple):
    """One face: its file, family, and what is kept of the variable font."""

    file: str
    family: str
    source: str
    style: str
    axes: dict[str, float | tuple[float, float]]
    weight: str


FACES = (
    Cut(
        "serif",
        "Serif",
        "source-serif-4-{}-opsz-normal",
        "normal",
        {"opsz": 14, "wght": 400},
        "400",
    ),
    Cut(
        "italic",
        "Serif",
        "source-serif-4-{}-opsz-italic",
        "italic",
        {"opsz": 14, "wght": 400},
        "400",
    ),
    Cut(
        "bold",
        "Serif",
        "source-serif-4-{}-opsz-normal",
        "normal",
        {"opsz": 14, "wght": 600},
        "600 700",
    ),
    Cut(
        "display",
        "Display",
        "source-serif-4-{}-opsz-normal",
        "normal",
        {"opsz": 40, "wght": 600},
        "600",
    ),
    Cut("sans", "Sans", "source-sans-3-{}-wght-normal", "normal", {"wght": (400, 600)}, "400 600"),
)


def cut(source: Path, face: Cut, characters: frozenset[int], near: bool) -> TTFont:
    """What the face keeps of a font; where letters are many, marks are put together as well."""
    font = instantiateVariableFont(TTFont(source, recalcTimestamp=False), face.axes)
    if "gvar" in font:
        for glyph in font.getGlyphOrder():
            font["gvar"].variations.setdefault(glyph, [])
    features = "kern locl liga tnum" if near else "kern locl liga tnum mark mkmk ccmp"
    options = Options(hinting=False, layout_features=features.split(), notdef_outline=False)
    options.drop_tables += ["MVAR", "BASE", "gasp", "meta", "STAT"]
    cutter = Subsetter(options)
    cutter.populate(unicodes=characters)
    cutter.subset(font)
    family = f"Chronology {face.family}"
    names = {1: family, 4: family, 3: f"{family} {face.file}", 6: family.replace(" ", "")}
    for record in font["name"].names:
        record.string = names.get(record.nameID, str(record))
    font.flavor = "woff2"
    return font


def ranges(characters: frozenset[int]) -> str:
    """The characters as `unicode-range` has them."""
    spans: list[list[int]] = []
    for one in sorted(characters):
        if spans and one == spans[-1][1] + 1:
            spans[-1][1] = one
        else:
            spans.append([one, one])
    return ", ".join(f"U+{a:X}" if a == b else f"U+{a:X}-{b:X}" for a, b in spans)


def rule(family: str, face: Cut, file: str, characters: frozenset[int]) -> str:
    """The file as a stylesheet names it."""
    return (
        f'@font-face {{\n  font-family: "Chronology {family}";\n'
        f'  src: url("../fonts/{file}") format("woff2");\n'
        f"  font-style: {face.style};\n  font-weight: {face.weight};\n"
        f"  font-display: swap;\n  unicode-range: {ranges(characters)};\n}}\n"
    )


def main(packages: Path) -> None:
    """Write all files and their rules."""
    rules = [HEAD]
    for face in FACES:
        taken: frozenset[int] = frozenset()
        for script, published, wanted in SCRIPTS:
            name = face.source.format(published)
            source = packages / name.split(f"-{published}-")[0] / "files" / f"{name}.woff2"
            held = frozenset(TTFont(source).getBestCmap())
            characters = (held & wanted if wanted else held) - taken
            taken |= characters
            file = f"{face.file}-{script}.woff2"
            cut(source, face, characters, script == "latin").save(THEME / "fonts" / file)
            rules.append(rule(face.family, face, file, characters))
            if face.file in ("serif", "bold"):
                letters = {one for one in characters if unicodedata.category(chr(one))[0] in "LN"}
                rules.append(rule("Letters", face, file, frozenset(letters)))
    (THEME / "css" / "fonts.css").write_text("".join(rules), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
