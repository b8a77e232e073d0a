"""The log forms of vendors in which a simulated month can be written."""

from rasid.scenarios.forms.entra import ENTRA
from rasid.scenarios.forms.form import Form
from rasid.scenarios.forms.google import GOOGLE
from rasid.scenarios.forms.ocsf import OCSF
from rasid.scenarios.forms.okta import OKTA

FORMS: dict[str, Form] = {"ocsf": OCSF, "entra": ENTRA, "okta": OKTA, "google": GOOGLE}

__all__ = ["FORMS", "Form"]
