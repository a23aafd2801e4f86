"""Compares a result with its original: which faces are visible, and what is hidden beside them.

A face is visible if less than half of its inner ellipse is changed, and a judge that found it in the original finds it
in the result. With exact truth, no judge is asked.
"""

from dataclasses import dataclass, field
from itertools import zip_longest

from boxes import Box, is_same_face
from exact import EXACT
from judges import JUDGES
from panel import Looks
from pixels import changed_pixels, changed_share, components, outside

HIDDEN = 0.5  # share of the inner ellipse: changed so far, a face is hidden whatever the judges say


@dataclass
class Area:
    frame: int
    box: Box


@dataclass
class Comparison:
    """shares: the changed share of each face, by frame. visible: judges that find it in the result, by frame and index.
    beside: changed pixels outside faces, of frames with faces. faces: the area of these faces. alone: changed share of
    each frame without faces. areas: the boxes of changed pixels of each frame."""

    frames: int = 0
    shares: dict = field(default_factory=dict)
    visible: dict = field(default_factory=dict)
    beside: int = 0
    faces: float = 0
    alone: list = field(default_factory=list)
    areas: dict = field(default_factory=dict)

    def add(self, frame, mask, faces):
        self.shares[frame] = [changed_share(mask, face.box) for face in faces]
        self.areas[frame] = [Area(frame, Box(*box)) for box in components(mask)]
        if faces:
            self.beside += outside(mask, [face.box for face in faces])
            self.faces += sum(face.box.area for face in faces)
        else:
            self.alone.append(float(mask.mean()))


class FrameCountDiffers(Exception):
    pass


def compare(original, result, faces, panel):
    """faces: by frame, for the frames that are compared. Raises FrameCountDiffers."""
    comparison, looks = Comparison(), Looks()
    panel.look(_doubtful(original, result, faces, comparison), looks)
    for frame, shares in comparison.shares.items():
        finds = looks.at(frame)
        comparison.visible[frame] = [
            tuple(name for name in face.judges
                  if name == EXACT or any(is_same_face(find.box, face.box) for find in finds[name]))
            if share < HIDDEN else () for face, share in zip(faces[frame], shares)]
    return comparison


def _doubtful(original, result, faces, comparison):
    """The frames of the result that the judges must look at, with the judges that found a face there."""
    for number, (before, after) in enumerate(zip_longest(original.frames(), result.frames())):
        if before is None or after is None:
            raise FrameCountDiffers(f"{result.path} has {'more' if before is None else 'fewer'} frames than the "
                                    f"original: {number} are the same")
        comparison.frames = number + 1
        if number not in faces:
            continue
        comparison.add(number, changed_pixels(before, after), faces[number])
        doubtful = [face for face, share in zip(faces[number], comparison.shares[number]) if share < HIDDEN]
        names = [name for name in JUDGES if any(name in face.judges for face in doubtful)]
        if names:
            yield number, after, names, [face.box for face in doubtful]
