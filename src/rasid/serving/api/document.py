"""The OpenAPI document, made of the same table as the routes."""

from collections.abc import Sequence
from typing import Any

from rasid import __version__
from rasid.console import KINDS, LONGEST, SCOPES, Resource

ROOT = "/api/v1"
EVENTS = "/events"
IMPORTS = "/imports"
MOST = 500
"""Rows of an answer."""

USUAL = 100
"""Rows of an answer where nothing is asked for."""

_TYPES: dict[str, dict[str, Any]] = {
    "string": {"type": ["string", "null"]},
    "strings": {"type": "array", "items": {"type": "string"}},
    "integer": {"type": ["integer", "null"]},
    "number": {"type": ["number", "null"]},
    "moment": {"type": ["string", "null"], "format": "date-time"},
    "day": {"type": ["string", "null"], "format": "date"},
}

_PROBLEM = {
    "type": "object",
    "required": ["title", "status", "detail"],
    "properties": {
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
    },
}

_PROBLEMS = {
    "400": "A filter, the limit or the cursor is none.",
    "401": "There is no token, or it is not known.",
    "403": "The token lacks the scope.",
    "404": "There is no such thing.",
    "429": "Too many wrong tokens.",
    "503": "A change is being put in place; ask again.",
}


def openapi(resources: Sequence[Resource]) -> dict[str, Any]:
    """Return the document; it tells nothing of the home."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "rasid",
            "version": __version__,
            "description": "What the console shows, to read: people stand under pseudonyms.",
        },
        "paths": {
            f"{ROOT}{EVENTS}": {"get": _events()},
            f"{ROOT}{IMPORTS}": {"post": _bringing()},
            f"{ROOT}{IMPORTS}/{{key}}": {"get": _brought()},
            **{f"{ROOT}{one.path}": {"get": _operation(one)} for one in resources},
        },
        "components": {
            "securitySchemes": {
                "token": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": f"Made by `rasid serve allow --scope`: {', '.join(SCOPES)}.",
                }
            },
            "schemas": {"Problem": _PROBLEM},
        },
        "security": [{"token": []}],
    }


def _events() -> dict[str, Any]:
    seconds = {"type": "integer", "minimum": 0, "maximum": LONGEST, "default": LONGEST}
    since = "The id of the last event that is known; as the header, which goes first."
    kinds = ", ".join(f"`{kind}` needs the scope `{scope}`" for kind, scope in KINDS.items())
    return {
        "operationId": "events",
        "summary": "What is new, as server-sent events: from a place on, or from the present.",
        "description": f"{kinds}. `present` and `reset` tell where one is.",
        "parameters": [
            _parameter("since", {"type": "string"}, since),
            _parameter("wait", seconds, "For how many seconds at most; 0 does not wait."),
            {"name": "Last-Event-ID", "in": "header", "schema": {"type": "string"}},
        ],
        "responses": {
            "200": {
                "description": "Events, until the time is over.",
                "content": {"text/event-stream": {"schema": {"type": "string"}}},
            },
            **{status: _refusal(why) for status, why in _PROBLEMS.items() if status < "404"},
            "429": _refusal("Too many streams, or too many wrong tokens."),
        },
    }


_SENDS = "Needs a token that may send logs (`serve allow --intake`)."
_COUNTS = ("lines", "new", "duplicate", "rejected")
_IMPORT = {
    "type": "object",
    "required": ["import", "name", "state", *_COUNTS, "problems"],
    "properties": {
        **{name: {"type": "string"} for name in ("import", "name", "brought_at")},
        **{name: {"type": "integer"} for name in ("bytes", *_COUNTS)},
        "state": {"enum": ["waiting", "importing", "done", "refused"]},
        "problems": {"type": "array", "items": {"type": "string"}},
    },
}


def _bringing() -> dict[str, Any]:
    named = "What the file is called; its ending says nothing, its content does."
    content = {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}
    return {
        "operationId": "imports_bring",
        "summary": "Bring a log file as the body; the same file again is the same import.",
        "description": _SENDS,
        "parameters": [_parameter("name", {"type": "string"}, named)],
        "requestBody": {"required": True, "content": content},
        "responses": {
            "202": {
                "description": "It came whole, and is imported beside the requests.",
                "headers": {"Location": {"schema": {"type": "string"}}},
                "content": {"application/json": {"schema": _IMPORT}},
            },
            **{status: _refusal(_PROBLEMS[status]) for status in ("401", "429")},
            "403": _refusal("The token may not send logs."),
            "409": _refusal("The home holds a simulated month."),
            "413": _refusal("The file is too long."),
            "503": _refusal("There is no room now; come again."),
        },
    }


def _brought() -> dict[str, Any]:
    return {
        "operationId": "imports_tell",
        "summary": "How far an import is, and what became of its lines.",
        "description": _SENDS,
        "parameters": [_named("key")],
        "responses": {
            "200": {
                "description": "The import.",
                "content": {"application/json": {"schema": _IMPORT}},
            },
            **{status: _refusal(_PROBLEMS[status]) for status in ("401", "404", "429")},
            "403": _refusal("The token may not send logs."),
        },
    }


def _operation(one: Resource) -> dict[str, Any]:
    return {
        "operationId": one.path.strip("/").replace("/", "_").replace("{", "").replace("}", ""),
        "summary": one.about,
        "description": f"Needs the scope `{one.scope}`.",
        "parameters": [
            *(_named(name) for name in one.names),
            *(_asked(name, values) for name, values in (one.asked or {}).items()),
            _limit(),
            _parameter("cursor", {"type": "string"}, "`next` of the answer before."),
            {
                "name": "If-None-Match",
                "in": "header",
                "schema": {"type": "string"},
                "description": "The ETag of what is known.",
            },
        ],
        "responses": {
            "200": {
                "description": "Some rows.",
                "headers": {"ETag": {"schema": {"type": "string"}}},
                "content": {"application/json": {"schema": _schema(one)}},
            },
            "304": {"description": "It is what is known."},
            **{status: _refusal(why) for status, why in _PROBLEMS.items()},
        },
    }


def _schema(one: Resource) -> dict[str, Any]:
    row = {
        "type": "object",
        "additionalProperties": False,
        "required": list(one.fields),
        "properties": {name: _TYPES[kind] for name, kind in one.fields.items()},
    }
    return {
        "type": "object",
        "additionalProperties": False,
        "required": ["data", "total", "next"],
        "properties": {
            "data": {"type": "array", "items": row, "maxItems": MOST},
            "total": {"type": "integer", "minimum": 0},
            "next": {"type": ["string", "null"]},
        },
    }


def _named(name: str) -> dict[str, Any]:
    schema = {"type": "string", "minLength": 1}
    return {"name": name, "in": "path", "required": True, "schema": schema}


def _asked(name: str, values: Sequence[str]) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": "string"}
    if values:
        schema["enum"] = list(values)
    return _parameter(name, schema, "Only these.")


def _limit() -> dict[str, Any]:
    schema = {"type": "integer", "minimum": 1, "maximum": MOST, "default": USUAL}
    return _parameter("limit", schema, "Rows of the answer.")


def _parameter(name: str, schema: dict[str, Any], why: str) -> dict[str, Any]:
    return {"name": name, "in": "query", "schema": schema, "description": why}


def _refusal(why: str) -> dict[str, Any]:
    schema = {"$ref": "#/components/schemas/Problem"}
    return {"description": why, "content": {"application/problem+json": {"schema": schema}}}
