from rasid.tables.contract import Column, Table

PUBLISHED = Table(
    name="published",
    grain="one thing that a published number or its inputs consist of; a part, named by its "
    "SHA-256, is one state",
    key=("kind", "id"),
    columns=(
        Column("kind", "VARCHAR", "attempts, identified, attacked, compromised, logs, roster …"),
        Column("id", "VARCHAR", "the event or account counted, the file, the account listed …"),
        Column("detail", "VARCHAR", "the file's name, the person and category, the decision"),
    ),
)
