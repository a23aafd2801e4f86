"""What became of one line: whole, refused, or RED with the reasons."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

from case import Case
from movie import Movie, Unreadable
from picture import (judge_captions, judge_coding, judge_colour, judge_fields, judge_lengths, judge_light, judge_shape,
                     judge_times)
from pixels import Pixels, judge_pixels
from run_case import Outcome
from sound import judge_sound
from texts import judge_chapters, judge_privacy, judge_texts

REFUSALS = (64, 65, 66, 77, 78)
REMEDY = re.compile(r"--[a-z]|\bffmpeg\b|\bfrom a file\b|\b(give|use|try|make|copy|fetch|download|convert|choose|"
                    r"record|take|turn|cut|export|install|decrypt|split|remux|check|write|name)\b", re.I)
CHECKS = [
    ("frame times", judge_times), ("lengths", judge_lengths), ("size, shape, rotation", judge_shape),
    ("colour and depth", judge_colour), ("fields", judge_fields), ("light", judge_light),
    ("captions", judge_captions), ("codec", judge_coding), ("sound", judge_sound), ("subtitles", judge_texts),
    ("chapters", judge_chapters), ("privacy", judge_privacy),
]


@dataclass
class Verdict:
    outcome: str
    reasons: list[str] = field(default_factory=list)
    compared: str = ""
    psnr: float | None = None


def judge(case: Case, source: Path, outcome: Outcome) -> Verdict:
    if outcome.code == 0:
        return _judge_result(case, source, outcome)
    problems = _judge_refusal(case, outcome)
    if case.expect == "whole":
        problems.insert(0, f"exit code {outcome.code}: {outcome.message[:400]}")
    return Verdict("RED" if problems else "refused", problems, compared="message")


def _judge_refusal(case: Case, outcome: Outcome) -> list[str]:
    problems = []
    if outcome.code not in REFUSALS:
        problems.append(f"exit code {outcome.code} is none of a refusal: {outcome.message[:300]}")
    if outcome.output.exists():
        problems.append("a result is left")
    if not REMEDY.search(outcome.message):
        problems.append(f"the message has no way out: {outcome.message[:300]}")
    if not re.search(case.says, outcome.message, re.I):
        problems.append(f"the message does not name {case.says!r}: {outcome.message[:300]}")
    return problems


def _judge_result(case: Case, source: Path, outcome: Outcome) -> Verdict:
    if case.expect == "refused":
        return Verdict("RED", ["was not refused"])
    try:
        old, new = Movie(source), Movie(outcome.output)
        problems, compared = [], []
        for name, check in CHECKS:
            found = list(check(case, old, new))
            problems += found
            compared.append(name)
        pixels = Pixels(old, new)
        problems += judge_pixels(case, pixels)
    except Unreadable as error:
        return Verdict("RED", [f"the result cannot be read: {error}"[:300]])
    notes = " ".join(map(str, outcome.summary.get("notes", [])))
    if not re.search(case.notes, notes, re.I):
        problems.append(f"the summary has no note of {case.notes!r}: {notes!r}")
    if not case.notes and (lost := re.search("(not carried over|coded as).*", notes)):
        problems.append(f"a note of a loss that is none: {lost[0]!r}")
    return Verdict("RED" if problems else "whole", problems, _compared(old), min(pixels.luma, pixels.chroma))


def _compared(old: Movie) -> str:
    """What there was to compare."""
    sounds = ", ".join(f"{track.codec} {len(track.packets)}" for track in old.of("audio"))
    texts = ", ".join(f"{track.codec} {len(track.packets)}" for track in old.of("subtitle"))
    parts = [f"{len(old.frames)} frames", sounds, texts, f"{len(old.chapters)} chapters" if old.chapters else ""]
    return "; ".join(part for part in parts if part)
