import shutil
import subprocess
from pathlib import Path

import pytest

from rasid.serving.listening import Tls

NAMES = "DNS:localhost,IP:127.0.0.1"


def made_certificate(folder: Path) -> Tls:
    """Make a certificate of this machine that nobody vouches for but itself."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("there is no openssl to make a certificate with")
    made = Tls(folder / "cert.pem", folder / "key.pem")
    subprocess.run(
        [
            *(openssl, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"),
            *("-nodes", "-keyout", str(made.key), "-out", str(made.certificate), "-days", "2"),
            *("-subj", "/CN=localhost", "-addext", f"subjectAltName={NAMES}"),
        ],
        check=True,
        capture_output=True,
    )
    return made
