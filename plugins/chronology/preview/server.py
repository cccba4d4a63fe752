"""The preview's server: a socket, on loopback by default, handed on when the code changes."""

from __future__ import annotations

import gc
import os
import socket
import sys
import webbrowser
from pathlib import Path
from typing import Final

import uvicorn
from rich.console import Console

from chronology.memory import no_collection
from chronology.preview.app import Preview
from chronology.settings import Settings

#: Allocations before the garbage collector runs while a browser may be waiting.
_GARBAGE: Final = 200_000
#: Seconds that a background thread may keep the interpreter while a browser waits.
_SWITCH: Final = 0.001
#: The descriptor of the listening socket, inherited by the process that takes over.
_SOCKET: Final = "CHRONOLOGY_PREVIEW_SOCKET"


def serve(
    settings: Settings,
    host: str,
    port: int,
    *,
    conf: Path | None = None,
    open_browser: bool = False,
    verbose: bool = False,
) -> None:
    """Serve until interrupted, on the next free port if `port` is in use.

    When the plugin or the settings file `conf` changes, a new process takes over the socket.
    """
    console = Console()
    inherited = os.environ.pop(_SOCKET, "")
    listening = socket.socket(fileno=int(inherited)) if inherited else listen(host, port)
    inheritable = listening.dup()  # the server closes its own
    taken = listening.getsockname()[1]
    if taken != port and not inherited:
        console.print(f"Port {port} is in use.")
    url = f"http://{f'[{host}]' if ':' in host else host}:{taken}{settings.base}/"
    again = False

    def restart() -> None:
        nonlocal again
        again = server.should_exit = True

    with no_collection():  # objects made at the start stay: a collection would only delay pages
        preview = Preview(settings, restart, conf, show=console.is_terminal)
    hosts = ["127.0.0.1", "localhost", "::1", "[::1]", host, *_named(host)]
    server = _Server(
        uvicorn.Config(
            preview.app(hosts),
            log_level="info" if verbose else "warning",
            timeout_graceful_shutdown=1,
        )
    )
    server.preview = preview
    gc.set_threshold(_GARBAGE)
    sys.setswitchinterval(_SWITCH)
    console.print(f"Preview at [link={url}]{url}[/link] (stop with Ctrl-C)", highlight=False)
    if open_browser and not inherited:
        webbrowser.open(url)
    server.run(sockets=[listening])
    if again:
        os.set_inheritable(inheritable.fileno(), True)
        os.environ[_SOCKET] = str(inheritable.fileno())
        sys.stdout.flush()
        os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])


class _Server(uvicorn.Server):
    preview: Preview

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        await self.preview.end()
        await super().shutdown(sockets)


def _named(host: str) -> list[str]:
    """Return the names and addresses of this machine if it listens on all of them."""
    if host not in ("0.0.0.0", "::"):
        return []
    name, aliases, found = socket.gethostbyname_ex(socket.gethostname())
    return [name, *aliases, *found]


def listen(host: str, port: int) -> socket.socket:
    """Return a socket on the port, or on the first free one after it."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    for candidate in range(port, port + 50):
        listening = socket.socket(family)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((host, candidate))
            listening.listen()
        except OSError:
            listening.close()
            continue
        return listening
    raise OSError(f"no port is free from {port} to {port + 49}")
