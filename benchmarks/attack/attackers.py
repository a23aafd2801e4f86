"""The attackers, from cheap to dear. Each scores every person for every picture that is to be named.

All know the box of the face on each frame, the effect and its strength, and a gallery: known pictures of every person,
not hidden. Those called parrot have also hidden the gallery with the same program and settings (Newton, Sweeney and
Malin 2005). None sees anything outside the redaction box.
"""

import numpy as np

from deconvolution import deconvolve
from features import Components, Discriminants, KernelRidge, nearest
from stage import FRAMES
from views import flatten

FINE, COARSE = (40, 48), (20, 24)  # columns and rows of views that become numbers
ONE = FRAMES // 2  # the frame that is attacked by those that need only one
TRAINING = (1, FRAMES // 2, FRAMES - 2)  # the frames that parrots learn from


class Material:
    """What all attackers have for one setting.

    clear: views of the stage that is not hidden, of which they use the gallery only. hidden: views of the attacked
    video. describe: Descriptor. deviation: of the blur, in pixels of a view.
    """

    def __init__(self, clear, hidden, describe, gallery, deviation):
        self.hidden, self.describe, self.gallery, self.count = hidden, describe, gallery, clear.count
        self.probes, self.known = np.flatnonzero(~clear.is_known), np.flatnonzero(clear.is_known)
        self.seen = hidden.pixels[self.probes, ONE]
        self.sharp = deconvolve(self.seen, deviation)


class Gallery:
    """The known pictures, not hidden, one view each, and their descriptors."""

    def __init__(self, clear, describe):
        known = np.flatnonzero(clear.is_known)
        first = known[np.unique(clear.pictures[known], return_index=True)[1]]
        self.people, self.views = clear.people[first], clear.pixels[first, ONE]
        self.descriptors = describe(self.views)

    def means(self):
        return np.array([self.descriptors[self.people == person].mean(0) for person in np.unique(self.people)])


def clear_pixels(material, seen=None):
    """Eigenfaces of the gallery, nearest neighbour; each view of mean 0 and deviation 1."""
    gallery = _standardized(flatten(material.gallery.views, FINE))
    project = Components(gallery, 100, whiten=False)
    seen = _standardized(flatten(material.seen if seen is None else seen, FINE))
    return nearest(project(seen), project(gallery), material.gallery.people, material.count)


def clear_descriptors(material, seen=None):
    found = material.describe(material.seen if seen is None else seen)
    return nearest(found, material.gallery.descriptors, material.gallery.people, material.count)


def wiener_pixels(material):
    return clear_pixels(material, material.sharp)


def wiener_descriptors(material):
    return clear_descriptors(material, material.sharp)


def parrot_nearest(material):
    """Principal components of the hidden gallery, whitened; nearest neighbour by angle."""
    rows, known, seen = _parrot(material)
    project = Components(rows, 40, whiten=True)
    people = material.hidden.people[known]
    return nearest(_unit(project(seen)), _unit(project(rows)), people, material.count)


def parrot_discriminants(material):
    rows, known, seen = _parrot(material)
    return _discriminants(material, rows, known)(seen)


def regression(material):
    """Predicts a person's mean descriptor from hidden pixels, and compares it with those of the gallery by angle."""
    rows, known, seen = _parrot(material)
    means = material.gallery.means()
    middle = means.mean(0)
    project = Components(rows, 40, whiten=True)
    predict = KernelRidge(project(rows), means[material.hidden.people[known]])
    return _unit(predict(project(seen)) - middle) @ _unit(means - middle).T


def track(material):
    """Each frame samples the face elsewhere: their mean, registered by the boxes, is finer than one. Discriminants."""
    means = material.hidden.pixels.mean(axis=1, dtype=np.float32)
    rows, seen = flatten(means[material.known], FINE), flatten(means[material.probes], FINE)
    return _discriminants(material, rows, material.known)(seen)


ATTACKERS = {
    "clear gallery, pixels": clear_pixels,
    "clear gallery, descriptors": clear_descriptors,
    "Wiener, pixels": wiener_pixels,
    "Wiener, descriptors": wiener_descriptors,
    "parrot, nearest neighbour": parrot_nearest,
    "parrot, discriminants": parrot_discriminants,
    "regression to descriptors": regression,
    "parrot, all frames of the track": track,
}


def _parrot(material):
    """The hidden gallery on several frames as rows, the clips of these rows, and the rows to be named."""
    hidden = material.hidden
    rows = np.concatenate([hidden.flat(material.known, frame, COARSE) for frame in TRAINING])
    return rows, np.tile(material.known, len(TRAINING)), hidden.flat(material.probes, ONE, COARSE)


def _discriminants(material, rows, clips):
    hidden = material.hidden
    return Discriminants(rows, hidden.people[clips], hidden.pictures[clips], material.count)


def _standardized(rows):
    rows = rows - rows.mean(1, keepdims=True)
    return rows / np.maximum(rows.std(1, keepdims=True), 1e-6)


def _unit(rows):
    return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12)
