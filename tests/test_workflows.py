"""What runs on a change that anybody may propose, and what they are asked for."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import sites
import yaml
from invoke.collection import Collection

import tasks

GITHUB = sites.ROOT / ".github"
WORKFLOWS = sorted([*GITHUB.glob("workflows/*.yml"), *GITHUB.glob("workflows/*.yaml")])
FORMS = sorted(GITHUB.glob("ISSUE_TEMPLATE/*.yml"))
TASKS = set(Collection.from_module(tasks).tasks)


def read(path: Path) -> Any:
    return yaml.load(path.read_text("utf-8"), yaml.BaseLoader)


def triggers(workflow: Any) -> set[str]:
    on = workflow["on"]
    return {on} if isinstance(on, str) else set(on)


PROPOSED = [path for path in WORKFLOWS if "pull_request" in triggers(read(path))]


def name(path: Path) -> str:
    return path.name


def steps(workflow: Any) -> list[Any]:
    return [step for job in workflow["jobs"].values() for step in job["steps"]]


def test_a_proposed_change_is_checked_told_and_shown() -> None:
    assert PROPOSED
    runs = "\n".join(step.get("run", "") for path in PROPOSED for step in steps(read(path)))
    assert "invoke check --format github" in runs
    assert re.search(r'invoke summary \S+ >> "\$GITHUB_STEP_SUMMARY"', runs)
    built = re.search(r"invoke build --output (\S+)", runs)
    assert built
    uploads = [
        step["with"]["path"]
        for path in PROPOSED
        for step in steps(read(path))
        if step.get("uses", "").startswith("actions/upload-artifact@")
    ]
    assert uploads == [built[1]]
    assert set(re.findall(r"invoke ([a-z]+)", runs)) <= TASKS


@pytest.mark.parametrize("path", PROPOSED, ids=name)
def test_fault_51_a_proposed_change_runs_with_a_token_that_only_reads(path: Path) -> None:
    workflow = read(path)
    assert workflow["permissions"] == {"contents": "read"}
    assert [job for job in workflow["jobs"].values() if "permissions" in job] == []
    checkouts = [s for s in steps(workflow) if s.get("uses", "").startswith("actions/checkout@")]
    assert checkouts
    for step in checkouts:
        assert step["with"]["persist-credentials"] == "false"


@pytest.mark.parametrize("path", PROPOSED, ids=name)
def test_fault_51_a_proposed_change_sees_no_secret_and_no_shared_cache(path: Path) -> None:
    text = path.read_text("utf-8")
    used = re.sub(r"(?:^|\s)#.*", "", text, flags=re.MULTILINE)
    for word in ("secrets", "github.token", "GITHUB_TOKEN", "cache", "self-hosted", "environment:"):
        assert word not in used, word
    for step in steps(read(path)):
        assert "${{" not in step.get("run", ""), "words of a change must not become a command"


@pytest.mark.parametrize("path", WORKFLOWS, ids=name)
def test_fault_51_no_workflow_runs_a_change_with_the_rights_of_the_repository(path: Path) -> None:
    assert not triggers(read(path)) & {"pull_request_target", "workflow_run", "issue_comment"}
    assert "permissions" in read(path)


@pytest.mark.parametrize("path", [*WORKFLOWS, *GITHUB.glob("actions/*/*.yml")], ids=name)
def test_fault_51_actions_are_pinned_by_hash_and_say_their_version(path: Path) -> None:
    named = re.findall(r"^[ -]*uses:\s*(.*)$", path.read_text("utf-8"), re.MULTILINE)
    assert named
    for action in named:
        assert re.fullmatch(r"[\w.-]+/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", action), action


@pytest.mark.parametrize("path", FORMS, ids=name)
def test_a_form_asks_for_a_source_and_every_field_has_a_label(path: Path) -> None:
    form = read(path)
    assert form["name"]
    assert form["description"]
    fields = [field for field in form["body"] if field["type"] != "markdown"]
    assert {field["type"] for field in fields} <= {"input", "textarea", "dropdown", "checkboxes"}
    assert all(field["attributes"]["label"] for field in fields)
    names = [field["id"] for field in fields]
    assert len(names) == len(set(names))
    required = {f["id"] for f in fields if f.get("validations", {}).get("required") == "true"}
    assert "source" in required


def test_there_is_a_form_for_an_event_and_one_for_an_error() -> None:
    assert [path.stem for path in FORMS] == ["propose-an-event", "report-an-error"]


def test_hooks_are_local_and_call_tasks_that_are_there() -> None:
    repositories = read(sites.ROOT / ".pre-commit-config.yaml")["repos"]
    assert [entry["repo"] for entry in repositories] == ["local"]
    for hook in repositories[0]["hooks"]:
        command, task = hook["entry"].split()
        assert (command, hook["language"]) == ("invoke", "system")
        assert task in TASKS
        assert re.compile(hook["files"])
