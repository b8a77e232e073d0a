"""Simulated months with a truth to judge an analysis by; `simulate` is the door."""

from rasid.scenarios.faults import FAULTS
from rasid.scenarios.forms import FORMS
from rasid.scenarios.kinds import KINDS, Kind
from rasid.scenarios.parameters import DEMO_SEED
from rasid.scenarios.simulate import Simulated, simulate

__all__ = ["DEMO_SEED", "FAULTS", "FORMS", "KINDS", "Kind", "Simulated", "simulate"]
