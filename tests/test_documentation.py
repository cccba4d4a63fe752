"""The documents name all that there is, and nothing that is not there."""

from __future__ import annotations

import re
import tomllib
from dataclasses import fields
from pathlib import Path

import pytest
from invoke.collection import Collection
from msgspec import inspect

import tasks
from chronology import problems, settings
from chronology.model import records

ROOT = Path(__file__).parent.parent
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])
#: Made by a task, not kept with the code.
MADE = {ROOT / "docs/images/home.png"}
KINDS = [
    kind
    for base in (records.Record, records.Named, records.Actor)
    for kind in base.__subclasses__()
]
RECORDS = sorted(
    {kind for kind in vars(records).values() if kind in KINDS and kind is not records.Named},
    key=lambda kind: kind.__name__,
)


def read(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def own_fields(kind: type[records.Record]) -> set[str]:
    inherited = set(records.Actor.__struct_fields__) if kind.__base__ is records.Actor else set()
    info = inspect.type_info(kind)
    assert isinstance(info, inspect.StructType)
    return {f.encode_name for f in info.fields if f.name not in inherited} - {"id"}


def tables(text: str) -> list[set[str]]:
    """The names in the first column of every table."""
    found: list[set[str]] = [set()]
    for line in text.splitlines():
        if row := re.match(r"\| \*{0,2}`([^`]+)`", line):
            found[-1].add(row[1])
        elif not line.startswith("|"):
            found.append(set())
    return [names for names in found if names]


@pytest.mark.parametrize("kind", RECORDS, ids=lambda kind: kind.__name__)
def test_every_field_of_every_record_stands_in_a_table_of_its_own(
    kind: type[records.Record],
) -> None:
    assert own_fields(kind) in tables(read("docs/content-format.md"))


def test_every_value_of_a_closed_list_is_named() -> None:
    text = read("docs/content-format.md")
    for values in (
        records.Role,
        records.RelationKind,
        records.EventStatus,
        records.Significance,
        records.SourceKind,
    ):
        for value in values.__args__:
            assert f"`{value}`" in text, value


def test_every_setting_is_described() -> None:
    source = read("plugins/chronology/settings.py")
    named = re.findall(r'^    """`([A-Z_]+)`', source, re.MULTILINE)
    assert len(named) == len(fields(settings.Settings))
    assert tables(read("docs/settings.md")) == [{*named, *settings.DEFAULTS}]


def test_every_problem_is_explained_and_none_besides() -> None:
    headings = re.findall(r"^## `([a-z-]+)`$", read("docs/problems.md"), re.MULTILINE)
    assert headings == list(problems.CODES)


def test_every_task_and_its_options_are_named_and_none_besides() -> None:
    described = {
        row[1]: row[2]
        for row in re.finditer(r"^\| `([a-z]+)` \| (.*?) \|", read("docs/commands.md"), re.M)
    }
    known = Collection.from_module(tasks).tasks
    assert described.keys() == set(known)
    for name, task in known.items():
        options = {flag for one in task.get_arguments() for flag in one.names if len(flag) > 1}
        written = set(re.findall(r"--([a-z-]+)", described[name]))
        assert written == options, name


def test_every_dependency_has_its_reason_and_none_besides() -> None:
    project = tomllib.loads(read("pyproject.toml"))
    wanted = project["project"]["dependencies"], project["dependency-groups"]["dev"]
    names = [{re.split(r"[>=<~]", entry)[0] for entry in group} for group in wanted]
    assert tables(read("docs/dependencies.md")) == names


def test_every_template_has_its_line_and_none_besides() -> None:
    templates = {path.name for path in (ROOT / "theme/templates").iterdir() if path.is_file()} - {
        "base.html"
    }
    assert templates in tables(read("docs/theme.md"))


def test_every_component_is_named_and_none_besides() -> None:
    components = {path.name for path in (ROOT / "theme/templates/components").glob("*.html")}
    section = read("docs/theme.md").partition("## Components")[2].partition("\n## ")[0]
    assert set(re.findall(r"`(\w+\.html)`", section)) == components


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_link_leads_to_a_file_and_a_heading(document: Path) -> None:
    for target in re.findall(
        r"\]\(([^)\s]+)\)", re.sub(r"`[^`]*`", "", document.read_text("utf-8"))
    ):
        if "://" in target:
            continue
        name, _, fragment = target.partition("#")
        path = (document.parent / name).resolve() if name else document
        assert path.exists() or path in MADE, target
        if fragment:
            headings = re.findall(r"^#+ (.+)$", path.read_text("utf-8"), re.MULTILINE)
            slugs = [re.sub(r"[^\w -]", "", words).lower().replace(" ", "-") for words in headings]
            assert fragment in slugs, target


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_make_command_is_in_the_makefile(document: Path) -> None:
    targets = set(re.findall(r"^([a-z]+):", read("Makefile"), re.MULTILINE))
    named = set(re.findall(r"(?:^ {4}|`)make ([a-z]+)", document.read_text("utf-8"), re.MULTILINE))
    assert named <= targets
    if document.name == "README.md":
        assert {"serve", "test"} <= named


def test_the_licence_is_the_whole_of_the_agpl() -> None:
    text = read("LICENSE")
    assert text.split()[:5] == ["GNU", "AFFERO", "GENERAL", "PUBLIC", "LICENSE"]
    for number in range(18):
        assert re.search(rf"^  {number}\. ", text, re.MULTILINE), number
    assert "END OF TERMS AND CONDITIONS" in text
