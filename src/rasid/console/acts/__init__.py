"""What can be done in the console; each has its command, or is written down for a second person."""

from rasid.console.acting import Act
from rasid.console.acts import accounts, approving, deciding, passkeys, revealing, sending

ACTS: dict[str, Act] = {
    "/campaigns/{campaign:path}/decide": deciding.decide,
    "/decisions/{decision}/undo": deciding.undo,
    "/people/{person:path}/reveal": revealing.reveal,
    "/campaigns/{campaign:path}/reveal": revealing.ask,
    "/reveals/{request}/verdict": revealing.decide,
    "/approvals/{campaign:path}/approve": approving.approve,
    "/notices/{campaign:path}/send": sending.send,
    "/account/password": accounts.change_password,
    "/account/passkeys": passkeys.add,
    "/account/passkeys/{passkey}/remove": passkeys.remove,
    "/account/authenticator/remove": passkeys.remove_authenticator,
    "/account/sessions/{session}/end": accounts.end_own,
    "/accounts/sessions/{session}/end": accounts.end_any,
}
"""Every form by the address that it is sent to."""

__all__ = ["ACTS"]
