"""One question, one answer: what counts for an actor, a topic or a place is the same everywhere."""

from __future__ import annotations

import json
from itertools import accumulate
from pathlib import Path
from typing import Any

import sites
from bs4 import BeautifulSoup

ACTORS = """\
china: {type: state, name: China}
russia: {type: state, name: Russia}
usa: {type: state, name: United States}
lavrov: {type: person, name: Sergey Lavrov, offices: [
  {title: Foreign Minister, of: russia, from: 2004-03-09, until: ..}]}
wang: {type: person, name: Wang Yi, offices: [
  {title: Foreign Minister, of: china, from: 2013-03-16, until: 2022-12-30}]}
"""
EVENTS = {
    "by-office": sites.event(date="2020-05-06", actors="[wang, lavrov]"),
    "by-of": sites.event(date="2020-05-07", actors="[{actor: wang, of: usa}, russia]"),
    "after-office": sites.event(date="2024-05-08", added="2024-05-09", actors="[wang, russia]"),
    "office-not-certain": sites.event(date="2022", added="2024-05-09", actors="[wang, usa]"),
    "itself": sites.event(date="2020-05-09", actors="[china, russia]"),
}


def test_timeline_search_and_pages_count_the_same_events_for_every_record(tmp_path: Path) -> None:
    files = {f"events/{name}.md": text for name, text in EVENTS.items()}
    topics = "economy: {label: Economy}\ntrade: {label: Trade, broader: [economy]}\n"
    content = sites.write(
        tmp_path / "content",
        {sites.EVENT: None, "actors/all.yaml": ACTORS, "topics.yaml": topics, **files},
    )
    output = sites.build(content)

    def read(path: str) -> Any:
        return json.loads((output / path).read_bytes())

    timeline, rows, records = (
        read(path) for path in ("timeline/events.json", "search/events.json", "search/records.json")
    )
    order = timeline["id"]
    for kind in ("actors", "topics", "places"):
        drawn = dict(zip(timeline[kind][0], map(accumulate, timeline[kind][2]), strict=True))
        for number, (record_id, *_) in enumerate(records[kind]):
            found = [at for at, some in enumerate(rows[kind]) if number in some]
            assert found == list(drawn.get(record_id, ())), record_id
            page = output / kind / record_id / "index.html"
            soup = BeautifulSoup(page.read_text("utf-8"), "html.parser")
            links = [str(one["href"]) for one in soup.select("ol.events a")]
            assert links == [f"/events/{order[at]}/" for at in found], record_id
    counted = {
        record_id: len(steps) for record_id, steps in zip(*timeline["actors"][::2], strict=False)
    }
    assert counted["china"] == 2
    assert counted["russia"] == 4
    assert counted["usa"] == 2
