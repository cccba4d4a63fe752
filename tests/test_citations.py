from __future__ import annotations

import json
from pathlib import Path

import archives
import bibtexparser
import rispy
import sites

from chronology.site.exports import citations
from chronology.site.exports.citations import Citation

URL = "https://x.org/a"
TITLE = "A & B: 100% of {it}_1 \\\\ #2 $3 ^~ 标题"


def forms(root: Path, **fields: str) -> Citation:
    site, _ = archives.site(root, {sites.EVENT: sites.event(**fields)}, SITEURL=URL)
    event = site.chronology.events[0]
    address = f"/events/{event.id}/"
    return citations.event(site, event, event.title, address, site.words(event.date))


def test_an_entry_is_cited_with_its_address_and_its_last_correction(tmp_path: Path) -> None:
    found = forms(tmp_path, corrections="[{date: 2024-05-02, note: N}]")
    assert found.text == (
        "“Russia visits China”. Chronology. 9 April 2024. Added 11 April 2024. "
        f"Last corrected 2 May 2024. {URL}/events/2024-04-09-visit/"
    )


def test_a_reader_of_bibtex_reads_it(tmp_path: Path) -> None:
    text = forms(tmp_path, title=f'"{TITLE}"').bibtex
    library = bibtexparser.parse_string(text) if hasattr(bibtexparser, "parse_string") else None
    (entry,) = library.entries if library else bibtexparser.loads(text).entries
    values = dict(entry.items()) if library else entry
    assert values["url"] == f"{URL}/events/2024-04-09-visit/"
    assert (values["year"], values["month"], values["day"]) == ("2024", "4", "11")
    assert r"A \& B: 100\% of \{it\}\_1 \textbackslash{} \#2 \$3" in values["title"]
    assert values["title"].count("{") == values["title"].count("}")


def test_a_reader_of_ris_reads_it(tmp_path: Path) -> None:
    (entry,) = rispy.loads(forms(tmp_path, title=f'"{TITLE}"').ris)
    assert entry["title"] == TITLE.replace("\\\\", "\\")
    assert entry["type_of_reference"] == "ELEC"
    assert (entry["year"], entry["date"]) == ("2024", "2024/04/11/")
    assert entry["urls"] == [f"{URL}/events/2024-04-09-visit/"]
    assert entry["notes"] == ["9 April 2024. Added 11 April 2024"]
    assert (entry["secondary_title"], entry["publisher"]) == ("Chronology", "Chronology")


def test_the_citation_of_a_planned_event_says_so(tmp_path: Path) -> None:
    assert "9 April 2024 (planned). Added" in forms(tmp_path, event_status="planned").text


def test_csl_json_is_json_with_csl_names(tmp_path: Path) -> None:
    (entry,) = json.loads(forms(tmp_path, title=f'"{TITLE}"').csl)
    assert entry["issued"] == {"date-parts": [[2024, 4, 11]]}
    assert (entry["type"], entry["container-title"]) == ("webpage", "Chronology")
    assert entry["URL"] == f"{URL}/events/2024-04-09-visit/"


def test_the_site_and_pages_of_many_entries_are_cited_as_of_their_last_change(
    tmp_path: Path,
) -> None:
    site, _ = archives.site(tmp_path, SITEURL=URL)
    text = citations.whole(site).text
    assert text == f"Chronology. As of 11 April 2024. {URL}/"
    empty = citations.page(site, "x", "X", "/actors/x/", None)
    assert empty.text == f"“X”. Chronology. {URL}/actors/x/"
    assert "year" not in empty.bibtex
    assert "issued" not in empty.csl
