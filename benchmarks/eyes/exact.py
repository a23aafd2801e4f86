"""Exact truth of a clip: the file CLIP.truth.json beside it, which rendered/render.py writes."""

import json
from pathlib import Path

from boxes import Box
from truth import Face, Track

SEEN = 0.5  # share of a face that is to be seen, from which it counts
EXACT = "truth"  # stands where the names of judges do


def truth_path(clip):
    return Path(f"{clip}.truth.json")


def read_truth(clip, every):
    """Faces by frame, and their tracks: a face that hides begins a new one. Faces of which less is to be seen have no
    judges and stand in no figure."""
    faces, tracks, current = {}, [], {}
    for frame, some in enumerate(json.loads(truth_path(clip).read_text())):
        if frame % every:
            continue
        faces[frame] = [_face(frame, one) for one in some]
        seen = {face.track: face for face in faces[frame] if face.judges}
        current = {person: current.get(person) or Track() for person in seen}
        for person, face in seen.items():
            if not current[person].faces:
                tracks.append(current[person])
            current[person].faces.append(face)
    return faces, tracks


def _face(frame, one):
    counts = one["visible"] >= SEEN
    return Face(frame, Box(*one["box"]), (EXACT,) if counts else (), one["pose"], one["person"], counts)
