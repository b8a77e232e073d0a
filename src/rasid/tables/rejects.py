from rasid.tables.contract import Column, Table

REJECTS = Table(
    name="rejects",
    grain="one record that could not be read",
    key=("raw_file", "raw_line"),
    columns=(
        Column("raw_file", "VARCHAR", "SHA-256 of the kept file"),
        Column("raw_line", "BIGINT", "line of the file, or row of a CSV, from 1"),
        Column("reason", "VARCHAR", "what was wrong, one clause"),
        Column("excerpt", "VARCHAR", "the first 200 characters, control characters escaped"),
    ),
)
