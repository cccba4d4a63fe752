"""Files that are joined from rows: remade, they are what they would be made new."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import archives
import pytest
import sites
from hypothesis import given
from hypothesis import strategies as st

from chronology.site.context import Site
from chronology.site.exports import listing
from chronology.site.exports.listing import Frame, Listing

EVENTS = 4


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    files: archives.Files = {f"events/e{number}.md": sites.event() for number in range(EVENTS)}
    return archives.site(tmp_path_factory.mktemp("listing"), files)[0]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("files")


def rejoined(site: Site, rows: Listing, former: bytes, index: bytes) -> tuple[bytes, bytes]:
    """The whole file, of a few rows at a time, and its index."""
    parts, made = listing.rejoined(site, rows, former, index)
    return b"".join(parts), made


@pytest.fixture(autouse=True, scope="module")
def _few_rows_at_a_time() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(listing, "_SOME", 2)
        yield


def of(texts: dict[int, str], head: str, between: str, asked: list[int]) -> Listing:
    """A file of these rows, that notes which of them it was asked for."""

    def row(_: Site, position: int) -> bytes:
        asked.append(position)
        return texts[position].encode()

    def frame(_: Site, foot: str, rows: Sequence[object]) -> Frame:
        return Frame(f"{head}{len(rows)}".encode(), between.encode(), foot.encode())

    def key(_: Site, position: int) -> bytes:
        return texts.get(position, "").encode()

    return Listing(list(texts), row, key, frame, "foot")


ROWS = st.dictionaries(st.integers(0, EVENTS - 1), st.sampled_from(["", "a", "bc", "длинно", "\n"]))


@given(ROWS, ROWS, st.sampled_from(["", ",\n"]), st.sampled_from(["", "head"]))
def test_a_file_made_from_its_former_self_is_what_it_is_made_new(
    site: Site, before: dict[int, str], after: dict[int, str], between: str, head: str
) -> None:
    content, index = rejoined(site, of(before, "old", between, []), b"", b"")
    assert content == listing.make(site, of(before, "old", between, []))
    asked: list[int] = []
    again, _ = rejoined(site, of(after, head, between, asked), content, index)
    assert again == listing.make(site, of(after, head, between, []))
    assert set(asked) == {at for at, text in after.items() if before.get(at) != text}


@pytest.mark.parametrize("damage", [b"", b"x", b"0123456789" * 9])
def test_what_another_wrote_is_not_taken(site: Site, damage: bytes) -> None:
    rows = of({at: f"row {at}" for at in range(EVENTS)}, "", "\n", [])
    content, index = rejoined(site, rows, b"", b"")
    for former, known in ((damage, index), (content, damage), (content[:-9], index)):
        assert rejoined(site, rows, former, known) == (content, index)


@given(
    st.lists(st.sampled_from(["", "a", "bc", "длинно"]), min_size=EVENTS, max_size=EVENTS),
    st.dictionaries(st.integers(0, EVENTS - 1), st.sampled_from(["d", "эта", ""])),
    st.sampled_from(["", ",\n"]),
)
def test_a_file_patched_where_texts_were_edited_is_what_it_is_made_new(
    site: Site, folder: Path, before: list[str], edited: dict[int, str], between: str
) -> None:
    was = dict(enumerate(before))
    former, target, anew = folder / "former", folder / "target", folder / "anew"
    index = listing.remake(site, of(was, "head", between, []), former, None, b"")
    after = of(was | edited, "head", between, [])
    asked: list[int] = []
    try:
        site.edited = frozenset(edited)
        found = listing.remake(
            site, of(was | edited, "head", between, asked), target, former, index
        )
    finally:
        site.edited = None
    assert target.read_bytes() == listing.make(site, after)
    assert found == listing.remake(site, after, anew, None, b"")
    assert set(asked) <= set(edited)
