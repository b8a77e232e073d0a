"""Columns that tell of people: in a home with a keyring they are encrypted, by their type alone."""

from collections.abc import Callable
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Dialect, String, Text
from sqlalchemy.sql import operators
from sqlalchemy.types import TypeDecorator, TypeEngine

from rasid.encryption.cipher import MARK, Cipher
from rasid.encryption.problems import KeyProblem

_CIPHERS: WeakKeyDictionary[Dialect, list[Cipher]] = WeakKeyDictionary()
"""By the dialect of an engine, which is its own and is what a type is handed: one, or none."""

_ASKABLE = frozenset({operators.is_, operators.is_not})
_ASKABLE_OF_FINDABLE = _ASKABLE | {operators.eq, operators.ne, operators.in_op, operators.not_in_op}


def set_cipher(dialect: Dialect, cipher: Cipher | None) -> None:
    """Let an engine's columns of people be encrypted with this, or be plain."""
    _ciphers(dialect)[:] = [] if cipher is None else [cipher]


def _ciphers(dialect: Dialect) -> list[Cipher]:
    return _CIPHERS.setdefault(dialect, [])


class Personal(TypeDecorator[str]):
    """Text that tells of a person; `place` is `table.column`.

    A findable one can be asked for by its whole value, and tells whoever has the file which of its
    values are the same. Nothing else can be asked of either in SQL: what sorts or compares them
    does so in Python. Empty stays empty.
    """

    impl = Text
    cache_ok = True

    def __init__(self, place: str, *, findable: bool = False, kind: type[String] = Text) -> None:
        super().__init__()
        self.place = place
        self.findable = findable
        self.kind = kind

    class Comparator(TypeDecorator.Comparator[str]):
        """Refuses what is not true of encrypted text, be it encrypted or not."""

        def operate(self, op: Any, *other: Any, **named: Any) -> Any:  # noqa: ANN401 - SQLAlchemy's own
            """Compare for being the same, or refuse."""
            column = self.expr.type
            if not isinstance(column, Personal):
                raise TypeError(f"{column} tells of nobody")
            askable = _ASKABLE_OF_FINDABLE if column.findable else _ASKABLE
            is_of_empty = op in _ASKABLE_OF_FINDABLE and other == ("",)
            if op not in askable and not is_of_empty:
                raise TypeError(
                    f"{column.place} may be encrypted; {op.__name__} is not asked of it"
                )
            return super().operate(op, *other, **named)

    comparator_factory = Comparator

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Keep the column's own type; a server compares it by its code points, as SQLite does."""
        return self.kind(collation="C") if dialect.name == "postgresql" else self.kind()

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Encrypt what is written or asked for."""
        if value is None:
            return None
        if value.startswith(MARK):
            raise KeyProblem(f"a text for {self.place} begins as encrypted ones do: {MARK!r}.")
        for cipher in _ciphers(dialect):
            return cipher.encrypt(self.place, value, findable=self.findable)
        return value

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any]:  # noqa: ARG002 - SQLAlchemy's own
        """Return what decrypts what is read; what cannot be is never taken for what it stands for.

        It is kept with the dialect and called for each value, so that it looks its cipher up once.
        """
        ciphers, place = _ciphers(dialect), self.place

        def read(value: str | None) -> str | None:
            if value is None:
                return None
            for cipher in ciphers:
                return cipher.decrypt(place, value)
            if value.startswith(MARK):
                raise KeyProblem(f"a text of {place} is encrypted, and no key is known.")
            return value

        return read
