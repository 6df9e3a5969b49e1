"""How a screen hears that its work in the background has failed, and tells the app.

Textual keeps an exception of a worker with `exit_on_error=False` to itself, and tells only the
screen that began the work.
"""

from textual.message import Message
from textual.message_pump import MessagePump
from textual.worker import Worker, WorkerState


class WorkFailed(Message):
    """Work in the background ended with an exception; `doing` says in words what it was."""

    def __init__(self, error: BaseException, doing: str) -> None:
        super().__init__()
        self.error = error
        self.doing = doing


class WorkReporting(MessagePump):
    """Something that begins work in the background, and passes on what it failed with."""

    def on_worker_state_changed(self, message: Worker.StateChanged) -> None:
        """Pass on a failure; work that was called off may fail as it likes."""
        worker = message.worker
        if message.state is not WorkerState.ERROR or worker.is_cancelled:
            return
        if worker.error is not None:
            name = worker.group if worker.group != "default" else worker.name
            # The worker's own description quotes its arguments.
            self.post_message(WorkFailed(worker.error, name.strip("_").replace("-", " ")))
