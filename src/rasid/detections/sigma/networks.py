"""Whether an address lies in a network, in SQL without any extension of the engine."""

from ipaddress import IPv4Network, IPv6Network

_DOTTED = r"^(?:::ffff:)?(\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3})$"
_COLONS = "^[0-9a-f:]*:[0-9a-f:]*$"
_DIGITS = 32


def in_network(value: str, network: IPv4Network | IPv6Network) -> str:
    """Return the condition that the address in the SQL `value` lies in `network`.

    IPv4 is compared as a number, mapped into IPv6 or not; IPv6 as its 32 hexadecimal digits, which
    sort as the numbers do. What is no address lies nowhere.
    """
    if isinstance(network, IPv4Network):
        first, last = int(network.network_address), int(network.broadcast_address)
        return f"({_begins(value, network)}{_as_number(value)} BETWEEN {first} AND {last})"
    first_digits, last_digits = (
        f"{int(end):0{_DIGITS}x}" for end in (network[0], network.broadcast_address)
    )
    return (
        f"(contains({value}, ':') AND regexp_matches(lower({value}), '{_COLONS}') "
        f"AND {_as_digits(f'lower({value})')} BETWEEN '{first_digits}' AND '{last_digits}')"
    )


def _begins(value: str, network: IPv4Network) -> str:
    """Return a condition, with AND, that nearly all other addresses fail at once."""
    octets = str(network.network_address).split(".")[: min(network.prefixlen // 8, 3)]
    if not octets:
        return ""
    begin = ".".join(octets) + "."
    return (
        f"(starts_with({value}, '{begin}') OR starts_with(lower({value}), '::ffff:{begin}')) AND "
    )


def _as_number(value: str) -> str:
    dotted = f"regexp_extract(lower({value}), '{_DOTTED}', 1)"
    octets = (f"TRY_CAST(split_part({dotted}, '.', {n}) AS BIGINT)" for n in range(1, 5))
    return "(" + " + ".join(f"{o} * {256 ** (3 - n)}" for n, o in enumerate(octets)) + ")"


def _as_digits(value: str) -> str:
    """Return the digits of an IPv6 address: what `::` leaves out are zeros."""
    left, right = (_padded(f"split_part({value}, '::', {n})") for n in (1, 2))
    return (
        f"rpad({left}, CAST(greatest({_DIGITS} - length({right}), 0) AS INTEGER), '0') || {right}"
    )


def _padded(groups: str) -> str:
    """Return the groups of one side, four digits each; none of an empty side."""
    filled = f"list_transform(string_split({groups}, ':'), lambda one: lpad(one, 4, '0'))"
    return f"CASE WHEN {groups} = '' THEN '' ELSE array_to_string({filled}, '') END"
