from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import archives
import pytest
import rdflib
import sites
from bs4 import BeautifulSoup

from chronology.build import plan
from chronology.model import edtf
from chronology.site.artifacts import Page
from chronology.site.context import Site
from chronology.site.exports import jsonld_records
from chronology.site.exports.dataset import manifest

URL = "https://x.org/a"
SCHEMA = "https://schema.org/"
SKOS = "http://www.w3.org/2004/02/skos/core#"
FILES: archives.Files = {
    "actors/all.yaml": "china:\n"
    "  {type: state, name: China, iso: CN, wikidata: Q148, names: {zh: 中国}}\n"
    "russia: {type: state, name: Russia}\n"
    "xi: {type: person, name: Xi,"
    " offices: [{title: President, of: china, from: 2013-03-14, until: ..}]}\n"
    "un: {type: organization, name: UN, members: [{actor: china, from: 1971-10-25}]}\n",
    "topics.yaml": "trade: {label: Trade, labels: {zh: 贸易}}\n"
    "tariffs: {label: Tariffs, broader: trade, exact_match: ['https://example.org/t']}\n",
    "places.yaml": "beijing: {name: Beijing, country: china, lat: 39.9, lon: 116.4}\n",
}


@pytest.mark.parametrize(
    ("date", "start", "end"),
    [
        ("2024-04-09", "2024-04-09", None),
        ("2024-04", "2024-04", None),
        ("2024", "2024", None),
        ("2024-04~", "2024-04", None),
        ("2024-04-09/2024-04-11", "2024-04-09", "2024-04-11"),
        ("1962-10/1963", "1962-10", "1963"),
        ("1962/..", "1962", None),
        ("1962/", "1962", None),
        ("../1962", None, "1962"),
        ("-0043-03-15", "-0043-03-15", None),
        ("196X", None, None),
        ("2024-21", None, None),
        ("[1962,1963]", None, None),
    ],
)
def test_a_date_is_given_as_far_as_it_is_known(
    date: str, start: str | None, end: str | None
) -> None:
    found = jsonld_records.period(edtf.parse(date))
    assert (found.get("startDate"), found.get("endDate")) == (start, end)
    said = {"@value": date, "@type": "edtf:EDTF"}
    assert found.get("dcterms:date") == (None if start == date else said)


def document(site: Site) -> bytes:
    """`chronology.jsonld`."""
    (file,) = (one for one in manifest.pages(site) if one.address.endswith(".jsonld"))
    return file.make(site, file.subject)


def blocks(root: Path, manifest: archives.Files, **changed: str) -> dict[str, Any]:
    """The data block of every page, by address."""
    site, theme = archives.site(root, manifest, **changed)
    theme.configure(site, plan.navigation(site))
    found = {}
    for page in plan.make(site, theme).values():
        if isinstance(page, Page) and page.template not in (
            "redirect.html",
            "feed.atom",
            "404.html",
        ):
            soup = BeautifulSoup(theme.render(page, site), "html.parser")
            (block,) = soup.find_all("script", type="application/ld+json")
            found[page.address] = json.loads(block.get_text())
    return found


def test_every_page_says_what_it_is_and_where_it_stands(tmp_path: Path) -> None:
    found = blocks(tmp_path, FILES, SITEURL=URL)
    kinds = {
        address: [thing["@type"] for thing in block["@graph"]] for address, block in found.items()
    }
    assert all(some[-1] == "BreadcrumbList" for some in kinds.values())
    concept = ["DefinedTerm", "skos:Concept"]
    for address, kind in {
        "/": "WebSite",
        "/events/2024-04-09-visit/": "Event",
        "/actors/china/": "Country",
        "/actors/xi/": "Person",
        "/actors/un/": "Organization",
        "/places/beijing/": "Place",
        "/topics/trade/": concept,
        "/types/visit/": concept,
        "/topics/": ["DefinedTermSet", "skos:ConceptScheme"],
        "/data/": "Dataset",
    }.items():
        assert kinds[address][0] == kind, address
    trail = found["/2024/04/"]["@graph"][-1]["itemListElement"]
    assert [step["name"] for step in trail] == ["Chronology", "2024", "April 2024"]
    assert [step.get("item") for step in trail] == [f"{URL}/", f"{URL}/2024/", None]


