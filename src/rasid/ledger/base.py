"""What all tables of the ledger are declared in, and the types of their columns.

Texts are compared by their code points, as SQLite does it and as no server's language would.
"""

import sqlalchemy
from sqlalchemy import MetaData

metadata = MetaData()

String = sqlalchemy.String().with_variant(sqlalchemy.String(collation="C"), "postgresql")
Text = sqlalchemy.Text().with_variant(sqlalchemy.Text(collation="C"), "postgresql")
