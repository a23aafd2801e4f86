"""Are subtitles and chapters there, and is what identifies people gone?"""

from __future__ import annotations

from typing import Iterator

from case import SECRET, Case
from movie import Movie, Track
from sound import NEAR, judge_dispositions, judge_names

# Tags that tell of the container and the program that made it, or that are to be kept.
HARMLESS = {
    "major_brand", "minor_version", "compatible_brands", "encoder", "handler_name", "vendor_id", "language", "title",
    "description", "genre", "show", "synopsis",
    "duration", "name",
}


def judge_texts(case: Case, old: Movie, new: Movie) -> Iterator[str]:
    wanted = [] if case.without_texts else old.of("subtitle")
    found = new.of("subtitle")
    if len(wanted) != len(found):
        codecs = [", ".join(track.codec for track in tracks) or "none" for tracks in (wanted, found)]
        yield f"subtitles: {codecs[1]} instead of {codecs[0]}"
        return
    for n, (a, b) in enumerate(zip(wanted, found)):
        for problem in _text(case, a, b, old, new):
            yield f"subtitle {n} ({a.codec}): {problem}"
    yield from judge_dispositions(case, wanted, found)


def _text(case: Case, a: Track, b: Track, old: Movie, new: Movie) -> Iterator[str]:
    if a.codec != b.codec:
        yield f"now {b.codec}"
    yield from judge_names(case, a, b, new)
    # An empty sample of mov_text is a gap; muxers put them where they need them.
    packets = [[p for p in track.packets if int(p.get("size", 0)) > 2] for track in (a, b)]
    if [p.get("data_hash") for p in packets[0]] != [p.get("data_hash") for p in packets[1]]:
        yield f"other packets, {len(packets[1])} instead of {len(packets[0])}"
        return
    for x, y in zip(*packets):
        off = abs((b.time(y) - new.times[0]) - (a.time(x) - old.times[0]))
        length = abs(y.get("duration", 0) * b.base - x.get("duration", 0) * a.base)
        if off > NEAR or length > NEAR:
            yield f"a text is {float(off) * 1000:.1f} ms off and {float(length) * 1000:.1f} ms longer or shorter"
            return


def judge_chapters(case: Case, old: Movie, new: Movie) -> Iterator[str]:
    spans = [[(float(c["start_time"]) - float(movie.times[0]), float(c["end_time"]) - float(movie.times[0]))
              for c in movie.chapters] for movie in (old, new)]
    if "chapters" in case.unsaid:
        return
    if len(spans[0]) != len(spans[1]):
        yield f"{len(spans[1])} chapters instead of {len(spans[0])}"
    # The last chapter may end with the file.
    for a, b in zip(*spans):
        if abs(a[0] - b[0]) > 0.002 or (abs(a[1] - b[1]) > 0.002 and a is not spans[0][-1]):
            yield f"a chapter from {b[0]:.3f} to {b[1]:.3f} s instead of {a[0]:.3f} to {a[1]:.3f}"


def judge_privacy(case: Case, old: Movie, new: Movie) -> Iterator[str]:
    if new.covers:
        yield "a cover picture is left"
    left = [track.stream["codec_type"] for track in new.tracks
            if track.stream.get("codec_type") not in ("video", "audio", "subtitle")]
    chapters = bool(new.chapters) and case.to in ("mp4", "mov", "m4v")  # QuickTime keeps them in a track of text
    if left and not (chapters and left == ["data"]):
        yield f"tracks of {', '.join(left)} are left"
    names = sorted(name for name in new.tags if name not in HARMLESS and name not in case.keeps
                   and not (name == "creation_time" and new.tags[name] != old.tags.get(name)))
    if names:
        yield "tags are left: " + ", ".join(f"{name}={new.tags[name]}" for name in names)[:120]
    if not case.keeps and SECRET.encode() in new.path.read_bytes():
        yield "the bytes still hold what was to be removed"
    missing = sorted(name for name in case.keeps if name in old.tags and new.tags.get(name) != old.tags[name])
    if missing:
        yield f"--keep-metadata lost {', '.join(missing)}"
