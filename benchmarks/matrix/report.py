"""The table on the terminal and in docs/matrix.md."""

from __future__ import annotations

import platform
import subprocess
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from case import Case
from judge import Verdict


@dataclass
class Line:
    case: Case
    verdict: Verdict
    seconds: float
    megabytes: float

    @property
    def is_red(self) -> bool:
        return self.verdict.outcome == "RED"


def show(line: Line) -> None:
    psnr = "" if line.verdict.psnr is None else f"{line.verdict.psnr:.1f} dB"
    print(f"{line.verdict.outcome:8} {line.case.name:44} {line.seconds:6.2f} s {line.megabytes:5.0f} MB {psnr:8} "
          f"{line.verdict.compared}", flush=True)
    for reason in line.verdict.reasons:
        print(f"         - {reason}".replace("\n", " "), flush=True)


def summary(lines: list[Line]) -> str:
    counts = {name: sum(line.verdict.outcome == name for line in lines) for name in ("whole", "refused", "RED")}
    return f"{len(lines)} lines: {counts['whole']} whole, {counts['refused']} refused, {counts['RED']} red"


def write_page(path: Path, lines: list[Line]) -> None:
    ffmpeg = subprocess.run(["ffmpeg", "-version"], capture_output=True, text=True).stdout.split(" ")[2]
    rows = [f"| {line.case.name} | {line.case.ending} | {line.case.to} | {line.verdict.outcome} "
            f"| {line.verdict.compared} | {_decibels(line.verdict)} |" for line in lines]
    text = f"""# What goes in, and what comes out

`make matrix` makes each input, hides one box in it, and has ffprobe and ffmpeg judge the result: number and kinds of
tracks, every packet of sound and subtitles, every frame's time, lengths, size, pixel shape, rotation, colours, depth,
fields, HDR, languages, titles, chapters, what identifies people, and the pixels outside the box.

- **whole**: the result is the input with a box hidden. PSNR is that of the worst frame, outside the box, in dB.
- **refused**: no result, and a message that names what cannot be carried and what to do.

{date.today().isoformat()}, {platform.machine()}, ffmpeg {ffmpeg}. {summary(lines)}.

| line | input | output | outcome | compared | PSNR |
|---|---|---|---|---|---|
""" + "\n".join(rows) + "\n"
    path.write_text(text)


def _decibels(verdict: Verdict) -> str:
    return "" if verdict.psnr is None else f"{verdict.psnr:.0f}"
