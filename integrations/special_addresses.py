"""Which IP addresses are on the public internet, by the club's own list: Python's differs between versions."""

import ipaddress
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network

# IANA's special-purpose registry for IPv4 (RFC 6890), and multicast. Blocks that it calls globally reachable are relays
# and name servers (AS112, AMT), which serve no files.
SPECIAL_V4 = [
    IPv4Network(block)
    for block in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
        "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24",
        "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
        "168.63.129.16/32",  # Azure's platform, reachable only from its virtual machines
    )
]  # fmt: skip
UNICAST_V6 = IPv6Network("2000::/3")  # IANA assigns global unicast addresses from here only (RFC 4291 section 2.4)
# Blocks within it from IANA's special-purpose registry for IPv6 (RFC 6890).
SPECIAL_V6 = [
    IPv6Network(block) for block in ("2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20")
]
# Prefixes whose last 32 bits are an IPv4 address, which is checked instead: mapped (RFC 4291), NAT64 (RFC 6052).
WITH_V4 = [IPv6Network("::ffff:0:0/96"), IPv6Network("64:ff9b::/96")]


def is_public(address: str) -> bool:
    """Whether an IP address is on the public internet; False if it is not an IP address."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(ip, IPv6Address):
        if not any(ip in prefix for prefix in WITH_V4):
            return ip in UNICAST_V6 and ip.scope_id is None and not any(ip in block for block in SPECIAL_V6)
        ip = IPv4Address(int(ip) & 0xFFFFFFFF)
    return not any(ip in block for block in SPECIAL_V4)
