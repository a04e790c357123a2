"""`docvault serve`: site, interface for programs, inbox and index, all in one process."""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import ipaddress
import logging
import os
import resource
import signal
import socket
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import click
import uvicorn

from docvault.cli.session import Session
from docvault.errors import DocVaultError, PortTaken, VaultNotFound
from docvault.inbox import Watcher
from docvault.search.keeping import follow
from docvault.search.searching import warm
from docvault.settings import SETTINGS_FILE
from docvault.sharing.ending import sweep
from docvault.uploads import remove_abandoned
from docvault.users import invitations
from docvault.vault import Vault, find_root
from naming_rules.language import current_language, say
from web import demo as company
from web.app import create_site
from web.site import Site

_LOOPBACK = ("localhost", "127.0.0.1", "::1")
_FILES = 16_384
_LARGEST_HEAD = 32 << 10
_GRACE_SECONDS = 10
_IDLE_SECONDS = 15
_BACKLOG = 2048
_TRY_AGAIN_SECONDS = 5.0
_TIDY_EVERY_SECONDS = 3600.0
_ARENA_MAX, _ARENAS = -8, 2  # of mallopt(3)
_SWEEP_EVERY_SECONDS = 60.0


@click.command(
    help=say(
        zh="启动网站：网页、接口、收件箱看管和检索索引，都在这一个进程里。文件夹是空的就先建文件库，"
        "并给出一次性链接，由管理员设置姓名、密码、语言和部门。按 Ctrl-C 结束。",
        en="Serve the site: pages, interface for programs, inbox and index, all in one process. In"
        " an empty folder a vault is made first, and a one-time link is printed where the"
        " administrator sets name, password, language and departments. Ctrl-C ends it.",
    )
)
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    metavar=say(zh="地址", en="ADDRESS"),
    help=say(
        zh="在哪个地址上提供服务；0.0.0.0 供局域网访问。",
        en="The address to serve at; 0.0.0.0 for all of this machine's.",
    ),
)
@click.option(
    "--port",
    default=8420,
    show_default=True,
    type=click.IntRange(0, 65535),
    help=say(zh="端口；0 由系统选择。", en="The port; 0 lets the system choose."),
)
@click.option(
    "--demo",
    is_flag=True,
    help=say(
        zh="新建的文件库装入一家公司的样例文件和人员。",
        en="Fill a new vault with a sample company, its documents and its people.",
    ),
)
@click.pass_obj
def serve(session: Session, host: str, port: int, demo: bool) -> None:
    """Run until somebody ends it."""
    listening = listen(host, port)
    with _opened(session, demo) as (vault, new):
        more = [_furnish(session, vault)] if demo and new else []
        _raise_limits()
        _share_memory()
        site = Site.of(vault, hosts=_LOOPBACK if _is_loopback(host) else ())
        shown = host if _is_loopback(host) else socket.gethostname()
        base = vault.settings.web.url or f"http://{shown}:{listening.getsockname()[1]}"
        with _housekeeping(session, site):
            _announce(session, vault, base, *more)
            asyncio.run(_serve(site, listening))
        site.jobs.close()
        site.making.close()


