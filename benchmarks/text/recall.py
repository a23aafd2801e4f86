"""How much text of known place does `frameveil blur --hide text` hide, of each height, at each angle, and scrolling?

Lines are drawn on real frames at 1920x1080, processed by the program, and looked up in its output: a line is hidden on a
frame if 98 % of its ink has the mask's colour. Prints a table in Markdown, and the processor time a look.
"""
import pathlib
import random
import resource
import subprocess
import sys
import tempfile

import cv2
import numpy as np

import letters

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = ROOT / ".build/release/frameveil"
HEIGHTS = [8, 10, 12, 16, 24, 40, 60]
KINDS = {"level": (0, 0), "15°": (15, 0), "45°": (45, 0), "90°": (90, 0), "scrolling": (0, 8)}
SIZE, FRAMES, RATE = (1920, 1080), 15, 15
MASK = (255, 0, 255)


def backgrounds(folder):
    """A frame of each video."""
    videos = sorted(pathlib.Path(folder).iterdir()) if folder else [ROOT / "samples/faces.mp4"]
    for video in videos:
        raw = subprocess.run(
            ["ffmpeg", "-v", "error", "-ss", "2", "-i", video, "-frames:v", "1", "-vf",
             f"scale={SIZE[0]}:{SIZE[1]}", "-f", "rawvideo", "-pix_fmt", "bgr24", "-"],
            check=True, capture_output=True).stdout
        if len(raw) == 3 * SIZE[0] * SIZE[1]:
            yield video.name, np.frombuffer(raw, np.uint8).reshape(SIZE[1], SIZE[0], 3)


def written(path, background, lines):
    command = ["ffmpeg", "-v", "error", "-y", "-f", "rawvideo", "-pix_fmt", "bgr24", "-s", f"{SIZE[0]}x{SIZE[1]}",
               "-r", str(RATE), "-i", "-", "-c:v", "libx264", "-preset", "ultrafast", "-crf", "12", "-pix_fmt", "yuv420p",
               path]
    frames = []
    for index in range(FRAMES):
        frame = background.copy()
        for line in lines:
            line.draw(frame, index)
        frames.append(frame.tobytes())
    subprocess.run(command, input=b"".join(frames), check=True)


def seconds():
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def hidden(source, target, options):
    """The frames of the output, and the processor time of the program."""
    before = seconds()
    subprocess.run([PROGRAM, "blur", source, "-o", target, "--quiet", "--force", "--color", "#FF00FF"] + options,
                   check=True)
    spent = seconds() - before
    video = cv2.VideoCapture(str(target))
    frames = []
    while (found := video.read())[0]:
        frames.append(found[1])
    return frames, spent


def main(folder, options):
    counts = {(height, kind): [0, 0] for height in HEIGHTS for kind in KINDS}
    spent, runs = 0.0, 0
    with tempfile.TemporaryDirectory() as work:
        source, target = pathlib.Path(work, "in.mp4"), pathlib.Path(work, "out.mp4")
        for name, background in backgrounds(folder):
            for kind, (degrees, step) in KINDS.items():
                generator = random.Random(f"{name} {kind}")
                lines = letters.placed(background, HEIGHTS * 2, degrees, step, generator)
                written(source, background, lines)
                frames, time = hidden(source, target, ["--hide", "text"] + options)
                spent, runs = spent + time, runs + 1
                for index, frame in enumerate(frames):
                    for line in lines:
                        count = counts[line.height, kind]
                        count[0] += line.hidden(frame, index, MASK) >= 0.98
                        count[1] += 1
    print("| height of the font | " + " | ".join(KINDS) + " |")
    print("|---|" + "---|" * len(KINDS))
    for height in HEIGHTS:
        cells = [f"{100 * hit / all:.0f} % of {all}" if all else "" for hit, all in (counts[height, k] for k in KINDS)]
        print(f"| {height} px | " + " | ".join(cells) + " |")
    print(f"\nprocessor time: {spent / max(1, runs):.1f} s a run of {FRAMES} frames at 1080p, 5 looks with the start")


main(sys.argv[1] if len(sys.argv) > 1 and not sys.argv[1].startswith("-") else None,
     [option for option in sys.argv[1:] if option.startswith("-")])
