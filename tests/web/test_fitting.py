"""Routers are passed over if no path of theirs fits a request, and answer as before otherwise."""

from typing import Any

import httpx
import pytest
from fastapi import APIRouter, FastAPI

from app.web.fitting import Fitting


async def test_only_a_router_with_a_fitting_path_is_compared_and_answers_as_before(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    compared: list[str] = []
    app, outer = FastAPI(), APIRouter()
    for name in ("notes", "pages"):
        inner = APIRouter()
        inner.get(f"/w/{{key}}/{name}")(lambda key, name=name: f"{name} of {key}")
        (route,) = inner.routes

        def matches(scope: Any, usual: Any = route.matches, name: str = name) -> Any:
            compared.append(name)
            return usual(scope)

        monkeypatch.setattr(route, "matches", matches)
        # Once in the app, and once in another router as the pages of programmes are.
        outer.include_router(Fitting(inner))
    app.include_router(Fitting(outer))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://board.test") as visitor:
        assert (await visitor.get("/w/abcd/pages")).json() == "pages of abcd"
        assert set(compared) == {"pages"}
        assert (await visitor.post("/w/abcd/pages")).status_code == 405
        compared.clear()
        assert (await visitor.get("/w/abcd/others")).status_code == 404
        assert (await visitor.get("/x/w/abcd/pages")).status_code == 404
    assert compared == []
