"""What a site decides about who comes in to the console, and from where."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class AccessSettings(BaseModel):
    """How the console is called by those who come in to it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    address: str = Field(
        default="",
        max_length=300,
        description="The console's address, https://NAME; passkeys and the provider want it.",
    )


class ProviderPerson(BaseModel):
    """Somebody whom the identity provider knows, and what they may do here."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(min_length=1, max_length=64, description="What they are called here.")
    role: Literal["viewer", "analyst", "approver", "admin"] = Field(description="What they may do.")
    system_user: str = Field(
        default="", max_length=64, description="Who they are on the command line."
    )


class ProviderSettings(BaseModel):
    """An identity provider (OpenID Connect) at which people sign in."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    issuer: str = Field(
        default="",
        max_length=300,
        description="Its issuer, https://…; empty: nobody signs in elsewhere.",
    )
    name: str = Field(
        default="", max_length=60, description="What people call it; empty: the issuer's host."
    )
    client_id: str = Field(default="", max_length=200, description="What it calls the console.")
    secret_env: str = Field(
        default="", description="The environment variable that holds the console's secret there."
    )
    secret_file: str = Field(
        default="", description="Else the file that holds it, in UTF-8; neither: there is none."
    )
    ca_file: str = Field(
        default="", description="Who signed its certificate, PEM; empty: whom the system trusts."
    )
    allow_private: bool = Field(
        default=False, description="Let it be an address of this machine or a private network."
    )
    seconds: int = Field(default=10, ge=1, le=60, description="How long it may be silent.")
    people: dict[str, ProviderPerson] = Field(
        default_factory=dict,
        description='Who may come in: [provider.people."SUB"] with name and role.',
    )
