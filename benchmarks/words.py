# Cyrillic letters are meant as such; a table of syllables reads best as one text.
"""The words from which the benchmarks' invented world is made."""

from __future__ import annotations

from typing import NamedTuple

SYLLABLES = tuple(
    tuple(entry.split("/"))
    for entry in (
        "ba/巴/ба be/贝/бе bo/博/бо da/达/да de/德/де do/多/до fa/法/фа fe/费/фе ga/加/га go/戈/го "
        "ka/卡/ка ke/克/ке ko/科/ко la/拉/ла le/勒/ле lo/洛/ло ma/马/ма me/梅/ме mo/莫/мо na/纳/на "
        "ne/内/не no/诺/но pa/帕/па po/波/по ra/拉/ра re/雷/ре ro/罗/ро sa/萨/са se/塞/се so/索/со "
        "ta/塔/та te/特/те to/托/то va/瓦/ва ve/韦/ве vo/沃/во"
    ).split()
)
"""Syllables in Latin, Han and Cyrillic letters."""

STATE_ENDING = ("nia", "尼亚", "ния")
PLACE_ENDING = ("burg", "堡", "бург")


class Kind(NamedTuple):
    """An event type: its share of all events, its title, and the roles of the participants."""

    label: str
    share: int
    title: str
    roles: tuple[str, ...]


KINDS = {
    "meeting": Kind("Meeting", 30, "{a} meets {b} in {p}", ("host", "visitor", "participant")),
    "visit": Kind("Visit", 15, "{b} visits {p} at the invitation of {a}", ("host", "visitor")),
    "call": Kind("Call", 12, "{a} and {b} speak by telephone", ("participant",)),
    "statement": Kind("Statement", 10, "{a} states its position on {t}", ("speaker", "addressee")),
    "negotiation": Kind("Negotiation", 10, "{a} and {b} open talks on {t}", ("participant",)),
    "agreement": Kind("Agreement", 9, "{a} and {b} sign an agreement on {t}", ("signatory",)),
    "summit": Kind("Summit", 5, "{a} convenes a summit in {p}", ("convener", "participant")),
    "mediation": Kind("Mediation", 3, "{a} mediates in {p}", ("mediator", "participant")),
    "protest": Kind("Protest", 3, "{a} protests to {b} over {t}", ("sender", "recipient")),
    "aid": Kind("Aid", 3, "{a} grants aid to {b}", ("sender", "recipient")),
}

FIELDS = (
    "trade", "border", "fisheries", "energy", "transport", "water", "disarmament", "consular",
    "cultural", "scientific", "maritime", "monetary", "migration", "health", "aviation",
)  # fmt: skip
MATTERS = ("relations", "agreements", "disputes", "commissions")

OFFICES = (
    "President",
    "Prime Minister",
    "Foreign Minister",
    "Permanent Representative",
    *(f"Minister for {field.capitalize()} Affairs" for field in FIELDS),
    *(f"Special Envoy for {field.capitalize()} Affairs" for field in FIELDS),
    *(f"Ambassador for {field.capitalize()} Affairs" for field in FIELDS),
    *(f"Director for {field.capitalize()} Affairs" for field in FIELDS),
    *(f"Commissioner for {field.capitalize()} Affairs" for field in FIELDS),
)
"""Offices, the highest first."""

PUBLISHERS = ("State Gazette", "Courier of the Ministry", "Morning Record", "United Press Bureau")
LANGUAGES = ("en", "zh", "ru")

OPENINGS = (
    "{a} and {b} met in {p} and reviewed the state of {t} in detail.",
    "The talks between {a} and {b} were held in {p} and dealt chiefly with {t}.",
    "In {p} {a} told {b} that {t} required the close attention of both governments.",
)
SENTENCES = (
    "The two sides exchanged views on {t} and agreed to continue consultations at all levels.",
    "{a} said that the exchange of delegations had been *regular and useful* since the last one.",
    "{b} replied that a solution acceptable to all parties could be found within {n} months.",
    "A joint communiqué of {n} paragraphs was issued at the end of the second day.",
    "It named {s} as a party whose interests were to be taken into account.",
    "Officials of {s} declined to comment before the text of the communiqué had been published.",
    "The delegations discussed a draft of {n} articles, of which all but {m} were initialled.",
    "{c} was informed of the results on the same evening and expressed satisfaction with them.",
    "The working group on {t} is to meet again in {p} not later than the end of the quarter.",
    "According to the report, the atmosphere was *businesslike* and differences were not hidden.",
    "The agreement enters into force when both parties have notified each other of its approval.",
    "Trade between the countries had grown by {n} per cent in the {m} years before that meeting.",
    "{a} invited {b} to pay an official visit, and the invitation was accepted with thanks.",
    "No date was given for the next round, though {n} experts are to prepare it without delay.",
    "The parties reaffirmed **mutual respect for sovereignty** and non-interference as principles.",
    "{c} recalled that the question had been raised {m} times in earlier consultations.",
    "The press of {s} described the outcome as modest but of some value for the whole region.",
    "The Chinese text has {first.zh} and {second.zh}, the Russian {second.ru} and {first.ru}.",
    "An exchange of letters on {t} was annexed to the minutes and forms an integral part of them.",
)
QUOTES = (
    "We have agreed to maintain close exchanges and to settle every open question by talks.",
    "Our position on this matter is known, it is consistent and it has not changed.",
    "What was signed today is not the end of the road, but it is a good beginning.",
    "Nobody should doubt that the undertakings which we have given will be carried out.",
)
