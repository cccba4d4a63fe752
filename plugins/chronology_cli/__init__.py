"""The command line: `chronology <command>`, and the same commands as tasks of `invoke`.

It is a package of its own because it imports both the plugin and the press reports.
"""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version

from invoke.collection import Collection
from invoke.program import Program

from chronology_cli.editing import format_, import_, init, new, schemas, summary, translate
from chronology_cli.site import build, check, publish, serve

COMMANDS = (build, check, serve, publish, new, import_, format_, schemas, summary, translate, init)


def main() -> None:
    """Run the command that the arguments name."""
    try:
        installed = version("chronology")
    except PackageNotFoundError:  # run from a checkout
        installed = "unknown"
    commands = Collection(*COMMANDS)
    Program(version=installed, namespace=commands, name="chronology", binary="chronology").run()
