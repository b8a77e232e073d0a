"""Rules as content: one SELECT a file with a declared header, run beside rasid's own judgement."""

from rasid.detections.cases import Case, Row
from rasid.detections.files import own_folders, rule_files, rules_state, sigma_files
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
    "forget_relations",
    "own_folders",
    "prepare_relations",
    "read_suppressions",
    "rule_files",
    "rules_state",
    "run_rules",
    "sigma_files",
    "suppress",
    "suppressions_in_force",
    "undo_suppression",
]
