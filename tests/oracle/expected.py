"""The fit to be expected of two estimates, from the description: thirty-two errors, the rule 32 times."""

import math
from statistics import NormalDist

from rules import FLOOR, fit


def errors():
    """Thirty-two equally likely errors of unit variance."""
    z = [NormalDist().inv_cdf((i - 0.5) / 32) for i in range(1, 33)]
    scale = math.sqrt(math.fsum(v * v for v in z) / len(z))
    return [v / scale for v in z]


ERRORS = errors()


def ceo_share(rule):
    """How far a rule's ideal moves with the CEO's value."""
    return {"match": 1.0, "mirror": 1.0, "fill": 1.0, "range": abs(rule.slope), "meet": 0.0}[rule.kind]


def error_of(rule, x_error, y_error):
    return math.sqrt(y_error**2 + (ceo_share(rule) * x_error) ** 2)


def to_scale(value, balance):
    if balance == 1:
        return value
    floored = max(value, FLOOR)
    return math.log(floored) if balance == 0 else floored**balance


def from_scale(place, balance):
    if balance == 1:
        return place
    return math.exp(place) if balance == 0 else place ** (1 / balance)


def loss_of_place(place, balance):
    """What is lost at a place of the scale."""
    if balance == 1:
        return 1 - place
    return -place if balance == 0 else math.copysign(1.0, balance) * (1 - place)


def expected_place(rule, x, y, s, balance):
    if s == 0:
        return to_scale(fit(rule, x, y), balance)
    return math.fsum(to_scale(fit(rule, x, y + s * q), balance) for q in ERRORS) / len(ERRORS)


def expected_fit(rule, x, y, s, balance):
    """What is shown as the facet's fit; without error the plain fit itself."""
    if s == 0:
        return fit(rule, x, y)
    return from_scale(expected_place(rule, x, y, s, balance), balance)
