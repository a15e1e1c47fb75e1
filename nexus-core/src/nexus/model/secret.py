"""Where a secret is stored: what its ciphertext is bound to."""

from attrs import frozen


@frozen
class SecretPlace:
    """The one place where a ciphertext opens; moved to another row or field it does not.

    Attributes:
        table: name of the table.
        row: the row's id.
        field: column, or dotted path within a JSON column: ``config.auth.token``.
    """

    workspace_id: str
    table: str
    row: str
    field: str

    def __str__(self) -> str:
        return f"{self.table}.{self.row}.{self.field}"
