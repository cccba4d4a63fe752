"""The preview application: pages of the site, pages of its own, and live reload."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
from collections.abc import AsyncIterator, Callable, Collection
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final

from rich.progress import track
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from chronology.hashing import digest
from chronology.preview import pages
from chronology.preview.code_errors import bug, unloadable
from chronology.preview.session import Session
from chronology.preview.watch import changes
from chronology.problems import Problem
from chronology.settings import Settings
from chronology.site.exports.security_headers import POLICY

_FILES: Final = Path(__file__).parent
_PLUGIN: Final = _FILES.parent
_TYPES: Final = {"preview.js": "text/javascript", "preview.css": "text/css"}
#: Seconds without a change before idle work starts.
_QUIET: Final = 0.4


class Preview:
    """One content folder, its current site, and the browsers that wait for a change.

    `restart` is called when the plugin's code or the settings file `conf` changed and the new
    code loads. `show` prints a progress bar while many files are parsed.
    """

    def __init__(
        self,
        settings: Settings,
        restart: Callable[[], None] | None = None,
        conf: Path | None = None,
        show: bool = False,
    ) -> None:
        self.settings = settings
        self.session = Session(settings, _progress if show else None)
        self.session.refresh()
        self._restart = restart
        self._conf = conf
        self._start = f"{os.getpid()}-{id(self)}"
        self._number = 0
        self._message: dict[str, Any] = {"pages": True}
        self._changed = asyncio.Condition()
        self._worker = ThreadPoolExecutor(1)
        self._ended = False

    @property
    def version(self) -> str:
        """A version that differs after each change, and in its first part after a restart."""
        return f"{self._start}.{self._number}"

    # ---- answers -----------------------------------------------------------------------------

    async def page(self, request: Request) -> Response:
        """Serve what the plan has at this path, with the preview's two tags in pages."""
        base, path = self.settings.base, request.url.path
        if path.startswith("//"):  # a redirect to it would lead to another host
            return Response(status_code=404)
        if base and not path.startswith(base + "/"):
            return RedirectResponse(base + "/")
        address = path[len(base) :]
        answer = await run_in_threadpool(self.session.answer, address)
        if answer.status == 404 and not path.endswith("/"):
            slashed = await run_in_threadpool(self.session.answer, address + "/")
            if slashed.status == 200:
                return RedirectResponse(path + "/")
        if answer.media_type == "text/html":
            added = self._tags()
            if answer.status == 404:
                nearest = await run_in_threadpool(self.session.nearest, address)
                added = pages.render("nearest.html", self.settings, nearest=nearest) + added
            body = answer.body.replace(b"</body>", added.encode() + b"</body>")
            headers = {"Cache-Control": "no-store"}
            return Response(body, answer.status, headers, media_type=answer.media_type)
        etag = f'"{digest(answer.body).hex()}"'
        headers = {"Cache-Control": "no-cache", "ETag": etag}
        if request.headers.get("if-none-match") == etag:
            return Response(status_code=304, headers=headers)
        return Response(answer.body, answer.status, headers, media_type=answer.media_type)

    def _tags(self) -> str:
        return (
            '<link rel="stylesheet" href="/__preview/preview.css">'
            f'<script type="module" src="/__preview/preview.js?{self.version}"></script>'
        )

    async def file(self, request: Request) -> Response:
        """Serve the preview's own script and style."""
        name = request.path_params["name"]
        if name not in _TYPES:
            return Response(status_code=404)
        body = (_FILES / name).read_bytes()
        return Response(body, headers={"Cache-Control": "no-store"}, media_type=_TYPES[name])

    async def problems(self, request: Request) -> Response:
        """List every problem: as a page for people, as JSON for programs."""
        found = self.session.problems(self._page_of(request))
        rows = [pages.problem_row(self.settings, problem) for problem in found]
        if "text/html" in request.headers.get("accept", ""):
            return self._own("problems.html", "Problems", problems=rows)
        return JSONResponse(rows, headers={"Cache-Control": "no-store"})

    async def overlay(self, request: Request) -> Response:
        """Serve what is laid over a page: errors; on the front page also uncommitted changes."""
        address = self._page_of(request) or "/"
        found = [one for one in self.session.problems(address) if one.severity == "error"]
        changed = await run_in_threadpool(pages.changed, self.settings) if address == "/" else []
        rows = [pages.problem_row(self.settings, problem) for problem in found]
        good = self.session.snapshot is not None
        return self._html("overlay.html", problems=rows, good=good, changes=changed)

    def _page_of(self, request: Request) -> str | None:
        """Return the address in the query, without the site's base path."""
        page = request.query_params.get("page")
        return page and (page.removeprefix(self.settings.base) or "/")

    async def plan(self, request: Request) -> Response:
        """List every address with its template and source."""
        query = request.query_params.get("q", "")

        def rows() -> tuple[list[tuple[str, str, str]], int]:
            return pages.plan_rows(self.session.plan(), query, self.settings.base)

        found, total = await run_in_threadpool(rows)
        return self._own("plan.html", "Plan of the site", rows=found, total=total, wanted=query)

    async def patterns(self, request: Request) -> Response:
        """Show every component of the theme with examples."""
        shown = await run_in_threadpool(pages.patterns, self.session.snapshot)
        return self._own("patterns.html", "Patterns", files=shown, themed=True)

    def _own(self, template: str, title: str, **context: Any) -> Response:
        return self._html(template, title=title, tags=self._tags(), **context)

    def _html(self, template: str, **context: Any) -> Response:
        text = pages.render(template, self.settings, **context)
        headers = {"Content-Security-Policy": POLICY, "Cache-Control": "no-store"}
        return Response(text, headers=headers, media_type="text/html")

    async def changes(self, request: Request) -> Response:
        """Send a server-sent event at the start and after each change."""

        async def stream() -> AsyncIterator[str]:
            known = -1
            while not self._ended:
                message = {**self._message, "version": self.version, "first": known < 0}
                message["pages"] = message["pages"] or known + 1 < self._number
                known = self._number
                yield f"data: {json.dumps(message)}\n\n"
                async with self._changed:
                    await self._changed.wait_for(lambda: self._ended or self._number != known)  # noqa: B023

        return StreamingResponse(
            stream(), media_type="text/event-stream", headers={"Cache-Control": "no-store"}
        )

    # ---- following the files -----------------------------------------------------------------

    async def watch(self) -> None:
        """Follow the files until the code changes and another process takes over."""
        folders = [self.settings.content, self.settings.theme, _PLUGIN]
        idle = asyncio.create_task(self._idle())
        async for changed in changes(folders, [self._conf] if self._conf else []):
            idle.cancel()
            if changed and any(map(self._is_code, changed)) and await self._reloaded():
                return
            await self._work(self.session.refresh, changed)
            await self._send(_reload_message(self.settings, changed))
            idle = asyncio.create_task(self._idle())

    async def follow(self) -> None:
        """Watch, and start again after a failure, which the browser and the terminal show."""
        while True:
            try:
                return await self.watch()
            except Exception as error:
                self.session.background = [bug(error)]
                await self._send({"pages": True})
                await asyncio.sleep(1)

    def _is_code(self, path: Path) -> bool:
        own = path.is_relative_to(_PLUGIN) and path.suffix in (".py", ".yaml")
        return own or path == self._conf

    async def _reloaded(self) -> bool:
        """Return whether another process takes over: only if it will be able to start."""
        failure = await run_in_threadpool(unloadable, self._conf)
        self.session.plugin = [failure] if failure else []
        if failure or not self._restart:
            return False
        self._restart()
        return True

    async def _idle(self) -> None:
        """Run the session's idle work in steps; a failure is shown like any other problem."""
        await asyncio.sleep(_QUIET)
        before, steps = self._shown(), self.session.run_idle_work()
        pause: float | None = 0
        while pause is not None:
            try:
                pause = await self._work(next, steps, None)
                self.session.background = []
            except Exception as error:
                self.session.background = [bug(error)]
                pause = None
            if pause != 0 and (after := self._shown()) != before:
                await self._send({"pages": after[0] != before[0]})
                before = after
            await asyncio.sleep(pause or 0)

    def _shown(self) -> tuple[Any, list[Problem]]:
        """Return what differs when a page may differ."""
        snapshot = self.session.snapshot
        return snapshot and snapshot.site, self.session.problems()

    async def _work(self, function: Any, *arguments: Any) -> Any:
        return await asyncio.get_running_loop().run_in_executor(self._worker, function, *arguments)

    async def _send(self, message: dict[str, Any]) -> None:
        async with self._changed:
            self._message, self._number = message, self._number + 1
            self._changed.notify_all()

    async def end(self) -> None:
        """Close the browsers' streams."""
        self._ended = True
        async with self._changed:
            self._changed.notify_all()

    def app(self, hosts: list[str]) -> Starlette:
        """Return the application; `hosts` are the Host headers it answers to."""

        @contextlib.asynccontextmanager
        async def lifespan(_: Starlette) -> AsyncIterator[None]:
            following = asyncio.create_task(self.follow())
            yield
            following.cancel()

        return Starlette(
            routes=[
                Route("/__preview/changes", self.changes),
                Route("/__preview/overlay", self.overlay),
                Route("/__preview/{name}", self.file),
                Route("/__problems", self.problems),
                Route("/__plan", self.plan),
                Route("/__patterns", self.patterns),
                Route("/{path:path}", self.page),
            ],
            middleware=[Middleware(TrustedHostMiddleware, allowed_hosts=hosts)],
            lifespan=lifespan,
        )


def app(settings: Settings, hosts: list[str]) -> Starlette:
    """Return the application for one content folder; changed code is reported, not reloaded."""
    return Preview(settings).app(hosts)


def _reload_message(settings: Settings, changed: Collection[Path] | None) -> dict[str, Any]:
    """Return what a browser has to fetch again: its page, everything, or some images.

    A changed stylesheet has another name, so the page that names it is fetched.
    """
    if changed is None:
        return {"pages": True, "scripts": False, "images": []}
    static = settings.theme / "static"
    files = [
        f"{settings.base}/theme/{path.relative_to(static).as_posix()}"
        if path.is_relative_to(static)
        else f"{settings.base}/{path.relative_to(settings.content).as_posix()}"
        for path in changed
        if path.is_relative_to(static) or path.is_relative_to(settings.content / "images")
    ]
    return {
        "pages": len(files) < len(changed) or any(file.endswith(".css") for file in files),
        "scripts": any(file.endswith((".js", ".woff2")) for file in files),
        "images": [file for file in files if not file.endswith((".css", ".woff2", ".js"))],
    }


def _progress(items: Any, total: int) -> Any:
    """Show a bar while many files are parsed."""
    return track(items, "Reading", total, transient=True) if total > 200 else items
