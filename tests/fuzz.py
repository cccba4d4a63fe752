# ruff: noqa: E501  the lists of values are read as tables
"""Random input for `check` and for builds: `invoke fuzz`. The same seed gives the same input.

Nothing may end in a traceback or take more than ten seconds, every error has a file and a line,
and every file of a site that builds can be parsed.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import re
import shutil
import sqlite3
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, Final
from xml.etree import ElementTree

import sites
import yaml
from icalendar import Calendar
from msgspec import inspect

from chronology.editing.check import check
from chronology.model import records
from chronology.model.introspect import described
from chronology.problems import ContentError, Problem

#: Seconds that one run may take.
_LIMIT: Final = 10.0
#: Events of the archive that are mutated, and values in one built site.
_SAMPLE, _BATCH = 20, 10
_VOID: Final = frozenset("area base br col embed hr img input link meta source track wbr".split())

_SNIPPETS: Final = (
    "---", "--- ", "...", "- ", "- - - -", ": ", "? ", "? [", "&a ", "*a", "!!str ", "|", ">-", "|2", "{", "}",
    "[", "]", "[[", "'", '"', "#", " #", "%YAML 1.1", "\t", "\u00a0", "\u2028", "\u0085", "\u200b", "\ufeff",
    "“”", "<<<<<<< HEAD", "=======", ">>>>>>> x", "<script>", "<!--", "-->", "]]>", "\\", "\\x00", '"\\r"',
    '"\\uD800"', "null", "~", "true", "NO", "1e9", "-", "—", "> ", "> — x", "1. ", "1986. ", "[^1]", "[^1]: x",
    "**", "`" * 5, "```", "|a|b|\n|-|-|\n", "$$", "{{ 7*7 }}", "{% raw %}", "![](", "[a](b c)", "[x]: y",
    "\U0001f600", "\u202e", "e\u0301", "习近平", "= =", "=cmd", "..", "../..", "/", "2024-02-30", "[1962..]",
    "Y99999", "-9999", "9" * 40, "a" * 300, "- {actor: china}", "id: x", "title:", "date:", "&#0;", "&#13;",
)  # fmt: skip
_DATES: Final = (
    "-9999", "-0001", "0000", "0001", "0988-02-29", "9999", "9999-12-31", "Y12024", "Y-12024", "1962~", "1962?",
    "1962%", "196X", "19XX", "1962-XX", "1962-XX-XX", "1962-04-XX", "1962-21", "1962-24", "../1962", "1962/..",
    "/1962", "1962/", "-9999/9999", "[1962,1963]", "{1962,1963}", "[..1962]", "[1962..]", "[1962-03..1962-05]",
    "[1900,2000]", "1962~/1963?", "..", "../..", "", "2024-02-29", "2023-02-29", "2024-13", "24", "now",
    "2024-04-08T16:00:00Z", "1962-04-09/1962-04-09", "[-0044,1962]", "Y99999/Y100000", "0000-12-31/0001-01-01",
)  # fmt: skip
_TEXTS: Final = (
    "x", " x ", "x" * 3000, "word " * 500, "A & </script> \"q\" 'r'", "<img src=x onerror=alert(1)>", "=1+1",
    "-1", "@x", "+x", "line\nbreak", "line\r\nbreak", "\ttab", "]]>", "{{ 7*7 }}", "{% x %}", "مرحبا بالعالم",
    "\u202eevil", "\u200b\u200b", "\u00ad", "😀" * 50, "e\u0301", "习近平", "BEGIN:VCALENDAR", "a,b;c\\n:d",
    "\ufeff", "\u2028", "\x85", "\x00", "\x1b[0m", "\ud800", "--", "—", "0", "true", "%s %(x)s {0}", "..", "\\",
    "https://", "http://[::1]/", "a" * 100, "Ω≈ç√", "́", "ﷺ" * 40, "#x", "/x/../y", "javascript:alert(1)",
)  # fmt: skip
_URLS: Final = (
    "https://a.example/", "http://[::1]/", "https://例え.jp/パス", "https://a.example/%zz", "https://a.example/?q=ü#f",
    "https://[", "http://a b", "https://" + "a" * 300 + ".example/", "ftp://x", "//x", "https://x:99999/",
    "https://u:p@x.example/", "HTTPS://X.example", "https://a.example/" + "a" * 3000, "https://xn--/", "https://.",
    'https://a.example/"', "https://a.example/|{}", "https://a.example/\\", "https://a..example/",
)  # fmt: skip
_NUMBERS: Final = (
    "0",
    "-0",
    "90",
    "-90",
    "90.000001",
    "180",
    "-180",
    "1e3",
    "NaN",
    "1" * 30,
    ".5",
    "5.",
    "+1",
)
_LANGUAGES: Final = (
    "en",
    "zh-Hans",
    "sr-Latn-RS",
    "cn",
    "EN",
    "x",
    "",
    "tlh",
    "ar",
    "de-1996",
    "zh-hans",
    "a-b",
)


# ---- mutations of the archive -----------------------------------------------------------------


def mutate(text: str, chance: random.Random) -> str:
    """Return the text with one to three random changes."""
    for _ in range(chance.randint(1, 3)):
        lines = text.split("\n")
        at = chance.randrange(len(lines))
        if chance.random() < 0.6:  # front matter is shorter than bodies and matters more
            at = min(at, chance.randrange(25))
        match chance.randrange(11):
            case 0:
                del lines[at]
            case 1:
                lines.insert(at, lines[chance.randrange(len(lines))])
            case 2:
                other = chance.randrange(len(lines))
                lines[at], lines[other] = lines[other], lines[at]
            case 3:
                lines[at] = chance.choice(("  ", "    ", "\t")) + lines[at]
            case 4:
                lines[at] = lines[at].strip()
            case 5:
                lines = lines[:at]
            case 6:
                lines.insert(at, chance.choice(_SNIPPETS))
            case 7 if ":" in lines[at]:
                key = lines[at].partition(":")[0]
                lines[at] = f"{key}: {chance.choice((*_SNIPPETS, *_DATES, *_TEXTS, *_URLS))}"
            case 8 if lines[at]:
                place = chance.randrange(len(lines[at]))
                lines[at] = lines[at][:place] + chance.choice(_SNIPPETS) + lines[at][place:]
            case 9 if lines[at]:
                place = chance.randrange(len(lines[at]))
                lines[at] = lines[at][:place] + lines[at][place + 1 :]
            case _:
                lines[at : at + 2] = ["".join(lines[at : at + 2])]
        text = "\n".join(lines)
    return text


def fuzz_check(content: Path, runs: int, seed: int) -> Iterator[str]:
    """Yield what failed, for random mutations of some files of an archive."""
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory() as home:
        root = Path(home) / "content"
        _copy_sample(content, root, chance)
        files = sorted(file for file in root.rglob("*") if file.suffix in (".md", ".yaml"))
        for run in range(runs):
            file = chance.choice(files)
            before = file.read_bytes()
            text = mutate(before.decode(), chance).encode("utf-8", "surrogatepass")
            if chance.random() < 0.05:
                text = text[: len(text) // 2] + bytes(chance.randrange(256) for _ in range(5))
            file.write_bytes(text)
            name = f"seed {seed}, run {run}, {file.relative_to(root)}"
            yield from (f"{name}: {failure}" for failure in _checked(root))
            file.write_bytes(before)


def _copy_sample(content: Path, root: Path, chance: random.Random) -> None:
    """Copy the registries, pages and some events; references to other events are an error."""
    events = sorted((content / "events").rglob("*.md"))
    for file in content.rglob("*"):
        if file.is_file() and "events" not in file.relative_to(content).parts:
            target = root / file.relative_to(content)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(file, target)
    (root / "storylines.yaml").unlink(missing_ok=True)
    for file in chance.sample(events, min(_SAMPLE, len(events))):
        target = root / file.relative_to(content)
        target.parent.mkdir(parents=True, exist_ok=True)
        text = re.sub(r"^related:.*\n(?:  .*\n)*", "", file.read_text("utf-8"), flags=re.MULTILINE)
        target.write_text(text, "utf-8")


def _checked(root: Path, found: list[Problem] | None = None) -> Iterator[str]:
    """Check a content folder; yield what must not happen, and add its problems to `found`."""
    began = time.monotonic()
    try:
        problems = check(sites.settings(root))
    except Exception:
        yield traceback.format_exc()
        return
    if time.monotonic() - began > _LIMIT:
        yield f"check took {time.monotonic() - began:.0f} s"
    for problem in problems:
        is_text = problem.path.endswith((".md", ".yaml")) and problem.code != "too-large"
        if problem.severity == "error" and (not problem.path or (is_text and not problem.line)):
            yield f"no line: {problem}"
    if found is not None:
        found += problems


# ---- values at the limits of fields -----------------------------------------------------------


def values(kind: type[records.Record]) -> Iterator[tuple[str, Any]]:
    """Yield every field of a record with values at its limits, as YAML data."""
    info = inspect.type_info(kind)
    assert isinstance(info, inspect.StructType)
    for field in info.fields:
        if field.encode_name != "id":
            for value in _values(field.type):
                yield field.encode_name, value


def _values(annotation: Any) -> Iterator[Any]:
    it = described(annotation)
    if it.several:
        yield from ([], None, "x")
        some = list(_values(it.type))
        yield from ([one] for one in some)
        yield some[:2] * 2
        return
    match it.type:
        case inspect.CustomType():
            yield from _DATES
        case inspect.IntType() | inspect.FloatType():
            yield from _NUMBERS
        case inspect.LiteralType(values=known):
            yield from (*known, "", "x")
        case inspect.DictType():
            yield from ({tag: "Name"} for tag in _LANGUAGES)
            yield from ({"zh": text} for text in _TEXTS)
        case inspect.StructType(cls=inner):
            full = _EXAMPLES.get(inner, {})
            for name, value in values(inner):
                yield {**full, name: value}
        case inspect.StrType(pattern=pattern):
            yield from _URLS if pattern and "http" in pattern else ()
            yield from _LANGUAGES if it.form == "language" else ()
            yield from _TEXTS


_EXAMPLES: Final[dict[type, dict[str, Any]]] = {
    records.Participant: {"actor": "china"},
    records.Source: {"title": "A report"},
    records.Relation: {"event": "2024-04-09-visit", "relation": "follows"},
    records.Correction: {"date": "2024-05-01", "note": "Corrected."},
    records.Image: {"file": "a.png", "alt": "A"},
    records.Office: {"title": "Minister", "of": "china", "from": "2000", "until": "2030"},
    records.Membership: {"actor": "china"},
    records.PreviousName: {"name": "Before"},
}
_EVENT: Final = {
    "title": "Talks", "date": "2024-04-10", "added": "2024-04-11", "type": "meeting",
    "actors": ["china", "russia"], "sources": [{"title": "A report"}],
}  # fmt: skip
#: A file, the record around a value, and whether the record has a key of its own in the file.
_TARGETS: Final[list[tuple[type[records.Record], str, dict[str, Any], bool]]] = [
    (records.Event, "events/x/fuzz-{n}.md", _EVENT, False),
    (records.Page, "pages/fuzz-{n}.md", {"title": "Page"}, False),
    (records.State, "actors/fuzz-{n}.yaml", {"type": "state", "name": "State {n}"}, True),
    (records.Person, "actors/fuzz-{n}.yaml", {"type": "person", "name": "Person {n}"}, True),
    (records.Organization, "actors/fuzz-{n}.yaml", {"type": "organization", "name": "O {n}"}, True),
    (records.Topic, "topics.yaml", {"label": "Topic {n}"}, True),
    (records.Place, "places.yaml", {"name": "Place {n}"}, True),
    (records.EventType, "event-types.yaml", {"label": "Type {n}"}, True),
    (records.Storyline, "storylines.yaml", {"title": "Line {n}", "topics": ["trade"]}, True),
]


def fuzz_build(runs: int, seed: int) -> Iterator[str]:
    """Yield what failed, for sites with values at the limits of all fields."""
    chance = random.Random(seed)
    every = [
        (path, {**base, name: value}, keyed, f"{kind.__name__}.{name} = {value!r}"[:200])
        for kind, path, base, keyed in _TARGETS
        for name, value in values(kind)
    ]
    chance.shuffle(every)
    for start in range(0, min(runs, len(every)), _BATCH):
        batch = every[start : start + _BATCH]
        with tempfile.TemporaryDirectory() as home:
            yield from (f"seed {seed}, {start}: {failure}" for failure in _built(Path(home), batch))


def _built(home: Path, batch: list[tuple[str, dict[str, Any], bool, str]]) -> Iterator[str]:
    """Build the values of a batch that pass `check`, and parse what comes out."""
    kept = list(enumerate(batch))
    for attempt in range(4):
        root = home / str(attempt) / "content"
        sites.write(root, {"images/a.png": "x", **_files(kept)})
        found: list[Problem] = []
        yield from _checked(root, found)
        errors = [one for one in found if one.severity == "error"]
        if not errors:
            break
        broken = {match for one in errors for match in re.findall(r"fuzz-(\d+)", str(one))}
        kept = [(n, item) for n, item in kept if str(n) not in broken] if broken else []
    else:
        yield f"errors that name no record: {errors[:3]}"
        return
    began = time.monotonic()
    names = "; ".join(item[3][:60] for _, item in kept)
    try:
        output = sites.build(root)
    except ContentError as error:
        yield f"check passed, but the build did not ({names}): {error.problems[:3]}"
        return
    except Exception:
        yield f"{names}: {traceback.format_exc()}"
        return
    if time.monotonic() - began > _LIMIT:
        yield f"the build took {time.monotonic() - began:.0f} s ({names})"
    failures = list(unparsable(output))
    if failures:
        yield f"{len(failures)} files cannot be parsed, as {failures[0]} ({names})"


def _files(items: list[tuple[int, tuple[str, dict[str, Any], bool, str]]]) -> dict[str, Any]:
    registries: dict[str, dict[str, Any]] = {
        "topics.yaml": {"trade": {"label": "Trade"}},
        "places.yaml": {"beijing": {"name": "Beijing", "country": "china"}},
    }
    files: dict[str, Any] = {}
    for n, (path, data, keyed, _) in items:
        data = {k: v.replace("{n}", str(n)) if isinstance(v, str) else v for k, v in data.items()}
        if keyed:
            registries.setdefault(path.format(n=n), {})[f"fuzz-{n}"] = data
        else:
            files[path.format(n=n)] = f"---\n{_yaml(data)}---\n\nText of 习近平.\n"
    return files | {path: _yaml(data) for path, data in registries.items()}


def _yaml(data: Any) -> str:
    text: str = yaml.safe_dump(data, allow_unicode=False, width=10_000, default_style=None)
    return text


# ---- what a site must be ----------------------------------------------------------------------


class _Page(HTMLParser):
    """Collects unbalanced tags, repeated ids and JSON-LD of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[str] = []
        self.faults: list[str] = []
        self.ids: set[str] = set()
        self.linked: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _VOID:
            self.opened.append(tag)
        named = dict(attrs)
        if (identity := named.get("id")) is not None and "svg" not in self.opened:
            self.faults += [f"id {identity!r} twice"] if identity in self.ids else []
            self.ids.add(identity)
        if tag == "script" and named.get("type") == "application/ld+json":
            self.linked = []

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        pass

    def handle_endtag(self, tag: str) -> None:
        if tag in _VOID:
            return
        if tag == "script" and self.linked is not None:
            json.loads("".join(self.linked))
            self.linked = None
        while self.opened and self.opened[-1] != tag and self.opened[-1] in ("p", "li", "dt", "dd"):
            self.opened.pop()
        if not self.opened or self.opened.pop() != tag:
            self.faults.append(f"unbalanced </{tag}>")

    def handle_data(self, data: str) -> None:
        if self.linked is not None:
            self.linked.append(data)


