"""Pseudo-truth: a face is where at least two families of judges find one on the original."""

from dataclasses import dataclass, field

from boxes import Box, is_same_face, mean_box
from pose import pose

FAMILIES = 2  # that must agree
SMALLEST = 8  # pixels high
GAP = 0.5  # seconds that a track bridges
REACH, SPEED = 1.0, 5.0  # heights of the box that a face moves, at most: from look to look, and a second
LOOKS = 3  # of a track; fewer are the lower class


@dataclass
class Face:
    """A face on one frame. judges: that found it. track: number in the clip. is_tracked: not of the lower class."""

    frame: int
    box: Box
    judges: tuple
    pose: str
    track: int = -1
    is_tracked: bool = False


@dataclass
class Track:
    faces: list = field(default_factory=list)

    @property
    def last(self):
        return self.faces[-1]


def find_faces(looks, frames):
    return {frame: _agreed(looks.at(frame), frame) for frame in frames}


def _agreed(finds, frame):
    """Groups the finds around the surest, one of each judge."""
    rest = sorted(((find, name) for name, some in finds.items() for find in some), key=lambda pair: -pair[0].score)
    faces = []
    while rest:
        group = {}
        for find, name in rest:
            if name not in group and is_same_face(find.box, rest[0][0].box):
                group[name] = find
        rest = [pair for pair in rest[1:] if not is_same_face(pair[0].box, rest[0][0].box)]
        box = mean_box([find.box for find in group.values()])
        if len(group) >= FAMILIES and box.height >= SMALLEST:
            pointed = next((find for find in group.values() if find.points), None)
            faces.append(Face(frame, box, tuple(group), pose(pointed) if pointed else "unknown"))
    return faces


def link(faces, frames, gap, rate):
    """Tracks: each face continues the nearest track that was seen at most `gap` frames before. faces: by frame, with
    `frame` and `box`. rate: frames a second."""
    tracks, open_tracks = [], []
    for frame in frames:
        open_tracks = [track for track in open_tracks if frame - track.last.frame <= gap]
        pairs = sorted(((_distance(track.last.box, face.box), number, index)
                        for number, track in enumerate(open_tracks) for index, face in enumerate(faces[frame])))
        taken, continued = set(), set()
        for distance, number, index in pairs:
            if number in continued or index in taken:
                continue
            if distance <= max(REACH, SPEED * (frame - open_tracks[number].last.frame) / rate):
                open_tracks[number].faces.append(faces[frame][index])
                continued.add(number)
                taken.add(index)
        born = [Track([face]) for index, face in enumerate(faces[frame]) if index not in taken]
        tracks += born
        open_tracks += born
    return tracks


def _distance(one, other):
    """Between centres, in heights; infinite if the sizes differ by more than a factor of 2."""
    height = max(one.height, other.height)
    if height > 2 * min(one.height, other.height):
        return float("inf")
    (ax, ay), (bx, by) = one.centre, other.centre
    return ((ax - bx) ** 2 + (ay - by) ** 2) ** 0.5 / height


def find_truth(looks, video, count, every):
    """Faces by frame, and their tracks."""
    frames = range(0, count, every)
    faces = find_faces(looks, frames)
    tracks = link(faces, frames, max(every, GAP * video.rate), video.rate)
    for number, track in enumerate(tracks):
        for face in track.faces:
            face.track, face.is_tracked = number, len(track.faces) >= LOOKS
    return faces, tracks
