"""Who may do what: for every address of the console the least role that may ask for it."""

from collections.abc import Iterable, Mapping

from starlette.routing import BaseRoute, Route

from rasid.accounts import Role

LEAST: Mapping[str, Role] = {
    "GET /enter": Role.NOBODY,
    "POST /enter/again": Role.NOBODY,
    "POST /sign-in": Role.NOBODY,
    "POST /passkeys/use": Role.NOBODY,
    "POST /passkeys/sign-in": Role.NOBODY,
    "GET /provider/start": Role.NOBODY,
    "GET /provider/back": Role.NOBODY,
    "GET /join": Role.NOBODY,
    "POST /join": Role.NOBODY,
    "POST /join/code": Role.NOBODY,
    "POST /leave": Role.NOBODY,
    "GET /assets/{name}": Role.NOBODY,
    "GET /": Role.VIEWER,
    "GET /campaigns": Role.VIEWER,
    "GET /campaigns/{campaign:path}/events": Role.VIEWER,
    "GET /campaigns/{campaign:path}": Role.VIEWER,
    "GET /line": Role.VIEWER,
    "GET /explain": Role.VIEWER,
    "GET /background": Role.VIEWER,
    "GET /people": Role.VIEWER,
    "GET /people/{person:path}": Role.VIEWER,
    "GET /suggested": Role.VIEWER,
    "GET /actors": Role.VIEWER,
    "GET /actors/{actor}": Role.VIEWER,
    "GET /websites": Role.VIEWER,
    "GET /websites/{domain}": Role.VIEWER,
    "GET /signals": Role.VIEWER,
    "GET /signals/{signal}": Role.VIEWER,
    "GET /rules": Role.VIEWER,
    "GET /coverage": Role.VIEWER,
    "GET /rejects": Role.VIEWER,
    "GET /retentions": Role.VIEWER,
    "GET /others": Role.VIEWER,
    "GET /others/{other}": Role.VIEWER,
    "GET /imports": Role.ANALYST,
    "POST /imports": Role.ANALYST,
    "GET /decisions": Role.VIEWER,
    "GET /decisions/{decision}": Role.VIEWER,
    "GET /search": Role.VIEWER,
    "GET /calendar": Role.VIEWER,
    "GET /campaigns/{campaign:path}/graph": Role.VIEWER,
    "GET /campaigns/{campaign:path}/sessions": Role.VIEWER,
    "GET /rules/{rule}": Role.VIEWER,
    "GET /respond/{campaign:path}": Role.VIEWER,
    "GET /notices": Role.VIEWER,
    "GET /notices/{campaign:path}": Role.VIEWER,
    "GET /codes": Role.VIEWER,
    "POST /codes": Role.VIEWER,
    "GET /published": Role.VIEWER,
    "GET /disclosures/{disclosure}": Role.VIEWER,
    "GET /answers": Role.VIEWER,
    "GET /answers/{answer}": Role.VIEWER,
    "GET /evidence": Role.VIEWER,
    "GET /views": Role.VIEWER,
    "POST /views": Role.ANALYST,
    "GET /first-hour": Role.VIEWER,
    "GET /events": Role.VIEWER,
    "GET /account": Role.VIEWER,
    "POST /account/password": Role.VIEWER,
    "POST /passkeys/make": Role.VIEWER,
    "POST /account/passkeys": Role.VIEWER,
    "POST /account/passkeys/{passkey}/remove": Role.VIEWER,
    "POST /account/authenticator/remove": Role.VIEWER,
    "POST /account/sessions/{session}/end": Role.VIEWER,
    "POST /campaigns/{campaign:path}/decide": Role.ANALYST,
    "POST /decisions/{decision}/undo": Role.ANALYST,
    "POST /people/{person:path}/reveal": Role.ANALYST,
    "POST /campaigns/{campaign:path}/reveal": Role.ANALYST,
    "GET /reveals": Role.ANALYST,
    "GET /reveals/{request}": Role.ANALYST,
    "POST /reveals/{request}/verdict": Role.APPROVER,
    "GET /approvals": Role.APPROVER,
    "GET /approvals/{campaign:path}": Role.APPROVER,
    "POST /approvals/{campaign:path}/approve": Role.APPROVER,
    "POST /notices/{campaign:path}/send": Role.APPROVER,
    "GET /accounts": Role.ADMIN,
    "POST /accounts/sessions/{session}/end": Role.ADMIN,
    "GET /audit": Role.ADMIN,
}
"""Each role may do all that those before it may. NOBODY: no session is asked for."""


def least(method: str, path: str) -> Role:
    """Return the least role for an address; LookupError for one that the table does not know."""
    return LEAST[f"{method} {path}"]


def require_roles(routes: Iterable[BaseRoute]) -> None:
    """Raise LookupError unless the routes are those of the table, none more and none fewer."""
    made = {
        f"{method} {route.path}"
        for route in routes
        if isinstance(route, Route)
        for method in (route.methods or set()) - {"HEAD"}
    }
    if made != LEAST.keys():
        raise LookupError(f"without a role, or in vain: {sorted(made ^ LEAST.keys())}")
