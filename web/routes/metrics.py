"""`/metrics`: figures for Prometheus, of this process and of the vault.

Asked with the token of a registrar or an administrator (`authorization: credentials` in
Prometheus), from anywhere: behind a proxy every request seems to come from this machine.
"""

from __future__ import annotations

from collections.abc import Iterator

from fastapi import APIRouter, Request
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from starlette.responses import Response

from docvault.access import Right, require
from docvault.database import holdings, listing
from docvault.search.keeping import waiting
from docvault.vault import Vault
from web.by_token import Caller
from web.measures import Measures
from web.routes.git_access import at_work
from web.visit import TheSite

router = APIRouter()


class _OfVault(Collector):
    """What the vault holds and what waits in it, looked up when it is asked."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Yield each figure."""
        with self._vault.database.read() as connection:
            documents = listing.count(connection)
            held = len(holdings.every(connection))
        for name, meaning, value in (
            ("docvault_documents", "Documents in the register", documents),
            ("docvault_holdings", "Files in the holding area", held),
            ("docvault_index_waiting", "Check-ins not yet indexed", waiting(self._vault)),
            ("docvault_git_processes", "git processes serving clones", at_work.count),
        ):
            yield GaugeMetricFamily(name, meaning, value=value)


@router.get("/metrics")
def metrics(request: Request, site: TheSite, caller: Caller) -> Response:
    """Answer all figures as text."""
    require(caller.actor, Right.OVERSEE)
    measures: Measures = request.app.state.measures
    vault = CollectorRegistry(auto_describe=False)
    vault.register(_OfVault(site.vault))
    figures = generate_latest(measures.registry) + generate_latest(vault)
    return Response(figures, headers={"Content-Type": CONTENT_TYPE_LATEST})
