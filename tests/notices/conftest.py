from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from notices.made import open_home
from notices.mail_server import MailServer
from rasid.ledger import open_ledger
from rasid.notices.codes import NoticeKey, notice_key_of
from rasid.settings import Home


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return open_home(tmp_path / "case")


@pytest.fixture
def either(home: Home, settle: Callable[[Home], Home]) -> Iterator[Engine]:
    """Return the ledger, once in a file and once on a server."""
    with open_ledger(settle(home)) as store:
        yield store


@pytest.fixture
def key(home: Home) -> NoticeKey:
    return notice_key_of(home)


@pytest.fixture
def ledger(home: Home) -> Iterator[Engine]:
    with open_ledger(home) as store:
        yield store


@pytest.fixture(scope="session")
def running_mail() -> Iterator[MailServer]:
    with MailServer() as server:
        yield server


@pytest.fixture
def mail(running_mail: MailServer) -> MailServer:
    """Return a mail server that takes everything until it is told to fail."""
    running_mail.forget()
    return running_mail
