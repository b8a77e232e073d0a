"""A small OpenID provider that does what one must, and lies where a test wants it to."""

import base64
import hashlib
import hmac
import json
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from rasid.access_settings import ProviderPerson, ProviderSettings
from serving.certificates import made_certificate
from serving.running import running

CLIENT, SECRET = "rasid-console", "a: secret/+"
ADA = ProviderPerson(name="Ada", role="analyst", system_user="ada")


def new_key() -> rsa.RSAPrivateKey:
    """Return a key as providers have them."""
    return rsa.generate_private_key(65537, 2048)


@dataclass
class IdentityProvider:
    """A provider. `said` changes what a token claims, `signed` how one is made of claims.

    `described` changes how it describes itself, `answer` what comes in place of a token.
    """

    url: str = ""
    now: float = 0.0
    subject: str = "248289761001"
    key: rsa.RSAPrivateKey = field(default_factory=new_key)
    kid: str = "k1"
    said: dict[str, Any] = field(default_factory=dict)
    described: dict[str, Any] = field(default_factory=dict)
    signed: Callable[[dict[str, Any]], str] | None = None
    answer: Callable[[], Response] | None = None
    asked: list[str] = field(default_factory=list)
    _codes: dict[str, dict[str, str]] = field(default_factory=dict)

    @property
    def jwk(self) -> dict[str, Any]:
        """Its public key."""
        public = jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key(), as_dict=True)
        return {**public, "kid": self.kid, "use": "sig", "alg": "RS256"}

    def sign(self, claims: dict[str, Any]) -> str:
        """Return a token."""
        return jwt.encode(claims, self.key, "RS256", {"kid": self.kid})

    def app(self) -> Starlette:
        """Return its endpoints."""
        return Starlette(
            routes=[
                Route("/.well-known/openid-configuration", self._describe),
                Route("/authorize", self._authorize),
                Route("/token", self._token, methods=["POST"]),
                Route("/keys", self._give_keys),
            ]
        )

    def _describe(self, _: Request) -> Response:
        self.asked.append("description")
        told = {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "jwks_uri": f"{self.url}/keys",
            "authorization_response_iss_parameter_supported": True,
        }
        return JSONResponse({**told, **self.described})

    def _authorize(self, request: Request) -> Response:
        """Let whoever comes be `subject`, and lead them back."""
        asked = dict(request.query_params)
        code = secrets.token_urlsafe(16)
        self._codes[code] = asked
        told = {"code": code, "state": asked["state"], "iss": self.url}
        return RedirectResponse(f"{asked['redirect_uri']}?{urlencode(told)}")

    async def _token(self, request: Request) -> Response:
        """Give a token for a code, once, to who asked for it and can prove it."""
        self.asked.append("token")
        form = dict(parse_qsl((await request.body()).decode()))
        asked = self._codes.pop(form.get("code", ""), None)
        given = base64.b64decode(request.headers["authorization"].split()[1]).decode()
        proof = hashlib.sha256(form["code_verifier"].encode()).digest()
        if (
            asked is None
            or given != "rasid-console:a%3A%20secret%2F%2B"
            or (asked["code_challenge_method"], form["redirect_uri"])
            != ("S256", asked["redirect_uri"])
            or base64.urlsafe_b64encode(proof).decode().rstrip("=") != asked["code_challenge"]
        ):
            return JSONResponse({"error": "invalid_grant"}, 400)
        if self.answer:
            return self.answer()
        claims = {
            "iss": self.url,
            "sub": self.subject,
            "aud": CLIENT,
            "exp": self.now + 300,
            "iat": self.now,
            "nonce": asked["nonce"],
            **self.said,
        }
        claims = {name: value for name, value in claims.items() if value is not None}
        token = self.signed(claims) if self.signed else self.sign(claims)
        return JSONResponse({"access_token": "x", "token_type": "Bearer", "id_token": token})

    def _give_keys(self, _: Request) -> Response:
        self.asked.append("keys")
        return JSONResponse({"keys": [self.jwk]})


@dataclass(frozen=True)
class Provided:
    """A provider that answers, and the settings by which it is known."""

    provider: IdentityProvider
    settings: ProviderSettings


@contextmanager
def provided(folder: Path) -> Iterator[Provided]:
    """Run a provider on this machine, which knows Ada and somebody else."""
    tls = made_certificate(folder)
    secret = folder / "secret"
    secret.touch(0o600)
    secret.write_text(f"{SECRET}\n", "utf-8")
    provider = IdentityProvider()
    with running(provider.app(), tls) as url:
        provider.url = url.rstrip("/").replace("127.0.0.1", "localhost")
        settings = ProviderSettings(
            issuer=provider.url,
            client_id=CLIENT,
            secret_file=str(secret),
            ca_file=str(tls.certificate),
            allow_private=True,
            people={provider.subject: ADA},
        )
        yield Provided(provider, settings)


def unsigned(claims: dict[str, Any]) -> str:
    """Return a token of the algorithm `none`."""
    return jwt.encode(claims, "", "none", {"kid": "k1"})


def by_public_key(provider: IdentityProvider) -> Callable[[dict[str, Any]], str]:
    """Return what signs by HS256 with the public key as the secret."""

    def signed(claims: dict[str, Any]) -> str:
        head = {"alg": "HS256", "typ": "JWT", "kid": provider.kid}
        parts = [_packed(json.dumps(one).encode()) for one in (head, claims)]
        secret = provider.key.public_key().public_bytes(
            Encoding.PEM, PublicFormat.SubjectPublicKeyInfo
        )
        made = hmac.digest(secret, ".".join(parts).encode(), "sha256")
        return ".".join([*parts, _packed(made)])

    return signed


def _packed(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")
