"""STIX's validator, loaded only where it is asked: that takes seconds, in every worker."""

from importlib import import_module
from typing import Any


def stix2validator() -> Any:  # noqa: ANN401 - a module
    """Return the module."""
    return import_module("stix2validator")
