"""Text to score: the model, the signals, the rubric, and tickets and accounts above them."""

from radar_tui.scoring.account import OpenTicket, score_account
from radar_tui.scoring.model_files import ModelError
from radar_tui.scoring.rubric import Rubric, RubricError, load_rubric, parse_rubric, shipped_rubric
from radar_tui.scoring.scorer import Explain, Scorer
from radar_tui.scoring.ticket import TicketContext, TicketMessage, score_ticket
from radar_tui.scoring.transformer import ScoringCancelledError
from radar_tui.scoring.why import explain_score

__all__ = [
    "Explain",
    "ModelError",
    "OpenTicket",
    "Rubric",
    "RubricError",
    "Scorer",
    "ScoringCancelledError",
    "TicketContext",
    "TicketMessage",
    "explain_score",
    "load_rubric",
    "parse_rubric",
    "score_account",
    "score_ticket",
    "shipped_rubric",
]
