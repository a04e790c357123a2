"""OpenID Connect, as the party that relies on a provider: authorization code with PKCE.

What the browser brings back is believed only when the state is the one this browser was sent away
with, the code was exchanged with our secret and verifier, and the token is signed by the
provider's keys, for us, now, and for this very attempt (OpenID Connect Core 1.0, 3.1.3.7).
"""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

import httpx2
from authlib.integrations.base_client import OAuthError
from authlib.integrations.httpx_client import OAuth2Client
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet
from joserfc.jwt import JWTClaimsRegistry, Token

from docvault.errors import SingleSignOnFailed
from docvault.settings.model import OidcSettings
from docvault.users.identities import Claims
from naming_rules.language import Text

SECRET_VARIABLE = "DOCVAULT_OIDC_SECRET"  # noqa: S105 - the name, not the secret
_SECONDS = 10.0
_KEPT_SECONDS = 3600.0
_LEEWAY_SECONDS = 60
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
# Signed by the provider's private key; `none` and shared secrets are not among them.
_ALGORITHMS = ("RS256", "PS256", "ES256", "ES384", "EdDSA")

_UNREACHABLE = Text("身份提供方没有正常应答", "the identity provider did not answer as it should")
_REFUSED = Text("身份提供方拒绝了登录", "the identity provider refused")
_UNTRUSTED = Text("身份提供方的应答无法验证", "the identity provider's answer cannot be verified")
_UNSAFE = Text("身份提供方的地址不是 https", "the identity provider's address is not https")
_NO_SECRET = Text("管理员还没有设置客户端密钥", "the administrator has set no client secret yet")

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Attempt:
    """What this browser is sent away with, and must come back with."""

    url: str
    state: str
    nonce: str
    verifier: str


class Provider:
    """The identity provider of the settings; what it publishes is kept for an hour."""

    def __init__(self, settings: OidcSettings, redirect_uri: str) -> None:
        """Talk to the provider of `settings`, who sends browsers back to `redirect_uri`."""
        self.settings = settings
        self.issuer = settings.issuer or ""
        self.client_id = settings.client_id or ""
        self.redirect_uri = redirect_uri

    def begin(self) -> Attempt:
        """Return where to send a browser. Raises SingleSignOnFailed."""
        verifier, nonce = secrets.token_urlsafe(48), secrets.token_urlsafe(24)
        address = self._endpoint("authorization_endpoint")
        with self._client() as client:
            url, state = client.create_authorization_url(
                address, code_verifier=verifier, nonce=nonce
            )
        return Attempt(url, state, nonce, verifier)

    def finish(self, code: str, *, nonce: str, verifier: str) -> Claims:
        """Return who it is, for the code that a browser brought. Raises SingleSignOnFailed."""
        address = self._endpoint("token_endpoint")
        with self._client() as client:
            given = _asked(
                lambda: client.fetch_token(
                    address,
                    code=code,
                    code_verifier=verifier,
                    grant_type="authorization_code",
                )
            )
        claims = self._verified(given.get("id_token"), nonce)
        if "email" not in claims and "userinfo_endpoint" in self._published():
            told = self._told(given.get("access_token"), claims["sub"])
            # Whether an address is verified says only whoever gave the address.
            claims = {**told, **claims, "email_verified": told.get("email_verified")}
        return self._claims(claims)

    def _client(self) -> OAuth2Client:
        methods = self._published().get("token_endpoint_auth_methods_supported")
        post_only = methods is not None and "client_secret_basic" not in methods
        return OAuth2Client(
            self.client_id,
            _secret_of(self.settings),
            scope="openid profile email",
            redirect_uri=self.redirect_uri,
            code_challenge_method="S256",
            token_endpoint_auth_method="client_secret_post" if post_only else "client_secret_basic",
            timeout=_SECONDS,
            follow_redirects=False,
        )

    def _published(self) -> dict[str, Any]:
        """Return what the provider says of itself, which must be about itself."""
        address = f"{self.issuer.rstrip('/')}/.well-known/openid-configuration"
        found = _kept(address)
        if found.get("issuer") != self.issuer:
            raise SingleSignOnFailed(reason=_UNTRUSTED)
        return found

    def _endpoint(self, name: str) -> str:
        address = self._published().get(name)
        if not isinstance(address, str):
            raise SingleSignOnFailed(reason=_UNREACHABLE)
        return _safe(address)

    def _verified(self, token: object, nonce: str) -> dict[str, Any]:
        """Return the claims of a token that is signed, for us, now, and for this attempt."""
        rules = JWTClaimsRegistry(
            leeway=_LEEWAY_SECONDS,
            iss={"essential": True, "value": self.issuer},
            aud={"essential": True, "value": self.client_id},
            sub={"essential": True},
            exp={"essential": True},
            iat={"essential": True},
            nonce={"essential": True, "value": nonce},
        )
        try:
            claims = self._decoded(str(token)).claims
            rules.validate(claims)
        except (JoseError, ValueError) as exc:
            raise SingleSignOnFailed(reason=_UNTRUSTED) from exc
        if claims.get("azp", self.client_id) != self.client_id:
            raise SingleSignOnFailed(reason=_UNTRUSTED)
        return claims

    def _decoded(self, token: str) -> Token:
        address = self._endpoint("jwks_uri")
        try:
            return jwt.decode(token, _keys(_kept(address)), algorithms=_ALGORITHMS)
        except (InvalidKeyIdError, ValueError):
            # The provider may have new keys since we looked.
            return jwt.decode(token, _keys(_kept(address, anew=True)), algorithms=_ALGORITHMS)

    def _told(self, access_token: object, subject: str) -> dict[str, Any]:
        """Return what the provider says of the same subject when it is asked."""
        headers = {"authorization": f"Bearer {access_token}"}
        told = _got(self._endpoint("userinfo_endpoint"), headers)
        return told if told.get("sub") == subject else {}

    def _claims(self, claims: Mapping[str, Any]) -> Claims:
        said = claims.get("email_verified")
        verified = said is True or said == "true"  # some providers write it as text
        email = claims.get("email")
        return Claims(
            issuer=self.issuer,
            subject=str(claims["sub"]),
            email=email if verified and isinstance(email, str) else None,
            name=_text(claims.get("preferred_username")),
            display_name=_text(claims.get("name")),
        )


