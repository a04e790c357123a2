"""The keys of a share link, protocol `dv1`: from the secret in the link to the key of each file.

Nothing here reads or keeps anything: the same functions serve the server that makes a link, and
`docvault-open`, which knows the link alone. Binary values travel as base64url without padding.

HKDF is RFC 5869 with SHA-256, Argon2id RFC 9106, the wrapping AES-256-GCM (NIST SP 800-38D) under
a key that is used once.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import secrets
import unicodedata
from dataclasses import dataclass
from typing import Any

from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from docvault.errors import LinkBroken, LinkWrong
from docvault.model.share import Mode

KEY = 32
SID, SID_TEXT = 16, 22
TOKEN_TEXT = 48
PASSWORD_SALT = 16
NO_PASSWORD = bytes(KEY)
RECORD_SIZE = 65_536
"""Bytes of a record of RFC 8188 as it is sent."""
_CHECK = 3
_VERSION = "1"
_PREFIX = b"docvault/share/v1/"
_NONCE = bytes(12)  # every key here encrypts one thing only
_MANIFEST_UNIT = 1024
_ARGON_MEMORY = 64 * 1024  # KiB
_ARGON_PASSES = 3


def to_text(data: bytes) -> str:
    """Return bytes as base64url without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def from_text(text: str, size: int | None = None) -> bytes:
    """Return what `to_text` was given. Raises LinkWrong: not that, or not `size` bytes."""
    try:
        data = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as exc:
        raise LinkWrong from exc
    if to_text(data) != text or (size is not None and len(data) != size):
        raise LinkWrong
    return data


@dataclass(frozen=True, slots=True, repr=False)
class Link:
    """A share link: where (`sid`, 16 bytes) and the secret (`L`, 32 bytes). Never printed."""

    sid: bytes
    secret: bytes

    @classmethod
    def new(cls) -> Link:
        """Make a link by chance."""
        return cls(secrets.token_bytes(SID), secrets.token_bytes(KEY))

    @classmethod
    def parse(cls, sid: str, token: str) -> Link:
        """Read the two halves of a link.

        Raises LinkBroken (cut off, or something was added), LinkWrong (never was one).
        """
        where = from_text(sid, SID)
        if len(token) != TOKEN_TEXT or token[-1] != _VERSION:
            raise LinkBroken
        try:
            data = from_text(token[:-1], KEY + _CHECK)
        except LinkWrong as exc:
            raise LinkBroken from exc
        link = cls(where, data[:KEY])
        if not hmac.compare_digest(link._check(), data[KEY:]):
            raise LinkBroken
        return link

    @property
    def sid_text(self) -> str:
        """The locator as it stands in the address."""
        return to_text(self.sid)

    @property
    def token(self) -> str:
        """The secret as it stands behind the `#`, with what tells whether it was cut off."""
        return to_text(self.secret + self._check()) + _VERSION

    def at(self, base: str) -> str:
        """Return the whole link of a site with the address `base`: to be shown once, not kept."""
        return f"{base.rstrip('/')}/s/{self.sid_text}#{self.token}"

    def asking_at(self, base: str) -> str:
        """Return the same for a request for files: by this link a partner sends."""
        return f"{base.rstrip('/')}/r/{self.sid_text}#{self.token}"

    @property
    def auth(self) -> bytes:
        """`A`: shows the server that somebody has the link, without giving it away."""
        return self._derived("auth")

    @property
    def link_key(self) -> bytes:
        """`K_L`: the link's part of the key; the server gets it in view mode only."""
        return self._derived("link-key")

    def _derived(self, label: str) -> bytes:
        return derive(self.secret, self.sid, label)

    def _check(self) -> bytes:
        return hashlib.sha256(_PREFIX + b"check\0" + self.sid + self.secret).digest()[:_CHECK]


def derive(material: bytes, sid: bytes, label: str, extra: bytes | None = None) -> bytes:
    """Return the key of 32 bytes that HKDF-SHA-256 derives from `material` for one purpose."""
    salt = hashlib.sha256(_PREFIX + b"salt\0" + sid).digest()
    info = _PREFIX + label.encode() + b"\0" + sid + (extra or b"")
    return HKDF(SHA256(), KEY, salt, info).derive(material)


