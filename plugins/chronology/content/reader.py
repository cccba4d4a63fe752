"""From the content folder to records: what changed is parsed, the rest comes from the cache."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Final, NamedTuple

import msgspec

from chronology import parallel
from chronology.cache import Cache
from chronology.content import frontmatter, parse, scan
from chronology.content.archive import Archive, DocumentDigests, Entry
from chronology.content.frontmatter import DocumentError
from chronology.content.markdown import render
from chronology.content.markdown.names import Difference
from chronology.content.parse import Body, LinkContext, Parsed
from chronology.content.scan import TOO_FRESH, File, Scan
from chronology.hashing import digest, encode, engine_key
from chronology.problems import Problem, did_you_mean, warning

#: Documents written into the cache at a time.
_BATCH: Final = 256
_decode: Final = msgspec.msgpack.Decoder(Parsed).decode


def read(
    root: Path, scanned: Scan, cache: Cache, base: str = "", *, trusting: bool = True
) -> Archive:
    """Everything in the folder, with every problem that a file alone can show.

    `base` is the path that the site's addresses begin with, where it is not at a host's root. A
    `trusting` reader takes a file whose size and time are unchanged for unchanged; another one
    compares its content.
    """
    reader = Reader(root, cache, base, trusting=trusting)
    found = reader.read(scanned)
    reader.forget()
    return found


class _Prose(NamedTuple):
    """What came of the documents."""

    files: list[File]
    words: bytes
    events: dict[str, Entry]
    translations: dict[str, dict[str, Entry]]
    pages: dict[str, Entry]
    problems: list[Problem]


#: Passes things on as they are made, and shows how many of the total there are.
Progress = Callable[[Iterable[Any], int], Iterable[Any]]


class Reader:
    """Files to what they give, by way of the cache; what is read again is what changed."""

    def __init__(
        self,
        root: Path,
        cache: Cache,
        base: str = "",
        progress: Progress | None = None,
        *,
        trusting: bool = True,
    ) -> None:
        self._root = root
        self._trusting = trusting
        #: What the cache has of this folder, for sites with this base: bodies hold links.
        self._documents_kind, self._bodies_kind = (
            f"{kind} {base} {root}" for kind in ("document", "body")
        )
        self._cache = cache
        self._base = base
        self._progress = progress or (lambda items, total: items)
        self._known = {
            path: _decode(value) for path, value in cache.all(self._documents_kind).items()
        }
        self._registries = {  # as they were when the bodies in the cache were linked
            path: row.data
            for path, row in self._known.items()
            if path.endswith((".yaml", ".yml")) and row.words == engine_key()
        }
        self._learned: LinkContext | None = None
        self._former: dict[bytes, LinkContext] = {}  # by their words, with which bodies were linked
        self._differences: dict[bytes, Difference] = {}
        self._prose: _Prose | None = None
        self._pending: set[str] = set()  # parsed since without that being read
        self._decoded: dict[str, tuple[bytes, Entry]] = {}
        self._fresh: list[tuple[str, Parsed]] = []
        self._bodies: list[tuple[str, bytes, bytes]] = []

    def read(self, scanned: Scan, *, defer_relink: bool = False) -> Archive:
        """All records and problems of the files there are.

        A hasty reading leaves to `catch_up` what did not change itself but has to be parsed
        again because other names are to be linked, and to `keep` the writing.
        """
        files, problems = scanned[0], list(scanned[1])
        self._words, self._hasty = engine_key(), defer_relink
        plain = self.parse([file for file in files if file.kind in ("registry", "asset")], problems)
        learned = self._learn([file for file in files if file.kind == "registry"], plain)
        problems += learned.problems
        some = [file for file in files if file.kind in parse.DOCUMENTS]
        prose = self._prose = self._edited(some) or self._documents(some)
        self._pending = set()
        problems += prose.problems
        if not defer_relink:
            self.keep(scanned)
        return Archive(
            self._root,
            files,
            learned.found,
            prose.events,
            prose.translations,
            prose.pages,
            {f.path: plain[f.path].content for f in files if f.kind == "asset" and f.path in plain},
            self._stories(learned, problems),
            partial(self.body, learned),
            self._cache,
            problems,
        )

    def _documents(self, files: list[File]) -> _Prose:
        problems: list[Problem] = []
        entries = self.entries(files, self.parse(files, problems), problems)
        events = _events(files, entries, problems)
        translations = _translations(files, entries, problems)
        pages = {
            scan.event_id(f.path): entries[f.path]
            for f in files
            if f.kind == "page" and f.path in entries
        }
        words = b"" if self._hasty else self._words
        return _Prose(files, words, events, translations, pages, problems)

    def _edited(self, files: list[File]) -> _Prose | None:
        """The documents as they were but for some; nothing where that is not known."""
        was = self._prose
        if (
            was is None
            or len(files) != len(was.files)
            or not (self._hasty or was.words == self._words)
            or any(problem.severity == "error" for problem in was.problems)
        ):
            return None
        pairs = [(new, old) for new, old in zip(files, was.files, strict=True) if new is not old]
        if any(new.path != old.path for new, old in pairs):
            return None
        some, problems = [new for new, _ in pairs], list[Problem]()
        if self._pending:
            some = [file for file in files if file.path in self._pending or file in some]
        entries = self.entries(some, self.parse(some, problems), problems)
        if len(entries) < len(some):
            return None
        events, pages = dict(was.events), dict(was.pages)
        translations = {one: dict(tags) for one, tags in was.translations.items()}
        for path, kind, _ in some:
            entry = entries[path]
            if kind == "translation":
                translations[scan.event_id(path)][scan.language(path)] = entry
            else:
                (events if kind == "event" else pages)[scan.event_id(path)] = entry
        others = [problem for problem in was.problems if problem.path not in entries]
        words = was.words if self._hasty else self._words
        return _Prose(files, words, events, translations, pages, others + problems)

    def relink_pending(self, scanned: Scan) -> Iterator[None]:
        """Parse, some at a time, what a hasty reading left."""
        late = [
            file
            for file in scanned[0]
            if file.kind in parse.DOCUMENTS
            and (known := self._known.get(file.path))
            and known.words != self._words
        ]
        self._hasty = False
        for at in range(0, len(late), 16):
            some = late[at : at + 16]
            kept = [self._decoded.get(file.path) for file in some]
            self.entries(some, self.parse(some, []), [])
            pairs = zip(some, kept, strict=True)
            self._pending |= {
                one.path for one, was in pairs if self._decoded.get(one.path) is not was
            }
            yield
        self._former = {}
        if self._prose:
            self._prose = self._prose._replace(words=self._words)

    def _learn(self, files: list[File], plain: Mapping[str, Parsed]) -> LinkContext:
        """Take the names that bodies are searched for, and the speakers of quotations."""
        given = {file.path: plain[file.path].data for file in files if file.path in plain}
        if self._learned is None or self._registries != given:
            if self._registries and self._registries != given:
                former = self._learned or parse.learn(self._registries, self._base)
                self._former[former.words] = former
            self._learned, self._registries = parse.learn(given, self._base), given
            self._differences = {}
        self._words = self._learned.words
        return self._learned

    def _links_unchanged(self, path: str, known: Parsed) -> bool:
        """Whether a body that was linked with other names would be the same with those of now."""
        former, now = self._former.get(known.words), self._learned
        if not former or not now or b"unknown-speaker" in known.data:
            return False
        if known.words not in self._differences:
            texts = former.names.differing(now.names)
            texts |= {one for one, _ in former.speakers.items() ^ now.speakers.items()}
            self._differences[known.words] = Difference(texts)
        return not self._differences[known.words].touches(frontmatter.body(self._root, path))

    def parse(self, files: list[File], problems: list[Problem]) -> dict[str, Parsed]:
        """Return the content of each file that can be read. Only changed files are read again."""
        found: dict[str, Parsed] = {}
        changed = []
        for file in files:
            known = self._known.get(file.path)
            if (
                known
                and self._trusting
                and known.stamp == file.stamp
                and (known.words == self._words or (self._hasty and file.kind in parse.DOCUMENTS))
            ):
                found[file.path] = known
            else:
                changed.append(file)
        now = time.time_ns()
        with parallel.started(self._parse, changed, 32) as results:
            for file, (parsed, body, faults) in self._progress(results, len(changed)):
                problems += faults
                if parsed is None:
                    continue
                found[file.path] = parsed
                if faults:
                    continue  # not cached: the problems are found again until they are fixed
                if body is not None:
                    self._bodies.append((file.path, *body))
                stamp = file.stamp if now - file.stamp[1] > TOO_FRESH else (-1, -1)
                kept = parsed._replace(stamp=stamp)
                if kept != self._known.get(file.path):
                    self._known[file.path] = kept
                    self._fresh.append((file.path, kept))
                if len(self._fresh) == _BATCH:
                    self._write()
        return found

    def keep(self, scanned: Scan) -> None:
        """Keep in the cache what was found out, and forget what was known of files now gone."""
        gone = sorted(self._known.keys() - {file.path for file in scanned[0]})
        self._write(gone)
        for path in gone:
            del self._known[path]

    def forget(self) -> None:
        """Let go of what another reading would begin with."""
        self._known, self._decoded, self._former = {}, {}, {}

    def _write(self, gone: Sequence[str] = ()) -> None:
        """While others parse: so that bodies do not gather here, and none waits at the end."""
        rows = [(self._documents_kind, path, encode(one)) for path, one in self._fresh]
        rows += [(self._bodies_kind, path, key + html) for path, key, html in self._bodies]
        kinds = (self._documents_kind, self._bodies_kind)
        self._cache.put(rows, [(kind, path) for path in gone for kind in kinds])
        self._fresh, self._bodies = [], []

    def entries(
        self, files: list[File], parsed: Mapping[str, Parsed], problems: list[Problem]
    ) -> dict[str, Entry]:
        """Return the records and digests of documents, decoded together by kind."""
        entries: dict[str, Entry] = {}
        for kind in parse.DOCUMENTS:
            some = [file.path for file in files if file.kind == kind and file.path in parsed]
            kept, none = self._decoded, (None,)
            new = [path for path in some if kept.get(path, none)[0] is not parsed[path].data]
            given = parse.decoded(kind, [parsed[path].data for path in new])
            for path, (record, digests) in zip(new, given, strict=True):
                found = parsed[path]
                self._decoded[path] = found.data, Entry(record, path, found.content, digests)
            for path in some:
                entry = entries[path] = self._decoded[path][1]
                if entry.digests.findings:
                    problems += _from_findings(path, entry.digests)
        return entries

    def body(self, learned: LinkContext, entry: Entry) -> str:
        """The body of an entry, from the cache; made if it is not there with these names."""
        known, kept = self._known.get(entry.path), None
        if known is None or known.words == learned.words:
            kept = self._cache.get(self._bodies_kind, entry.path)
        if kept is None or kept[: len(entry.digests.body)] != entry.digests.body:
            data = frontmatter.read_bytes(self._root, entry.path)
            document = frontmatter.split(frontmatter.decode(data, entry.path), entry.path)
            return parse.render_body(document, entry.record, learned, self._base).html
        return kept[len(entry.digests.body) :].decode()

    def _stories(self, learned: LinkContext, problems: list[Problem]) -> dict[str, str]:
        """Return the bodies of story lines as HTML; they are few, and in a registry."""
        bodies = {}
        for story in learned.found.storylines.values():
            made = render.render(story.body or "", learned.names, learned.speakers, base=self._base)
            bodies[story.id] = made.html
            path = learned.found.origins["storylines", story.id]
            problems += [
                warning(path, one.code, one.message, one.hint, (story.id, "body"))
                for one in made.findings
            ]
        return bodies

    def _parse(self, file: File) -> tuple[Parsed | None, Body | None, list[Problem]]:
        """Return the content of a file as far as it can be read, its body, and its problems."""
        try:
            data = frontmatter.read_bytes(self._root, file.path, frontmatter.LARGEST_REGISTRY)
            content = digest(data)
            known = self._known.get(file.path)
            if (
                known
                and known.content == content
                and (known.words == self._words or self._links_unchanged(file.path, known))
            ):
                return known._replace(stamp=file.stamp, words=self._words), None, []
            if file.kind == "asset":
                return Parsed(file.stamp, content, self._words, b""), None, []
            if file.kind == "registry":
                (given, problems), body = parse.registry(self._root, file.path), None
            else:
                assert self._learned  # registries are read before documents
                given, body, problems = parse.document(file, data, self._learned, self._base)
                if not given:
                    return None, None, problems
        except DocumentError as error:
            return None, None, [error.problem]
        return Parsed(file.stamp, content, self._words, given), body, problems


def _from_findings(path: str, digests: DocumentDigests) -> list[Problem]:
    return [
        warning(path, it.code, it.message, it.hint, ("body",), it.fix).at(
            digests.body_line + it.line - 1, 1
        )
        for it in digests.findings
    ]


def _events(
    files: Iterable[File], entries: Mapping[str, Entry], problems: list[Problem]
) -> dict[str, Entry]:
    found: dict[str, Entry] = {}
    for file in files:
        if file.kind != "event" or file.path not in entries:
            continue
        entry = entries[file.path]
        event_id = scan.event_id(file.path)
        earlier = found.setdefault(event_id, entry)
        if earlier is not entry:
            message = f"the id `{event_id}` is also used by {earlier.path}"
            hint = "rename one of the two files"
            problems.append(Problem(file.path, "duplicate-id", message, hint).at(1, 1))
    return found


def _translations(
    files: list[File], entries: Mapping[str, Entry], problems: list[Problem]
) -> dict[str, dict[str, Entry]]:
    found: dict[str, dict[str, Entry]] = {}
    written = [file for file in files if file.kind == "translation" and file.path in entries]
    known = {scan.event_id(file.path) for file in files if file.kind == "event" and written}
    for file in written:
        event_id, lang = scan.event_id(file.path), scan.language(file.path)
        if event_id not in known:
            message = f"there is no event `{event_id}` to translate"
            hint = did_you_mean(event_id, known) or "use the file name of the event"
            problems.append(Problem(file.path, "unknown-id", message, hint).at(1, 1))
            continue
        earlier = found.setdefault(event_id, {}).setdefault(lang, entries[file.path])
        if earlier.path != file.path:
            message = f"{earlier.path} is also a translation of `{event_id}` to `{lang}`"
            hint = "keep one of the two files"
            problems.append(Problem(file.path, "duplicate-id", message, hint).at(1, 1))
    return found