class _Server(uvicorn.Server):
    """A server that ends when it is told to, and lets us tidy up.

    Its own way is to raise the signal again, which would end the process where it stands.
    """

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave the signals to `_serve`."""
        yield


async def _serve(site: Site, listening: socket.socket) -> None:
    config = uvicorn.Config(
        create_site(site),
        log_level="warning",
        access_log=False,
        server_header=False,
        # Whose address a proxy on this machine tells is believed where there is to be a proxy:
        # otherwise anybody on the machine could guess passwords from as many addresses as wanted.
        proxy_headers=bool(site.vault.settings.web.url),
        h11_max_incomplete_event_size=_LARGEST_HEAD,
        timeout_keep_alive=_IDLE_SECONDS,
        timeout_graceful_shutdown=_GRACE_SECONDS,
        lifespan="off",
        backlog=_BACKLOG,
    )
    server = _Server(config)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, server.handle_exit, number, None)
    await server.serve(sockets=[listening])


@contextlib.contextmanager
def _opened(session: Session, demo: bool) -> Iterator[tuple[Vault, bool]]:
    """Open the vault, or make it where there is none and nothing else; tell whether it is new."""
    named = session.vault_path or os.environ.get("DOCVAULT_VAULT")
    root = Path(named) if named else Path.cwd()
    try:
        root, new = (root if named else find_root(root)), False
    except VaultNotFound:
        new = True
    if new or not (root / SETTINGS_FILE).exists():
        preset = "zh" if demo else current_language()  # the sample company is a Chinese one
        if root.is_dir() and any(not entry.name.startswith(".") for entry in root.iterdir()):
            raise VaultNotFound(path=root)
        with Vault.make(root, preset=preset) as vault:
            yield vault, True
    else:
        with Vault.open(root) as vault:
            yield vault, False


@contextlib.contextmanager
def _housekeeping(session: Session, site: Site) -> Iterator[None]:
    """Look after inbox, index and share links as long as the site is served."""
    vault = site.vault
    stop = threading.Event()
    watcher = Watcher(vault, session.actor)

    def watch() -> None:
        while not stop.is_set():
            try:
                for _ in watcher.run(stop):
                    pass
            except DocVaultError as error:  # the disk is full, the database away: they come back
                logging.getLogger("web").warning("inbox: %s", error)
                stop.wait(_TRY_AGAIN_SECONDS)

    def index() -> None:
        with contextlib.suppress(DocVaultError):
            warm(vault)
        follow(vault, stop)

    def tidy() -> None:
        while not stop.wait(_TIDY_EVERY_SECONDS):
            with contextlib.suppress(DocVaultError):
                remove_abandoned(vault)

    def sweep_links() -> None:
        wait = 0.0
        while not stop.wait(wait):
            wait = _SWEEP_EVERY_SECONDS
            try:
                sweep(vault)
                site.views.tidy(vault)
            except DocVaultError as error:  # the next minute tries again; every opening asks anyway
                logging.getLogger("web").warning("share links: %s", error)

    threads = [
        threading.Thread(target=sweep_links, name="share links"),
        threading.Thread(target=watch, name="inbox"),
        threading.Thread(target=tidy, name="tidy"),
        threading.Thread(target=index, name="index"),
    ]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join()


def _furnish(session: Session, vault: Vault) -> str:
    """Make the sample company; return what to say of it."""
    click.echo(say(zh="正在生成样例公司……", en="Making the sample company …"), err=True)
    password = company.furnish(vault, actor=session.actor)
    who = say(zh="、", en=", ").join(company.TO_TRY)
    return say(
        zh=f"也可以用样例公司的员工登录：{who}，密码 {password}",
        en=f"Or sign in as one of the sample company: {who}; the password is {password}",
    )


def _announce(session: Session, vault: Vault, base: str, *more: str) -> None:
    """Say where it is; where nobody can manage people yet, the link by which the first one does."""
    value = {"vault": str(vault.root), "url": base}
    lines = [
        say(zh=f"文件库：{vault.root}", en=f"Vault: {vault.root}"),
        say(zh=f"网址：  {base}", en=f"Site:  {base}"),
    ]
    if secret := invitations.first_run(vault):
        value["welcome"] = f"{base}/welcome/{secret}"
        lines += [
            "",
            say(
                zh="还没有管理员。请打开这个链接，设置姓名、密码、语言和部门（只能用一次）：",
                en="There is no administrator yet. Open this link to become the one (works once):",
            ),
            f"  {value['welcome']}",
        ]
    session.emit(value, *lines, *more, "", say(zh="按 Ctrl-C 结束。", en="Ctrl-C ends it."))
    sys.stdout.flush()


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that waits for visitors. Raises PortTaken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # asyncio sends what it has at once on sockets that say they speak TCP only; others wait up to
    # 40 ms for the visitor's acknowledgement of the part before.
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
        listening.listen(_BACKLOG)  # who comes before the site is ready waits, and is not refused
    except OSError as exc:
        listening.close()
        raise PortTaken(host=host, port=port, reason=exc.strerror or str(exc)) from exc
    return listening


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _share_memory() -> None:
    """Let all threads take memory from two places (glibc).

    Of what each has for itself little is given back: a thousand visitors took 40 MiB more.
    """
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).mallopt(_ARENA_MAX, _ARENAS)


def _raise_limits() -> None:
    """Allow as many open connections as the system does."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = _FILES if hard == resource.RLIM_INFINITY else min(hard, _FILES)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
