"""Public addresses, compared with IANA's registries of October 2025."""

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

import pytest

from integrations.special_addresses import is_public

# https://www.iana.org/assignments/iana-ipv4-special-registry
SPECIAL_V4 = [
    "0.0.0.0/8", "0.0.0.0/32", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
    "192.0.0.0/24", "192.0.0.0/29", "192.0.0.8/32", "192.0.0.9/32", "192.0.0.10/32", "192.0.0.170/32", "192.0.0.171/32",
    "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.88.99.2/32", "192.168.0.0/16",
    "192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "240.0.0.0/4", "255.255.255.255/32",
    "224.0.0.0/4",  # multicast, from the address space registry
]  # fmt: skip
# https://www.iana.org/assignments/iana-ipv6-special-registry, without the two that embed an IPv4 address
SPECIAL_V6 = [
    "::1/128", "::/128", "64:ff9b:1::/48", "100::/64", "100:0:0:1::/64", "2001::/23", "2001::/32", "2001:1::1/128",
    "2001:1::2/128", "2001:1::3/128", "2001:2::/48", "2001:3::/32", "2001:4:112::/48", "2001:10::/28", "2001:20::/28",
    "2001:30::/28", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20", "5f00::/16", "fc00::/7",
    "fe80::/10",
    "ff00::/8", "fec0::/10", "::/96", "::ffff:0:0:0/96", "4000::/3",  # multicast, withdrawn, and unassigned
]  # fmt: skip
# Metadata services of clouds, which give out keys: AWS, ECS, EKS, Oracle, Alibaba, Azure, Tencent, Scaleway,
# and over IPv6 AWS, Google, Akamai, Scaleway.
METADATA = [
    "169.254.169.254", "169.254.170.2", "169.254.170.23", "192.0.0.192", "100.100.100.200", "168.63.129.16",
    "169.254.0.23", "169.254.42.42", "fd00:ec2::254", "fd20:ce::254", "fd00:a9fe:a9fe::1", "fd00:42::42",
]  # fmt: skip


def samples(block: IPv4Network | IPv6Network) -> set[str]:
    """The first, the last and a middle address of a block."""
    return {str(block[0]), str(block[-1]), str(block[block.num_addresses // 2])}


def with_inside(address: IPv4Address) -> set[str]:
    """The IPv6 addresses that embed an IPv4 address: mapped, compatible, 6to4, and NAT64 with both prefixes."""
    number = int(address)
    return {
        str(IPv6Address(prefix + number * shift))
        for prefix, shift in (
            (int(IPv6Address("::ffff:0:0")), 1),
            (0, 1),
            (int(IPv6Address("2002::")), 1 << 80),
            (int(IPv6Address("64:ff9b::")), 1),
            (int(IPv6Address("64:ff9b:1::")), 1),
        )
    }


@pytest.mark.parametrize("block", [*SPECIAL_V4, *SPECIAL_V6])
def test_special_block_is_not_public(block: str) -> None:
    found = samples(ip_network(block))
    for address in list(found):
        ip = ip_address(address)
        if isinstance(ip, IPv4Address):
            found |= with_inside(ip)
    assert [address for address in found if is_public(address)] == []


@pytest.mark.parametrize("address", METADATA)
def test_metadata_service_of_a_cloud_is_not_public(address: str) -> None:
    ip = ip_address(address)
    ways = with_inside(ip) if isinstance(ip, IPv4Address) else set()
    assert [way for way in {address, *ways} if is_public(way)] == []


@pytest.mark.parametrize("text", ["", "not an address", "127.1", "0x7f.1", "2130706433", "::1%eth0", "2606:4700::1%1"])
def test_malformed_address_is_not_public(text: str) -> None:
    assert not is_public(text)


@pytest.mark.parametrize(
    "address",
    [
        "1.1.1.1", "8.8.8.8", "93.184.215.14", "223.255.255.255", "9.255.255.255", "11.0.0.0", "100.63.255.255",
        "100.128.0.0", "126.255.255.255", "128.0.0.0", "169.253.255.255", "172.15.255.255", "172.32.0.0", "192.0.1.0",
        "192.0.3.0", "192.169.0.0", "198.17.255.255", "198.20.0.0", "168.63.129.15", "2606:4700:4700::1111",
        "2001:200::", "2001:4860:4860::8888", "2003::", "2a00:1450:4001::1", "::ffff:8.8.8.8", "64:ff9b::808:808",
    ],
)  # fmt: skip
def test_neighbouring_address_is_public(address: str) -> None:
    assert is_public(address)
