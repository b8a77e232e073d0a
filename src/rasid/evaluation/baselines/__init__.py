"""What peers do with the same events, judged by the same measures."""

from rasid.evaluation.baselines.judged import Judged, judge_baselines

__all__ = ["Judged", "judge_baselines"]
