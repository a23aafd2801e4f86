"""Principal components, linear discriminants and kernel ridge regression."""

import numpy as np


class Components:
    """Projects on the principal components of a training set (Turk and Pentland 1991)."""

    def __init__(self, rows, count, whiten):
        self.mean = rows.mean(0)
        values, vectors = _principal(rows - self.mean)
        # What hardly varies in training is rounding.
        count = max(1, min(count, int((values > 1e-6 * values[0]).sum())))
        self.basis = vectors[:, :count] / (np.sqrt(np.maximum(values[:count], 1e-12)) if whiten else 1)

    def __call__(self, rows):
        return (rows - self.mean) @ self.basis


def _principal(rows):
    """Variances in decreasing order and directions, from the smaller of the two products of the rows."""
    if rows.shape[1] <= len(rows):
        values, vectors = np.linalg.eigh(rows.T @ rows / len(rows))
    else:
        values, parts = np.linalg.eigh(rows @ rows.T / len(rows))
        vectors = rows.T @ parts
        vectors /= np.maximum(np.linalg.norm(vectors, axis=0), 1e-12)
    return np.maximum(values[::-1], 0), vectors[:, ::-1]


class Discriminants:
    """Fisher's discriminants on principal components (Belhumeur, Hespanha and Kriegman 1997).

    The number of components is that which names most pictures of the training set that are left out: with a clear
    picture many help, with a blurred one they are noise.
    """

    COUNTS = (20, 40, 80, 140)
    SHRINKAGE = 0.01  # of the within-class covariance (Friedman 1989)

    def __init__(self, rows, people, groups, count):
        """groups: the rows' pictures; all rows of one are left out together."""
        self.project, self.count = Components(rows, max(self.COUNTS), whiten=True), count
        rows = self.project(rows)
        folds = _folds(people, groups)
        self.used = max(self.COUNTS, key=lambda used: self._named(rows[:, :used], people, folds))
        self.model = _Classes(rows[:, :self.used], people, count)

    def __call__(self, rows):
        return self.model(self.project(rows)[:, :self.used])

    def _named(self, rows, people, folds):
        right = 0
        for fold in np.unique(folds):
            kept, left = folds != fold, folds == fold
            right += (_Classes(rows[kept], people[kept], self.count)(rows[left]).argmax(1) == people[left]).sum()
        return right


class _Classes:
    """Normal distributions of one covariance, one for each person."""

    def __init__(self, rows, people, count):
        means = np.array([rows[people == person].mean(0) for person in range(count)])
        spread = np.atleast_2d(np.cov((rows - means[people]).T))
        share = Discriminants.SHRINKAGE
        spread = (1 - share) * spread + share * np.trace(spread) / len(spread) * np.eye(len(spread))
        values, vectors = np.linalg.eigh(spread)
        self.even = vectors / np.sqrt(np.maximum(values, 1e-12))
        self.means = means @ self.even

    def __call__(self, rows):
        """Each person's log-likelihood, up to a constant and a factor."""
        return -squared_distances(rows @ self.even, self.means)


def _folds(people, groups):
    """Numbers the groups of each person from 0."""
    folds = np.zeros(len(people), int)
    for person in np.unique(people):
        own = people == person
        folds[own] = np.unique(groups[own], return_inverse=True)[1]
    return folds


class KernelRidge:
    """Regression on Gaussian kernels, as wide as the training set."""

    PENALTY, WIDTH = 0.3, 3.0

    def __init__(self, rows, targets):
        self.rows, self.mean = rows, targets.mean(0)
        self.width = self.WIDTH * np.median(squared_distances(rows, rows)) or 1.0
        kernel = self._kernel(rows) + self.PENALTY * np.eye(len(rows))
        self.weights = np.linalg.solve(kernel, targets - self.mean)

    def __call__(self, rows):
        return self._kernel(rows) @ self.weights + self.mean

    def _kernel(self, rows):
        return np.exp(-squared_distances(rows, self.rows) / self.width)


def nearest(rows, gallery, people, count):
    """Each person's score: minus the squared distance of the nearest of the gallery's rows."""
    distances = squared_distances(rows, gallery)
    return -np.array([distances[:, people == person].min(1) for person in range(count)]).T


def squared_distances(left, right):
    return np.maximum((left**2).sum(1)[:, None] + (right**2).sum(1) - 2 * left @ right.T, 0)
