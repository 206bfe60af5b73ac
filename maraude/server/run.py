"""The server's process: it listens, until it is told to end."""

import gc
import logging
import os
import signal
import socket
import ssl
import sys
from typing import Any

import uvicorn
from litestar import Litestar

from maraude import paths
from maraude.domain.refusal import Refusal
from maraude.i18n import _
from maraude.protocol.enrolment import is_loopback
from maraude.server.home import DEFAULT_PORT, Home, Listening

KEEP_ALIVE = 75
"""Seconds that an idle connection of a laptop stays open."""
GRACE = 30
"""Seconds that requests in flight are given when the server ends."""
MOST_AT_ONCE = 500
"""Connections, idle ones too; more are answered 503."""
BACKLOG = 128
HERE = "127.0.0.1"
EVERYWHERE = "0.0.0.0"  # noqa: S104 - the laptops are elsewhere


def run(app: Litestar, home: Home, listener: socket.socket, listening: Listening) -> None:
    """Answer on ``listener`` until SIGTERM or SIGINT; requests in flight are finished."""
    signal.signal(signal.SIGTERM, lambda *_signal: sys.exit(0))
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr)
    gc.freeze()  # what is loaded stays: nobody need look through it in the midst of an exchange
    server(app, home, listening).run(sockets=[listener])


def server(app: Litestar, home: Home, listening: Listening) -> uvicorn.Server:
    """Give the server that ``run`` runs: TLS 1.3 with the home's certificate, or none."""
    certificate, key = paths.server_certificate(home.folder), paths.server_key(home.folder)
    config = uvicorn.Config(
        app,
        ssl_certfile=certificate if listening.tls else None,
        ssl_keyfile=key if listening.tls else None,
        access_log=False,
        log_config=None,
        http="h11",
        ws="none",
        lifespan="off",
        proxy_headers=listening.behind_proxy,
        forwarded_allow_ips="*",  # only the proxy is in front, on whatever machine
        server_header=False,
        timeout_keep_alive=KEEP_ALIVE,
        timeout_graceful_shutdown=GRACE,
        limit_concurrency=MOST_AT_ONCE,
    )
    config.load()
    if config.ssl:
        config.ssl.minimum_version = ssl.TLSVersion.TLSv1_3
    return uvicorn.Server(config)


def listen(host: str, port: int) -> socket.socket:
    """Take a port, any free one for 0; Refusal ``cannot-listen``."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
        family, _kind, _protocol, _name, address = found[0]
        return _bound(family, address)
    except OSError:
        raise Refusal(
            "cannot-listen",
            _(
                "Impossible d'écouter sur {host}, port {port} : l'adresse n'est pas à cet"
                " ordinateur, ou le port est déjà pris."
            ).format(host=host, port=port),
        ) from None


def place(
    home: Home, host: str | None, port: int | None, *, plain: bool, behind_proxy: bool
) -> Listening:
    """Give where to listen; by default at the port of the server's address, on every network.

    The port of the address is the proxy's where there is one.
    Refusal: ``plain-refused`` where what laptops send could be read on its way.
    """
    named, known_port = home.address() if home.settings.address else (HERE, DEFAULT_PORT)
    chosen = host or (HERE if plain or is_loopback(named) else EVERYWHERE)
    if plain and not behind_proxy and not is_loopback(chosen):
        raise Refusal(
            "plain-refused",
            _(
                "Sans chiffrement, le serveur n'écoute que sur cet ordinateur. Derrière un"
                " mandataire qui chiffre : --behind-proxy."
            ),
        )
    if port is None:
        port = DEFAULT_PORT if behind_proxy else known_port
    return Listening(chosen, port, not plain, behind_proxy)


def _bound(family: int, address: tuple[Any, ...]) -> socket.socket:
    # asyncio spares each answer 40 ms (TCP_NODELAY) only on a socket that says its protocol.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if os.name == "posix":  # on Windows it would let others take a port that is in use
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(BACKLOG)
    except BaseException:
        listener.close()
        raise
    return listener
