from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest
import sites
from babel import Locale
from markupsafe import Markup

from chronology import parallel
from chronology.model import records
from chronology.preview import pages
from chronology.problems import ContentError
from chronology.site.i18n import catalogue, messages
from chronology.site.i18n.catalogue import OPTIONAL
from chronology.site.i18n.messages import Messages
from chronology.site.pages import actor, event

LANGUAGES = sorted(file.stem for file in Path(messages.__file__).with_name("locales").iterdir())
OTHERS = [language for language in LANGUAGES if language != "en"]
GOLDEN = Path(__file__).parent / "roots" / "golden" / "content"
_SAID = re.compile(r'\bt\(\s*"((?:[^"\\]|\\.)+)"')


def said() -> set[str]:
    """Every text that templates and the plugin put through `t`, or find by a word of the format."""
    plugin = Path(messages.__file__).parents[2]
    sources = [*sites.THEME.rglob("*.html"), *plugin.rglob("*.html"), *plugin.rglob("*.py")]
    found = {text for file in sources for text in _SAID.findall(file.read_text("utf-8"))}
    tables = (*actor.KINDS.values(), *event.RELATIONS.values(), *pages.STATES.values())
    literals = (records.Role, records.EventStatus, records.Significance)
    words = (word.replace("-", " ") for kind in literals for word in get_args(kind))
    return found | {*tables, *words} - {"participant", "occurred"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_says_all_that_the_interface_says(language: str) -> None:
    words = messages.of(language).words
    assert sorted(said() - OPTIONAL - words.keys()) == []


@pytest.mark.parametrize("language", OTHERS)
def test_a_whole_site_says_nothing_in_another_language(
    language: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    missing: set[str] = set()

    class Recorded(Messages):
        def __call__(self, text: str, number: int | None = None, **values: object) -> str:
            own = self.language == language
            if own and text not in OPTIONAL | self.words.keys():
                missing.add(text)
            return super().__call__(text, number, **values)

    monkeypatch.setattr(parallel, "processors", lambda: 1)
    of = messages.of
    words = of(language).words
    monkeypatch.setattr(messages, "of", lambda tag: Recorded(tag, of(tag).words))
    content = tmp_path / "content"
    content.symlink_to(GOLDEN)
    output = sites.build(content, DEFAULT_LANG=language)
    assert missing == set()
    home = (output / "index.html").read_text("utf-8")
    assert f'<html lang="{language}"' in home
    assert words["Recently added"] in home


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_counted_has_every_plural_form(language: str) -> None:
    forms = set(Locale.parse(language).plural_form.tags) | {"other"}
    for text, words in messages.of(language).words.items():
        if isinstance(words, dict):
            assert set(words) == forms, text


@pytest.mark.parametrize("language", OTHERS)
def test_words_keep_the_values_of_the_english(language: str) -> None:
    # Arabic has forms for exactly 0, 1 and 2, which name the number: حدثان is two events.
    exact = {"zero", "one", "two"} if language == "ar" else set[str]()
    of_dates = {"plain", "of", "n", "ordinal", "roman", "start", "end", "span"}
    for text, words in messages.of(language).words.items():
        for form, words_ in words.items() if isinstance(words, dict) else (("", words),):
            told, asked = (set(re.findall(r"{(\w+)}", one)) for one in (words_, text))
            if form in exact:
                told.add("number")
            assert told == asked or (told | asked) <= of_dates, text


def test_numbers_and_plurals_are_those_of_the_language() -> None:
    assert messages.of("en")("{number} events", 1) == "1 event"
    assert messages.of("en")("{number} events", 5201) == "5,201 events"
    counted = [messages.of("ru")("{number} events", number) for number in (1, 2, 5, 21)]
    assert counted == ["1 событие", "2 события", "5 событий", "21 событие"]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("China", "China"),
        ("United States", "the United States"),
        ("Soviet Union", "the Soviet Union"),
        ("Netherlands", "the Netherlands"),
        ("Dominican Republic", "the Dominican Republic"),
        ("Norway", "Norway"),
    ],
)
def test_states_take_the_article_that_english_gives_them(name: str, expected: str) -> None:
    assert messages.with_article(name) == expected


def test_markup_stays_and_the_rest_is_escaped() -> None:
    say = Messages("en", {"by {one} & {other}": "<{one} & {other}>"})
    text = say("by {one} & {other}", one=Markup("<b>x</b>"), other="<y>")
    assert text == "&lt;<b>x</b> &amp; &lt;y&gt;&gt;"


def test_a_kind_of_a_language_speaks_as_it_does() -> None:
    assert messages.of("zh-Hans") is messages.of("zh")


def test_a_site_in_a_language_without_words_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ContentError) as raised:
        sites.build(sites.write(tmp_path / "content", {}), DEFAULT_LANG="tlh")
    assert "ar, en, es, fr, ja, ru, zh" in raised.value.problems[0].hint


@pytest.mark.parametrize(
    ("language", "year", "name", "other"),
    [
        ("en", "45 BC", "China", "Китай"),
        ("zh", "公元前45年", "中国", "China"),
        ("ru", "45\u202fг. до н. э.", "Китай", "China"),
    ],
)
def test_years_names_and_full_stops_are_those_of_the_language(
    tmp_path: Path, language: str, year: str, name: str, other: str
) -> None:
    files: dict[str, str | bytes | None] = {
        "actors/all.yaml": sites.ACTORS.replace(
            "name: China", "name: China, names: {zh: 中国, ru: Китай}"
        ),
        "events/old.md": sites.event(
            date="-0044-03-15", sources="[{title: A book, accessed: 2024-01-02}]"
        ),
    }
    output = sites.build(sites.write(tmp_path / "content", files), DEFAULT_LANG=language)
    page = (output / "-0044/index.html").read_text("utf-8")
    assert f"<h1>{year}</h1>" in page
    actor = (output / "actors/china/index.html").read_text("utf-8")
    assert f">{name}</h1>" in actor
    assert other in actor
    event = (output / "events/old/index.html").read_text("utf-8")
    assert ".." not in event[event.index('class="sources"') : event.index("</main>")]


def test_english_has_every_text_and_the_shipped_languages_are_complete() -> None:
    found = {language: catalogue.updated(language)[1:3] for language in OTHERS}
    assert found == dict.fromkeys(OTHERS, (0, 0))


def test_translate_keeps_adds_as_comments_and_drops(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "en.yaml").write_bytes((messages.FOLDER / "en.yaml").read_bytes())
    (tmp_path / "it.yaml").write_text('"Sources": "Fonti"\n"Gone": "Via"\n', "utf-8")
    monkeypatch.setattr(messages, "FOLDER", tmp_path)
    messages._read.cache_clear()
    made = catalogue.updated("it")
    messages._read.cache_clear()
    lines = made.text.splitlines()
    assert '"Sources": "Fonti"' in lines
    assert '# "Source": "Source"' in lines
    assert '#   many: "{number} events"' in lines
    assert "Gone" not in made.text
    assert (made.missing, made.dropped) == (made.total - 1, 1)
