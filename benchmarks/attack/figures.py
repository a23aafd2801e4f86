"""Rank 1, rank 5 and ROC AUC with intervals of 95 %, and the same for guessing.

Pictures of one person are not independent. The interval of a figure is therefore that of a bootstrap over people, whose
pictures stay together (percentiles). The interval of chance is that of a permutation test: all pictures of a person get
the name of another, drawn at random without repetition, and the attacker's own scores are kept. So it holds for an
attacker that always says the same name, too.
"""

from dataclasses import dataclass

import numpy as np

DRAWS = 2000
TAILS = (2.5, 97.5)


@dataclass(frozen=True)
class Figure:
    value: float
    low: float
    high: float
    chance_low: float
    chance_high: float

    @property
    def is_chance(self):
        return self.value <= self.chance_high


class Scored:
    """The scores of one attacker in all rounds."""

    def __init__(self, rounds, seed):
        """rounds: of each the scores, with a row for each picture and a column for each person, and the rows' people."""
        dice = np.random.default_rng(seed)
        scores, people = (np.concatenate(parts) for parts in zip(*rounds))
        scores = scores + dice.uniform(0, 1e-9, scores.shape) * max(np.abs(scores).max(), 1e-12)  # no ties
        self.people, self.count = people, scores.shape[1]
        self.ranks = (-scores).argsort(1).argsort(1)
        # One threshold for all pictures needs scores of one scale.
        scale = scores.std(1, keepdims=True)
        even = (scores - scores.mean(1, keepdims=True)) / np.maximum(scale, 1e-12)
        self.places = even.ravel().argsort().argsort().reshape(even.shape)
        self.draws = [dice.integers(self.count, size=self.count) for _ in range(DRAWS)]
        self.names = [dice.permutation(self.count) for _ in range(DRAWS)]

    def named(self, limit):
        """The share of pictures whose person is among the first `limit`."""
        hits = self.ranks < limit
        by_person = np.array([hits[self.people == person].mean(0) for person in range(self.count)])
        right = by_person.diagonal()
        chance = [by_person[np.arange(self.count), names].mean() for names in self.names]
        return _figure(right.mean(), [right[draw].mean() for draw in self.draws], chance)

    def area(self):
        """Under the ROC curve of "is this person p?", over all pictures and people (Mann and Whitney's U)."""
        wins = self._wins()
        size = np.bincount(self.people, minlength=self.count)
        pairs = np.outer(size, size * (self.count - 1))

        def drawn(draw):
            weights = np.bincount(draw, minlength=self.count)
            return weights @ wins @ weights / (weights @ pairs @ weights)

        chance = [self._area_of(names[self.people]) for names in self.names]
        return _figure(self._area_of(self.people), [drawn(draw) for draw in self.draws], chance)

    def _area_of(self, names):
        own = self.places[np.arange(len(names)), names]
        number, others = len(own), self.places.size - len(own)
        return (own.sum() - number * (number - 1) / 2) / (number * others)

    def _wins(self):
        """How often pictures of person p score higher for p than pictures of q do for others, for each p and q."""
        own = self.places[np.arange(len(self.people)), self.people]
        wins = np.zeros((self.count, self.count))
        for q in range(self.count):
            rows = self.places[self.people == q]
            others = np.sort(np.delete(rows, q, axis=1).ravel())
            wins[:, q] = np.bincount(self.people, np.searchsorted(others, own), minlength=self.count)
        return wins


def _figure(value, drawn, chance):
    return Figure(float(value), *map(float, np.percentile(drawn, TAILS)), *map(float, np.percentile(chance, TAILS)))


def best(scored, limit):
    """The best of several attackers, beside what the best of as many has by chance: the same names for all."""
    figures = [one.named(limit) for one in scored]
    first = max(range(len(figures)), key=lambda index: figures[index].value)
    shares = []
    for names in scored[0].names:
        expected = names[scored[0].people]
        shares.append(max((one.ranks[np.arange(len(expected)), expected] < limit).mean() for one in scored))
    found = figures[first]
    return first, Figure(found.value, found.low, found.high, *map(float, np.percentile(shares, TAILS)))
