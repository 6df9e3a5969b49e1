"""Acting on the weekly habit loop: who did what, what came of it, and other weeks."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from radar_tui.domain.habits import ProductKind, read_product, week_after
from radar_tui.screens.playbook_editing import PlaybookEditing
from radar_tui.screens.playbook_habit_rows import REVIEW
from radar_tui.screens.playbook_parts import Edit, HabitFacts
from radar_tui.widgets.dialogs import ChoiceDialog, TextDialog

if TYPE_CHECKING:
    from radar_tui.services.acting import ActResult
    from radar_tui.services.habits import HabitDone, HabitStand
    from radar_tui.services.workspace import Workspace

_TYPED, _NOTHING = "typed", "nothing"


class PlaybookHabits(PlaybookEditing):
    """What the keys do on the habits; `week` is None for the running one."""

    habit_facts: HabitFacts | None = None
    week: str | None = None

    def tick_habits(self) -> None:
        """Say that the user did the chosen habits, or take that back where they did them all."""
        facts = self.habit_facts
        chosen = self._chosen(self.table.target_keys)
        if facts is None or not chosen:
            return
        loop = facts.loop
        mine = {habit.key: one.rev for habit in chosen if (one := habit.by(loop.me))}
        week, keys = loop.week, tuple(habit.key for habit in chosen)

        def action(workspace: Workspace) -> ActResult:
            from radar_tui.services.habits import do_habits, take_back_habits

            if len(mine) == len(keys):
                return take_back_habits(workspace, week, loop.me, mine)
            return do_habits(workspace, week, keys)

        self.do(action)

    def ask_who(self) -> None:
        """Ask who did the habit at the cursor; a name that stands there already is taken off."""
        facts, habit = self.habit_facts, self._habit()
        if facts is None or habit is None:
            return
        week, revs = facts.loop.week, {one.person: one.rev for one in habit.done}

        def save(name: str | None) -> None:
            if not name:
                return

            def action(workspace: Workspace) -> ActResult:
                from radar_tui.services.habits import do_habits, take_back_habits

                if name in revs:
                    return take_back_habits(workspace, week, name, {habit.key: revs[name]})
                return do_habits(workspace, week, (habit.key,), name)

            self.do(action)

        placeholder = "a name; one that stands there is taken off"
        dialog = TextDialog(
            f"Who did it: {habit.label}",
            placeholder=placeholder,
            suggestions=facts.loop.people,
        )
        self.app.push_screen(dialog, save)

    def note_habit(self) -> None:
        """Ask for a note on the habit at the cursor."""
        edit = self._edit("note")
        if edit is not None:
            self.edit(edit)

    def link_habit(self) -> None:
        """Ask what the habit at the cursor led to: something that the week made, or any words."""
        facts, edit = self.habit_facts, self._edit("link")
        if facts is None or edit is None:
            return
        if not facts.offers:
            self.edit(edit)
            return

        def chosen(answer: str | None) -> None:
            if answer == _TYPED:
                self.edit(edit)
            elif answer is not None:
                self.write(edit, "" if answer == _NOTHING else answer, edit.seen)

        offers = [(one.stored, one.words) for one in facts.offers]
        more = [(_TYPED, "something else: type a link or words"), (_NOTHING, "nothing")]
        self.app.push_screen(
            ChoiceDialog("What it led to", [*offers, *more], present=edit.value or None), chosen
        )

    def open_habit(self) -> None:
        """Open a ticket that the habit at the cursor is about; else ask what it led to."""
        facts, habit = self.habit_facts, self._habit()
        if facts is None or habit is None:
            return
        tickets = [(one.stored, one.words) for one in facts.drawn] if habit.key == REVIEW else []
        tickets += [(one.product, one.product) for one in habit.done if one.product]
        found = {
            product.reference: words
            for stored, words in tickets
            if (product := read_product(stored)).kind is ProductKind.TICKET
        }

        def chosen(name: str | None) -> None:
            if name is not None:
                from radar_tui.screens.ticket import open_ticket

                open_ticket(self.app, name)

        if not found:
            self.link_habit()
        elif len(found) == 1:
            chosen(next(iter(found)))
        else:
            self.app.push_screen(ChoiceDialog("Which ticket", list(found.items())), chosen)

    def step_week(self, weeks: int) -> None:
        """Show another week, as many after the one that is shown, up to the running one."""
        if self.habit_facts is None:
            return
        running = self.habit_facts.loop.running
        week = week_after(self.week or running, weeks)
        # ISO weeks of four-digit years sort as they come.
        if week > running:
            self.refuse("the next week has not begun")
            return
        self.week = None if week == running else week
        self.refresh_view()

    def _chosen(self, keys: tuple[str, ...]) -> list[HabitStand]:
        habits = self.habit_facts.loop.habits if self.habit_facts is not None else ()
        return [habit for habit in habits if habit.key in keys]

    def _habit(self) -> HabitStand | None:
        chosen = self._chosen((self.table.cursor_key or "",))
        return chosen[0] if chosen else None

    def _edit(self, what: str) -> Edit | None:
        """What is written about a habit: on what the user did, else on what the first one did."""
        facts, habit = self.habit_facts, self._habit()
        if facts is None or habit is None:
            return None
        done = habit.by(facts.loop.me) or next(iter(habit.done), None)
        key = (facts.loop.week, habit.key, done.person if done else facts.loop.me)
        title = "Note" if what == "note" else "What it led to"
        return Edit(
            title=f"{title}: {habit.label}",
            value=_text(done, what),
            seen=done.rev if done else 0,
            write=partial(_write, key, what),
            newest=partial(_newest, key, what),
        )


def _text(done: HabitDone | None, what: str) -> str:
    if done is None:
        return ""
    return (done.note if what == "note" else done.product) or ""


def _write(
    key: tuple[str, str, str], what: str, workspace: Workspace, text: str, seen: int
) -> ActResult:
    from radar_tui.services.habits import link_habit, note_habit

    write = note_habit if what == "note" else link_habit
    return write(workspace, *key, text, seen=seen)


def _newest(key: tuple[str, str, str], what: str, workspace: Workspace) -> tuple[str, int]:
    from radar_tui.services.habits import habit_by

    done = habit_by(workspace, *key)
    return _text(done, what), done.rev if done else 0
