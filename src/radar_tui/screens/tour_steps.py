"""What the tour shows: a few things on Today, each where it stands."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TourStep:
    """One thing: `target` is a selector on Today. In the words, `[id=key]` stands for a key."""

    target: str
    title: str
    words: str


TOUR_STEPS = (
    TourStep(
        "#alerts",
        "What fires",
        "Alerts stand here with what was measured and by when somebody should answer. "
        "[screen.alerts=3] shows the story of each.",
    ),
    TourStep(
        "#radar",
        "Who is about to blow up",
        "The frustrated customers, worst first, with the score and whose they are. "
        "enter opens the ticket, [radar.filter=/] filters.",
    ),
    TourStep(
        "#detail",
        "Why",
        "The words that the score rests on, and what to do now. In the ticket each point is "
        "numbered to its evidence; [ticket.disagree=d] says that the score is wrong.",
    ),
    TourStep(
        "#radar",
        "Acting, and taking it back",
        "[ticket.acknowledge=a] takes it, [ticket.snooze=s] puts it aside, [ticket.done=x] "
        "ends it; space marks several. [app.undo=u] takes back what you did last.",
    ),
    TourStep(
        "KeyFooter",
        "The screens",
        "[screen.today=1] comes back here; the others are at their keys below. "
        "[app.jump=ctrl+g] goes to any panel by a letter.",
    ),
    TourStep(
        "KeyFooter",
        "Everything else",
        "[app.help=?] lists the keys that work where you are. ctrl+p finds any action, ticket, "
        "account or rule by its name.",
    ),
    TourStep(
        "#metrics",
        "Once a week",
        "These are the numbers that you want to move. [screen.review=w] opens the weekly review, "
        "to read and to share. ctrl+p “tour” shows all this again.",
    ),
)
