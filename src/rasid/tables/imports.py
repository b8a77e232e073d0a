from rasid.tables.contract import Column, Table

IMPORTS = Table(
    name="imports",
    grain="one kept file, by its content",
    key=("raw_file",),
    columns=(
        Column("raw_file", "VARCHAR", "SHA-256 of the file as it was given, compressed or not"),
        Column("name", "VARCHAR", "the name it was given under; the first in order where several"),
        Column("format", "VARCHAR", "the mapping that read it"),
        Column("bytes", "BIGINT", "size as given"),
        Column("lines", "BIGINT", "records read: lines of NDJSON, rows of CSV, items of an array"),
        Column("rejected", "BIGINT", "records that went to `rejects`"),
    ),
)
