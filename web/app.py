"""The application: the doors, the routes, the files of ours."""

from __future__ import annotations

from importlib.resources import as_file, files

from fastapi import APIRouter, Depends, FastAPI
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Scope

from web import errors
from web.api import v1
from web.heads import Heads
from web.in_turn import program_in_turn, visitor_in_turn
from web.measures import Measured, Measures
from web.routes import PAGES, PARTNERS, PUBLIC, TOKEN_ONLY
from web.security import Doors, let_in
from web.site import Site
from web.visit import guarded, signed_in


class _Kept(StaticFiles):
    """Our own files: their address changes with them, so browsers may keep them."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        answer = await super().get_response(path, scope)
        if scope["query_string"]:
            answer.headers["cache-control"] = "public, max-age=31536000, immutable"
        return answer


def create_app(site: Site) -> FastAPI:
    """Return the application that serves `site`. A route is closed unless it is listed as open."""
    app = FastAPI(title="DocVault", docs_url=None, redoc_url=None, openapi_url=None)
    app.state.site = site
    app.state.measures = Measures()
    app.add_middleware(Heads)
    app.add_middleware(Measured, measures=app.state.measures)
    errors.install(app)
    # A turn is over when the answer begins: who reads slowly keeps nobody waiting.
    in_turn = Depends(visitor_in_turn, scope="function")
    public = APIRouter(dependencies=[Depends(let_in), Depends(guarded), in_turn])
    pages = APIRouter(dependencies=[*public.dependencies, Depends(signed_in)])
    by_token = APIRouter(dependencies=[Depends(let_in)])
    for router, modules in ((public, PUBLIC), (pages, PAGES), (by_token, TOKEN_ONLY)):
        for module in modules:
            router.include_router(module.router)
        app.include_router(router, include_in_schema=False)
    # After all others: they have no address in common, and these have one for everything else.
    outside = APIRouter(dependencies=[Depends(let_in)])
    for module in PARTNERS:
        outside.include_router(module.router)
    app.include_router(outside, include_in_schema=False)
    by_program = Depends(program_in_turn, scope="function")
    app.include_router(v1.router, dependencies=[Depends(let_in), by_program])
    with as_file(files("web") / "static") as folder:
        app.mount("/static", _Kept(directory=folder))
    return app


def create_site(site: Site) -> ASGIApp:
    """Return what a server runs: the application behind its doors."""
    return Doors(create_app(site), site)
