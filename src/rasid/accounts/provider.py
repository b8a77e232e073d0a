"""An identity provider (OpenID Connect): a code with PKCE, an ID token that is checked whole."""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock
from typing import Any
from urllib.parse import quote, urlencode

import jwt

from rasid.access_settings import ProviderPerson, ProviderSettings
from rasid.accounts.challenges import Challenges
from rasid.accounts.fetching import Fetcher, host_of
from rasid.accounts.problems import Problem
from rasid.accounts.site import Site
from rasid.errors import UsageError
from rasid.reaching import read_secret

BACK = "/provider/back"
"""Where the provider leads people back to."""

ALGORITHMS = (
    *("RS256", "RS384", "RS512", "PS256", "PS384", "PS512"),
    *("ES256", "ES384", "ES512", "EdDSA"),
)
"""By which a token may be signed: by keys of which only the provider has the secret half."""

AROUND = 60
"""Seconds by which its clock may differ from ours."""

KNOWN_FOR = 3600
"""Seconds that its description and keys are kept."""

ANEW_AFTER = 60
"""Seconds after which keys are fetched anew for a token whose key is not among them."""

_PURPOSE = "provider"
_LONGEST_TOKEN = 65_536


class UnknownPersonError(Problem):
    """Somebody whom the provider knows and whom nobody gave a role here."""

    def __init__(self, subject: str) -> None:
        super().__init__("provider_unknown", "nobody gave them a role here.")
        self.subject = subject


@dataclass(slots=True)
class _Kept:
    """What was fetched, and when."""

    document: Mapping[str, Any] = field(default_factory=dict)
    at: float = float("-inf")


