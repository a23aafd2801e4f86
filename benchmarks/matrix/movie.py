"""What ffprobe sees in a file."""

from __future__ import annotations

import json
import re
import subprocess
from fractions import Fraction
from functools import cached_property
from pathlib import Path

FRAME = ("frame=stream_index,pts,best_effort_timestamp,width,height,interlaced_frame,top_field_first:"
         "frame_side_data_list")
UNTAGGED = (None, "unknown", "unspecified", "reserved")


class Unreadable(Exception):
    pass


def probe(path: Path, *arguments: str) -> dict:
    command = ["ffprobe", "-v", "error", "-of", "json", *arguments, str(path)]
    ended = subprocess.run(command, capture_output=True, text=True, errors="replace", timeout=120)
    try:
        found = json.loads(ended.stdout or "{}")
    except ValueError:
        found = {}
    if ended.returncode != 0 or not found:
        raise Unreadable(f"ffprobe cannot read it: {ended.stderr.strip()[-200:]}")
    return found


class Track:
    """One stream and its packets. Times are seconds, exact."""

    def __init__(self, stream: dict, packets: list[dict]):
        self.stream = stream
        self.packets = packets
        self.base = Fraction(stream.get("time_base", "1/1000"))

    @property
    def codec(self) -> str:
        return self.stream.get("codec_name", self.stream.get("codec_tag_string", "unknown"))

    @property
    def language(self) -> str:
        return self.stream.get("tags", {}).get("language", "und")

    @property
    def title(self) -> str:
        tags = self.stream.get("tags", {})
        handler = tags.get("handler_name", "")
        plain = re.search(r"Handler|Media|^$|GPAC|Core|Frameveil", handler) is not None
        return tags.get("title") or tags.get("name") or ("" if plain else handler)

    @property
    def hashes(self) -> list[str]:
        return [packet.get("data_hash", "") for packet in self.packets]

    def shown(self) -> list[dict]:
        """The packets that an edit list does not hide."""
        return [packet for packet in self.packets if "D" not in packet.get("flags", "")]

    def time(self, packet: dict) -> Fraction | None:
        stamp = packet.get("pts", packet.get("dts"))
        return None if stamp is None else stamp * self.base

    def end(self) -> Fraction | None:
        ends = [self.time(p) + p.get("duration", 0) * self.base for p in self.packets if self.time(p) is not None]
        return max(ends, default=None)

    def start(self) -> Fraction | None:
        return min((self.time(p) for p in self.packets if self.time(p) is not None), default=None)


class Movie:
    def __init__(self, path: Path):
        self.path = path
        # One run of ffprobe for all: starting it takes longer than what it does.
        found = probe(path, "-show_streams", "-show_format", "-show_chapters", "-show_packets",
                      "-show_data_hash", "MD5", "-show_entries", FRAME)
        self.format = found.get("format", {})
        self.chapters = found.get("chapters", [])
        packets: dict[int, list[dict]] = {}
        self._frames: dict[int, list[dict]] = {}
        for entry in found.get("packets_and_frames", []):
            kind = packets if entry.pop("type") == "packet" else self._frames
            kind.setdefault(entry.get("stream_index", -1), []).append(entry)
        self.tracks = [Track(s, packets.get(s["index"], [])) for s in found.get("streams", [])]

    def of(self, kind: str) -> list[Track]:
        return [track for track in self.tracks
                if track.stream.get("codec_type") == kind and not track.stream["disposition"].get("attached_pic")]

    @property
    def covers(self) -> list[Track]:
        return [track for track in self.tracks if track.stream["disposition"].get("attached_pic")]

    @property
    def video(self) -> Track:
        videos = self.of("video")
        if not videos:
            raise Unreadable("it has no video")
        return videos[0]

    @property
    def is_mp4(self) -> bool:
        return "mp4" in self.format.get("format_name", "")

    @property
    def frames(self) -> list[dict]:
        """The frames of the video, as decoded."""
        return self._frames.get(self.video.stream["index"], [])

    @cached_property
    def times(self) -> list[Fraction]:
        """When each frame is shown, in the container's own clock."""
        stamps = [frame.get("pts", frame.get("best_effort_timestamp")) for frame in self.frames]
        return [Fraction(-1) if stamp is None else stamp * self.video.base for stamp in stamps]

    @cached_property
    def zeros(self) -> list[Fraction]:
        """When the pictures begin. AVI has no times of display: by its clock, or by the decoder's order."""
        return [self.times[0], Fraction(0)] if self.path.suffix == ".avi" else [self.times[0]]

    @cached_property
    def tags(self) -> dict[str, str]:
        """All tags of the file and its tracks, by lower-case name."""
        groups = [self.format, *(track.stream for track in self.tracks), *self.chapters]
        return {name.lower(): value for group in groups for name, value in group.get("tags", {}).items()}
