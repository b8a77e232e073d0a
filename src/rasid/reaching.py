"""Reaching a server elsewhere: over TLS, at an address that was looked at, with a given secret.

Secrets come from the environment or a file, never from rasid.toml, and are never shown.
"""

import os
import socket
import ssl
from http.client import HTTPSConnection
from ipaddress import ip_address
from pathlib import Path

from rasid.errors import UsageError


class NotPublicError(OSError):
    """A name is that of this machine or of a private network."""


def connected(
    host: str, port: int, context: ssl.SSLContext, seconds: float, *, private: bool
) -> HTTPSConnection:
    """Connect to an address that was looked at, so that its name cannot change meanwhile.

    Raises OSError where that fails, NotPublicError for an address of no public network unless
    `private` lets it.
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = [str(one[4][0]) for one in found]
    closed = [one for one in addresses if not ip_address(one.partition("%")[0]).is_global]
    if closed and not private:
        raise NotPublicError(f"{host} is {closed[0]}, of no public network")
    plain = socket.create_connection((addresses[0], port), seconds)
    connection = HTTPSConnection(host, port)
    connection.sock = context.wrap_socket(plain, server_hostname=host)
    return connection


def tls_context(ca_file: str) -> ssl.SSLContext:
    """Return how certificates are checked; UsageError for a file that holds none."""
    try:
        return ssl.create_default_context(cafile=str(Path(ca_file)) if ca_file else None)
    except (OSError, ssl.SSLError) as error:
        raise UsageError(f"ca_file {ca_file}: no certificate: {error}.") from None


def read_secret(env: str, file: str, what: str) -> str:
    """Return a secret, empty where neither place is named; UsageError where it is not there."""
    if env and file:
        raise UsageError(f"{what}_env and {what}_file exclude each other.")
    if env:
        secret = os.environ.get(env, "")
        if not secret:
            raise UsageError(f"{what}_env names {env}, which is not set in the environment.")
        return secret
    if not file:
        return ""
    path = Path(file)
    try:
        if path.stat().st_mode & 0o077:
            raise UsageError(f"{path} may be read by others; `chmod 600` it first.")
        secret = path.read_text(encoding="utf-8").strip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{what}_file {path} cannot be read: {error}.") from None
    if not secret:
        raise UsageError(f"{what}_file {path} is empty.")
    return secret
