"""Which addresses of others may be called: public ones, over https, however they are written."""

import ipaddress

import pytest

from app.addresses import address_problem, is_public
from app.outgoing import RefusedAddressError, Sending, UnreachableError, sent


@pytest.mark.parametrize(
    "url",
    [
        "https://tracker.example/hooks",
        "https://tracker.example:8443/hooks?team=1&x=%20",
        "https://93.184.216.34/hooks",
        "https://[2606:2800:220:1:248:1893:25c8:1946]/hooks",
    ],
)
def test_a_public_address_may_be_called(url: str) -> None:
    assert address_problem(url, allows_loopback=False) is None


@pytest.mark.parametrize(
    "url",
    [
        "",
        "tracker.example",
        "http://tracker.example/hooks",
        "ftp://tracker.example/hooks",
        "https://",
        "https://[",
        "https://tracker.example:port/",
        "https://user:password@tracker.example/",
        "https://tracker.example/a b",
        "https://tracker.example\\@127.0.0.1/",
        "https://tracker.example/" + "x" * 500,
        "https://localhost/",
        "https://localhost./",
        "https://tracker/",
        "https://tracker.internal/",
        "https://tracker.local./",
        "https://127.0.0.1/",
        "https://127.1/",
        "https://2130706433/",
        "https://１２７.0.0.1/",
        "https://①②⑦.0.0.1/",
        "https://10.0.0.8/",
        "https://172.16.0.1/",
        "https://192.168.1.1/",
        "https://169.254.169.254/latest/meta-data/",
        "https://100.64.0.1/",
        "https://0.0.0.0/",
        "https://224.0.0.1/",
        "https://[::1]/",
        "https://[::]/",
        "https://[fe80::1]/",
        "https://[fd00::1]/",
        "https://[::ffff:127.0.0.1]/",
        "https://[::ffff:169.254.169.254]/",
        "https://[64:ff9b::7f00:1]/",
        "https://[2002:7f00:1::]/",
    ],
)
async def test_no_other_may_be_nor_is(url: str) -> None:
    assert address_problem(url, allows_loopback=False)
    with pytest.raises(RefusedAddressError):
        await sent(Sending(url=url, body=b"{}", headers={}))


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "[::1]"])
def test_this_machine_may_be_called_where_the_operator_says_so(host: str) -> None:
    assert address_problem(f"http://{host}:8080/hooks", allows_loopback=True) is None
    assert address_problem("http://10.0.0.8/hooks", allows_loopback=True)
    assert address_problem("https://192.168.1.1/hooks", allows_loopback=True)


@pytest.mark.parametrize("host", ["0x7f.0.0.1", "0177.0.0.1.", "127.0.0.1.."])
async def test_a_name_that_resolves_to_this_machine_is_not_called(host: str) -> None:
    with pytest.raises((RefusedAddressError, UnreachableError)):
        await sent(Sending(url=f"https://{host}:1/", body=b"{}", headers={}))


def test_an_address_inside_an_address_counts() -> None:
    assert is_public(ipaddress.ip_address("::ffff:93.184.216.34"))
    assert not is_public(ipaddress.ip_address("::ffff:10.0.0.1"))
    assert not is_public(ipaddress.ip_address("64:ff9b::a00:1"))
