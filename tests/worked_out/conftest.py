from reports.conftest import open_month

__all__ = ["open_month"]
