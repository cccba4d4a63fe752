from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chronology.content.markdown import render
from chronology.content.markdown.names import Difference, Name, Names


def names(*texts: str) -> Names:
    return Names(Name(text, "actor", f"a{n}", f"/actors/a{n}/") for n, text in enumerate(texts))


def found(text: str, *texts: str) -> list[str]:
    text = unicodedata.normalize("NFC", text)
    return [text[hit.start : hit.end] for hit in names(*texts).find(text)]


@pytest.mark.parametrize(
    ("text", "name", "count"),
    [
        ("Iran and Iraq", "Iran", 1),
        ("The Iranian side", "Iran", 0),
        ("in Oman, Iran; (Iran) Sino-Iran", "Iran", 3),
        ("Iran's and Iran’s", "Iran", 2),
        ("the United States' view", "United States", 1),
        ("in Xi'an", "Xi", 0),
        ("in Xi’an", "Xi", 0),
        ("a visit d’Iran", "Iran", 1),
        ("iran", "Iran", 0),
        ("Путин прибыл. Путина", "Путин", 1),
        ("习近平会见普京总统", "普京", 1),
        ("与Putin会晤", "Putin", 1),
        ("イランを訪問", "イラン", 1),
        ("Iran\u0301", "Iran", 0),
        ("普京\u0301", "普京", 0),
        ("", "Iran", 0),
    ],
)
def test_only_whole_words_are_found(text: str, name: str, count: int) -> None:
    assert found(text, name) == [name] * count


def test_the_longest_of_the_first_is_found() -> None:
    text = "Guinea, Equatorial Guinea, Guinea-Bissau"
    assert found(text, "Guinea", "Equatorial Guinea", "Guinea-Bissau") == text.split(", ")


def test_a_longer_name_that_is_no_whole_word_hides_no_shorter_one() -> None:
    assert found("Xi Jinpings", "Xi", "Xi Jinping") == ["Xi"]


@pytest.mark.parametrize("name", ["X", "中", "state", "the court", ""])
def test_words_too_common_to_be_names_are_not_found(name: str) -> None:
    assert found(f"a {name} here", name) == []


@pytest.mark.parametrize(
    ("written", "registered"),
    [
        ("Фёдор", "Федор"),
        ("Федор", "Фёдор"),
        ("Фе\u0308дор", "Федор"),
        ("Erdog\u0306an", "Erdoğan"),
        ("Erdoğan", "Erdog\u0306an"),
        ("Xi\nJinping", "Xi Jinping"),
        ("Xi\u00a0Jinping", "Xi Jinping"),
        ("Côte d'Ivoire", "Côte d’Ivoire"),
        ("\u1112\u1161\u11ab\u1100\u116e\u11a8", "한국"),
    ],
)
def test_spellings_alike_are_one(written: str, registered: str) -> None:
    text = f"e\u0301 {written}, e\u0301 {written}!"
    assert found(text, registered) == [unicodedata.normalize("NFC", written)] * 2


def test_a_name_of_two_records_tells_both() -> None:
    state = Name("Singapore", "actor", "singapore", "/actors/singapore/")
    city = Name("Singapore", "place", "singapore", "/places/singapore/")
    both = Names([city, state, state])
    (hit,) = both.find("in Singapore")
    assert hit.entries == (state, city)
    assert both.bearing("Singapore") == (state, city)
    assert both.bearing("Singapor") == ()


def test_one_record_with_a_name_twice_is_one() -> None:
    fyodor = [Name(text, "actor", "fyodor", "/") for text in ("Фёдор", "Федор")]
    (hit,) = Names(fyodor).find("Федор")
    assert len(hit.entries) == 1


def test_the_key_tells_content_not_order() -> None:
    entries = [Name("Iran", "actor", "iran", "/a"), Name("Oman", "actor", "oman", "/b")]
    assert Names(entries).key == Names(reversed(entries)).key
    assert Names(entries).key != Names(entries[:1]).key
    assert Names(entries).key != Names([entries[0], entries[1]._replace(url="/c")]).key


def test_no_names_find_nothing() -> None:
    assert Names([]).find("Iran") == []


@given(st.text(st.sampled_from("Ie\u0301éёaо .'’習近平\u1112\u1161\u11ab"), max_size=30))
def test_hits_are_in_order_apart_and_spell_a_name(text: str) -> None:
    text = unicodedata.normalize("NFC", text)
    known = ("Ie", "éa", "Iё", "習近", "近平", "한", "a I", "I")
    reached = 0
    for hit in names(*known).find(text):
        assert reached <= hit.start < hit.end <= len(text)
        reached = hit.end
        spelt = text[hit.start : hit.end]
        assert spelt.replace("ё", "е") == hit.entries[0].text.replace("ё", "е")


_PIECES = st.sampled_from(
    "Wang Yi|Wang|Yi|习近平|习|wang|O’Neil|said|,| |\n|\n\n|> |— |- |*|**|_|`|\\|&#87;ang"
    "|![Wa](http://x)ng|<b>|</b>|<!-- -->".split("|")
)
_BORNE = st.sets(
    st.tuples(
        st.sampled_from(["Wang Yi", "Wang", "习近平", "习", "O'Neil"]), st.sampled_from("ab")
    ),
    max_size=4,
)
_SPOKEN = st.sets(st.sampled_from(["wang", "said"]))


@given(st.lists(_PIECES, max_size=12).map("".join), _BORNE, _BORNE, _SPOKEN, _SPOKEN)
def test_a_text_that_reads_otherwise_with_other_names_is_touched(
    text: str,
    before: set[tuple[str, str]],
    after: set[tuple[str, str]],
    spoke: set[str],
    speak: set[str],
) -> None:
    def named(borne: set[tuple[str, str]]) -> Names:
        return Names(Name(name, "actor", one, f"/actors/{one}/") for name, one in borne)

    def speakers(ids: set[str]) -> dict[str, Name]:
        return {one: Name("A name", "actor", one, f"/actors/{one}/") for one in ids}

    was = render.render(text, named(before), speakers(spoke))
    now = render.render(text, named(after), speakers(speak))
    told = any(one.code == "unknown-speaker" for one in was.findings)
    texts = named(before).differing(named(after)) | (spoke ^ speak)
    assert was == now or told or Difference(texts).touches(text)


def test_a_text_without_the_name_is_not_touched() -> None:
    difference = Difference({"Wang Yi"})
    assert not difference.touches("Wang said **so**.\n\n> Yes.\n>\n> — wang-yi\n")
    assert difference.touches("*Wang*\n> Yi")
    assert Difference({f"Name {number}" for number in range(100)}).touches("Nothing.")
