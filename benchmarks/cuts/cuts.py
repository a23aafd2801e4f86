#!/usr/bin/env python3
"""How many scene cuts does `frameveil blur` find, and how many does it find where there is none?

Each video is joined by ffmpeg from pieces of a folder of clips, so its cuts are known: hard cuts, dissolves, fades
through black. Flashes of one and two white frames are added in the middle of pieces. A cut is found if a cut of the
report lies within its transition, or at most two frames beside it. Pieces are taken from the clips at random
(--seed); a clip with cuts of its own makes precision look worse, so list such clips with --without.
"""

import argparse
import json
import random
import subprocess
import sys
import tempfile
from pathlib import Path

RATE = 25
PIECE = 50
TRANSITIONS = {"hard": 0, "dissolve 0.3 s": 8, "dissolve 0.8 s": 20, "dissolve 1.2 s": 30, "through black 0.8 s": 20}
FLASHES = (1, 2)
SUFFIXES = {".mp4", ".mkv", ".avi", ".mov", ".webm"}


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("clips", type=Path, help="folder with videos")
    parser.add_argument("--program", nargs="+", type=Path, default=[Path(".build/release/frameveil")],
                        help="one or more programs to compare")
    parser.add_argument("--without", nargs="+", metavar="NAME", default=[], help="not the clips with this in their name")
    parser.add_argument("--videos", type=int, default=4, help="for each kind of transition; 4")
    parser.add_argument("--pieces", type=int, default=6, help="in each video; 6")
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def frames_of(clip):
    told = subprocess.run(["ffprobe", "-v", "error", "-show_entries", "format=duration", "-of", "csv=p=0", clip],
                          capture_output=True, text=True, check=True).stdout
    try:
        return int(float(told) * RATE)
    except ValueError:
        return 0


def chain(count, length, kind):
    """The filters that join pieces by a transition of a number of frames, and the spans of the transitions."""
    fit = f"fps={RATE},scale=320:180:force_original_aspect_ratio=increase:flags=area,crop=320:180,setsar=1,format=yuv420p"
    parts = [f"[{i}:v]{fit},trim=end_frame={PIECE + length},setpts=PTS-STARTPTS,settb=1/{RATE}[p{i}]" for i in range(count)]
    spans = [(PIECE * (i + 1), PIECE * (i + 1) + length) for i in range(count - 1)]
    if not length:
        return parts + ["".join(f"[p{i}]" for i in range(count)) + f"concat=n={count}[j]"], spans
    name = "fadeblack" if kind.startswith("through black") else "fade"
    last = "p0"
    for i in range(1, count):
        parts.append(f"[{last}][p{i}]xfade={name}:duration={length / RATE}:offset={PIECE * i / RATE}[x{i}]")
        last = f"x{i}"
    return parts + [f"[{last}]null[j]"], spans


def make(path, pieces, kind, length, flash):
    parts, spans = chain(len(pieces), length, kind)
    white = "+".join(f"between(n,{PIECE * i + PIECE // 2},{PIECE * i + PIECE // 2 + flash - 1})" for i in range(len(pieces)))
    parts.append(f"[j]drawbox=color=white:t=fill:enable='{white}'[o]" if flash else "[j]null[o]")
    inputs = [word for clip, start in pieces for word in ("-ss", str(start / RATE), "-i", str(clip))]
    subprocess.run(["ffmpeg", "-v", "error", "-y", *inputs, "-filter_complex", ";".join(parts), "-map", "[o]",
                    "-c:v", "libx264", "-preset", "veryfast", "-crf", "23", str(path)], check=True)
    return spans


def found_cuts(program, video, folder):
    empty, report = folder / "none.json", folder / "report.json"
    empty.write_text('{"JobStatus":"SUCCEEDED","VideoMetadata":{"Codec":"h264"},"Faces":[]}')
    subprocess.run([program, "blur", video, "-d", empty, "--allow-no-faces", "--allow-mismatch", "--force", "-q",
                    "-o", folder / "out.mp4", "--report", report], check=True)
    return [round(time * RATE) for time in json.loads(report.read_text())["cuts"]]


def judged(cuts, spans):
    """The numbers of transitions found, of transitions, and of cuts outside them."""
    near = lambda cut, span: span[0] - 2 <= cut <= span[1] + 2
    return (sum(any(near(cut, span) for cut in cuts) for span in spans), len(spans),
            sum(not any(near(cut, span) for span in spans) for cut in cuts))


def pick(clips, count, length, dice):
    names = dice.sample(sorted(clips), count)
    return [(name, dice.randrange(0, max(1, clips[name] - PIECE - length))) for name in names]


def main():
    options = arguments()
    clips = {path: frames_of(path) for path in sorted(options.clips.iterdir())
             if path.suffix in SUFFIXES and not any(name in path.name for name in options.without)}
    longest = PIECE + max(TRANSITIONS.values())
    clips = {path: frames for path, frames in clips.items() if frames > longest + RATE}
    if len(clips) < options.pieces:
        sys.exit(f"{options.clips}: {len(clips)} clips are longer than {(longest + RATE) / RATE} s; {options.pieces} are needed")
    cases = [(kind, length, 0) for kind, length in TRANSITIONS.items()]
    cases += [(f"hard, with flashes of {flash} frames", 0, flash) for flash in FLASHES]
    print("| transition | program | found | recall | precision | cuts elsewhere |\n|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        for kind, length, flash in cases:
            dice = random.Random(options.seed)
            sums = {program: [0, 0, 0] for program in options.program}
            for _ in range(options.videos):
                spans = make(folder / "joined.mp4", pick(clips, options.pieces, length, dice), kind, length, flash)
                for program, total in sums.items():
                    result = judged(found_cuts(program, folder / "joined.mp4", folder), spans)
                    total[:] = [old + new for old, new in zip(total, result)]
            for program, (found, count, wrong) in sums.items():
                precision = f"{100 * found / (found + wrong):.0f} %" if found + wrong else "-"
                print(f"| {kind} | {program} | {found} of {count} | {100 * found / count:.0f} % | {precision} | {wrong} |", flush=True)


if __name__ == "__main__":
    main()
