"""What a person is told who cannot do what they asked for; `key` is for other languages."""

from rasid.errors import UsageError


class Problem(UsageError):  # noqa: N818 - it is told, and no mistake of ours
    """Something asked for that is not done; `key` names its sentence among the texts."""

    def __init__(self, key: str, sentence: str) -> None:
        self.key = key
        super().__init__(sentence)
