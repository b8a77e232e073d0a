"""Giving up the rights of root once the ports are open."""

import os
import pwd
from pathlib import Path

from rasid.errors import UsageError


def prepare_folder(folder: Path, user: str) -> None:
    """Make the folder of the log where it is not there, for its owner's eyes only."""
    try:
        if folder.is_dir():
            return
        folder.mkdir(parents=True, mode=0o700)
        if user and os.geteuid() == 0:
            known = _known(user)
            os.chown(folder, known.pw_uid, known.pw_gid)
    except OSError as error:
        raise UsageError(f"cannot make --output {folder}: {error.strerror}.") from error


def become(user: str) -> None:
    """Become a user for good; raises UsageError where that is not possible."""
    known = _known(user)
    if os.geteuid() == known.pw_uid and known.pw_uid != 0:
        return
    if os.geteuid() != 0:
        raise UsageError(f"--user {user}: only root can become somebody else.")
    if known.pw_uid == 0:
        raise UsageError(f"--user {user} has the rights of root; name a user without.")
    os.setgroups([])
    os.setgid(known.pw_gid)
    os.setuid(known.pw_uid)


def _known(user: str) -> pwd.struct_passwd:
    try:
        return pwd.getpwnam(user)
    except KeyError:
        raise UsageError(f"--user got {user[:40]!a}, whom this system does not know.") from None
