"""Random kills of builds: `invoke kills`, outside the tests because it takes half an hour.

Each run changes the content, starts one build or two at once, and kills the parent, a worker or
the whole group with SIGKILL, SIGTERM or SIGINT after a random time. It asserts that

- the output is then the old site or the new one, and holds the files of others;
- no process is left, and how long that takes;
- the next build succeeds, leaves nothing beside the output, and equals a cold one byte for byte.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "plugins")]

import sites  # noqa: E402

MEMORY = Path("/dev/shm")
OTHERS = {"CNAME": b"example.org\n", ".git/HEAD": b"ref: refs/heads/main\n"}
SIGNALS = (signal.SIGKILL, signal.SIGTERM, signal.SIGINT)
#: Exit statuses that are right for a parent that gets a signal: those of the signal itself are
#: seen while Python or Pelican still start; 0 and 1 where the build had ended, or had failed
#: because a worker was killed.
STATUSES = {
    signal.SIGKILL: {-signal.SIGKILL, 0},
    signal.SIGTERM: {-signal.SIGTERM, 143, 0},
    signal.SIGINT: {-signal.SIGINT, 130, 0},
}
#: Seconds in which all processes of a killed build have to end; a worker looks every 0.2.
ENDED = 5.0
Tree = dict[str, str]


class Kill(NamedTuple):
    """What is done to a build, `delay` seconds after it began."""

    cold: bool
    builds: int
    target: str
    signal: signal.Signals
    delay: float


def versions() -> tuple[dict[str, str | None], dict[str, str | None]]:
    """Two states of the content: another title, an event and an image more, an event less."""
    common: dict[str, str | None] = {
        f"events/2024/e{number}.md": sites.event(f"China said {number}.", title=f"Event {number}")
        for number in range(12)
    }
    one = {**common, "events/2020/gone.md": sites.event(date="2020-02-03")}
    other = {
        **common,
        "events/2024/e3.md": sites.event("Russia said.", title="Another title"),
        "events/2021/new.md": sites.event(date="2021-02-03"),
        "images/new.png": "an image",
        "events/2020/gone.md": None,
    }
    return {**one, "events/2021/new.md": None, "images/new.png": None}, other


def bring(content: Path, files: dict[str, str | None]) -> None:
    """Give the content folder these files; None takes one away."""
    for path, text in files.items():
        if text is None:
            (content / path).unlink(missing_ok=True)
        elif not (content / path).exists() or (content / path).read_text() != text:
            sites.put(content, path, text)


def tree(folder: Path) -> Tree:
    """Return mode and digest of every file and folder below a folder."""
    found = {}
    for path in folder.rglob("*"):
        kind = "" if path.is_dir() else hashlib.sha256(path.read_bytes()).hexdigest()
        found[path.relative_to(folder).as_posix()] = f"{path.stat().st_mode:o} {kind}"
    return found


def started(content: Path, output: Path, cache: Path, *, cold: bool) -> subprocess.Popen[str]:
    """Start a build in a session of its own."""
    command = [
        *(sys.executable, "-m", "pelican", str(content), "-s", str(ROOT / "pelicanconf.py")),
        *("-o", str(output), "-e", f'CACHE_PATH="{cache}"', *(["-d"] if cold else [])),
    ]
    return subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
        env={**os.environ, "PYTHONPATH": str(ROOT / "plugins")},
    )


def built(content: Path, output: Path, cache: Path) -> None:
    """Build to the end."""
    build = started(content, output, cache, cold=False)
    said = build.communicate(timeout=120)[0]
    assert build.returncode == 0, said


def session(leader: int) -> list[int]:
    """Return the living processes of a session."""
    found = []
    for name in filter(str.isdigit, os.listdir("/proc")):
        with suppress(OSError):
            fields = Path("/proc", name, "stat").read_text().rpartition(")")[2].split()
            if int(fields[3]) == leader and fields[0] != "Z":
                found.append(int(name))
    return found


def strike(build: subprocess.Popen[str], kill: Kill) -> bool:
    """Kill what the kill names; False where the build had ended or had no worker."""
    time.sleep(kill.delay)
    target = build.pid
    if kill.target == "worker":
        while not (workers := [one for one in session(build.pid) if one != build.pid]):
            if build.poll() is not None:
                return False
            time.sleep(0.001)
        target = random.choice(workers)
    with suppress(ProcessLookupError):
        (os.killpg if kill.target == "group" else os.kill)(target, kill.signal)
    return build.poll() is None


def run(home: Path, kill: Kill, expected: tuple[Tree, Tree], random: random.Random) -> str:
    """Do one kill from the first version to the second; return which site was there after it."""
    content, output, cache = home / "content", home / "output", home / "cache"
    bring(content, versions()[1])
    builds = [started(content, output, cache, cold=kill.cold) for _ in range(kill.builds)]
    struck = random.choice(builds)
    strike(struck, kill)
    struck.wait(timeout=120)
    begin = time.monotonic()
    while session(struck.pid):
        assert time.monotonic() < begin + ENDED, f"{kill}: processes are left"
        time.sleep(0.01)
    left = time.monotonic() - begin
    for build in builds:
        said = build.communicate(timeout=120)[0]
        if build is not struck:
            assert build.returncode == 0, f"{kill}: the other build failed: {said}"
        elif kill.target == "worker":
            assert build.returncode in (0, 1), f"{kill}: {build.returncode}: {said}"
            assert "Traceback" not in said or "ContentError" in said, said
        else:
            assert build.returncode in STATUSES[kill.signal], f"{kill}: {build.returncode}: {said}"
    found = tree(output)
    assert found in expected, f"{kill}: the output is neither the old nor the new site"
    was = "old" if found == expected[0] else "new"
    assert was == "new" or kill.builds == 1, f"{kill}: the other build wrote nothing"
    undone = random.random() < 0.3
    bring(content, versions()[0 if undone else 1])
    built(content, output, cache)
    assert tree(output) == expected[0 if undone else 1], f"{kill}: the next build differs"
    beside = sorted(path.name for path in home.glob(".*"))
    assert beside == [], f"{kill}: {beside} is left"
    bring(content, versions()[0])
    built(content, output, cache)
    assert tree(output) == expected[0], f"{kill}: back again, the build differs"
    return f"{was} {'≤ 1 s' if left <= 1 else f'{left:.1f} s'}"


def main() -> None:
    """Do the runs and print how often the output was the old and the new site."""
    parser = argparse.ArgumentParser(description="Kill builds at random.")
    parser.add_argument("--runs", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    drawn = random.Random(chosen.seed)
    home = Path(tempfile.mkdtemp(prefix="kills-", dir=MEMORY if MEMORY.is_dir() else None))
    try:
        content = sites.write(home / "content", {})
        expected = []
        for number, files in enumerate(versions()):
            bring(content, files)
            cold = home / f"expected-{number}"
            cold.mkdir()
            for path, text in OTHERS.items():
                sites.put(cold, path, text)
            begin = time.monotonic()
            built(content, cold, home / f"cache-{number}")
            longest = time.monotonic() - begin
            expected.append(tree(cold))
        bring(content, versions()[0])
        for path, text in OTHERS.items():
            sites.put(home / "output", path, text)
        built(content, home / "output", home / "cache")
        counts: Counter[str] = Counter()
        for number in range(chosen.runs):
            kill = Kill(
                drawn.random() < 0.5,
                drawn.choice((1, 1, 2)),
                drawn.choice(("parent", "worker", "group")),
                drawn.choice(SIGNALS),
                drawn.uniform(0, longest * 1.2),
            )
            result = run(home, kill, (expected[0], expected[1]), drawn)
            counts[result] += 1
            mode = "cold" if kill.cold else "incremental"
            print(
                f"{number + 1:4}  {mode:12}{kill.builds} {kill.target:7}{kill.signal.name:8}"
                f"{kill.delay:5.2f} s: {result}",
                flush=True,
            )
        print(*(f"{result}: {count}" for result, count in sorted(counts.items())), sep=", ")
    finally:
        shutil.rmtree(home, ignore_errors=True)


if __name__ == "__main__":
    main()
