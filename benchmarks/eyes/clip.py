"""Judges one clip with one setting."""

from collections import Counter

from comparison import compare
from exact import read_truth, truth_path
from figures import calculate, calculate_faceless
from panel import Looks
from report import write_faces
from sheets import write_sheets
from truth import find_truth
from video import open_video


def judge_clip(evaluation, clip, result, seconds):
    every = evaluation.options.every
    original, hidden = open_video(clip), open_video(result)
    looks = Looks()
    if truth_path(clip).exists():
        faces, tracks = read_truth(clip, every)
    else:
        looks, count = evaluation.cache.look(evaluation.panel, original, every)
        faces, tracks = find_truth(looks, original, count, every)
    comparison = compare(original, hidden, faces, evaluation.panel)
    write_faces(result.with_suffix(".csv"), faces, comparison)
    for sheet in result.parent.glob(f"{clip.name}-*.png"):
        sheet.unlink()
    write_sheets(result.parent, clip.name, original, hidden, faces, tracks, comparison)
    figures = calculate(comparison, faces, tracks, every, seconds)
    figures.look_seconds, figures.looks = Counter(looks.seconds), Counter(looks.count)
    return figures


def judge_faceless(evaluation, clip, result, seconds):
    """No judge looks: whoever put the clip there has looked at it."""
    original, hidden = open_video(clip), open_video(result)
    every = evaluation.options.every
    frames = _EveryNth(every)
    return calculate_faceless(compare(original, hidden, frames, evaluation.panel), original, every, seconds)


class _EveryNth(dict):
    """No faces on every Nth frame."""

    def __init__(self, every):
        super().__init__()
        self.every = every

    def __contains__(self, number):
        return number % self.every == 0

    def __getitem__(self, number):
        return []
