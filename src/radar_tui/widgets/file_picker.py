"""Picking files: a tree of folders and exports, and a line to type or paste paths into."""

import asyncio
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import ClassVar

from rich.style import Style
from rich.text import Text, TextType
from textual import getters, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.suggester import Suggester
from textual.widgets import DirectoryTree, Input, Tree
from textual.widgets.directory_tree import DirEntry
from textual.widgets.tree import TreeNode

from radar_tui.text.hostile import inert_line

# What exports are called; whatever else a path names is recognised by its content all the same.
EXPORT_ENDINGS = (".json", ".jsonl", ".ndjson", ".csv", ".tsv", ".txt", ".gz", ".zst")


def working_folder() -> Path:
    """Give the folder to begin in: where Radar was started, unless that is gone."""
    try:
        return Path.cwd()
    except OSError:
        return Path.home()


class ExportTree(DirectoryTree):
    """Folders and files of the endings that exports have; hidden ones are left out."""

    ICON_NODE = "▸ "
    ICON_NODE_EXPANDED = "▾ "
    ICON_FILE = "☐ "
    ICON_PICKED = "☑ "

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j", "cursor_down", "Down", show=False, id="files.down", tooltip="Next line"),
        Binding("k", "cursor_up", "Up", show=False, id="files.up", tooltip="Line before"),
        Binding("g", "first", "Top", show=False, id="files.top", tooltip="First line"),
        Binding("G", "last", "Bottom", show=False, id="files.bottom", tooltip="Last line"),
        Binding("right,l", "unfold", "Open", show=False, id="files.open", tooltip="Open a folder"),
        Binding("left,h", "fold", "Close", show=False, id="files.close", tooltip="Close a folder"),
        Binding(
            "enter",
            "enter",
            "Import or open",
            id="files.enter",
            tooltip="Import the files picked; with none, the one at the cursor, or open a folder",
        ),
        Binding("space", "pick", "Pick", id="files.pick", tooltip="Pick what is at the cursor"),
        Binding(
            "backspace", "go_up", "Folder above", id="files.above", tooltip="Go to the folder above"
        ),
    ]

    class Picked(Message):
        """Space was pressed on a file or a folder."""

        def __init__(self, path: Path) -> None:
            super().__init__()
            self.path = path

    class Confirmed(Message):
        """Enter was pressed while files are picked."""

    def __init__(self, path: Path, *, folders_only: bool = False) -> None:
        self._folders_only = folders_only
        self._picked: Collection[Path] = ()
        super().__init__(path)
        self.border_title = Content(inert_line(str(path)))

    def show_picked(self, paths: Collection[Path]) -> None:
        """Show which files are picked."""
        self._picked = paths
        stack = [self.root]
        while stack:
            node = stack.pop()
            stack.extend(node.children)
            node.refresh()

    async def watch_path(self) -> None:
        """Show the new folder, and name it in full."""
        self.border_title = Content(inert_line(str(self.path)))
        await super().watch_path()

    def path_at_cursor(self) -> Path | None:
        """What the cursor is on."""
        node = self.cursor_node
        return node.data.path if node is not None and node.data is not None else None

    def filter_paths(self, paths: Iterable[Path]) -> Iterable[Path]:
        """Leave out what cannot be picked."""
        return [path for path in paths if not path.name.startswith(".") and self._offers(path)]

    def process_label(self, label: TextType) -> Text:
        """Draw a name as plain text in which nothing acts."""
        return Text(inert_line(str(label)) or "?")

    def render_label(self, node: TreeNode[DirEntry], base_style: Style, style: Style) -> Text:
        """Put a box before each file: ticked where it is picked."""
        label = super().render_label(node, base_style, style)
        if node.allow_expand or node.data is None or node.data.path not in self._picked:
            return label
        return Text.assemble((self.ICON_PICKED, base_style), label[len(self.ICON_FILE) :])

    def action_pick(self) -> None:
        """Tell that the user picks what is at the cursor."""
        path = self.path_at_cursor()
        if path is not None:
            self.post_message(self.Picked(path))

    def action_enter(self) -> None:
        """Tell that the user is done with picking; without picks, act on the line at the cursor."""
        if self._picked:
            self.post_message(self.Confirmed())
        else:
            self.action_select_cursor()

    def action_first(self) -> None:
        """Go to the first line."""
        self.cursor_line = 0

    def action_last(self) -> None:
        """Go to the last line."""
        self.cursor_line = self.last_line

    def action_unfold(self) -> None:
        """Open the folder at the cursor."""
        if self.cursor_node is not None and self.cursor_node.allow_expand:
            self.cursor_node.expand()

    def action_fold(self) -> None:
        """Close the folder at the cursor, or go to the one that holds it."""
        node = self.cursor_node
        if node is None or node is self.root:
            self.action_go_up()
        elif node.is_expanded:
            node.collapse()
        else:
            self.action_cursor_parent()

    def action_go_up(self) -> None:
        """Show the folder above the one on top."""
        self.path = Path(self.path).absolute().parent

    def _offers(self, path: Path) -> bool:
        if self._safe_is_dir(path):
            return True
        return not self._folders_only and path.name.lower().endswith(EXPORT_ENDINGS)


