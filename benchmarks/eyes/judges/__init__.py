"""The panel: face detectors of families other than CenterFace. Each takes a BGR frame and the boxes that others
found on it, and returns its finds. They look in this order."""

from judges.blazeface import BlazeFace
from judges.libfacedetection import LibFaceDetection
from judges.nudenet import NudeNet

JUDGES = {judge.name: judge for judge in (LibFaceDetection, NudeNet, BlazeFace)}
