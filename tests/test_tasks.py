from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import sites

KEYS = ["path", "line", "column", "field", "code", "severity", "message", "hint"]


def invoke(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "invoke", *arguments]
    return subprocess.run(command, cwd=sites.ROOT, capture_output=True, text=True, timeout=60)


def broken(root: Path) -> Path:
    files: dict[str, str | bytes | None] = {sites.EVENT: sites.event(place="bejing")}
    return sites.write(root / "content", files)


def test_the_tasks_of_the_contract_are_listed() -> None:
    done = invoke("--list", "--list-format", "json")
    listed = {task["name"]: task["help"] for task in json.loads(done.stdout)["tasks"]}
    due = ("serve", "build", "check", "new", "import", "format", "schemas", "publish", "bench",
           "golden")  # fmt: skip
    assert [task for task in due if task not in listed] == []
    assert all(listed.values())


def test_check_of_a_sound_folder_ends_with_status_0(tmp_path: Path) -> None:
    places = sites.PLACES.replace("}", ", lat: 39.9, lon: 116.4}")
    content = str(sites.write(tmp_path / "content", {"places.yaml": places}))
    done = invoke("check", "--content", content)
    assert (done.returncode, done.stdout) == (0, "No problems.\n")
    done = invoke("check", "--content", content, "--format", "json")
    assert (done.returncode, json.loads(done.stdout)) == (0, [])


def test_notes_stand_after_the_problems_by_kind(tmp_path: Path) -> None:
    content = str(sites.write(tmp_path / "content", {}))
    done = invoke("check", "--content", content)
    assert done.returncode == 0
    assert done.stdout == (
        "No problems.\n1 × places without coordinates [no-coordinates]\n"
        "    places.yaml: `beijing` has no coordinates\n"
    )
    done = invoke("check", "--content", content, "--format", "json")
    (note,) = json.loads(done.stdout)
    assert (note["severity"], note["line"], note["field"]) == ("note", 1, "beijing")


def test_check_tells_problems_as_json_and_ends_with_status_1(tmp_path: Path) -> None:
    done = invoke("check", "--content", str(broken(tmp_path)), "--format", "json")
    assert done.returncode == 1
    (problem,) = json.loads(done.stdout)
    assert list(problem) == KEYS
    assert problem["path"] == sites.EVENT
    assert (problem["line"], problem["column"]) == (6, 1)
    assert (problem["field"], problem["code"]) == ("place[0]", "unknown-id")
    assert problem["severity"] == "error"
    assert problem["hint"] == "did you mean `beijing`?"


def test_check_annotates_for_github(tmp_path: Path) -> None:
    done = invoke("check", "--content", str(broken(tmp_path)), "--format", "github")
    assert done.returncode == 1
    assert done.stdout.startswith("::error file=")
    assert f"content/{sites.EVENT},line=6,col=1,title=unknown-id::" in done.stdout


def test_check_tells_people_in_words(tmp_path: Path) -> None:
    done = invoke("check", "--content", str(broken(tmp_path)))
    assert done.returncode == 1
    assert (
        f"{sites.EVENT}:6:1: error: place[0]: there is no place with the id `bejing`" in done.stdout
    )
    assert "Traceback" not in done.stdout + done.stderr


def test_warnings_alone_are_no_failure(tmp_path: Path) -> None:
    files: dict[str, str | bytes | None] = {
        sites.EVENT: sites.event(added="2024-04-08"),
        "places.yaml": sites.PLACES.replace("}", ", lat: 39.9, lon: 116.4}"),
    }
    content = sites.write(tmp_path / "content", files)
    done = invoke("check", "--content", str(content), "--format", "json")
    assert done.returncode == 0
    assert [problem["severity"] for problem in json.loads(done.stdout)] == ["warning"]


def test_an_unknown_format_is_a_mistake_of_its_own(tmp_path: Path) -> None:
    done = invoke("check", "--content", str(broken(tmp_path)), "--format", "xml")
    assert done.returncode == 2
    assert "text, json, csv or github" in done.stderr


def test_build_writes_a_site(tmp_path: Path) -> None:
    content = sites.write(tmp_path / "content", {})
    done = invoke("build", "--content", str(content), "--output", str(tmp_path / "site"))
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "site" / "events" / "2024-04-09-visit" / "index.html").is_file()


def test_build_of_a_broken_folder_ends_with_status_1(tmp_path: Path) -> None:
    site = tmp_path / "site"
    done = invoke("build", "--content", str(broken(tmp_path)), "--output", str(site))
    assert done.returncode == 1
    assert not (site / "index.html").exists()


def test_publish_asks_for_the_address(tmp_path: Path) -> None:
    content = str(sites.write(tmp_path / "content", {}))
    arguments = ("publish", "--content", content, "--output", str(tmp_path / "output"))
    refused = invoke(*arguments)
    assert refused.returncode == 2
    assert "SITEURL is not set" in refused.stderr
    assert not (tmp_path / "output").exists()
    assert invoke(*arguments, "--without-address").returncode == 0
    assert (tmp_path / "output/index.html").is_file()


def test_check_reports_the_selected_codes_as_a_table(tmp_path: Path) -> None:
    content = sites.write(tmp_path / "content", {sites.EVENT: sites.event("One.[^1]", lang="cn")})
    done = invoke("check", "--format", "csv", "--select", "footnote", "--content", str(content))
    assert done.returncode == 0
    header, row = done.stdout.splitlines()
    assert header == "path,line,column,field,code,severity,message,hint"
    assert row.startswith(f"{sites.EVENT},13,1,body,footnote,warning,")
    assert invoke("check", "--select", "footnot", "--content", str(content)).returncode == 2
