#!/usr/bin/env python3
"""Makes a clip with moving faces, Rekognition's answer for it, and the true boxes.

Without --seconds and --faces: the 8 s story of samples/. With either: a clip in which exactly
that many faces can be seen on every frame, for benchmarks.
"""

import argparse
import subprocess
import sys
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import answers
import motion
import portrait
import scene

LOOP_SECONDS = 20  # longer clips repeat a loop of at most this


@dataclass
class Clip:
    width: int
    height: int
    rate: Fraction
    frames: int
    loop: int  # frames rendered and encoded; the clip repeats them

    def nanoseconds(self, frame):
        """When a frame is shown, rounded down."""
        return int(frame * 1_000_000_000 / self.rate)


def options():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", default="1280x720", metavar="WxH")
    parser.add_argument("--fps", default="30", metavar="A/B", help="e.g. 30000/1001; default 30")
    parser.add_argument("--seconds", type=float, metavar="N")
    parser.add_argument("--faces", type=int, metavar="N")
    parser.add_argument("--crf", type=int, default=21, help="x264's quality; default 21")
    parser.add_argument("--grain", type=int, default=0, metavar="N",
                        help="a sensor's noise, 0 to 20 of 255, as every real camera has; default 0")
    parser.add_argument("--out", type=Path, default=Path(__file__).parent, metavar="DIR")
    return parser.parse_args()


def loop_frames(total, rate):
    """A loop that fits the clip a whole number of times if there is one from 10 to 20 s."""
    longest = int(LOOP_SECONDS * rate)
    if total <= longest:
        return total
    lengths = range(longest, longest // 2, -1)
    return min(lengths, key=lambda length: abs(total - round(total / length) * length))


def plan(args):
    """The clip, its people with their ways, and who stands behind the column."""
    width, height = (int(side) for side in args.size.split("x"))
    rate = Fraction(args.fps)
    story = args.seconds is None and args.faces is None
    seconds = motion.STORY_SECONDS if story else args.seconds or LOOP_SECONDS
    total = round(seconds * rate)
    loop = loop_frames(total, rate)
    clip = Clip(width, height, rate, round(total / loop) * loop, loop)
    if story:
        ways = motion.STORY
    else:
        count = 3 if args.faces is None else args.faces
        period = float(loop / rate) if loop < total else LOOP_SECONDS
        ways = [motion.Orbit(i, count, width / height, period) for i in range(count)]
    people = [(portrait.Figure(i, mirrored=i % 2 == 1), way) for i, way in enumerate(ways)]
    return clip, people, {2} if story else set()


def sound(seconds):
    """Two quiet scales of bell-like notes, one up on the left, one down on the right."""
    def scale(step):
        note = f"floor(({step}*12+5)/7)"
        return f"0.12*sin(PI*mod(2*t,1))*sin(2*PI*mod(2*t,1)/2*262*pow(2,{note}/12))"
    up, down = "mod(floor(2*t),8)", "(7-mod(floor(2*t),8))"
    return f"aevalsrc='{scale(up)}|{scale(down)}':s=48000:d={seconds}"


def encode(clip, crf, grain, file, render):
    """Streams the rendered loop to ffmpeg and returns once `file` is whole."""
    seconds = f"{float(clip.frames / clip.rate):.6f}"
    repeats = clip.frames // clip.loop
    picture = [
        "-f", "rawvideo", "-pix_fmt", "bgr24", "-s", f"{clip.width}x{clip.height}",
        "-r", str(clip.rate), "-i", "-",
    ]
    chroma = "yuv444p" if clip.width % 2 or clip.height % 2 else "yuv420p"  # 4:2:0 needs even sides
    x264 = [
        "-vf", f"scale=out_color_matrix=bt709:out_range=tv,format={chroma}"
        + (f",noise=c0s={grain}:c0f=t:all_seed=1" if grain else ""),
        "-c:v", "libx264", "-preset", "fast", "-crf", str(crf), "-bf", "3",
        "-g", str(round(2 * clip.rate)), "-colorspace", "bt709", "-color_primaries", "bt709",
        "-color_trc", "bt709", "-color_range", "tv",
    ]
    audio = ["-f", "lavfi", "-i", sound(seconds)]
    finish = ["-c:a", "aac", "-b:a", "96k", "-movflags", "+faststart", str(file)]
    ffmpeg = ["ffmpeg", "-v", "error", "-y"]
    both = ["-map", "0:v", "-map", "1:a"]
    if repeats == 1:
        run_with(ffmpeg + picture + audio + both + x264 + finish, render)
        return
    loop = file.with_suffix(".loop.mp4")
    run_with(ffmpeg + picture + x264 + ["-an", str(loop)], render)
    again = ["-stream_loop", str(repeats - 1), "-i", str(loop)]
    subprocess.run(ffmpeg + again + audio + both + ["-c:v", "copy"] + finish, check=True)
    loop.unlink()


def run_with(command, render):
    with subprocess.Popen(command, stdin=subprocess.PIPE) as ffmpeg:
        try:
            for frame in render():
                ffmpeg.stdin.write(frame.data)
            ffmpeg.stdin.close()
        except BrokenPipeError:
            pass  # ffmpeg has said why; its status is looked at below
    if ffmpeg.returncode:
        raise SystemExit(f"ffmpeg failed with status {ffmpeg.returncode}")


def renderer(clip, people, behind_column):
    empty = scene.make(clip.width, clip.height)
    x0, x1 = (round(edge * clip.width) for edge in scene.COLUMN)

    def frames():
        for number in range(clip.loop):
            t = float(number / clip.rate)
            frame = empty.copy()
            spots = [(way.at(t), i) for i, (_, way) in enumerate(people)]
            for (x, y, w), i in sorted(spots, key=lambda spot: spot[0][2]):
                people[i][0].paint(frame, x * clip.width, y * clip.height, w * clip.height)
                if i in behind_column:
                    frame[:, x0:x1] = empty[:, x0:x1]
            yield frame

    return frames


def main():
    args = options()
    clip, people, behind_column = plan(args)
    args.out.mkdir(parents=True, exist_ok=True)
    truth = [
        answers.true_faces(people, float(n / clip.rate), clip.width, clip.height, behind_column)
        for n in range(clip.loop)
    ]
    answers.write_detections(args.out / "faces.json", truth, people, clip)
    answers.write_truth(args.out / "truth.json", truth, clip)
    render = renderer(clip, people, behind_column)
    encode(clip, args.crf, args.grain, args.out / "faces.mp4", render)
    print(f"{args.out / 'faces.mp4'}: {clip.frames} frames", file=sys.stderr)


if __name__ == "__main__":
    main()
