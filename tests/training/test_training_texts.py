import json
from pathlib import Path

from training.texts import gold_fingerprints, is_held_out, normalised


def test_spacing_case_and_punctuation_do_not_hide_a_text() -> None:
    assert normalised("  It's BROKEN -- again!\n") == "it s broken again"


def test_held_out_texts_and_near_copies_are_recognised(tmp_path: Path) -> None:
    long_text = "the import stops every night at the same row and nobody has told us why it does"
    path = tmp_path / "messages.jsonl"
    lines = (json.dumps({"text": text}) for text in ("Fix it!", long_text))
    path.write_text("\n".join(lines), encoding="utf-8")
    gold = gold_fingerprints(path)
    assert is_held_out("fix it", gold)
    assert is_held_out(long_text.upper() + " Please answer.", gold)
    assert not is_held_out("fix it now", gold)
    assert not is_held_out("the import stops", gold)
