"""Rules as content: one SELECT a file with a declared header, run beside rasid's own judgement."""

from rasid.detections.case_runs import (
    Tried,
    cases_file,
    fill_case,
    read_cases,
    signals_found,
    try_cases,
    window_of_case,
)
from rasid.detections.cases import Case, Row
from rasid.detections.content import load_rules, read_rule, rule_files, sigma_files
from rasid.detections.prepare import forget_relations, prepare_relations
from rasid.detections.relations import ActorAddress
from rasid.detections.rule import Broken, Rule, Rules
from rasid.detections.runner import RuleRun, run_rules
from rasid.detections.suppressions import (
    Suppression,
    read_suppressions,
    suppress,
    suppressions_in_force,
    undo_suppression,
)

__all__ = [
    "ActorAddress",
    "Broken",
    "Case",
    "Row",
    "Rule",
    "RuleRun",
    "Rules",
    "Suppression",
    "Tried",
    "cases_file",
    "fill_case",
    "forget_relations",
    "load_rules",
    "prepare_relations",
    "read_cases",
    "read_rule",
    "read_suppressions",
    "rule_files",
    "run_rules",
    "sigma_files",
    "signals_found",
    "suppress",
    "suppressions_in_force",
    "try_cases",
    "undo_suppression",
    "window_of_case",
]