class PathSuggester(Suggester):
    """Completes paths; the right arrow takes a completion."""

    def __init__(self) -> None:
        super().__init__(use_cache=False, case_sensitive=True)

    async def get_suggestion(self, value: str) -> str | None:
        """Complete what is typed, off the screen's own thread: a drive may be slow."""
        from radar_tui.services.typed_paths import complete_path

        return await asyncio.to_thread(complete_path, value)


class FilePicker(Vertical):
    """A line for paths above a tree of folders and files."""

    DEFAULT_CSS = """
    FilePicker {
        height: 1fr;

        Input { border: round $border-blurred; padding: 0 1; height: 3; background: $background; }
        Input:focus { border: round $accent; }
        ExportTree {
            border: round $border-blurred;
            height: 1fr;
            padding: 0 1;
            background: $background;
            scrollbar-size-vertical: 1;
        }
        ExportTree:focus { border: round $accent; border-title-color: $accent; }
    }
    """

    line = getters.query_one(Input)
    files = getters.query_one(ExportTree)

    class Pointed(Message):
        """The cursor has come to a file, or to something that is none."""

        def __init__(self, file: Path | None) -> None:
            super().__init__()
            self.file = file

    class Entered(Message):
        """Enter was pressed: on a file, or on whatever it may be while files are picked."""

        def __init__(self, file: Path | None) -> None:
            super().__init__()
            self.file = file

    class Typed(Message):
        """Paths were typed or pasted."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    def __init__(self, folder: Path, *, folders_only: bool = False) -> None:
        super().__init__()
        self._folder = folder
        self._folders_only = folders_only

    def compose(self) -> ComposeResult:
        """The line, then the tree."""
        placeholder = "a path: typed, pasted or dragged here; → completes it"
        yield Input(placeholder=placeholder, suggester=PathSuggester())
        yield ExportTree(self._folder, folders_only=self._folders_only)

    def on_mount(self) -> None:
        """The tree takes the keys first."""
        self.files.focus()

    def type_path(self, beginning: str) -> None:
        """Go to the line and begin to write in it."""
        self.line.focus()
        if beginning:
            self.line.value = beginning
            self.line.cursor_position = len(beginning)

    def show_folder(self, folder: Path) -> None:
        """Show another folder, and go on in the tree."""
        self.line.clear()
        self.files.path = folder
        self.files.focus()

    @on(Tree.NodeHighlighted)
    def _point(self, message: Tree.NodeHighlighted[DirEntry]) -> None:
        entry, is_file = message.node.data, not message.node.allow_expand
        self.post_message(self.Pointed(entry.path if entry is not None and is_file else None))

    @on(DirectoryTree.FileSelected)
    def _enter(self, message: DirectoryTree.FileSelected) -> None:
        message.stop()
        self.post_message(self.Entered(message.path))

    @on(ExportTree.Confirmed)
    def _confirm(self, message: ExportTree.Confirmed) -> None:
        message.stop()
        self.post_message(self.Entered(None))

    @on(Input.Submitted)
    def _submit(self, message: Input.Submitted) -> None:
        message.stop()
        self.post_message(self.Typed(message.value))
