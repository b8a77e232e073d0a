"""rasid: from log lines to disclosure, for people who defend other people's accounts."""

__version__ = "0.1.0"
