"""Which persons of known place does `frameveil blur --hide persons` hide, of which size, beside `--hide faces`? And what
does a look cost?

The three persons in a frame of the sample are scaled down and put on grey at 1920x1080. A person is hidden if 98 % of the
pixels of the face's box have the mask's colour. Prints tables in Markdown. No clip in the repository shows people from
behind, so how many heads `--hide heads` finds is not measured.
"""
import fractions
import json
import pathlib
import resource
import subprocess
import sys
import tempfile

import cv2
import numpy as np

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = ROOT / ".build/release/frameveil"
SECOND, SIZE, FRAMES = 4, (1920, 1080), 5
SCALES = [1, 0.5, 0.3, 0.2, 0.15]
HIDDEN = ["faces", "persons"]
MASK = (255, 0, 255)
RANGES = [(0, 30), (30, 60), (60, 120), (120, 300)]


def people():
    """The frame at 1920x1080 (BGR) and the boxes of its faces in pixels."""
    raw = subprocess.run(
        ["ffmpeg", "-v", "error", "-ss", str(SECOND), "-i", ROOT / "samples/faces.mp4", "-frames:v", "1", "-vf",
         f"scale={SIZE[0]}:{SIZE[1]}", "-f", "rawvideo", "-pix_fmt", "bgr24", "-"],
        check=True, capture_output=True).stdout
    truth = json.loads((ROOT / "samples/truth.json").read_text())
    faces = truth["frames"][round(SECOND * fractions.Fraction(truth["frameRate"]))]["faces"]
    boxes = [np.array([b["Left"] * SIZE[0], b["Top"] * SIZE[1], b["Width"] * SIZE[0], b["Height"] * SIZE[1]])
             for b in (face["box"] for face in faces)]
    return np.frombuffer(raw, np.uint8).reshape(SIZE[1], SIZE[0], 3).copy(), boxes


def placed(scale):
    """The frame scaled down on grey, and the boxes of the faces in it."""
    frame, faces = people()
    small = cv2.resize(frame, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    left, top = (SIZE[0] - small.shape[1]) // 2, (SIZE[1] - small.shape[0]) // 2
    canvas = np.full((SIZE[1], SIZE[0], 3), 112, np.uint8)
    canvas[top:top + small.shape[0], left:left + small.shape[1]] = small
    return canvas, [scale * face + np.array([left, top, 0, 0]) for face in faces]


def write(path, frame, frames):
    command = ["ffmpeg", "-v", "error", "-y", "-f", "rawvideo", "-pix_fmt", "bgr24", "-s", f"{SIZE[0]}x{SIZE[1]}",
               "-r", "25", "-i", "-", "-c:v", "libx264", "-preset", "ultrafast", "-crf", "12", "-pix_fmt", "yuv420p", path]
    subprocess.run(command, input=frame.tobytes() * frames, check=True)


def blurred(source, target, hidden, options=()):
    """The summary of a run, and its processor time in seconds."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    output = subprocess.run(
        [PROGRAM, "blur", source, "-o", target, "--hide", hidden, "--quiet", "--force", "--json", "--allow-no-faces",
         "--effect", "solid", "--color", "#FF00FF", *options], check=True, capture_output=True, text=True).stdout
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return json.loads(output), after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def is_hidden(frame, face):
    x, y, width, height = face
    part = frame[int(y):int(y + height) + 1, int(x):int(x + width) + 1].astype(int)
    return (np.abs(part - np.array(MASK)).max(axis=2) < 60).mean() >= 0.98


def recall(work, options):
    counts = {}
    for scale in SCALES:
        frame, faces = placed(scale)
        write(work / "in.mp4", frame, FRAMES)
        for hidden in HIDDEN:
            blurred(work / "in.mp4", work / "out.mp4", hidden, options)
            video = cv2.VideoCapture(str(work / "out.mp4"))
            while (found := video.read())[0]:
                for face in faces:
                    sizes = next(r for r in RANGES if face[3] < r[1])
                    count = counts.setdefault((sizes, hidden), [0, 0])
                    count[0] += is_hidden(found[1], face)
                    count[1] += 1
    print("| height of the face | " + " | ".join(f"--hide {h}" for h in HIDDEN) + " |")
    print("|---" * (1 + len(HIDDEN)) + "|")
    for sizes in RANGES:
        cells = [counts.get((sizes, hidden)) for hidden in HIDDEN]
        print(f"| {sizes[0]} to {sizes[1]} px | "
              + " | ".join(f"{100 * c[0] / c[1]:.0f} % of {c[1]}" if c else "" for c in cells) + " |")


def cost(work, options):
    """Processor time a look: a run that looks at each frame, less one that looks at few."""
    write(work / "in.mp4", placed(0.5)[0], 50)
    print("\n| | processor time a look |\n|---|---|")
    for hidden in [*HIDDEN, "heads"]:
        (many, most), (few, least) = (
            blurred(work / "in.mp4", work / "out.mp4", hidden, [*options, "--detect-rate", rate]) for rate in ("25", "1"))
        print(f"| --hide {hidden} | {1000 * (most - least) / (many['samples'] - few['samples']):.0f} ms |")


def crowds(work, folder, options):
    """The mean number of persons a look, in real videos."""
    print("\n| video | persons a look | faces | faces and heads |\n|---|---|---|---|")
    for video in sorted(pathlib.Path(folder).iterdir()):
        cells = []
        for hidden in ("persons", "faces", "heads"):
            summary, _ = blurred(video, work / "out.mkv", hidden, options)
            cells.append(f"{summary['detections'] / max(1, summary['samples']):.1f}")
        print(f"| {video.stem} | " + " | ".join(cells) + " |", flush=True)


def main(arguments):
    options = [argument for argument in arguments if argument.startswith("-")]
    folders = [argument for argument in arguments if not argument.startswith("-")]
    with tempfile.TemporaryDirectory() as folder:
        work = pathlib.Path(folder)
        recall(work, options)
        cost(work, options)
        for videos in folders:
            crowds(work, videos, options)


main(sys.argv[1:])
