"""Runs frameveil and deface alternately on a clip with ground truth, and prints time, memory and leaked faces of each.

Time and memory are those of each program's own blur. Leaks are counted in a second run that fills with black: a face
of the ground truth leaks if less than 90 % of its box is black. deface fills the whole box with black, but blurs an
ellipse only, so this counts in its favour.
"""

import json
import os
import sys
from datetime import date
from pathlib import Path

import numpy as np

sys.path.append(str(Path(__file__).resolve().parent.parent / "leaderboard"))
from judges import lumas
from peers import run

DARK = 28  # of 255; no pixel of a made clip is that dark
WHOLE = 0.9  # a face of which less is covered leaks
DEFACE = Path(sys.executable).parent / "deface"

clip = Path(sys.argv[1])
video = clip / "faces.mp4"
truth = json.loads((clip / "truth.json").read_text())
count, width, height = (truth[key] for key in ("frameCount", "width", "height"))


def programs(output):
    """Name, command line, and the additional arguments for a black fill."""
    frameveil = [".build/release/frameveil", "blur", video, "--force", "--quiet", "-o", output]
    deface = [DEFACE, video, "-o", output]
    solid = ["--replacewith", "solid"]
    return [
        ("frameveil", frameveil, ["--effect", "solid"]),
        ("deface", deface, solid),
        ("deface --scale 640x360", deface + ["--scale", "640x360"], solid),
    ]


def dark_shares(path):
    """The black share of each face of the ground truth."""
    shares, frames = [], 0
    for luma in lumas(path, width, height):
        frames += 1
        for face in truth["frames"][min(frames, count) - 1]["faces"]:
            box = face["box"]
            left, top = (max(0, round(box[side] * size)) for side, size in (("Left", width), ("Top", height)))
            right = min(width, round((box["Left"] + box["Width"]) * width))
            bottom = min(height, round((box["Top"] + box["Height"]) * height))
            if face["visible"] > 0 and right > left and bottom > top:
                shares.append((luma[top:bottom, left:right] < DARK).mean())
    if frames != count:
        sys.exit(f"{path} has {frames} frames instead of {count}")
    return np.array(shares)


def main():
    if dark_shares(video).max() > 0.05:
        sys.exit(f"{video}: its faces are too dark to tell what is covered")
    cores = len(os.sched_getaffinity(0))
    print(f"# {date.today()}, {cores} cores, {width}x{height}, {count} frames, load {os.getloadavg()[0]:.1f}")
    print("| | wall s | processor s | frames/s | peak MB | faces that leak | ratio |")
    print("|---|---|---|---|---|---|---|")
    output = clip / "hidden.mp4"
    ours = None
    for name, words, solid in programs(output):
        cost = run(words, output, clip / "log.txt")
        run(words + solid, output, clip / "log.txt")
        leaks = dark_shares(output) < WHOLE
        ours = ours or cost.wall
        print(f"| {name} | {cost.wall:.1f} | {cost.processor:.1f} | {count / cost.wall:.1f} | {cost.memory / 1e6:.0f} "
              f"| {leaks.sum()} of {leaks.size} ({leaks.mean():.1%}) | {cost.wall / ours:.1f} |", flush=True)


main()
