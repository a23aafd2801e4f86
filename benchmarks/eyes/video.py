"""Reads clips with ffmpeg, as they are displayed."""

import json
import subprocess
import sys
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

SUFFIXES = (".mp4", ".mov", ".mkv", ".webm", ".avi", ".m4v", ".ts", ".ogv")


@dataclass(frozen=True)
class Video:
    path: str
    width: int
    height: int
    rate: float

    def frames(self):
        """BGR, each decoded frame once."""
        decoder = subprocess.Popen(
            ["ffmpeg", "-v", "error", "-nostdin", "-i", self.path, "-map", "0:v:0", "-vsync", "passthrough",
             "-f", "rawvideo", "-pix_fmt", "bgr24", "-"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        length = self.width * self.height * 3
        try:
            while len(data := decoder.stdout.read(length)) == length:
                yield np.frombuffer(data, np.uint8).reshape(self.height, self.width, 3)
        finally:
            decoder.stdout.close()
            decoder.wait()


def open_video(path):
    """Exits if ffprobe finds no video in it."""
    done = subprocess.run(
        ["ffprobe", "-v", "error", "-select_streams", "v:0", "-of", "json", "-show_entries",
         "stream=width,height,avg_frame_rate,r_frame_rate:stream_side_data=rotation", path],
        stdout=subprocess.PIPE, text=True)
    streams = json.loads(done.stdout or "{}").get("streams")
    if not streams:
        sys.exit(f"{path}: ffprobe finds no video; take it out of the folder")
    stream = streams[0]
    width, height = stream["width"], stream["height"]
    if any(abs(data.get("rotation", 0)) % 180 == 90 for data in stream.get("side_data_list", [])):
        width, height = height, width
    return Video(str(path), width, height, _rate(stream["avg_frame_rate"]) or _rate(stream["r_frame_rate"]) or 25.0)


def _rate(text):
    over, under = map(int, text.split("/"))
    return float(Fraction(over, under)) if under else 0.0
