"""Train everything: `python -m training.pipeline --data DIR`.

Teachers learn from the rated messages and read the pool; the two readers that ship learn from the
pool and from the rated messages. Each stage leaves its result below `--runs` and is skipped when it
is there; one that was stopped goes on from its last checkpoint. `training.export` makes the files
that ship, `benchmarks.quality` measures them.
"""

import argparse
from pathlib import Path

import torch

from training.bases import base_folder
from training.batches import encode
from training.examples import Corpus, load_corpus, own_examples
from training.lessons import Lessons
from training.own_messages import own_posts
from training.plans import FIRST, SECOND, TEACHERS, Plan
from training.pool import is_made, make_pool, read_pool
from training.public_texts import choose_pool
from training.run import RESULT, Run, open_tokenizer

CORPUS_SEED = 20


def train(plan: Plan, runs: Path, corpus: Corpus) -> None:
    """Carry out one plan, unless its result is there."""
    if (runs / plan.name / RESULT).exists():
        return
    tokenizer = open_tokenizer(base_folder(plan.base, runs))
    pool = read_pool(runs, corpus.held_out) if plan.pool_epochs else None
    rated = corpus.rated + own_examples(own_posts(plan.post_rounds))
    lessons = Lessons(
        rated=encode(tokenizer, rated, plan.max_tokens),
        development=encode(tokenizer, corpus.development, plan.max_tokens),
        weak=encode(tokenizer, corpus.weak, plan.max_tokens) if plan.weak_epochs else [],
        pool=encode(tokenizer, pool.examples, plan.max_tokens, first_row=0) if pool else [],
    )
    run = Run(plan, runs, lessons, pool.states if pool else None)
    tokens = sum(len(item.ids) for batch in run.batches for item in batch)
    print(f"{plan.name}: {len(lessons.rated)} rated, {len(lessons.weak)} weak, ", end="")
    print(f"{len(lessons.pool)} from the pool; {tokens} tokens in {len(run.batches)} steps")
    run.train()


def main() -> None:
    """Run the stages in order."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--runs", type=Path, default=Path("training/runs"))
    parser.add_argument("--threads", type=int, default=2)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    runs: Path = arguments.runs
    corpus = load_corpus(arguments.data, CORPUS_SEED)
    for plan in TEACHERS:
        train(plan, runs, corpus)
    if not is_made(runs):
        make_pool(runs, choose_pool(corpus.unlabelled, CORPUS_SEED))
    for plan in (FIRST, SECOND):
        train(plan, runs, corpus)


if __name__ == "__main__":
    main()
