"""The preview's pages and what it tells browsers: the site's own policy, one script added."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
from collections.abc import AsyncIterator, Collection
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final

import watchfiles
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
from chronology.preview.code_errors import unloadable
from chronology.preview.session import Session
from chronology.problems import Problem
from chronology.settings import Settings
from chronology.site.exports.security_headers import POLICY

_FILES: Final = Path(__file__).parent
_PLUGIN: Final = _FILES.parent
_TYPES: Final = {"preview.js": "text/javascript", "preview.css": "text/css"}
#: Seconds without a change after which what no browser waits for is done.
_QUIET: Final = 0.4
#: Milliseconds: files saved this close together are one change.
_TOGETHER: Final = 10


class Preview:
    """One content folder, served: what stands, and the browsers that wait for a change."""

    def __init__(
        self, settings: Settings, restart: Any = None, conf: Path | None = None, show: bool = False
    ) -> None:
        """`restart` is called when code or the settings file `conf` changed and can be loaded."""
        self.settings = settings
        self.live = Session(settings, _progress if show else None)
        self.live.refresh()
        self._restart = restart
        self._conf = conf
        self._start = f"{os.getpid()}-{id(self)}"
        self._number = 0
        self._told: dict[str, Any] = {"pages": True}
        self._changed = asyncio.Condition()
        self._worker = ThreadPoolExecutor(1)
        self._ended = False

    @property
    def version(self) -> str:
        """Another one after each change; with another beginning after a restart."""
        return f"{self._start}.{self._number}"

    # ---- answers -----------------------------------------------------------------------------

    async def page(self, request: Request) -> Response:
        """Whatever the plan holds, with the preview's two tags in pages."""
        base, path = self.settings.base, request.url.path
        if base and not path.startswith(base + "/"):
            return RedirectResponse(base + "/")
        address = path[len(base) :]
        answer = await run_in_threadpool(self.live.answer, address)
        body = answer.body
        if answer.status == 404 and not path.endswith("/"):
            slashed = await run_in_threadpool(self.live.answer, address + "/")
            if slashed.status == 200:
                return RedirectResponse(path + "/")
        if answer.media_type == "text/html":
            added = self._tags()
            if answer.status == 404:
                nearest = await run_in_threadpool(self.live.nearest, address)
                added = pages.render("nearest.html", self.settings, nearest=nearest) + added
            body = body.replace(b"</body>", added.encode() + b"</body>")
            headers = {"Cache-Control": "no-store"}
            return Response(body, answer.status, headers, media_type=answer.media_type)
        mark = f'"{digest(body).hex()}"'
        headers = {"Cache-Control": "no-cache", "ETag": mark}
        if request.headers.get("if-none-match") == mark:
            return Response(status_code=304, headers=headers)
        return Response(body, answer.status, headers, media_type=answer.media_type)

    def _tags(self) -> str:
        return (
            '<link rel="stylesheet" href="/__preview/preview.css">'
            f'<script type="module" src="/__preview/preview.js?{self.version}"></script>'
        )

    async def file(self, request: Request) -> Response:
        """The preview's own script and style."""
        name = request.path_params["name"]
        if name not in _TYPES:
            return Response(status_code=404)
        body = (_FILES / name).read_bytes()
        return Response(body, headers={"Cache-Control": "no-store"}, media_type=_TYPES[name])

    async def problems(self, request: Request) -> Response:
        """Everything that is wrong: a page for people, data for programs."""
        rows = [pages.told(self.settings, one) for one in self.live.problems(self._asked(request))]
        if "text/html" in request.headers.get("accept", ""):
            return self._own("problems.html", "Problems", problems=rows)
        return JSONResponse(rows, headers={"Cache-Control": "no-store"})

    async def over(self, request: Request) -> Response:
        """What lies over a page: its errors; over the front page also what changed in Git."""
        address = self._asked(request) or "/"
        found = [one for one in self.live.problems(address) if one.severity == "error"]
        changes = await run_in_threadpool(pages.changed, self.settings) if address == "/" else []
        rows = [pages.told(self.settings, one) for one in found]
        good = self.live.standing is not None
        return self._html("over.html", problems=rows, good=good, changes=changes)

    def _asked(self, request: Request) -> str | None:
        """The address of the page that is asked about, without the site's base path."""
        page = request.query_params.get("page")
        return page and (page.removeprefix(self.settings.base) or "/")

    async def plan(self, request: Request) -> Response:
        """Every address, its template and sources."""
        wanted = request.query_params.get("q", "")
        found = await run_in_threadpool(self.live.plan)
        rows, total = pages.planned(found, wanted, self.settings.base)
        return self._own("plan.html", "Plan of the site", rows=rows, total=total, wanted=wanted)

    async def patterns(self, request: Request) -> Response:
        """Every component of the theme with examples."""
        shown = await run_in_threadpool(pages.patterns, self.live.standing)
        return self._own("patterns.html", "Patterns", files=shown, themed=True)

    def _own(self, template: str, title: str, **context: Any) -> Response:
        return self._html(template, title=title, tags=self._tags(), **context)

    def _html(self, template: str, **context: Any) -> Response:
        text = pages.render(template, self.settings, **context)
        headers = {"Content-Security-Policy": POLICY, "Cache-Control": "no-store"}
        return Response(text, headers=headers, media_type="text/html")

    async def changes(self, request: Request) -> Response:
        """A server-sent event for each change, and one at the beginning."""

        async def stream() -> AsyncIterator[str]:
            known = -1
            while not self._ended:
                told = {**self._told, "version": self.version, "first": known < 0}
                told["pages"] = told["pages"] or known + 1 < self._number
                known = self._number
                yield f"data: {json.dumps(told)}\n\n"
                async with self._changed:
                    await self._changed.wait_for(lambda: self._ended or self._number != known)  # noqa: B023

        return StreamingResponse(
            stream(), media_type="text/event-stream", headers={"Cache-Control": "no-store"}
        )

    # ---- what changes ------------------------------------------------------------------------

    async def watch(self) -> None:
        """Follow the files for ever."""
        places = [self.settings.content, self.settings.theme, _PLUGIN]
        places += [self._conf] if self._conf else []
        settling = asyncio.create_task(self._settle())
        async for found in watchfiles.awatch(*places, step=_TOGETHER, debounce=10 * _TOGETHER):
            changed = [Path(path) for _, path in found]
            settling.cancel()
            if any(self._is_code(path) for path in changed) and await self._reloaded():
                return
            await self._work(self.live.refresh, changed)
            await self._tell(_seen(self.settings, changed))
            settling = asyncio.create_task(self._settle())

    def _is_code(self, path: Path) -> bool:
        own = path.is_relative_to(_PLUGIN) and path.suffix in (".py", ".yaml")
        return own or path == self._conf

    async def _reloaded(self) -> bool:
        """Whether another process is to take over: only if it will be able to start."""
        failed = await run_in_threadpool(unloadable, self._conf)
        self.live.plugin = [failed] if failed else []
        if failed or not self._restart:
            return False
        self._restart()
        return True

    async def _settle(self) -> None:
        await asyncio.sleep(_QUIET)
        before, steps = self._shown(), self.live.run_idle_work()
        pause: float | None = 0
        while pause is not None:
            pause = await self._work(next, steps, None)
            if pause != 0 and (after := self._shown()) != before:
                await self._tell({"pages": after[0] != before[0]})
                before = after
            await asyncio.sleep(pause or 0)

    def _shown(self) -> tuple[Any, list[Problem]]:
        """Changes with what a page may show."""
        standing = self.live.standing
        return standing and standing.site, self.live.problems()

    async def _work(self, function: Any, *arguments: Any) -> Any:
        return await asyncio.get_running_loop().run_in_executor(self._worker, function, *arguments)

    async def _tell(self, what: dict[str, Any]) -> None:
        async with self._changed:
            self._told, self._number = what, self._number + 1
            self._changed.notify_all()

    async def end(self) -> None:
        """Let the browsers' streams go."""
        self._ended = True
        async with self._changed:
            self._changed.notify_all()

    def app(self, hosts: list[str]) -> Starlette:
        """The application; `hosts` are the Host headers it answers to."""

        @contextlib.asynccontextmanager
        async def lifespan(_: Starlette) -> AsyncIterator[None]:
            watching = asyncio.create_task(self.watch())
            yield
            watching.cancel()

        return Starlette(
            routes=[
                Route("/__preview/changes", self.changes),
                Route("/__preview/over", self.over),
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
    """The application for one content folder; it tells of changed code, and does not restart."""
    return Preview(settings).app(hosts)


def _seen(settings: Settings, changed: Collection[Path]) -> dict[str, Any]:
    """What a browser has to do: fetch its page anew, its styles, or some images."""
    static = settings.theme / "static"
    files = [
        f"{settings.base}/theme/{path.relative_to(static).as_posix()}"
        if path.is_relative_to(static)
        else f"{settings.base}/{path.relative_to(settings.content).as_posix()}"
        for path in changed
        if path.is_relative_to(static) or path.is_relative_to(settings.content / "images")
    ]
    styles = any(file.endswith((".css", ".woff2")) for file in files)
    scripts = any(file.endswith(".js") for file in files)
    return {
        "pages": len(files) < len(changed),
        "styles": styles,
        "scripts": scripts,
        "images": [file for file in files if not file.endswith((".css", ".woff2", ".js"))],
    }


def _progress(items: Any, total: int) -> Any:
    """A bar while many files are parsed."""
    return track(items, "Reading", total, transient=True) if total > 200 else items
