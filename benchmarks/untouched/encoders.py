#!/usr/bin/env python3
"""Which encoders' groups of pictures does `frameveil blur` copy, and does what it copies stay as it was?

Clips of several encoders and settings are made here; a folder of CLIPS, such as those of phones and cameras, is added. Of each
clip a box is hidden in a tenth of its length. Copied frames must have the checksums of the input's (framemd5), also where the
summary says why others were encoded, and ffmpeg must decode the result without a warning.
"""
import argparse
import json
import subprocess
import sys
from pathlib import Path

PROGRAM = ".build/release/frameveil"
FOLDER = Path("out/encoders")
SUFFIXES = {".mp4", ".mov", ".mkv", ".ts", ".m4v", ".3gp", ".avi", ".mts"}
X264 = ["-c:v", "libx264", "-preset", "veryfast", "-g", "25"]
X265 = ["-c:v", "libx265", "-preset", "ultrafast", "-g", "25", "-x265-params"]
# Each with the ending of its container and ffmpeg's options.
MADE = {
    "x264, no B-frames": ("mp4", X264 + ["-bf", "0"]),
    "x264, default": ("mp4", ["-c:v", "libx264"]),
    "x264, B-pyramid": ("mp4", X264 + ["-bf", "3", "-x264-params", "b-pyramid=normal:ref=4"]),
    "x264, strict B-pyramid": ("mkv", X264 + ["-bf", "7", "-x264-params", "b-pyramid=strict:b-adapt=2"]),
    "x264, open groups": ("mp4", X264 + ["-bf", "3", "-x264-params", "open-gop=1"]),
    "x264, periodic intra refresh": ("mp4", X264 + ["-x264-params", "intra-refresh=1"]),
    "x264, interlaced": ("mp4", X264 + ["-flags", "+ilme+ildct", "-x264-params", "tff=1"]),
    "x264, interlaced without B-frames": ("ts", X264 + ["-bf", "0", "-flags", "+ilme+ildct"]),
    "x264, key pictures only": ("mov", X264 + ["-g", "1"]),
    "x264, 4:2:2 in 10 bits": ("mp4", X264 + ["-pix_fmt", "yuv422p10le"]),
    "x264, 4:4:4": ("mkv", X264 + ["-pix_fmt", "yuv444p"]),
    "x264, HRD": ("ts", X264 + ["-b:v", "1M", "-maxrate", "1M", "-bufsize", "1M", "-x264-params", "nal-hrd=cbr"]),
    "x264, Blu-ray": ("ts", X264 + ["-x264-params", "bluray-compat=1:slices=4:level=41:vbv-maxrate=40000:vbv-bufsize=30000"]),
    "x264, fragmented": ("mp4", X264 + ["-movflags", "+frag_keyframe+empty_moov"]),
    "x264, zero latency": ("mp4", X264 + ["-tune", "zerolatency"]),
    "x264, rotated": ("mp4", X264 + ["-metadata:s:v", "rotate=90"]),
    "x264, odd crop": ("mp4", X264 + ["-vf", "scale=318:238"]),
    "x265, open groups": ("mp4", X265 + ["log-level=error"]),
    "x265, closed groups": ("mp4", X265 + ["log-level=error:no-open-gop=1"]),
    "MPEG-2": ("ts", ["-c:v", "mpeg2video", "-q:v", "3"]),
}


def run(*words, **options):
    return subprocess.run([str(word) for word in words], capture_output=True, text=True, **options)


