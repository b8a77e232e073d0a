"""Links that a mail gateway rewrote to pass through its own host, and where they lead."""

import re
from urllib.parse import parse_qsl, unquote

_BY_PARAMETER = (
    (".safelinks.protection.outlook.com", "/", "url"),
    ("urldefense.proofpoint.com", "/v1/url", "u"),
    ("linkprotect.cudasvc.com", "/url", "a"),
    ("clicktime.symantec.com", "/", "u"),
    (".trendmicro.com", "/wis/clicktime", "url"),
    (".fireeye.com", "/v1/url", "u"),
    (".fireeye.com", "/url", "u"),
)
"""End of the host, begin of the path, and which parameter holds the link."""

_URL = re.compile(r"(?:https?://)?([^/?#\s]{1,253})(/[^?#\s]*)?(?:\?([^#\s]*))?", re.IGNORECASE)
_PROOFPOINT = ("urldefense.com", "urldefense.us")
_CISCO = re.compile(r"/[\w-]+/(https?%3a%2f%2f.+)", re.IGNORECASE)


def protected_link(url: str) -> str:
    """Return the link that a protected one stands for; empty where it is none."""
    found = _URL.match(url)
    if found is None or not found[2]:
        return ""
    host, path, query = found[1].lower(), found[2], found[3] or ""
    if host in _PROOFPOINT and path.startswith("/v3/__"):
        return path.removeprefix("/v3/__").partition("__;")[0]
    if host == "urldefense.proofpoint.com" and path.startswith("/v2/url"):
        written = _parameter(query, "u")
        return unquote(written.replace("_", "/").replace("-", "%"))
    if host == "secure-web.cisco.com" and (last := _CISCO.fullmatch(path)):
        return unquote(last[1])
    for end, begin, name in _BY_PARAMETER:
        if host.endswith(end) and path.startswith(begin):
            return _parameter(query, name)
    return ""


def _parameter(query: str, name: str) -> str:
    try:
        return dict(parse_qsl(query, max_num_fields=50)).get(name, "")
    except ValueError:
        return ""
