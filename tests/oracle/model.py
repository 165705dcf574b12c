"""The fit model, written a second time: weights, pillar scores, score, and what is known.

This is an independent implementation of the model, made from its description alone and without
sight of the program, in plain Python. It is slow and literal on purpose: the program's answers are
compared with it (see compare.py). Numbers lie in [0, 1].
"""

import math
from dataclasses import dataclass, replace

from expected import error_of, expected_fit, expected_place, from_scale
from framework import Framework, Person, RoleType, domain_of, mean_values, standard_errors
from rules import FLOOR, fit, weight_at

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
    """One candidate's score and what it was made from; fits and places in the facets' order."""

    person: Person
    values: dict
    fits: list
    pillars: dict
    overall: float
    plain: list = ()
    places: list = ()


def facet_weights(setting, ceo_values):
    return [weight_at(f, ceo_values[f.ceo]) for f in setting.facets]


def pillar_totals(setting, weights):
    return {
        p: sum(weights[k] for k in setting.facets_of(p)) for p in setting.framework.pillars
    }


def score_values(setting, weights, ceo_values, coo_values, pillar_weights=None):
    """Plain fits, pillar scores and overall score of one pair of value tables, both exact: a draw."""
    chosen = setting.weights if pillar_weights is None else pillar_weights
    fits = [fit(f.rule, ceo_values[f.ceo], coo_values[f.coo]) for f in setting.facets]
    pillars = {}
    for key, pillar in setting.framework.pillars.items():
        own = setting.facets_of(key)
        pillars[key] = pillar_score([weights[k] for k in own], [fits[k] for k in own], pillar.balance)
    overall = power_mean(list(chosen.values()), [pillars[p] for p in chosen], setting.balance)
    return fits, pillars, overall


def score_person(setting, weights, ceo, person):
    """The score by the fits that are to be expected of the two people's estimates."""
    framework = setting.framework
    x, x_error = mean_values(framework, ceo), standard_errors(framework, ceo)
    y, y_error = mean_values(framework, person), standard_errors(framework, person)
    plain, fits, places = [], [], []
    for f in setting.facets:
        balance = framework.pillars[f.pillar].balance
        s = error_of(f.rule, x_error[f.ceo], y_error[f.coo])
        plain.append(fit(f.rule, x[f.ceo], y[f.coo]))
        fits.append(expected_fit(f.rule, x[f.ceo], y[f.coo], s, balance))
        places.append(expected_place(f.rule, x[f.ceo], y[f.coo], s, balance))
    pillars = {}
    for key, pillar in framework.pillars.items():
        own = setting.facets_of(key)
        mean = sum(weights[k] * places[k] for k in own) / sum(weights[k] for k in own)
        pillars[key] = from_scale(mean, pillar.balance)
    overall = power_mean(
        list(setting.weights.values()), [pillars[p] for p in setting.weights], setting.balance
    )
    return Scored(person, y, fits, pillars, overall, plain, places)


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


def measured_share(setting, weights, is_counted, pillar_weights):
    totals = pillar_totals(setting, weights)
    return math.fsum(
        pillar_weights[f.pillar] * w / totals[f.pillar]
        for f, w in zip(setting.facets, weights)
        if is_counted(f)
    )


def completeness(setting, weights, ceo, person):
    return measured_share(setting, weights, lambda f: not is_assumed(f, ceo, person), setting.weights)


def completeness_by_pillar(setting, weights, ceo, person):
    once = {p: 1.0 for p in setting.weights}
    is_measured = lambda p: lambda f: f.pillar == p and not is_assumed(f, ceo, person)
    return {p: measured_share(setting, weights, is_measured(p), once) for p in setting.weights}


def own_answers(setting, weights, ceo, person):
    """The measured weight that rests on the candidate's own answers alone."""
    is_own = lambda f: not is_assumed(f, ceo, person) and f.coo in person.own
    return measured_share(setting, weights, is_own, setting.weights)
