from collections.abc import Sequence

from rich.console import RenderableType

from rasid.reports.chains import Chain
from rasid.reports.terminal.parts import Column, table
from rasid.reports.wording import minute

RECOVERED = "Accounts entered by recovery"


def chains(found: Sequence[Chain]) -> RenderableType:
    """Show over what each account was recovered, people under their pseudonyms."""
    columns = (
        Column("person"),
        Column("over"),
        Column("mailbox entered (UTC)", whole=True),
        Column("recovered (UTC)", whole=True),
        Column("why that is said"),
    )
    cells = [
        (
            chain.person_id or "not on the roster",
            chain.kind,
            minute(chain.mailbox_at),
            minute(chain.account_at),
            chain.reason,
        )
        for chain in found
    ]
    return table(columns, cells)
