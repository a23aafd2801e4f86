"""Is every sound there, packet for packet, at its time?"""

from __future__ import annotations

import re
import subprocess
from fractions import Fraction
from pathlib import Path
from typing import Iterator

from case import Case
from movie import Movie, Track

# Blocks of samples: a container may cut them anew.
BLOCKS = re.compile(r"pcm_|adpcm_|g722|g726")
# Half a millisecond each for the pictures and the sound, since movie headers and Matroska count milliseconds.
NEAR = 0.00101
# Containers that say nothing of what is played by default.
SILENT = ("ts", "m2ts", "avi", "flv", "mpg", "wmv", "ogv", "mxf", "dv")
DISPOSITIONS = ("default", "forced", "hearing_impaired", "visual_impaired", "comment", "dub", "original")


def judge_sound(case: Case, old: Movie, new: Movie) -> Iterator[str]:
    wanted = [] if case.without_sound else old.of("audio")
    found = new.of("audio")
    if len(wanted) != len(found):
        codecs = [", ".join(track.codec for track in tracks) or "none" for tracks in (wanted, found)]
        yield f"sound tracks: {codecs[1]} instead of {codecs[0]}"
        return
    for n, (a, b) in enumerate(zip(wanted, found)):
        checks = (_format(a, b), judge_names(case, a, b, new), _payload(n, old, new, a, b), _place(case, old, new, a, b))
        for problem in (problem for check in checks for problem in check):
            yield f"sound {n} ({a.codec}): {problem}"
    yield from judge_dispositions(case, wanted, found)
    # ffmpeg reads no edit list of fragments: it plays the priming that the list hides.
    if wanted and _same_family(case) and "mp4-fragmented" not in case.options:
        decoded = [digest(movie.path, "-map", "0:a", "-c:a", "pcm_f32le") for movie in (old, new)]
        if decoded[0] != decoded[1]:
            yield "what is heard, decoded, is not the same (edit list)"


def judge_dispositions(case: Case, wanted: list[Track], found: list[Track]) -> Iterator[str]:
    """Alone, or where none is the default, a track may become it."""
    flags = [[{name for name in DISPOSITIONS if track.stream["disposition"].get(name)} for track in tracks]
             for tracks in (wanted, found)]
    free = len(wanted) == 1 or case.ending in SILENT or not any("default" in one for one in flags[0])
    for n, (a, b) in enumerate(zip(*flags)):
        if (a - {"default"} if free else a) != (b - {"default"} if free else b):
            yield f"{wanted[n].stream['codec_type']} {n}: disposition {sorted(b)} instead of {sorted(a)}"


def _same_family(case: Case) -> bool:
    family = ("mp4", "mov", "m4v", "3gp")
    return case.ending in family and case.to in family


def _format(a: Track, b: Track) -> Iterator[str]:
    # MP4 has one name for both layers of MPEG sound.
    same = {"aac_latm": ("aac",), "mp2": ("mp3",)}.get(a.codec, ())
    if b.codec not in (a.codec, *same):
        yield f"now {b.codec}"
    for name in ("sample_rate", "channels", "channel_layout", "bits_per_sample", "profile"):
        if _plain(a, name) != _plain(b, name) and name in a.stream:
            yield f"{name} {b.stream.get(name)} instead of {a.stream[name]}"


def judge_names(case: Case, a: Track, b: Track, new: Movie) -> Iterator[str]:
    """Language and title. A track's name in an MP4 is written by ffmpeg and not read by it."""
    if "language" not in case.unsaid and _terminology(a.language) != _terminology(b.language):
        yield f"language {b.language} instead of {a.language}"
    if "title" not in case.unsaid and a.title != b.title and not (new.is_mp4 and not b.title and a.title.encode() in new.path.read_bytes()):
        yield f"title {b.title!r} instead of {a.title!r}"


