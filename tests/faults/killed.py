"""A build that kills itself: `killed.py CONTENT COLD FUNCTION N` dies at the N-th call.

FUNCTION is dotted: `pathlib.Path.rename`. Where N is negative a worker dies, at its N-th call. Of
`shutil.rmtree` only calls count that remove a site; before it dies there one file is removed, as
if it had got so far.
"""

from __future__ import annotations

import os
import pkgutil
import signal
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
sys.path[:0] = [str(ROOT / "plugins"), str(ROOT / "tests")]


def main(content: str, cold: str, function: str, last: str) -> None:
    import sites

    from chronology import parallel, problems
    from chronology.problems import ContentError

    parallel.processors = lambda: 1 if int(last) > 0 else 2
    owner_name, _, name = function.rpartition(".")
    owner = pkgutil.resolve_name(owner_name)
    real = getattr(owner, name)
    calls = 0
    parent = os.getpid()

    def dying(*arguments, **named):
        nonlocal calls
        if int(last) < 0 and os.getpid() == parent:
            return real(*arguments, **named)
        front = Path(arguments[0]) / "index.html" if function == "shutil.rmtree" else None
        if front and not front.exists():  # no site
            return real(*arguments, **named)
        calls += 1
        if calls == abs(int(last)):
            if front:
                front.unlink()
            os.kill(os.getpid(), signal.SIGKILL)
        return real(*arguments, **named)

    setattr(owner, name, dying)
    try:
        sites.build(Path(content), cold=cold == "cold")
    except ContentError as error:
        sys.exit(problems.as_text(error.problems))


if __name__ == "__main__":
    main(*sys.argv[1:])
