"""HTTP out: telling another system, at an address that somebody typed.

Whoever types an address must not reach what only this machine can: every address that its name
resolves to has to be public, and those that were looked at are those that are called. Nothing is
redirected, and no proxy of the environment is used.
"""

import socket
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from app.addresses import Ip, address_problem, is_public, is_written_as_number, literal_ip

TIMEOUT = timedelta(seconds=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """What is sent, and where. `allows_loopback` is for trying it out on one machine."""

    url: str
    body: bytes
    headers: Mapping[str, str]
    allows_loopback: bool = False


Send = Callable[[Sending], Awaitable[int]]
"""Sends it, and returns the status of the answer."""


class RefusedAddressError(Exception):
    """The address may not be called; another attempt would not be, either."""


class UnreachableError(Exception):
    """Nobody answered, or not in time."""


async def sent(sending: Sending) -> int:
    """Raises RefusedAddressError or UnreachableError when there is no answer."""
    target = _target(sending)
    connector = aiohttp.TCPConnector(
        resolver=_PublicResolver(allows_loopback=sending.allows_loopback),
        use_dns_cache=False,
        force_close=True,
    )
    timeout = aiohttp.ClientTimeout(total=TIMEOUT.total_seconds())
    try:
        async with (
            aiohttp.ClientSession(connector=connector, timeout=timeout, trust_env=False) as session,
            session.post(
                target, data=sending.body, headers=sending.headers, allow_redirects=False
            ) as answer,
        ):
            return answer.status
    except aiohttp.ClientConnectorError as error:
        if isinstance(error.os_error, _NotPublicError):
            raise RefusedAddressError from error
        raise UnreachableError from error
    except (aiohttp.ClientError, OSError, TimeoutError) as error:
        raise UnreachableError from error


def _target(sending: Sending) -> URL:
    """The address as it will be called, which may be read otherwise than it was written."""
    if address_problem(sending.url, allows_loopback=sending.allows_loopback) is None:
        target = URL(sending.url)
        host = target.raw_host or ""
        ip = literal_ip(host)
        if ip is None and not is_written_as_number(host):
            return target  # its name is looked at when it is resolved
        if ip is not None and _may_call(ip, allows_loopback=sending.allows_loopback):
            return target
    raise RefusedAddressError


def _may_call(ip: Ip, *, allows_loopback: bool) -> bool:
    return is_public(ip) or (allows_loopback and ip.is_loopback)


class _NotPublicError(OSError):
    """A name resolves to an address that is not public."""


class _PublicResolver(AbstractResolver):
    """Names that resolve to public addresses only. Those that are written as numbers never come
    here; `address_problem` looks at them.
    """

    def __init__(self, *, allows_loopback: bool) -> None:
        self._allows_loopback = allows_loopback
        self._resolver = aiohttp.ThreadedResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        found = await self._resolver.resolve(host, port, family)
        if not all(self._is_fine(one["host"]) for one in found):
            raise _NotPublicError
        return found

    async def close(self) -> None:
        await self._resolver.close()

    def _is_fine(self, address: str) -> bool:
        ip = literal_ip(address)
        return ip is not None and _may_call(ip, allows_loopback=self._allows_loopback)
