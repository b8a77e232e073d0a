"""What all tables of the ledger are declared in, and by which key it is encrypted, if it is.

Texts are compared by their code points, as SQLite does it and as no server's language would.
"""

import sqlalchemy
from sqlalchemy import MetaData

from rasid.encryption import encryption_table

metadata = MetaData()
encryption = encryption_table(metadata, "ledger")

String = sqlalchemy.String().with_variant(sqlalchemy.String(collation="C"), "postgresql")
Text = sqlalchemy.Text().with_variant(sqlalchemy.Text(collation="C"), "postgresql")
