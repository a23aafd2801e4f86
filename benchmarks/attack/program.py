"""Runs frameveil, and reads and writes videos with ffmpeg."""

import subprocess
import sys

import numpy as np

RATE = 25


class Program:
    def __init__(self, path):
        self.path = path

    def run(self, *words):
        """Exits with the program's message if it fails."""
        done = subprocess.run([str(word) for word in (self.path, *words)], stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, text=True)
        if done.returncode:
            sys.exit(f"{' '.join(map(str, words))}\n{done.stderr}")

    def detect(self, video, result, size):
        self.run("detect", video, "-o", result, "--force", "--quiet", "--detect-rate", RATE, "--detect-size", size)

    def hide(self, stage, result, arguments):
        self.run("blur", stage.video, "-d", stage.detections, "--shots", stage.shots, "-o", result, "--force",
                 "--quiet", *arguments)

    def track(self, stage, result):
        self.run("track", "-d", stage.detections, "--shots", stage.shots, "-o", result, "--force", "--quiet",
                 "--fps", RATE, "--frames", stage.frame_count, "--size", f"{stage.size}x{stage.size}")


def write_video(path, size, frames):
    """Square frames, nearly without loss."""
    encoder = subprocess.Popen(
        ["ffmpeg", "-v", "error", "-nostdin", "-y", "-f", "rawvideo", "-pix_fmt", "bgr24", "-s", f"{size}x{size}",
         "-r", str(RATE), "-i", "-", "-c:v", "libx264", "-preset", "veryfast", "-crf", "8", "-pix_fmt", "yuv420p",
         path],
        stdin=subprocess.PIPE)
    for frame in frames:
        encoder.stdin.write(frame.tobytes())
    encoder.stdin.close()
    if encoder.wait():
        sys.exit(f"ffmpeg cannot write {path}")


def read_video(path, size):
    decoder = subprocess.Popen(
        ["ffmpeg", "-v", "error", "-nostdin", "-i", path, "-vsync", "passthrough", "-f", "rawvideo",
         "-pix_fmt", "bgr24", "-"], stdout=subprocess.PIPE)
    length = size * size * 3
    while len(data := decoder.stdout.read(length)) == length:
        yield np.frombuffer(data, np.uint8).reshape(size, size, 3)
    if decoder.wait():
        sys.exit(f"ffmpeg cannot read {path}")
