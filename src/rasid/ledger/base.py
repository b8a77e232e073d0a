"""What all tables of the ledger are declared in."""

from sqlalchemy import MetaData

metadata = MetaData()
