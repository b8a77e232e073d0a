"""The log forms of vendors in which a simulated month can be written."""

from rasid.scenarios.forms.entra import ENTRA
from rasid.scenarios.forms.form import Form
from rasid.scenarios.forms.ocsf import OCSF

FORMS: dict[str, Form] = {"ocsf": OCSF, "entra": ENTRA}

__all__ = ["FORMS", "Form"]