def made():
    """The paths of the generated clips by name."""
    clips = {}
    for name, (ending, options) in MADE.items():
        path = FOLDER / f"{name.replace(' ', '-').replace(',', '').replace(':', '')}.{ending}"
        if not path.exists():
            run("ffmpeg", "-v", "error", "-y", "-f", "lavfi", "-i", "testsrc2=size=320x240:rate=25", "-f", "lavfi", "-i",
                "sine=r=48000", "-t", "12", "-c:a", "aac", *options, path, check=True)
        clips[name] = path
    openh264 = FOLDER / "openh264.mp4"
    if not openh264.exists() and run("gst-inspect-1.0", "--exists", "openh264enc").returncode == 0:
        run("gst-launch-1.0", "videotestsrc", "num-buffers=300", "!", "video/x-raw,width=320,height=240,framerate=25/1", "!",
            "openh264enc", "gop-size=25", "!", "h264parse", "!", "mp4mux", "!", "filesink", f"location={openh264}", check=True)
    if openh264.exists():
        clips["openh264"] = openh264
    return clips


def checksums(path):
    """The checksum of each frame, and what ffmpeg warns of."""
    found = run("ffmpeg", "-v", "warning", "-i", path, "-map", "0:v:0", "-fps_mode", "passthrough", "-f", "framemd5", "-")
    return [line.split(",")[-1].strip() for line in found.stdout.splitlines() if not line.startswith("#")], found.stderr.strip()


def hidden(source, ending, at):
    """Hides a box at a part of the clip; returns the output, its summary, and the message of a failure."""
    told = run("ffprobe", "-v", "error", "-show_entries", "format=duration", "-of", "csv=p=0", source).stdout.strip()
    seconds = float(told) if told not in ("", "N/A") else 10
    box = {"start": at * seconds, "end": (at + 0.1) * seconds, "box": [0.4, 0.4, 0.2, 0.2]}
    (FOLDER / "boxes.json").write_text(json.dumps([box]))
    (FOLDER / "faces.json").write_text('{"JobStatus": "SUCCEEDED", "Faces": []}')
    target = FOLDER / f"hidden.{ending}"
    done = run(PROGRAM, "blur", source, "-d", FOLDER / "faces.json", "--add", FOLDER / "boxes.json", "--on-none", "accept",
               "--allow-mismatch", "--force", "--quiet", "--json", "-o", target)
    return target, json.loads(done.stdout) if done.returncode == 0 else None, done.stderr.strip()


def judged(source, ending, at):
    """Whether all is as it should be, and what happened."""
    target, summary, failure = hidden(source, ending, at)
    if summary is None:
        return True, f"refused: {failure[:150]}"
    (given, before), (found, after) = checksums(source), checksums(target)
    untouched = summary.get("untouched")
    copied = untouched["copiedFrames"] if untouched else 0
    same = sum(one == other for one, other in zip(given, found))
    reasons = [f"{frames}: {reason}" for reason, frames in (untouched or {}).get("encoded", {}).items()]
    reasons += [untouched["refusal"]] if untouched and untouched.get("refusal") else []
    reasons += [note for note in summary["notes"] if "encoded again" in note]
    isGood = len(given) == len(found) and same >= copied and (not after or bool(before)) and (copied > 0 or bool(reasons))
    text = f"{copied} of {summary['frames']} copied; {'; '.join(reasons)}"
    if not isGood:
        text += f" [frames {len(given)} and {len(found)}, equal {same}, ffmpeg: {after[:200]}]"
    return isGood, text


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("clips", nargs="*", type=Path, help="folders with further clips")
    parser.add_argument("--to", default="mp4", help="the ending of the outputs")
    parser.add_argument("--at", type=float, default=0.45, help="where the box begins, as a part of the length")
    arguments = parser.parse_args()
    FOLDER.mkdir(parents=True, exist_ok=True)
    clips = made()
    for folder in arguments.clips:
        clips |= {path.name: path for path in sorted(folder.iterdir()) if path.suffix.lower() in SUFFIXES}
    print("| clip | frames |\n|---|---|")
    results = []
    for name, path in clips.items():
        isGood, text = judged(path, arguments.to, arguments.at)
        results.append(isGood)
        print(f"| {name} | {'' if isGood else '**wrong** '}{text} |", flush=True)
    sys.exit(0 if all(results) else 1)


if __name__ == "__main__":
    main()
