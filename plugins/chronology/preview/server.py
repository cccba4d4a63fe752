"""The preview's server: loopback only unless told, the site's own policy, one script added."""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
import webbrowser
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Final

import uvicorn
import watchfiles
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from chronology.preview.live import Live
from chronology.problems import as_json
from chronology.settings import Settings

_FILES: Final = Path(__file__).parent
_SCRIPT: Final = b'<script type="module" src="/__preview/preview.js"></script>'
_STYLE: Final = b'<link rel="stylesheet" href="/__preview/preview.css">'


def app(settings: Settings, hosts: list[str]) -> Starlette:
    """The application for one content folder; `hosts` are the Host headers it answers to."""
    live = Live(settings)
    live.refresh()
    changed = asyncio.Condition()
    base = settings.base

    async def page(request: Request) -> Response:
        path = request.url.path
        if base and not path.startswith(base + "/"):
            return RedirectResponse(base + "/")
        answer = await run_in_threadpool(live.answer, path[len(base) :])
        if answer.status == 404 and not path.endswith("/"):
            slashed = await run_in_threadpool(live.answer, path[len(base) :] + "/")
            if slashed.status == 200:
                return RedirectResponse(path + "/")
        body = answer.body
        if answer.media_type == "text/html":
            body = body.replace(b"</body>", _STYLE + _SCRIPT + b"</body>")
        return Response(body, answer.status, media_type=answer.media_type)

    async def file(request: Request) -> Response:
        name = request.path_params["name"]
        if name not in ("preview.js", "preview.css"):
            return Response(status_code=404)
        kind = "text/javascript" if name.endswith(".js") else "text/css"
        return Response((_FILES / name).read_bytes(), media_type=kind)

    async def problems(request: Request) -> Response:
        return JSONResponse(json.loads(as_json(live.problems)))

    async def changes(request: Request) -> Response:
        async def stream() -> AsyncIterator[str]:
            while True:
                yield "data: problems\n\n" if live.problems else "data: clear\n\n"
                async with changed:
                    await changed.wait()
                yield "data: changed\n\n"

        return StreamingResponse(stream(), media_type="text/event-stream")

    async def watch() -> None:
        async for _ in watchfiles.awatch(settings.content, settings.theme, debounce=50):
            await run_in_threadpool(live.refresh)
            async with changed:
                changed.notify_all()

    @contextlib.asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        watching = asyncio.create_task(watch())
        yield
        watching.cancel()

    return Starlette(
        routes=[
            Route("/__preview/changes", changes),
            Route("/__preview/{name}", file),
            Route("/__problems", problems),
            Route("/{path:path}", page),
        ],
        middleware=[Middleware(TrustedHostMiddleware, allowed_hosts=hosts)],
        lifespan=lifespan,
    )


def serve(settings: Settings, host: str, port: int, *, open_browser: bool = False) -> None:
    """Serve until interrupted; the next free port is taken if the first is in use."""
    free = _free_port(host, port)
    if free != port:
        print(f"Port {port} is in use.")
    url = f"http://{host}:{free}{settings.base}/"
    print(f"Preview at {url} (stop with Ctrl-C)", flush=True)
    if open_browser:
        webbrowser.open(url)
    hosts = ["127.0.0.1", "localhost", "[::1]", host]
    uvicorn.run(
        app(settings, hosts), host=host, port=free, log_level="warning", timeout_graceful_shutdown=1
    )


def _free_port(host: str, port: int) -> int:
    for candidate in range(port, port + 50):
        with socket.socket() as probe:
            if probe.connect_ex((host, candidate)) != 0:
                return candidate
    return port