def _terminology(language: str) -> str:
    """Of a language's two codes in ISO 639-2 that from its own name."""
    return {"ger": "deu", "chi": "zho", "dut": "nld", "fre": "fra"}.get(language, language)


def _plain(track: Track, name: str):
    """A value, but a layout that goes without saying."""
    value = track.stream.get(name)
    usual = {1: "mono", 2: "stereo"}.get(track.stream.get("channels"))
    return value or usual if name == "channel_layout" else value


def _payload(n: int, old: Movie, new: Movie, a: Track, b: Track) -> Iterator[str]:
    if a.hashes == b.hashes:
        return
    if BLOCKS.match(a.codec):
        bytes_ = [digest(movie.path, "-map", f"0:a:{n}", "-c", "copy") for movie in (old, new)]
        if bytes_[0] != bytes_[1]:
            yield "other bytes"
        return
    if a.codec == "aac_latm":
        decoded = [digest(movie.path, "-map", f"0:a:{n}", "-c:a", "pcm_f32le") for movie in (old, new)]
        if decoded[0] != decoded[1]:
            yield "decodes to other samples"
        return
    shown = [[packet.get("data_hash") for packet in track.shown()] for track in (a, b)]
    if shown[0] == shown[1] or a.codec == "aac" and bare_aac(old.path, n) == bare_aac(new.path, n):
        return
    yield f"other packets, {len(shown[1])} instead of {len(shown[0])}"


def _place(case: Case, old: Movie, new: Movie, a: Track, b: Track) -> Iterator[str]:
    if case.only_order or not a.packets or not b.packets:
        return
    if a.codec == b.codec and len(a.packets) == len(b.packets) and not BLOCKS.match(a.codec):
        pairs = list(zip(a.packets, b.packets))
    else:
        pairs = [(a.shown()[0], b.shown()[0])] if a.shown() and b.shown() else []
    yield from min((list(_from(zero, new.times[0], a, b, pairs)) for zero in old.zeros), key=len)


def _from(zero_a: Fraction, zero_b: Fraction, a: Track, b: Track, pairs: list) -> Iterator[str]:
    # Where a container knows no time before zero, an encoder's priming stands at zero, and a note says so.
    early = [a.time(x) for x, _ in pairs if a.time(x) is not None and a.time(x) < 0]
    off = [abs((b.time(y) - zero_b) - (a.time(x) - zero_a)) for x, y in pairs
           if a.time(x) is not None and b.time(y) is not None and not (early and a.time(x) < 0 and b.time(y) == 0)]
    if off and max(off) > NEAR:
        yield f"{float(max(off)) * 1000:.2f} ms off at worst, {float(off[0]) * 1000:.2f} ms at first"
    ends = float(a.end() - zero_a), float(b.end() - zero_b)
    # A last packet that does not say how long it lasts lasts as long as those before.
    if a.packets[-1].get("duration_time") and abs(ends[0] - ends[1]) > 0.025:
        yield f"ends at {ends[1]:.3f} s instead of {ends[0]:.3f}"


def digest(path: Path, *arguments: str) -> str:
    """MD5 of all bytes after the arguments, as ffmpeg's md5 muxer tells it."""
    ended = subprocess.run(["ffmpeg", "-nostdin", "-v", "error", "-i", str(path), *arguments, "-f", "md5", "-"],
                           capture_output=True, text=True, errors="replace", timeout=120)
    return ended.stdout.strip() or ended.stderr[-200:]


def bare_aac(path: Path, n: int) -> list[str]:
    """The digests of AAC packets without ADTS headers."""
    ended = subprocess.run(
        ["ffmpeg", "-nostdin", "-v", "error", "-i", str(path), "-map", f"0:a:{n}", "-c", "copy",
         "-bsf:a", "aac_adtstoasc", "-f", "framehash", "-hash", "md5", "-"],
        capture_output=True, text=True, errors="replace", timeout=120)
    return [line.split(",")[5].strip() for line in ended.stdout.splitlines() if not line.startswith("#")]