def password_root(password: str, salt: bytes) -> bytes:
    """Return `R`; takes a tenth of a second and 64 MiB, so few are to be made at a time."""
    text = unicodedata.normalize("NFKC", password).encode("utf-8", "surrogatepass")
    return hash_secret_raw(
        text, salt, _ARGON_PASSES, _ARGON_MEMORY, parallelism=1, hash_len=KEY, type=Type.ID
    )


def password_key(root: bytes, sid: bytes) -> bytes:
    """Return `P`, the password's part of the key."""
    return derive(root, sid, "pw-key")


def password_proof(root: bytes, sid: bytes) -> bytes:
    """Return what tells a right password; its SHA-256 is kept."""
    return derive(root, sid, "pw-verify")


@dataclass(frozen=True, slots=True)
class Policy:
    """What cannot be changed about a link without making it useless: it is part of the key."""

    sid: bytes
    mode: Mode
    password: bool
    files: int

    @property
    def text(self) -> str:
        """The canonical JSON."""
        values = {
            "files": self.files,
            "mode": self.mode.value,
            "pw": int(self.password),
            "sid": to_text(self.sid),
            "v": 1,
        }
        return json.dumps(values, sort_keys=True, separators=(",", ":"))

    @property
    def hash(self) -> bytes:
        """`ph`."""
        return hashlib.sha256(self.text.encode()).digest()


def key_of_keys(link_key: bytes, half: bytes, password: bytes, policy: Policy) -> bytes:
    """Return `KEK`, from the link's part, the server's half and the password's part."""
    return derive(link_key + half + password, policy.sid, "kek", policy.hash)


def wrap(kek: bytes, cek: bytes, policy: Policy) -> bytes:
    """Return the content key, encrypted."""
    return AESGCM(kek).encrypt(_NONCE, cek, _wrap_label(policy))


def unwrap(kek: bytes, wrapped: bytes, commit: bytes, policy: Policy) -> bytes:
    """Return the content key `CEK`. Raises LinkWrong: something was changed, or is another's.

    GCM does not bind to its key: only the commitment shows that this is the key that was wrapped.
    """
    try:
        cek = AESGCM(kek).decrypt(_NONCE, wrapped, _wrap_label(policy))
    except InvalidTag as exc:
        raise LinkWrong from exc
    if not hmac.compare_digest(commitment(cek, policy.sid), commit):
        raise LinkWrong
    return cek


def commitment(cek: bytes, sid: bytes) -> bytes:
    """Return what is compared before a content key is used."""
    return derive(cek, sid, "commit")


def seal_manifest(cek: bytes, content: dict[str, Any], policy: Policy) -> bytes:
    """Encrypt what a link holds, padded so that its length says little."""
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
    padded = text.ljust(-(-len(text) // _MANIFEST_UNIT) * _MANIFEST_UNIT)
    return AESGCM(derive(cek, policy.sid, "manifest")).encrypt(_NONCE, padded, policy.hash)


def open_manifest(cek: bytes, sealed: bytes, policy: Policy) -> dict[str, Any]:
    """Return what a link holds. Raises LinkWrong."""
    try:
        text = AESGCM(derive(cek, policy.sid, "manifest")).decrypt(_NONCE, sealed, policy.hash)
    except InvalidTag as exc:
        raise LinkWrong from exc
    content: dict[str, Any] = json.loads(text)
    return content


def file_key(cek: bytes, sid: bytes, number: int) -> bytes:
    """Return the key material of a file, as RFC 8188 takes it."""
    return derive(cek, sid, "file", number.to_bytes(4, "big"))


def file_key_id(sid: bytes, number: int) -> bytes:
    """Return the key id in a file's header."""
    return f"dv1:{to_text(sid)}:{number}".encode("ascii")


def _wrap_label(policy: Policy) -> bytes:
    return _PREFIX + b"wrap\0" + policy.sid + policy.hash
