"""The inventory of docs/cryptography.md leaves no module out."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src" / "rasid"
USES = re.compile(
    r"^\s*(?:from|import) (?:cryptography|hmac|jwt|ssl|webauthn)\b"
    r"|hashlib\.(?:scrypt|sha512|pbkdf2)",
    re.MULTILINE,
)
NAMED = set(re.findall(r"`([\w/]+\.py)`", (ROOT / "docs" / "cryptography.md").read_text("utf-8")))


def test_every_module_that_uses_cryptography_is_named() -> None:
    using = {
        str(path.relative_to(PACKAGE))
        for path in PACKAGE.rglob("*.py")
        if USES.search(path.read_text("utf-8"))
    }

    named = {name for name in NAMED if not name.startswith("tests/")}
    assert [] == sorted(using - named)
    assert [] == sorted(name for name in named if not (PACKAGE / name).is_file())
