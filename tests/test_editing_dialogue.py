"""The questions of `invoke new`: what is typed is understood at once, or asked for again."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import sites
from test_editing_new import WORDS

from chronology.cache import Cache
from chronology.content.archive import Archive
from chronology.editing import new
from chronology.editing.prompt import Choices, Dialogue
from chronology.validation.run import examine

ACTORS = """\
china: {type: state, name: China, names: {zh: 中国}}
xi-jinping: {type: person, name: Xi Jinping, names: {zh: 习近平}}
sergey-lavrov: {type: person, name: Sergey Lavrov, names: {ru: Сергей Лавров}}
john-smith-a: {type: person, name: John Smith}
john-smith-b: {type: person, name: John Smith}
"""


@pytest.fixture
def content(write_site: Callable[..., Path]) -> Path:
    return write_site({"actors/all.yaml": ACTORS})


def read(content: Path) -> Archive:
    return examine(sites.settings(content), Cache(content.parent / "c.sqlite"))[0]


class Editor:
    """Types these answers; keeps what was asked, told and written."""

    def __init__(self, content: Path, *answers: str) -> None:
        self.answers = list(answers)
        self.asked: list[str] = []
        self.told: list[str] = []
        self.written: list[str] = []
        self.content = content

    def ask(self, question: str, choices: Choices | None) -> str:
        self.asked.append(question.strip())
        return self.answers.pop(0)

    def write(self, path: str, text: str) -> None:
        self.written.append(path)
        sites.put(self.content, path, text)

    def words(self, **given: str) -> dict[str, str]:
        talk = Dialogue(lambda: read(self.content), self.write, self.ask, self.told.append)
        words = talk.words(given)
        assert self.answers == []
        return words


def test_what_is_missing_is_asked_for(content: Path) -> None:
    editor = Editor(content, "2024-05-16", "Meeting", "中国", "", "trade", "A report", "", "")
    words = editor.words(title="A talk", summary=" ")
    assert "2024-05-16-a-talk" in new.entry(read(content), words, "2024-05-20")[0]
    assert [words[one] for one in ("type", "actors", "topics")] == ["meeting", "china", "trade"]


def test_where_all_is_given_nothing_is_asked(content: Path) -> None:
    assert Editor(content).words(**WORDS) == {**WORDS, "actors": "xi-jinping, sergey-lavrov"}


def test_an_answer_that_is_none_is_asked_for_again(content: Path) -> None:
    path, text, _ = new.entry(read(content), {**WORDS, "actors": "china"}, "2024-05-20")
    sites.put(content, path, text)
    editor = Editor(content, "", WORDS["title"], "03/04/2024", "16 May 2024", "2024-05-17",
                    "", "", "", "")  # fmt: skip
    words = editor.words(**{**WORDS, "title": "", "date": ""})
    assert words["date"] == "2024-05-17"
    assert [line.strip().partition(":")[0] for line in editor.told] == [
        "An entry has to have this.",
        "`03/04/2024` is not an EDTF date",
        "`16 May 2024` is read as `2024-05-16`",
        "There is an entry of this date and title already.",
    ]


@pytest.mark.parametrize(
    ("said", "answers", "meant"),
    [
        ("John Smith", ["2"], "john-smith-b"),
        ("John Smith", ["9", "1"], None),
        ("Lavrov, China", ["1"], "sergey-lavrov, china"),
        ("Sergei Lavrov", [], "sergey-lavrov"),
        ("Lawrw", ["Лавров", "1"], "sergey-lavrov"),
        ("Montenegro", ["", "china"], "china"),
    ],
)
def test_names_not_known_are_offered(
    content: Path, said: str, answers: list[str], meant: str | None
) -> None:
    editor = Editor(content, *answers)
    if meant is None:
        with pytest.raises(IndexError):  # it goes on asking
            editor.words(**{**WORDS, "actors": said})
    else:
        assert editor.words(**{**WORDS, "actors": said})["actors"] == meant
    assert not any("+" in question for question in editor.asked if "John Smith" in question)


def test_actors_and_places_are_registered_on_the_way(content: Path) -> None:
    answers = ["+", "politician", "per", "+", "p", "li-si"]
    answers += ["+", "瑞士", "+", "state", "china", "Li Si", "switzerland"]
    editor = Editor(content, *answers)
    words = editor.words(**{**WORDS, "actors": "Wang Yi, 李四", "place": "Genève"})
    assert (words["actors"], words["place"]) == ("wang-yi, li-si", "geneve")
    assert editor.written == ["actors/all.yaml"] * 3 + ["places.yaml"]
    registries = read(content).registries
    assert registries.places["geneve"].country == "switzerland"
    assert registries.actors["li-si"].name == "李四"
    path, text, _ = new.entry(read(content), words, "2024-05-20")
    sites.put(content, path, text)
    assert [one for one in sites.check(content) if one.path == path] == []


def test_at_a_terminal_the_tab_key_completes_in_any_script(content: Path) -> None:
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "invoke", "new", "--content", str(content)]
    process = subprocess.Popen(command, cwd=sites.ROOT, stdin=theirs, stdout=theirs, stderr=theirs)
    os.close(theirs)
    answers = ["A talk", "2024-05-16", "mee\t", "习\t,Лавр\t", "Bei\t", "", "A report", "", ""]
    seen = b""
    while True:
        try:
            seen += os.read(ours, 4096)
        except OSError:  # the other end is closed
            break
        if answers and seen.endswith(b": "):
            seen += b"\n"
            os.write(ours, answers.pop(0).encode())
            time.sleep(0.2)  # a line that ends with the tab key would be completed further
            os.write(ours, b"\n")
    assert process.wait() == 0, seen.decode()
    text = (content / "events/2024/2024-05-16-a-talk.md").read_text("utf-8")
    assert "type: meeting\nplace: beijing\nactors: [xi-jinping, sergey-lavrov]\n" in text
