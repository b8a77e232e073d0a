"""What all tables of the ledger are declared in, and by which key it is encrypted, if it is."""

from sqlalchemy import MetaData

from rasid.encryption import encryption_table

metadata = MetaData()
encryption = encryption_table(metadata, "ledger")
