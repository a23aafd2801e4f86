"""The tables on the terminal, in eyes.md, and each look at a face in a CSV file."""

import csv

from figures import CLASSES, Figures
from judges import JUDGES
from pose import POSES

HEADS = ("clip", "face-frames", "visible", *(name + " px" for _, name in CLASSES), *POSES, "longest run", "lone visible",
         "beside faces", "without faces", "ms a frame")


def clip_table(setting, figures):
    """figures: by clip."""
    rows = [_row(clip, one) for clip, one in figures.items()]
    if len(rows) > 1:
        rows.append(_row("**all**", _sum(figures)))
    return "\n".join([f"**{setting.name}**", "", _line(HEADS), "|" + "---|" * len(HEADS), *map(_line, rows)])


def faceless_table(setting, figures):
    rows = [(clip, one.alarms, f"{one.faceless_seconds:.0f}", _rate(one), _alone(one), _time(one))
            for clip, one in [*figures.items(), ("**all**", _sum(figures))]]
    heads = ("clip without faces", "false alarms", "seconds", "a minute", "hidden", "ms a frame")
    return "\n".join([f"**{setting.name}**", "", _line(heads), "|" + "---|" * len(heads), *map(_line, rows)])


def overview(figures):
    """All settings side by side: figures by setting and clip. The sum is of the clips that all have."""
    clips = list(dict.fromkeys(clip for some in figures.values() for clip in some))
    heads = ("clip", "face-frames", *(f"{setting.name}: {what}" for setting in figures for what in
                                      ("visible", "longest run", "beside faces")))
    rows = [_overview_row(clip, [some.get(clip) for some in figures.values()]) for clip in clips]
    common = [clip for clip in clips if all(clip in some for some in figures.values())]
    rows.append(_overview_row(f"**{len(common)} clips**", [_sum({clip: some[clip] for clip in common})
                                                           for some in figures.values()]))
    return "\n".join([_line(heads), "|" + "---|" * len(heads), *map(_line, rows)])


def _overview_row(clip, settings):
    seen = max((one.seen["all"] for one in settings if one), default=0)
    return (clip, seen, *(cell for one in settings for cell in (
        (_share(one, "all"), one.longest, _beside(one)) if one else ("not compared", "–", "–"))))


def _sum(figures):
    return sum(figures.values(), start=Figures())


def looks_line(figures):
    """figures: of any clips and settings. Empty if no judge looked."""
    total = sum(figures, start=Figures())
    times = [f"{name} {1000 * total.look_seconds[name] / total.looks[name]:.0f}" for name in JUDGES if total.looks[name]]
    return f"Time a look of the judges, ms of one thread: {', '.join(times)}." if times else ""


def write_faces(path, faces, comparison):
    with open(path, "w", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(["frame", "track", "tracked", "left", "top", "width", "height", "pose", "judges", "changed",
                        "visible to"])
        for frame, some in faces.items():
            for face, share, judges in zip(some, comparison.shares[frame], comparison.visible[frame]):
                table.writerow([frame, face.track, int(face.is_tracked), *(f"{side:.1f}" for side in face.box), face.pose,
                                "+".join(face.judges), f"{share:.2f}", "+".join(judges)])


def _row(clip, one):
    parts = [_share(one, name) for name in ("all", *(name for _, name in CLASSES), *POSES)]
    return (clip, one.seen["all"], *parts, one.longest, f"{one.lone_visible} of {one.lone}", _beside(one), _alone(one),
            _time(one))


def _beside(one):
    return f"{one.beside / one.faces:.2f}" if one.faces else "–"


def _share(one, name):
    seen, visible = one.seen[name], one.visible[name]
    if not seen:
        return "–"
    return f"{visible} of {seen} ({100 * visible / seen:.1f} %)" if visible else f"0 of {seen}"


def _alone(one):
    return f"{1000 * sum(one.alone) / len(one.alone):.1f} ‰" if one.alone else "–"


def _rate(one):
    return f"{60 * one.alarms / one.faceless_seconds:.1f}" if one.faceless_seconds else "–"


def _time(one):
    return f"{1000 * one.seconds / one.frames:.0f}" if one.frames else "–"


def _line(cells):
    return f"| {' | '.join(map(str, cells))} |"
