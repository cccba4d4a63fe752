"""An archive of one's own: made in an empty folder, checked, built and installed from the wheel."""

from __future__ import annotations

import datetime
import os
import re
import shlex
import shutil
import subprocess
import sys
import venv
from pathlib import Path

import pytest
import sites
import yaml
from hypothesis import given
from hypothesis import strategies as st

from chronology.problems import ContentError
from chronology.starter import Archive, create

DAY = datetime.date(2026, 12, 1)
AFRICA = Archive(
    name="The African Union: a “record”",
    description="Decisions of the African Union: dated, and sourced.",
    address="https://example.org/au",
    actor="african-union",
    actor_name="African Union",
)


def run(*command: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, timeout=300)


def test_a_new_archive_passes_the_check(tmp_path: Path) -> None:
    create(tmp_path / "au", AFRICA, DAY)
    assert sites.check(tmp_path / "au/content") == []
    page = sites.build(tmp_path / "au/content") / "events/2026-12-01-record-begins/index.html"
    assert "African Union" in page.read_text("utf-8")


def test_a_new_archive_says_nothing_of_the_shipped_one(tmp_path: Path) -> None:
    files = create(tmp_path / "au", AFRICA, DAY)
    texts = "".join(file.read_text("utf-8") for file in files)
    assert [word for word in ("China", "Russia", "United States", "Beijing") if word in texts] == []
    assert {"pelicanconf.py", "publishconf.py", "README.md", ".gitignore", "check.yml"} <= {
        file.name for file in files
    }


def test_the_workflows_read_with_least_rights_and_pinned_actions(tmp_path: Path) -> None:
    files = create(tmp_path / "au", AFRICA, DAY)
    workflows = [file for file in files if file.suffix == ".yml"]
    assert len(workflows) == 2
    for file in workflows:
        data = yaml.load(file.read_text("utf-8"), yaml.BaseLoader)
        assert set(data["permissions"] or {"contents": "read"}) <= {"contents"}
        for job in data["jobs"].values():
            for step in job["steps"]:
                assert "@" not in (uses := step.get("uses", "")) or len(uses.split("@")[1]) == 40


@given(name=st.text(min_size=1).filter(str.strip), description=st.text(min_size=1))
def test_any_name_and_description_survive(
    tmp_path_factory: pytest.TempPathFactory, name: str, description: str
) -> None:
    folder = tmp_path_factory.mktemp("any") / "archive"
    create(folder, AFRICA._replace(name=name, description=description), DAY)
    settings: dict[str, object] = {}
    exec((folder / "pelicanconf.py").read_text("utf-8"), settings)
    assert settings["SITENAME"] == name
    assert settings["CHRONOLOGY_DESCRIPTION"] == description
    shutil.rmtree(folder)


@pytest.mark.parametrize(
    ("answers", "field"),
    [
        ({"name": " "}, "name"),
        ({"languages": ("tlh",)}, "languages"),
        ({"address": "example.org"}, "address"),
        ({"actor": "South Korea"}, "actor"),
        ({"actor_type": "person"}, "actor-type"),
    ],
)
def test_an_answer_that_cannot_be_used_writes_nothing(
    tmp_path: Path, answers: dict[str, object], field: str
) -> None:
    with pytest.raises(ContentError) as caught:
        create(tmp_path / "au", AFRICA._replace(**answers), DAY)  # type: ignore[arg-type]
    assert [problem.path for problem in caught.value.problems] == [field]
    assert not (tmp_path / "au").exists()


def test_a_folder_that_is_not_empty_is_left_alone(tmp_path: Path) -> None:
    sites.put(tmp_path, "notes.txt", "mine")
    with pytest.raises(ContentError):
        create(tmp_path, AFRICA, DAY)
    assert [file.name for file in tmp_path.iterdir()] == ["notes.txt"]


def test_init_prints_the_three_commands_to_run_next(tmp_path: Path) -> None:
    done = run(
        *(sys.executable, "-m", "invoke", "init", str(tmp_path / "jk"), "--name", "Japan, Korea"),
        *("--actor", "south-korea", "--actor-type", "state"),
        cwd=sites.ROOT,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[1:] == [
        f"    cd {tmp_path / 'jk'}",
        "    chronology check",
        "    chronology serve",
    ]
    actors = (tmp_path / "jk/content/actors/actors.yaml").read_text("utf-8")
    assert "name: South Korea" in actors


@pytest.mark.skipif(sys.platform == "win32", reason="the paths of a virtual environment differ")
def test_the_installed_wheel_makes_checks_and_builds_an_archive(tmp_path: Path) -> None:
    wheels, home = tmp_path / "wheels", tmp_path / "venv"
    built = run(
        *(sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation"),
        *("-w", str(wheels), str(sites.ROOT)),
        cwd=tmp_path,
    )
    assert built.returncode == 0, built.stderr
    venv.create(home, with_pip=True)
    locked = str(sites.ROOT / "requirements.txt")
    pip = (str(home / "bin/pip"), "install", "-q")
    needed = run(*pip, "--require-hashes", "-r", locked, cwd=tmp_path)
    if needed.returncode:
        pytest.skip(f"the locked requirements could not be installed: {needed.stderr[-200:]}")
    done = run(*pip, "--no-deps", *map(str, wheels.glob("*.whl")), cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    archive = tmp_path / "au"
    for line in walkthrough():
        command = str(home / "bin" / line[0])
        folder = archive if archive.is_dir() else tmp_path
        ran = run(command, *line[1:], cwd=folder)
        assert ran.returncode == 0, (line, ran.stdout, ran.stderr)
    checked = run(str(home / "bin/chronology"), "check", cwd=archive)
    assert (checked.returncode, checked.stderr) == (0, "")
    site = run(str(home / "bin/chronology"), "build", cwd=archive)
    assert site.returncode == 0, site.stderr
    talks = "events/2024-02-17-the-assembly-meets-in-addis-ababa/index.html"
    assert "Addis Ababa" in (archive / "output" / talks).read_text("utf-8")
    assert os.listdir(archive / "output/theme")


def walkthrough() -> list[list[str]]:
    """Return the commands in docs/own-archive.md, but for the preview, which does not end."""
    text = (sites.ROOT / "docs/own-archive.md").read_text("utf-8").replace("\\\n", " ")
    lines = re.findall(r"^    (chronology .+)$", text, re.MULTILINE)
    assert len(lines) > 3
    return [shlex.split(line) for line in lines if "serve" not in line]