def _page(file: Path) -> None:
    page = _Page()
    text = file.read_text("utf-8")
    page.feed(text)
    if control := re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f]", text):
        page.faults.append(f"control character {control[0]!r}")
    if page.faults:
        raise ValueError(", ".join(page.faults[:3]))


def _calendar(file: Path) -> None:
    data = file.read_bytes()
    Calendar.from_ical(data)
    if any(len(line) > 75 for line in data.split(b"\r\n")) or b"\r\r" in data:
        raise ValueError("a line that is too long, or a carriage return in a value")


def _table(file: Path) -> None:
    rows = list(csv.reader(file.read_text("utf-8-sig").splitlines(keepends=True), strict=True))
    if any(len(row) != len(rows[0]) for row in rows):
        raise ValueError("rows of different lengths")


def _feed(file: Path) -> None:
    root = ElementTree.parse(file).getroot()
    for element in root.iter():
        is_time = element.tag.rpartition("}")[2] in ("updated", "published")
        if is_time and not re.match(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$", element.text or ""):
            raise ValueError(f"not a time stamp: {element.text}")


def _database(file: Path) -> None:
    connection = sqlite3.connect(file)
    (found,) = connection.execute("PRAGMA integrity_check").fetchone()
    connection.close()
    if found != "ok":
        raise ValueError(found)


def _json(file: Path) -> None:
    json.loads(file.read_text("utf-8"))


def _json_lines(file: Path) -> None:
    for line in file.read_text("utf-8").split("\n"):
        if line:
            json.loads(line)


_PARSERS: Final[dict[str, Callable[[Path], None]]] = {
    ".html": _page, ".ics": _calendar, ".csv": _table, ".atom": _feed, ".json": _json,
    ".jsonl": _json_lines, ".geojson": _json, ".jsonld": _json, ".sqlite": _database,
    ".xml": lambda file: ElementTree.parse(file) and None,
}  # fmt: skip


def unparsable(output: Path) -> Iterator[str]:
    """Yield the files of a site that cannot be parsed."""
    for file in sorted(output.rglob("*")):
        parse = _PARSERS.get(file.suffix)
        if parse and file.is_file() and "theme" not in file.relative_to(output).parts[:1]:
            try:
                parse(file)
            except Exception as error:
                yield f"{file.relative_to(output)}: {error!r}"


def main() -> None:
    """Run both kinds of fuzzing and exit with status 1 if anything failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--content", type=Path, default=sites.ROOT / "content")
    parser.add_argument("--mutations", type=int, default=300)
    parser.add_argument("--values", type=int, default=150)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    failures = 0
    for failure in (
        *fuzz_check(options.content, options.mutations, options.seed),
        *fuzz_build(options.values, options.seed),
    ):
        print(failure, flush=True)
        failures += 1
    print(
        f"{options.mutations} mutations and {options.values} values, seed {options.seed}: "
        f"{failures} failures"
    )
    sys.exit(failures > 0)


if __name__ == "__main__":
    main()
