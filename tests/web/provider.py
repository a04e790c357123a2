"""A real identity provider on the loopback: discovery, authorization, token, keys, user info.

It holds to OpenID Connect and checks what comes to it (client, secret, address, PKCE, one use of
each code). `lie` lets a test bend one thing that it says.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlencode

import uvicorn
from joserfc import jwt
from joserfc.jwk import RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from web.serve import listen

CLIENT, SECRET = "docvault", "a secret of the client"


def new_key(kid: str = "first") -> RSAKey:
    return RSAKey.generate_key(2048, {"kid": kid, "use": "sig", "alg": "RS256"})


@dataclass(slots=True)
class IdentityProvider:
    """What it knows, and who sits before the browser."""

    url: str = ""
    person: dict[str, Any] = field(default_factory=dict)
    """The claims of who is signed in there."""
    lie: dict[str, Any] = field(default_factory=dict)
    """Claims of the token that are not as they should be; None takes one out."""
    hidden: frozenset[str] = frozenset()
    """Claims that are only told when asked with the access token."""
    metadata: dict[str, Any] = field(default_factory=dict)
    key: RSAKey = field(default_factory=new_key)
    signing_key: RSAKey | None = None
    """Another key than the published one."""
    _codes: dict[str, Mapping[str, str]] = field(default_factory=dict)
    _access: set[str] = field(default_factory=set)

    def discovery(self, _request: Request) -> Response:
        """What it says of itself."""
        return JSONResponse(
            {
                "issuer": self.url,
                "authorization_endpoint": f"{self.url}/authorize",
                "token_endpoint": f"{self.url}/token",
                "jwks_uri": f"{self.url}/keys",
                "userinfo_endpoint": f"{self.url}/userinfo",
                "response_types_supported": ["code"],
                "subject_types_supported": ["public"],
                "id_token_signing_alg_values_supported": ["RS256"],
            }
            | self.metadata
        )

    def authorize(self, request: Request) -> Response:
        """Send the browser back with a code, as after a sign-in here."""
        asked = dict(request.query_params)
        assert asked["client_id"] == CLIENT
        assert asked["response_type"] == "code"
        assert "openid" in asked["scope"].split()
        assert asked["code_challenge_method"] == "S256"
        code = secrets.token_urlsafe()
        self._codes[code] = asked
        answer = urlencode({"code": code, "state": asked["state"]})
        return RedirectResponse(f"{asked['redirect_uri']}?{answer}", 302)

    async def token(self, request: Request) -> Response:
        """Give the token for a code, once, to the client that proves itself and the verifier."""
        form = {key: values[0] for key, values in parse_qs((await request.body()).decode()).items()}
        asked = self._codes.pop(form.get("code", ""), None)
        challenge = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        expected = base64.urlsafe_b64encode(challenge).rstrip(b"=").decode()
        if (
            asked is None
            or not self._is_client(request)
            or asked["code_challenge"] != expected
            or asked["redirect_uri"] != form["redirect_uri"]
        ):
            return JSONResponse({"error": "invalid_grant"}, 400)
        access = secrets.token_urlsafe()
        self._access.add(access)
        given = {"access_token": access, "token_type": "Bearer", "id_token": self._id_token(asked)}
        return JSONResponse(given)

    def keys(self, _request: Request) -> Response:
        """Its public keys."""
        return JSONResponse({"keys": [self.key.as_dict(private=False)]})

    def userinfo(self, request: Request) -> Response:
        """What it tells the holder of an access token."""
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        return JSONResponse(self.person) if token in self._access else Response(status_code=401)

    def _is_client(self, request: Request) -> bool:
        given = request.headers.get("authorization", "").removeprefix("Basic ")
        return base64.b64decode(given).decode() == f"{CLIENT}:{SECRET}"

    def _id_token(self, asked: Mapping[str, str]) -> str:
        now = int(time.time())
        claims = {
            "iss": self.url,
            "aud": CLIENT,
            "iat": now,
            "exp": now + 300,
            "nonce": asked["nonce"],
            **{key: value for key, value in self.person.items() if key not in self.hidden},
            **self.lie,
        }
        key = self.signing_key or self.key
        header = {"alg": "RS256", "kid": key.kid}
        return jwt.encode(header, {k: v for k, v in claims.items() if v is not None}, key)


@contextmanager
def running() -> Iterator[IdentityProvider]:
    """Serve one on the loopback."""
    provider = IdentityProvider()
    app = Starlette(
        routes=[
            Route("/.well-known/openid-configuration", provider.discovery),
            Route("/authorize", provider.authorize),
            Route("/token", provider.token, methods=["POST"]),
            Route("/keys", provider.keys),
            Route("/userinfo", provider.userinfo),
        ]
    )
    with listen("127.0.0.1", 0) as listening:
        provider.url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", lifespan="off"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        yield provider
        server.should_exit = True
        thread.join()
