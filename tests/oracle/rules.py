"""The rules: from two values to a fit, as if both were exact."""

from framework import clamp

FLOOR = 0.01


def linear_ideal(rule):
    """Slope and shift of the ideal as a line in the CEO's value, for every rule but fill."""
    return {
        "match": (1.0, 0.0),
        "mirror": (-1.0, 1.0),
        "meet": (0.0, rule.level),
        "range": (rule.slope, rule.shift),
    }[rule.kind]


def ideal_point(rule, x):
    slope, shift = linear_ideal(rule)
    return clamp(shift + slope * x) if rule.kind == "range" else shift + slope * x


def gap_of(rule, x):
    return max(0.0, rule.level - x)


def fit(rule, x, y):
    if rule.kind == "fill":
        gap = gap_of(rule, x)
        return clamp((y - x) / gap) if gap > 0 else 1.0
    d = y - ideal_point(rule, x)
    tolerance = rule.below if d < 0 else rule.above
    if tolerance is None or d == 0:
        return 1.0
    return 1 - min(1.0, (d / tolerance) ** 2)


def weight_at(facet, x):
    """The facet's weight for a CEO at x: a fill facet weighs as much as its relative gap."""
    if facet.rule.kind == "fill":
        return facet.weight * gap_of(facet.rule, x) / facet.rule.level
    return facet.weight


def shown_ideal(rule, x):
    if rule.kind == "fill":
        return 100 * rule.level if gap_of(rule, x) > 0 else None
    return 100 * ideal_point(rule, x)