_published: dict[str, tuple[float, dict[str, Any]]] = {}


def _kept(address: str, *, anew: bool = False) -> dict[str, Any]:
    """Return a document that a provider publishes, asking for it at most once an hour."""
    at, found = _published.get(address, (0.0, {}))
    if anew or not found or time.monotonic() - at > _KEPT_SECONDS:
        found = _got(_safe(address))
        _published[address] = (time.monotonic(), found)
    return found


def _got(address: str, headers: Mapping[str, str] | None = None) -> dict[str, Any]:
    def ask() -> dict[str, Any]:
        answer = httpx2.get(address, headers=headers, timeout=_SECONDS)
        answer.raise_for_status()
        said = answer.json()
        if not isinstance(said, dict):
            raise SingleSignOnFailed(reason=_UNREACHABLE)
        return said

    return _asked(ask)


def _asked(ask: Callable[[], _T]) -> _T:
    try:
        return ask()
    except OAuthError as exc:
        raise SingleSignOnFailed(reason=_REFUSED) from exc
    except (httpx2.HTTPError, httpx2.InvalidURL, ValueError) as exc:
        raise SingleSignOnFailed(reason=_UNREACHABLE) from exc


def _keys(published: dict[str, Any]) -> KeySet:
    return KeySet.import_key_set({"keys": published.get("keys", [])})


def _safe(address: str) -> str:
    """Return an address that nobody on the way can read or change."""
    parts = urlsplit(address)
    if parts.scheme != "https" and parts.hostname not in _LOOPBACK:
        raise SingleSignOnFailed(reason=_UNSAFE)
    return address


def _secret_of(settings: OidcSettings) -> str:
    if from_environment := os.environ.get(SECRET_VARIABLE):
        return from_environment
    try:
        return Path(settings.client_secret_file or "").read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as exc:
        raise SingleSignOnFailed(reason=_NO_SECRET) from exc


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None
