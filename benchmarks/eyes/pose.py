"""Pose of a face by its landmarks: frontal, turned or tilted."""

import math

TURNED = 0.35  # how far the nose is from the middle of the eyes along their line, in distances of the eyes
NARROW = 0.25  # distance of the eyes in widths of the box: less is a profile
TILTED = 30  # degrees of the line of the eyes
POSES = ("frontal", "turned", "tilted")


def pose(find):
    (ax, ay), (bx, by), (nx, ny) = find.points
    dx, dy = bx - ax, by - ay
    apart = math.hypot(dx, dy)
    if apart < NARROW * find.box.width:
        return "turned"
    along = ((nx - (ax + bx) / 2) * dx + (ny - (ay + by) / 2) * dy) / apart**2
    if abs(along) > TURNED:
        return "turned"
    return "tilted" if abs(math.degrees(math.atan2(dy, dx))) > TILTED else "frontal"