def test_fault_37_no_title_ends_the_data_block(tmp_path: Path) -> None:
    evil = 'A & </script><!-- "q"'
    quoted = json.dumps(evil)
    found = blocks(
        tmp_path,
        {
            sites.EVENT: sites.event(title=quoted, summary=quoted),
            "topics.yaml": f"trade: {{label: {quoted}}}\n",
        },
        SITENAME=evil,
    )
    assert found["/events/2024-04-09-visit/"]["@graph"][0]["name"] == evil
    assert found["/topics/trade/"]["@graph"][0]["name"] == evil


def test_another_reader_finds_the_record_in_the_whole(tmp_path: Path) -> None:
    planned: archives.Files = {
        "events/planned.md": sites.event(title="Planned", event_status="planned"),
        "events/secret.md": sites.event(title="Secret", status="draft"),
    }
    site, _ = archives.site(tmp_path, {**FILES, **planned}, SITEURL=URL)
    graph = rdflib.Graph().parse(data=document(site), format="json-ld")
    schema, skos = rdflib.Namespace(SCHEMA), rdflib.Namespace(SKOS)
    events = set(graph.subjects(rdflib.RDF.type, schema.Event))
    assert events == {
        rdflib.URIRef(f"{URL}/events/{one}/") for one in ("2024-04-09-visit", "planned")
    }
    event = rdflib.URIRef(f"{URL}/events/2024-04-09-visit/")
    assert str(graph.value(event, schema.startDate)) == "2024-04-09"
    assert graph.value(event, schema.location) == rdflib.URIRef(f"{URL}/places/beijing/")
    china = rdflib.URIRef(f"{URL}/actors/china/")
    assert china in set(graph.objects(event, schema.attendee))
    assert graph.value(china, schema.sameAs) == rdflib.URIRef("http://www.wikidata.org/entity/Q148")
    tariffs = rdflib.URIRef(f"{URL}/topics/tariffs/")
    assert graph.value(tariffs, skos.broader) == rdflib.URIRef(f"{URL}/topics/trade/")
    assert graph.value(tariffs, skos.exactMatch) == rdflib.URIRef("https://example.org/t")
    visit = rdflib.URIRef(f"{URL}/types/visit/")
    codes = {str(graph.value(one, schema.value)) for one in graph.objects(visit, schema.identifier)}
    assert codes == {"CONSULT", "visit"}


def test_a_page_describes_references_by_type_id_and_name(tmp_path: Path) -> None:
    block = blocks(tmp_path, FILES, SITEURL=URL)["/events/2024-04-09-visit/"]
    event = block["@graph"][0]
    assert event["attendee"][0] == {
        "@type": "Country",
        "@id": f"{URL}/actors/china/",
        "name": "China",
    }
    assert event["location"][0].keys() == {"@type", "@id", "name", "geo"}
    assert "skos" not in block["@context"]
    assert "dcterms" not in block["@context"]


def test_the_new_fields_of_an_event_are_in_the_linked_data(tmp_path: Path) -> None:
    text = sites.event(
        date_note="26 March in the Julian calendar",
        official_names="{zh: 条约}",
        images="[{file: images/a.png, alt: Two men, credit: A. B., licence: CC BY 4.0}]",
        sources="[{title: A report, kind: agency}]",
    )
    files: archives.Files = {sites.EVENT: text, "images/a.png": b"x"}
    event = blocks(tmp_path, files, SITEURL=URL)["/events/2024-04-09-visit/"]["@graph"][0]
    assert event["dcterms:temporal"] == "26 March in the Julian calendar"
    assert event["alternateName"] == [{"@value": "条约", "@language": "zh"}]
    assert event["subjectOf"][0]["genre"] == "agency"
    assert event["image"] == [
        {
            "@type": "ImageObject",
            "contentUrl": f"{URL}/images/a.png",
            "description": "Two men",
            "creditText": "A. B.",
            "copyrightNotice": "CC BY 4.0",
        }
    ]


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("occurred", None),
        ("planned", "https://schema.org/EventScheduled"),
        ("postponed", "https://schema.org/EventPostponed"),
        ("cancelled", "https://schema.org/EventCancelled"),
    ],
)
def test_an_event_that_did_not_occur_has_a_status(
    tmp_path: Path, status: str, expected: str | None
) -> None:
    files = {**FILES, sites.EVENT: sites.event(event_status=status)}
    event = blocks(tmp_path, files, SITEURL=URL)["/events/2024-04-09-visit/"]["@graph"][0]
    assert event.get("eventStatus") == expected
