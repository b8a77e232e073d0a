"""The log forms of vendors in which a simulated month can be written."""

from rasid.scenarios.forms.form import Form
from rasid.scenarios.forms.ocsf import OCSF

FORMS: dict[str, Form] = {"ocsf": OCSF}

__all__ = ["FORMS", "Form"]
