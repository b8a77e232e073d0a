"""A backup's form: a zstd-compressed tar, whose last member lists every other with its hash."""

import hashlib
from dataclasses import dataclass, field
from typing import IO, Self

MANIFEST = "rasid-backup.json"
FORM = 1


@dataclass(slots=True)
class Hashing:
    """A file being read or written, whose SHA-256 and size are known when it is through."""

    file: IO[bytes]
    size: int = 0
    _hash: "hashlib._Hash" = field(default_factory=hashlib.sha256)

    def read(self, most: int = -1) -> bytes:
        """Read on, counting."""
        return self._counted(self.file.read(most))

    def write(self, data: bytes) -> int:
        """Write on, counting."""
        return self.file.write(self._counted(data))

    @property
    def sha256(self) -> str:
        """The hash of all that went through."""
        return self._hash.hexdigest()

    def _counted(self, data: bytes) -> bytes:
        self._hash.update(data)
        self.size += len(data)
        return data

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.file.close()
