"""Pages of prose, the corrections, what is said of a missing page, and where old ids lead."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from markupsafe import Markup

from chronology import urls
from chronology.content.archive import Entry
from chronology.model.records import Correction, Event
from chronology.site.artifacts import Context, GeneratedFile, Page
from chronology.site.context import DisplayDate, Link, Site
from chronology.site.exports import feeds


class CorrectionRow(NamedTuple):
    """A correction and the entry it was made to."""

    when: DisplayDate
    correction: Correction
    event: Link


def pages(site: Site) -> Iterator[Page | GeneratedFile]:
    """The corrections and their feed, the page for what is missing, prose, and former ids."""
    chronology = site.chronology
    corrected = [at for at, one in enumerate(chronology.events) if one.corrections]
    source, fields = "the corrections", (corrections_view, corrected, feeds.corrections_inputs)
    address = urls.index("corrections")
    yield Page(address, "corrections.html", *fields, source, shown=corrected)
    yield feeds.corrections(corrected, source)
    missing = (missing_view, None, lambda *_: b"", "the page for what is missing")
    yield Page("/404.html", "404.html", *missing)
    for page_id, entry in chronology.archive.pages.items():
        prose = (view, entry, lambda _, entry: entry.key, entry.path)
        yield Page(urls.page(page_id), "page.html", *prose)
    yield from _redirects(site)


def view(site: Site, entry: Entry) -> Context:
    """A prose page."""
    page = entry.record
    return {
        "title": page.title,
        "url": site.href(urls.page(page.id)),
        "summary": page.summary,
        "body": Markup(site.chronology.archive.body(entry)),
        "lang": page.lang or site.language,
    }


def corrections_view(site: Site, corrected: list[int]) -> Context:
    """All corrections, the latest first."""
    found = [
        CorrectionRow(site.when(correction.date), correction, site.event(at))
        for at in corrected
        for correction in site.chronology.events[at].corrections
    ]
    found.sort(key=lambda one: one.correction.date.sort_key, reverse=True)
    return {"title": site.t("Corrections"), "url": site.href("/corrections/"), "corrections": found}


def missing_view(site: Site, _: None) -> Context:
    """What a host shows for an address that leads nowhere."""
    return {"title": site.t("Page not found"), "url": None}


def _redirects(site: Site) -> Iterator[Page]:
    chronology = site.chronology
    origins = chronology.archive.registries.origins
    for kind, address, records in (
        ("events", urls.event, chronology.events),
        ("actors", urls.actor, chronology.actors.values()),
        ("places", urls.place, chronology.places.values()),
    ):
        for record in records:
            if not record.former_ids:
                continue
            source = origins.get((kind, record.id)) or f"the event {record.id}"
            name = record.title if isinstance(record, Event) else record.name
            target = Link(name, site.href(address(record.id)))
            fields = (redirect_view, target, lambda _, target: repr(target).encode(), source)
            for former in record.former_ids:
                yield Page(address(former), "redirect.html", *fields)


def redirect_view(site: Site, target: Link) -> Context:
    """The way from a former id to the present one."""
    return {"title": target.text, "target": target, "url": target.url}
