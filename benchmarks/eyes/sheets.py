"""A picture for each visible track, for a person to look at: the original on the left, the result on the right."""

import cv2
import numpy as np

from figures import is_visible

SIDE = 220  # pixels of one crop
AROUND = 3.5  # of the face's height
ROWS, COLUMNS = 6, 3  # pairs of a sheet, at most
TEXT = 16


def write_sheets(folder, clip, original, result, faces, tracks, comparison):
    """The names of the files, by track."""
    chosen = {}
    for number, track in enumerate(tracks):
        visible = [face for face in track.faces if is_visible(face, comparison, faces)]
        if visible:
            picks = np.unique(np.linspace(0, len(visible) - 1, min(len(visible), ROWS * COLUMNS)).astype(int))
            chosen[number] = [visible[pick] for pick in picks]
    pairs = _cut({number: [face.frame for face in some] for number, some in chosen.items()}, chosen, original, result)
    names = {}
    for number, some in pairs.items():
        kind = "track" if chosen[number][0].is_tracked else "lone"
        names[number] = folder / f"{clip}-{kind}-{number}.png"
        cv2.imwrite(str(names[number]), _grid(some))
    return names


def _cut(frames, chosen, original, result):
    wanted = {frame for some in frames.values() for frame in some}
    pairs = {number: [] for number in frames}
    if not wanted:
        return pairs
    for index, (before, after) in enumerate(zip(original.frames(), result.frames())):
        if index in wanted:
            after = cv2.resize(after, before.shape[1::-1]) if after.shape != before.shape else after
            for number, some in chosen.items():
                pairs[number] += [_pair(before, after, face) for face in some if face.frame == index]
        if index >= max(wanted):
            break
    return pairs


def _pair(before, after, face):
    crops = [_crop(frame, face.box) for frame in (before, after)]
    strip = np.zeros((TEXT, 2 * SIDE, 3), np.uint8)
    text = f"{face.frame}: {face.box.height:.0f} px {face.pose} {'+'.join(name[:3] for name in face.judges)}"
    cv2.putText(strip, text, (2, TEXT - 4), cv2.FONT_HERSHEY_SIMPLEX, 0.42, (255, 255, 255), 1, cv2.LINE_AA)
    return np.vstack([strip, np.hstack(crops)])


def _crop(frame, box):
    side = max(box.height * AROUND, 40)
    scale = SIDE / side
    (x, y), half = box.centre, SIDE / 2
    move = np.float32([[scale, 0, half - x * scale], [0, scale, half - y * scale]])
    crop = cv2.warpAffine(frame, move, (SIDE, SIDE), flags=cv2.INTER_CUBIC if scale > 1 else cv2.INTER_AREA)
    corner = [round(half + sign * length * scale / 2) for sign in (-1, 1) for length in (box.width, box.height)]
    cv2.rectangle(crop, tuple(corner[:2]), tuple(corner[2:]), (0, 255, 255), 1)
    return crop


def _grid(pairs):
    blank = np.zeros_like(pairs[0])
    rows = [pairs[start:start + COLUMNS] for start in range(0, len(pairs), COLUMNS)]
    width = min(COLUMNS, len(pairs))
    return np.vstack([np.hstack(row + [blank] * (width - len(row))) for row in rows])
