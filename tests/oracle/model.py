"""The fit model, written a second time: rules, weights, pillar scores, score.

This is an independent implementation of the model, made from its description alone and without
sight of the program, in plain Python. It is slow and literal on purpose: the program's answers are
compared with it (see compare.py). Numbers lie in [0, 1].
"""

import math
from dataclasses import dataclass, replace

from framework import Framework, Person, RoleType, clamp, domain_of, mean_values

FLOOR = 0.01


# --- Rules -------------------------------------------------------------------------------------


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


# --- Weights and scores ------------------------------------------------------------------------


@dataclass(frozen=True)
class Setting:
    """A framework under a role type, with weights and balance chosen."""

    framework: Framework
    role_type: str | None
    weights: dict
    balance: float
    facets: tuple

    def facets_of(self, pillar):
        return [k for k, f in enumerate(self.facets) if f.pillar == pillar]

    @property
    def guards(self):
        return [
            g
            for g in self.framework.guards
            if g.role_types is None or self.role_type in g.role_types
        ]


def choose(framework, role_type=None, weights=None, balance=None):
    kind = framework.role_types[role_type] if role_type else RoleType({}, {}, {})
    raw = {}
    for key, pillar in framework.pillars.items():
        base = pillar.weight if weights is None else weights.get(key, 0.0)
        raw[key] = base * kind.pillars.get(key, 1.0)
    total = math.fsum(raw.values())
    return Setting(
        framework=framework,
        role_type=role_type,
        weights={key: w / total for key, w in raw.items()},
        balance=framework.balance if balance is None else float(balance),
        facets=tuple(adapt_facet(f, kind) for f in framework.facets),
    )


def adapt_facet(facet, kind):
    rule = facet.rule
    if rule.kind in ("meet", "fill") and facet.coo in kind.levels:
        rule = replace(rule, level=kind.levels[facet.coo] / 100)
    return replace(facet, rule=rule, weight=facet.weight * kind.facets.get(facet.id, 1.0))


def power_mean(weights, values, power):
    """The weighted power mean of values that are not allowed below the floor."""
    total = sum(weights)
    if power == 0:
        return math.exp(sum(w * math.log(max(v, FLOOR)) for w, v in zip(weights, values)) / total)
    mean = sum(w * max(v, FLOOR) ** power for w, v in zip(weights, values)) / total
    return mean ** (1 / power)


def pillar_score(weights, fits, balance):
    if balance == 1:
        return sum(w * f for w, f in zip(weights, fits)) / sum(weights)
    return power_mean(weights, fits, balance)


@dataclass(frozen=True)
class Scored:
    """One candidate's score and what it was made from; weights and fits in the facets' order."""

    person: Person
    values: dict
    fits: list
    pillars: dict
    overall: float


def facet_weights(setting, ceo_values):
    return [weight_at(f, ceo_values[f.ceo]) for f in setting.facets]


def pillar_totals(setting, weights):
    return {
        p: sum(weights[k] for k in setting.facets_of(p)) for p in setting.framework.pillars
    }


def score_values(setting, weights, ceo_values, coo_values, pillar_weights=None):
    """Fits, pillar scores and overall score of one pair of value tables."""
    chosen = setting.weights if pillar_weights is None else pillar_weights
    fits = [fit(f.rule, ceo_values[f.ceo], coo_values[f.coo]) for f in setting.facets]
    pillars = {}
    for key, pillar in setting.framework.pillars.items():
        own = setting.facets_of(key)
        pillars[key] = pillar_score([weights[k] for k in own], [fits[k] for k in own], pillar.balance)
    overall = power_mean(list(chosen.values()), [pillars[p] for p in chosen], setting.balance)
    return fits, pillars, overall


def score_person(setting, weights, ceo_values, person):
    values = mean_values(setting.framework, person)
    fits, pillars, overall = score_values(setting, weights, ceo_values, values)
    return Scored(person, values, fits, pillars, overall)


def rank(scored):
    return sorted(scored, key=lambda s: (-s.overall, s.person.id))


def domain_scores(setting, weights, fits):
    totals = pillar_totals(setting, weights)
    sums = {}
    for facet, w, f in zip(setting.facets, weights, fits):
        share = setting.weights[facet.pillar] * w / totals[facet.pillar]
        if share > 0:
            top, bottom = sums.get(domain_of(facet.coo), (0.0, 0.0))
            sums[domain_of(facet.coo)] = (top + share * f, bottom + share)
    return {domain: top / bottom for domain, (top, bottom) in sums.items()}


def is_assumed(facet, ceo, person):
    return not (facet.ceo in ceo.measured and facet.coo in person.measured)


def completeness(setting, weights, ceo, person):
    totals = pillar_totals(setting, weights)
    return math.fsum(
        setting.weights[f.pillar] * w / totals[f.pillar]
        for f, w in zip(setting.facets, weights)
        if not is_assumed(f, ceo, person)
    )
