"""What the oracle says about a score: losses, other weightings, guards and shared gaps."""

import math
from fractions import Fraction

from expected import loss_of_place, to_scale
from framework import domain_of
from model import power_mean
from rules import FLOOR, gap_of, linear_ideal

# --- Losses -------------------------------------------------------------------------------


def pillar_losses(setting, pillars):
    """Shapley values of the loss 1 - S, over all sets of pillars, straight from the definition."""
    keys = list(setting.weights)
    weights = [setting.weights[p] for p in keys]
    n = len(keys)
    lost = []
    for members in range(1 << n):
        values = [pillars[p] if members >> i & 1 else 1.0 for i, p in enumerate(keys)]
        lost.append(1 - power_mean(weights, values, setting.balance))
    chance = [math.factorial(t) * math.factorial(n - t - 1) / math.factorial(n) for t in range(n)]
    return {
        p: math.fsum(
            chance[members.bit_count()] * (lost[members | 1 << i] - lost[members])
            for members in range(1 << n)
            if not members >> i & 1
        )
        for i, p in enumerate(keys)
    }


def loss_on_scale(value, balance):
    return loss_of_place(to_scale(value, balance), balance)


def facet_losses(setting, weights, scored, losses):
    """Per facet the loss, and the part of it that is doubt."""
    shared = [(0.0, 0.0)] * len(setting.facets)
    for key, pillar in setting.framework.pillars.items():
        own = setting.facets_of(key)
        parts = {k: weights[k] * loss_of_place(scored.places[k], pillar.balance) for k in own}
        plain = {k: weights[k] * loss_on_scale(scored.plain[k], pillar.balance) for k in own}
        total = math.fsum(parts.values())
        for k in own:
            if total > 0:
                shared[k] = (losses[key] * parts[k] / total, losses[key] * (parts[k] - plain[k]) / total)
    return shared


# --- Would another weighting change the decision? ----------------------------------------------


def transform(score, balance):
    floored = max(score, FLOOR)
    if balance == 0:
        return math.log(floored)
    return math.copysign(floored**balance, balance)


def advantages(setting, first, second):
    """d_p of every pillar, and how far rounding may move their weighted sum."""
    d, noise = {}, 0.0
    for p, w in setting.weights.items():
        a = transform(first.pillars[p], setting.balance)
        b = transform(second.pillars[p], setting.balance)
        d[p] = a - b
        if abs(first.pillars[p] - second.pillars[p]) <= 1e-14 * second.pillars[p]:
            d[p] = 0.0  # level but for rounding
        else:
            noise = max(noise, abs(a), abs(b))
    return d, 1e-13 * noise


def stability_interval(setting, ranked, pillar):
    """The weights of one pillar at which the leader stays first, as (low, high, slack)."""
    today = setting.weights[pillar]
    rest = math.fsum(w for p, w in setting.weights.items() if p != pillar)
    low, high, slack = 0.0, 1.0, 0.0
    for rival in ranked[1:]:
        d, noise = advantages(setting, ranked[0], rival)
        if len(setting.weights) == 1:
            continue
        others = {p: w for p, w in setting.weights.items() if p != pillar}
        if rest == 0:  # no proportions to keep: the others share equally
            others = dict.fromkeys(others, 1.0)
        at_zero = math.fsum(w * d[p] for p, w in others.items()) / math.fsum(others.values())
        at_one = d[pillar]
        if at_zero == at_one:
            continue
        slack = max(slack, noise / abs(at_zero - at_one))
        crossing = at_zero / (at_zero - at_one)
        if at_zero < 0:
            low = max(low, min(crossing, today))
        if at_one < 0:
            high = min(high, max(crossing, today))
    return low, high, slack


def weight_to_move(setting, first, second):
    """The smallest share of weight whose move makes the two tie, or None; see move_is_doubtful."""
    d, _ = advantages(setting, first, second)
    lead = math.fsum(w * d[p] for p, w in setting.weights.items())
    to = min(d, key=d.get)
    if lead <= 0:
        return 0.0
    if d[to] > 0:
        return None
    # In whole fractions: leads may differ by so many orders of magnitude that subtracting doubles leaves noise.
    d = {p: Fraction(value) for p, value in d.items()}
    weights = {p: Fraction(value) for p, value in setting.weights.items()}
    lead = sum(w * d[p] for p, w in weights.items())
    moved = Fraction(0)
    for p in sorted(d, key=d.get, reverse=True):
        step = d[p] - d[to]
        if step <= 0:
            break
        if lead <= weights[p] * step:
            return float(moved + lead / step)
        lead -= weights[p] * step
        moved += weights[p]
    return float(moved)


def move_slack(setting, first, second):
    """How far rounding may shift weight_to_move, and whether it decides between a share and None."""
    d, noise = advantages(setting, first, second)
    # The share moved last is a remainder divided by its pillar's step: the smaller the step, the larger the noise.
    share, steps = weight_to_move(setting, first, second), []
    for p in sorted(d, key=d.get, reverse=True):
        if share is not None and share > 0 and d[p] > min(d.values()):
            steps.append(d[p] - min(d.values()))
            share -= setting.weights[p]
    slack = noise / min(steps) if steps else 0.0
    return slack, 0 < abs(min(d.values())) <= noise


# --- Guards ------------------------------------------------------------------------------------


def normal_cdf(z):
    return 0.5 * math.erfc(-z / math.sqrt(2))


def breach_of_dimension(estimate, limit):
    if estimate.se == 0:
        return 1.0 if estimate.mean < limit else 0.0
    return normal_cdf((limit - estimate.mean) / estimate.se)


def centred_moments(framework, person, dimension):
    """Mean of the value that a rule sees, and its variance without the clamps."""
    own = person.estimates[dimension]
    if not framework.is_centred(dimension):
        return own.mean, own.se**2
    domain = framework.dimensions_of(domain_of(dimension))
    n = len(domain)
    mean = 0.5 + own.mean - math.fsum(person.estimates[d].mean for d in domain) / n
    mean = min(1.0, max(0.0, mean))
    variance = math.fsum(
        ((1 if d == dimension else 0) - 1 / n) ** 2 * person.estimates[d].se ** 2 for d in domain
    )
    return mean, variance


def breach_of_facet(facet, limit, ceo_moments, coo_moments, shown_fit):
    """P(fit < limit) where both values are independent normals and nothing is clamped."""
    rule = facet.rule
    (x, x_variance), (y, y_variance) = ceo_moments, coo_moments
    if rule.kind == "fill":
        slope, shift = 1 - limit, limit * rule.level
    else:
        slope, shift = linear_ideal(rule)
    sd = math.sqrt(y_variance + slope**2 * x_variance)
    d = y - (shift + slope * x)
    if sd == 0:
        return 1.0 if shown_fit < limit else 0.0
    if rule.kind == "fill":
        return normal_cdf(-d / sd) if gap_of(rule, x) > 0 else 0.0
    if limit <= 0:
        return 0.0
    reach = math.sqrt(1 - limit)
    below = 0.0 if rule.below is None else normal_cdf((-rule.below * reach - d) / sd)
    above = 0.0 if rule.above is None else normal_cdf((d - rule.above * reach) / sd)
    return below + above
