"""Which web addresses of others may be called: public ones, over https. Pure; what a name resolves
to is asked where it is called (app/outgoing.py).
"""

import ipaddress
from urllib.parse import SplitResult, urlsplit

ADDRESS_MAX = 500
_ASKS = "Please give a whole address that begins with https://."
_LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")

Ip = ipaddress.IPv4Address | ipaddress.IPv6Address


def address_problem(url: str, *, allows_loopback: bool) -> str | None:
    """Why this address may not be called, in one sentence; None when it may. With
    `allows_loopback`, this machine's own may be, without https, too.
    """
    parts = _parts(url)
    if parts is None:
        return _ASKS
    if parts.username is not None or parts.password is not None:
        return "Please leave name and password out of the address: what is sent is signed."
    host = parts.hostname or ""
    if allows_loopback and host in _LOOPBACK_NAMES and parts.scheme in {"http", "https"}:
        return None
    if parts.scheme != "https" or not host:
        return _ASKS
    if not _may_be_public(host):
        return "This leads into a private network. Please give an address that anybody can reach."
    return None


def literal_ip(host: str) -> Ip | None:
    """The IP address that this host is written as, if it is one."""
    try:
        return ipaddress.ip_address(host.strip("[]").partition("%")[0])
    except ValueError:
        return None


def is_public(ip: Ip) -> bool:
    """Whether it belongs to the public internet, also where it holds an older address inside."""
    if isinstance(ip, ipaddress.IPv6Address):
        inside = ip.ipv4_mapped or ip.sixtofour
        if inside is None and ip in _NAT64:
            inside = ipaddress.IPv4Address(int(ip) & 0xFFFF_FFFF)
        if inside is not None:
            return is_public(inside)
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


def is_written_as_number(host: str) -> bool:
    """Whether it is called without asking what its name resolves to: `127.1` and `2130706433` are,
    and lead to this machine.
    """
    return ":" in host or host.replace(".", "").isdigit()


def _parts(url: str) -> SplitResult | None:
    """None for what is no address, or none in one piece."""
    if len(url) > ADDRESS_MAX or not url.isprintable() or set(url) & set(" <>|\\"):
        return None
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:  # brackets that hold no IPv6 address, a port that is no number
        return None
    return parts


def _may_be_public(host: str) -> bool:
    ip = literal_ip(host)
    if ip is not None:
        return is_public(ip)
    is_local = host.rstrip(".").rpartition(".")[2] in {"", "localhost", "local", "internal", "lan"}
    return "." in host.strip(".") and not is_written_as_number(host) and not is_local