class Provider:
    """Lets people sign in at one provider. What was fetched of it is kept for an hour."""

    def __init__(
        self,
        settings: ProviderSettings,
        site: Site,
        challenges: Challenges,
        clock: Callable[[], datetime],
    ) -> None:
        host_of(settings.issuer, "provider.issuer")
        if not settings.client_id:
            raise UsageError("provider.client_id is empty: what the provider calls the console.")
        names = [person.name.casefold() for person in settings.people.values()]
        if len(set(names)) < len(names):
            raise UsageError("provider.people: two have the same name.")
        self._settings = settings
        self._secret = read_secret(settings.secret_env, settings.secret_file, "provider.secret")
        self._back = f"{site.origin}{BACK}"
        self._challenges = challenges
        self._clock = clock
        self._fetcher = Fetcher(settings)
        self._description, self._keys, self._lock = _Kept(), _Kept(), Lock()

    @property
    def name(self) -> str:
        """What people call it."""
        return self._settings.name or host_of(self._settings.issuer, "provider.issuer")

    def begin(self, holder: str) -> str:
        """Return the address at which somebody signs in; what comes back is bound to `holder`."""
        described = self._described()
        state = self._challenges.issue(_PURPOSE, holder)
        proof = hashlib.sha256(self._verifier(state).encode()).digest()
        asked = {
            "response_type": "code",
            "client_id": self._settings.client_id,
            "redirect_uri": self._back,
            "scope": "openid",
            "state": state,
            "nonce": self._nonce(state),
            "code_challenge": base64.urlsafe_b64encode(proof).decode().rstrip("="),
            "code_challenge_method": "S256",
        }
        place = str(described["authorization_endpoint"])
        return f"{place}{'&' if '?' in place else '?'}{urlencode(asked)}"

    def finish(self, told: Mapping[str, str], holder: str) -> ProviderPerson:
        """Return who came back from the provider; Problem for who does not come in.

        Raises UnknownPersonError for who is known there and not here.
        """
        state = told.get("state", "")
        if not self._challenges.spend(state, _PURPOSE, holder):
            raise Problem("provider_late", "that took too long, or was begun elsewhere.")
        described = self._described()
        is_told = "iss" in told or described.get("authorization_response_iss_parameter_supported")
        if is_told and told.get("iss") != self._settings.issuer:
            raise _untrue("it comes from another provider")
        if "error" in told or not told.get("code"):
            raise Problem("provider_refused", "the provider let nobody in.")
        answer = self._fetcher.fetch(
            str(described["token_endpoint"]), *self._exchange(described, told["code"], state)
        )
        subject = self._subject(str(answer.get("id_token", "")), self._nonce(state))
        person = self._settings.people.get(subject)
        if person is None:
            raise UnknownPersonError(subject)
        return person

    def _exchange(
        self, described: Mapping[str, Any], code: str, state: str
    ) -> tuple[dict[str, str], dict[str, str]]:
        """Return the fields and the headers by which a code becomes a token."""
        client, secret = self._settings.client_id, self._secret
        fields = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self._back,
            "code_verifier": self._verifier(state),
        }
        ways = described.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
        if not secret:
            return {**fields, "client_id": client}, {}
        if "client_secret_basic" not in ways:
            return {**fields, "client_id": client, "client_secret": secret}, {}
        pair = f"{quote(client, safe='')}:{quote(secret, safe='')}".encode()
        return fields, {"Authorization": f"Basic {base64.b64encode(pair).decode()}"}

    def _subject(self, token: str, nonce: str) -> str:
        """Return whom an ID token is of; Problem unless all of it holds."""
        try:
            head = jwt.get_unverified_header(token[:_LONGEST_TOKEN])
            if head.get("alg") not in ALGORITHMS or "crit" in head:
                raise _untrue(f"its token is signed by {head.get('alg')!a}")
            claims = self._claims(token, head)
        except (jwt.PyJWTError, TypeError, ValueError, KeyError) as error:
            raise _untrue(f"its token does not hold: {error}") from None
        fault = self._fault(claims, nonce)
        if fault:
            raise _untrue(fault)
        return str(claims["sub"])

    def _claims(self, token: str, head: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return what a token says, whose signature is by a key of the provider."""
        last: Exception = jwt.InvalidKeyError("no key of the provider fits")
        for key in self._fitting(head):
            try:
                claims: Mapping[str, Any] = jwt.decode(
                    token,
                    jwt.PyJWK(dict(key), algorithm=head["alg"]),
                    algorithms=[head["alg"]],
                    options={
                        "enforce_minimum_key_length": True,
                        "verify_aud": False,
                        "verify_exp": False,
                        "verify_nbf": False,
                        "verify_iat": False,
                    },
                )
            except (jwt.PyJWTError, TypeError, ValueError, KeyError) as error:
                last = error
            else:
                return claims
        raise jwt.InvalidTokenError(str(last))

    def _fault(self, claims: Mapping[str, Any], nonce: str) -> str:
        """Return what is wrong with what a token says; empty where nothing is."""
        client, now = self._settings.client_id, self._clock().timestamp()
        times = [claims.get(name, 0) for name in ("exp", "iat", "nbf")]
        if not all(type(one) in (int, float) for one in times):
            return "its times are no numbers"
        until, since, before = times
        subject = claims.get("sub")
        checks = {
            "it is of another issuer": claims.get("iss") == self._settings.issuer,
            "it is for somebody else": claims.get("aud") in (client, [client]),
            "it was given to somebody else": claims.get("azp", client) == client,
            "it is over": until + AROUND > now,
            "it was made later than now": max(since, before) - AROUND < now,
            "it says not when it was made": "iat" in claims,
            "it is of another sign-in": hmac.compare_digest(
                str(claims.get("nonce", "")).encode(), nonce.encode()
            ),
            "it is of nobody": isinstance(subject, str) and 0 < len(subject) <= 255,
        }
        return next((why for why, holds in checks.items() if not holds), "")

    def _fitting(self, head: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
        """Return the keys that a token may be signed by; fetched anew if none is known."""
        wanted, way = head.get("kid"), head["alg"]

        def among(document: Mapping[str, Any]) -> list[Mapping[str, Any]]:
            keys = [one for one in document.get("keys", []) if isinstance(one, dict)]
            public = [one for one in keys if one.get("kty") in ("RSA", "EC", "OKP")]
            signing = [one for one in public if one.get("use", "sig") == "sig"]
            fitting = [one for one in signing if one.get("alg", way) == way]
            return [one for one in fitting if wanted is None or one.get("kid") == wanted]

        place = str(self._described()["jwks_uri"])
        return among(self._fetched(self._keys, place, KNOWN_FOR)) or among(
            self._fetched(self._keys, place, ANEW_AFTER)
        )

    def _described(self) -> Mapping[str, Any]:
        """Return how the provider describes itself; Problem where that is not it."""
        issuer = self._settings.issuer
        place = f"{issuer.rstrip('/')}/.well-known/openid-configuration"
        found = self._fetched(self._description, place, KNOWN_FOR)
        if found.get("issuer") != issuer:
            raise _untrue("it describes another issuer")
        for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
            try:
                host_of(str(found.get(name, "")), name)
            except UsageError as error:
                raise _untrue(str(error)) from None
        return found

    def _fetched(self, kept: _Kept, place: str, most: float) -> Mapping[str, Any]:
        with self._lock:
            now = self._clock().timestamp()
            if now - kept.at >= most:
                kept.document, kept.at = self._fetcher.fetch(place), now
            return kept.document

    def _nonce(self, state: str) -> str:
        return self._challenges.derived("nonce", state)

    def _verifier(self, state: str) -> str:
        return self._challenges.derived("verifier", state)


def _untrue(why: str) -> Problem:
    return Problem("provider", f"the provider's answer was not taken: {json.dumps(why)}.")
