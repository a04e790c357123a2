"""Requests for files 文件征集: the reverse of a link; a partner sends, a department receives.

What comes is put into the department's folder of the holding area, under a mark that keeps it from
being filed by itself: who receives it gives it its name. On its way each file is sealed for the
server's key of this one request (ECDH on P-256, then RFC 8188), so whoever reads along where TLS
ends early, in a proxy or a gateway, has nothing. The private key lies in the key jar, and is erased
when the request is over.
"""

from __future__ import annotations

import datetime
import hashlib
import hmac
import json
import secrets
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from docvault.access import Actor, Right, Subject, decide, require
from docvault.database import audit_trail, file_requests, holdings
from docvault.errors import LinkRefused, LinkWrong, RequestNotFound, SealBroken, StoreError
from docvault.model.event import Event
from docvault.model.file_request import FileRequest, RequestedFile
from docvault.model.holding import Holding
from docvault.model.share import State
from docvault.sharing import keys
from docvault.sharing.keys import Link
from docvault.sharing.opening import REFUSED
from docvault.sharing.place import alone, jar_of, note_now, now_of
from docvault.sharing.rules import ensure_days, ensure_text, ensure_whole, is_own
from docvault.sharing.trail import Visitor
from docvault.store.files import make_folder, scratch_path, store_errors
from docvault.store.sealed_stream import Head, open_stream
from docvault.store.staging import Staged, Stager
from docvault.vault import Vault
from docvault.vault.holding import hold, shortened
from naming_rules.language import Text

_MOST_FILES = 1000
_LONGEST_RECIPIENT, _LONGEST_NOTE = 100, 1000
_ROOM = 60  # bytes of a file's name that our mark and the note beside it take
_CURVE = ec.SECP256R1()
_POINT = 65  # bytes of a public key, uncompressed
_PREFIX = "dvr1:"
_REASON = Text(
    "{recipient}通过文件征集 {request} 发来，请为它命名",
    "sent by {recipient} through the request for files {request}; it is to be given its name",
)
_PARTNER = Text("合作方", "a partner")
_EXPIRED = Text(
    "这个文件征集已于 {when} 截止；如仍要发送，请联系{who}。",
    "This request for files ended on {when}; ask {who} if you still have something to send.",
)
_CLOSED = Text(
    "这个文件征集已于 {when} 关闭；请联系{who}。",
    "This request for files was closed on {when}; ask {who}.",
)
_FULL = Text(
    "文件没有收下：已达到这个征集允许的数量或大小。请联系{who}。",
    "The file was not taken: no more files, or bytes, are allowed here. Ask {who}.",
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as its maker wants it. `days`: the settings' where it is None."""

    department: str
    recipient: str = ""
    note: str = ""
    days: int | None = None
    max_files: int = 20
    max_bytes: int = 500 << 20


@dataclass(frozen=True, slots=True)
class Admitted:
    """A request that takes files now, and the public key they are sealed for (uncompressed)."""

    request: FileRequest
    public_key: bytes


def create(vault: Vault, asked: Asked, *, actor: Actor) -> tuple[FileRequest, Link]:
    """Make a request. Its link's secret is returned now and known nowhere afterwards.

    Raises ActorNotAllowed (who may not check in for the department), BadArgument, StoreError.
    """
    asked = replace(asked, department=str(vault.code("department", asked.department)))
    _ensure_sound(vault, asked)
    require(actor, Right.CHECK_IN, Subject(asked.department))
    link = Link.new()
    private = ec.generate_private_key(_CURVE).private_numbers().private_value
    name = _hash(link.sid)
    jar_of(vault).put_request(name, private.to_bytes(keys.KEY, "big"))
    days = datetime.timedelta(days=ensure_days(vault.settings, asked.days))
    with vault.database.write() as connection:
        now = note_now(vault, connection)
        request = FileRequest(
            id=secrets.token_hex(6),
            created_by=actor.name,
            created_at=now,
            expires_at=now + days,
            department=asked.department,
            recipient=asked.recipient,
            note=asked.note,
            max_files=asked.max_files,
            max_bytes=asked.max_bytes,
            files=0,
            bytes=0,
            state=State.ACTIVE,
            ended_at=None,
            ended_by=None,
        )
        file_requests.insert(connection, request, name, _hash(link.auth))
        more = {"expires": request.expires_at.isoformat(), "max_files": asked.max_files}
        audit_trail.append(connection, _event(now, "created", request, actor.name, **more))
    return request, link


def admit(vault: Vault, sid: bytes, auth: bytes, visitor: Visitor) -> Admitted:
    """Return the request that a partner's link opens. Raises LinkRefused."""
    name = _hash(sid)
    with vault.database.read() as connection:
        found = file_requests.by_sid(connection, name)
        now = now_of(vault, connection)
    kept = found[1] if found else "0" * 64
    right = hmac.compare_digest(_hash(auth), kept)
    private = jar_of(vault).request(name)
    if found is None or not right:
        raise _refusal(vault, "wrong-token", visitor, found[0] if found else None)
    request = found[0]
    if request.state is not State.ACTIVE or now >= request.expires_at or private is None:
        raise _refusal(vault, "over", visitor, request, _over(request))
    key = _private(private).public_key()
    return Admitted(request, key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))


