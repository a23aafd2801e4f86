"""The figures of one clip with one setting, and sums of them."""

from collections import Counter
from dataclasses import dataclass, field
from itertools import groupby

from truth import link

CLASSES = ((20, "<20"), (40, "20–40"), (80, "40–80"), (float("inf"), ">80"))  # pixels high
ALARM_GAP = 1.0  # seconds: a mask that comes back sooner is one false alarm


@dataclass
class Figures:
    """seen, visible: face-frames of tracks, by size class and by pose; lone faces are counted apart. longest: frames.
    look_seconds, looks: of each judge on the original, in processor time."""

    seen: Counter = field(default_factory=Counter)
    visible: Counter = field(default_factory=Counter)
    lone: int = 0
    lone_visible: int = 0
    longest: int = 0
    beside: float = 0
    faces: float = 0
    alone: list = field(default_factory=list)
    alarms: int = 0
    faceless_seconds: float = 0
    seconds: float = 0
    frames: int = 0
    look_seconds: Counter = field(default_factory=Counter)
    looks: Counter = field(default_factory=Counter)

    def __add__(self, other):
        return Figures(self.seen + other.seen, self.visible + other.visible, self.lone + other.lone,
                       self.lone_visible + other.lone_visible, max(self.longest, other.longest),
                       self.beside + other.beside, self.faces + other.faces, self.alone + other.alone,
                       self.alarms + other.alarms, self.faceless_seconds + other.faceless_seconds,
                       self.seconds + other.seconds, self.frames + other.frames,
                       self.look_seconds + other.look_seconds, self.looks + other.looks)

    def to_json(self):
        return dict(vars(self))

    @staticmethod
    def from_json(known):
        return Figures(**{name: Counter(value) if isinstance(value, dict) else value for name, value in known.items()})


def size_class(face):
    return next(name for limit, name in CLASSES if face.box.height < limit)


def calculate(comparison, faces, tracks, every, seconds):
    figures = Figures(beside=comparison.beside, faces=comparison.faces, alone=comparison.alone, seconds=seconds,
                      frames=comparison.frames)
    for frame, some in faces.items():
        for face, judges in zip(some, comparison.visible[frame]):
            if not face.judges:
                continue
            if face.is_tracked:
                figures.seen.update(("all", size_class(face), face.pose))
                figures.visible.update(("all", size_class(face), face.pose) if judges else ())
            else:
                figures.lone += 1
                figures.lone_visible += bool(judges)
    figures.longest = max((longest_run(track, comparison, faces, every) for track in tracks if track.last.is_tracked),
                          default=0)
    return figures


def is_visible(face, comparison, faces):
    index = next(index for index, one in enumerate(faces[face.frame]) if one is face)
    return bool(comparison.visible[face.frame][index])


def longest_run(track, comparison, faces, every):
    """In frames, from the first visible look to the last before a look at which the face is hidden. Looks without
    agreement of the judges end no run."""
    runs = groupby(track.faces, lambda face: is_visible(face, comparison, faces))
    seen = [[face.frame for face in run] for visible, run in runs if visible]
    return max((frames[-1] - frames[0] + every for frames in seen), default=0)


def calculate_faceless(comparison, video, every, seconds):
    """Each mask is a false alarm, however long it stays."""
    gap = max(every, ALARM_GAP * video.rate)
    alarms = link(comparison.areas, sorted(comparison.areas), gap, video.rate)
    return Figures(alone=comparison.alone, alarms=len(alarms), faceless_seconds=comparison.frames / video.rate,
                   seconds=seconds, frames=comparison.frames)