def receive(
    vault: Vault,
    sid: bytes,
    request: FileRequest,
    name: str,
    chunks: Iterable[bytes],
    visitor: Visitor,
    *,
    sealed: bool,
) -> RequestedFile:
    """Take one file in: `sealed` for the request's key, or plain where there is no JavaScript.

    It is put into the holding area last of all, after it was counted: of many at once no more get
    in than may. Raises LinkRefused (too many by now, too large by now, over), FileTooLarge,
    SealBroken, StoreError; then nothing was taken.
    """
    room = request.max_bytes - request.bytes
    stager = Stager(vault.staging, named=Path(_label(name)), limit=room)
    try:
        for piece in _opened(vault, sid, chunks) if sealed else chunks:
            stager.write(piece)
        staged = stager.finish()
    except BaseException:
        stager.discard()
        raise
    try:
        return _put(vault, request, _label(name), staged, visitor)
    finally:
        staged.discard()


def find(vault: Vault, request_id: str, *, actor: Actor) -> FileRequest:
    """Return a request of the actor's own or their department's. Raises RequestNotFound."""
    with vault.database.read() as connection:
        found = file_requests.by_id(connection, request_id)
    if found is None or not (
        is_own(actor, found.created_by)
        or decide(actor, Right.CHECK_IN, Subject(found.department)).allowed
    ):
        raise RequestNotFound(request=request_id)
    return found


def revoke(vault: Vault, request_id: str, *, actor: Actor) -> FileRequest:
    """Take nothing by a request any more. Raises RequestNotFound, StoreError."""
    request = find(vault, request_id, actor=actor)
    _end(vault, request, State.REVOKED, actor.name)
    return find(vault, request_id, actor=actor)


def sweep(vault: Vault) -> int:
    """End the requests whose time is over; return how many."""
    with vault.database.read() as connection:
        now = now_of(vault, connection)
        due = [each for each, _ in file_requests.live(connection) if now >= each.expires_at]
    return sum(_end(vault, request, State.EXPIRED, None) for request in due)


def sealing_key(shared: bytes, sid: bytes) -> bytes:
    """Return the key material of RFC 8188 for what ECDH agreed on."""
    return keys.derive(shared, sid, "request-file")


def key_id(public_key: bytes) -> bytes:
    """Return the key id in a file's header: it carries the sender's public key."""
    return (_PREFIX + keys.to_text(public_key)).encode("ascii")


def _opened(vault: Vault, sid: bytes, chunks: Iterable[bytes]) -> Iterator[bytes]:
    kept = jar_of(vault).request(_hash(sid))
    if kept is None:
        raise LinkRefused(said=REFUSED)

    def material(head: Head) -> bytes:
        said = head.key_id.decode("ascii", "replace")
        try:
            point = keys.from_text(said.removeprefix(_PREFIX), _POINT)
            theirs = ec.EllipticCurvePublicKey.from_encoded_point(_CURVE, point)
        except (ValueError, LinkWrong) as exc:
            raise SealBroken from exc
        return sealing_key(_private(kept).exchange(ec.ECDH(), theirs), sid)

    return open_stream(chunks, material)


def _put(
    vault: Vault, request: FileRequest, name: str, staged: Staged, visitor: Visitor
) -> RequestedFile:
    with vault.database.write() as connection:
        now = note_now(vault, connection)
        number = file_requests.take(connection, request.id, staged.size, now)
    if number is None:
        said = _FULL.format(who=request.created_by)
        raise _refusal(vault, "limit-reached", visitor, request, said)
    recipient = request.recipient or str(_PARTNER)
    reason = _REASON.format(recipient=recipient, request=request.id)
    try:
        target = _held(vault, request, name, number, staged, reason)
    except StoreError:
        with vault.database.write() as connection:
            file_requests.give_back(connection, request.id, staged.size)
        raise
    path = str(vault.relative(target))
    file = RequestedFile(
        request.id, number, name, staged.size, staged.sha256, path, visitor.address, now
    )
    told = json.dumps([reason.zh], ensure_ascii=False)
    with vault.database.write() as connection:
        holdings.put(connection, Holding(path, name, told, None, now, f"request:{request.id}"))
        file = file_requests.put_file(connection, file)
        more = {"name": name, "size": staged.size, "sha256": staged.sha256, "to": path}
        event = _event(now, "received", request, None, address=visitor.address, **more)
        audit_trail.append(connection, event)
    return file


def _held(
    vault: Vault, request: FileRequest, name: str, number: int, staged: Staged, reason: Text
) -> Path:
    """Put a staged file into the department's folder of the holding area."""
    area = vault.holding_area / request.department
    folder = scratch_path(vault.staging)
    # No naming scheme has such a beginning, so nothing files it by itself.
    draft = folder / f"〔{request.id}-{number}〕{name}"
    try:
        with store_errors(folder):
            folder.mkdir(mode=0o700)
            staged.path.rename(draft)
            make_folder(area)
        return hold(vault.root, area, draft, [reason], language=vault.settings.vault.language)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _end(vault: Vault, request: FileRequest, how: State, by: str | None) -> bool:
    with vault.database.write() as connection:
        now = note_now(vault, connection)
        name = file_requests.sid_hash_of(connection, request.id)
        ended = file_requests.end(connection, request.id, how, now, by)
        if ended:
            event = _event(now, how.value, request, by or "docvault", files=request.files)
            audit_trail.append(connection, event)
    with alone(vault, name):
        jar_of(vault).erase(name)
    return ended


def _ensure_sound(vault: Vault, asked: Asked) -> None:
    ensure_days(vault.settings, asked.days)
    ensure_text("recipient", asked.recipient, _LONGEST_RECIPIENT)
    ensure_text("note", asked.note, _LONGEST_NOTE)
    ensure_whole("max_files", asked.max_files, _MOST_FILES)
    ensure_whole("max_bytes", asked.max_bytes, vault.settings.limits.max_file_size)


def _event(
    at: datetime.datetime, what: str, request: FileRequest, actor: str | None, **more: object
) -> Event:
    detail = {
        "request": request.id,
        "department": request.department,
        "recipient": request.recipient,
        **more,
    }
    return Event(at, actor or f"request:{request.id}", f"request-{what}", detail=detail)


def _over(request: FileRequest) -> Text:
    """Return what who has the right link is told of its end."""
    said = _CLOSED if request.state is State.REVOKED else _EXPIRED
    when = request.ended_at if request.state is State.REVOKED else request.expires_at
    at = when or request.expires_at
    return said.format(when=f"{at.astimezone():%Y-%m-%d %H:%M}", who=request.created_by)


def _refusal(
    vault: Vault,
    reason: str,
    visitor: Visitor,
    request: FileRequest | None,
    said: Text = REFUSED,
) -> LinkRefused:
    with vault.database.write() as connection:
        now = note_now(vault, connection)
        detail = {"address": visitor.address, "request": request.id if request else None}
        who = f"request:{request.id}" if request else "request"
        audit_trail.append(connection, Event(now, who, f"request-{reason}", detail=detail))
    return LinkRefused(said=said)


def _label(name: str) -> str:
    """Return a partner's name for a file as one that can be a file's name here."""
    last = name.replace("\\", "/").rpartition("/")[2]
    shown = "".join(c if c.isprintable() and c not in '<>:"|?*' else "_" for c in last)
    return shortened(shown.strip(". "), _ROOM) or "file"


def _private(data: bytes) -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(int.from_bytes(data, "big"), _CURVE)


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
