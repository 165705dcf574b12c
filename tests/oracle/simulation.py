"""The oracle's own Monte Carlo: literal draws with Python's generator, for statistical comparison."""

import math
import random
from dataclasses import dataclass, replace

from framework import clamp, values_seen
from model import facet_weights, score_person, score_values

TIE = 1e-12


@dataclass
class Simulation:
    """Draws of the scores of a pool, in the order of the candidates given."""

    draws: int
    scores: list
    rank_shares: list
    beats: list
    expected_ranks: list
    rank_variances: list
    wins: list
    winning_weights: list
    values: list

    def probability_of_rank(self, candidate, place):
        return self.rank_shares[candidate][place] / self.draws


def simulate(setting, ceo, people, draws, seed, weight_uncertainty=None, fixed_weights=None):
    """`weight_uncertainty` is None, a number kappa, or "unknown"; `fixed_weights` wins over it."""
    rng = random.Random(seed)
    n = len(people)
    result = Simulation(
        draws=draws,
        scores=[[] for _ in people],
        rank_shares=[[0.0] * n for _ in people],
        beats=[[0.0] * n for _ in people],
        expected_ranks=[0.0] * n,
        rank_variances=[0.0] * n,
        wins=[0.0] * n,
        winning_weights=[{p: [0.0, 0.0] for p in setting.weights} for _ in people],
        values=[],
    )
    for _ in range(draws):
        weights = fixed_weights or draw_weights(setting, rng, weight_uncertainty)
        values = [draw_values(person, rng) for person in (ceo, *people)]
        result.values.append(values)
        record(result, draw_scores(setting, values, weights), weights)
    finish_ranks(result)
    return result


def draw_weights(setting, rng, weight_uncertainty):
    if weight_uncertainty is None:
        return setting.weights
    if weight_uncertainty == "unknown":
        alphas = {p: 1.0 for p in setting.weights}
    else:
        alphas = {p: weight_uncertainty * w for p, w in setting.weights.items()}
    gammas = {p: rng.gammavariate(a, 1.0) if a > 0 else 0.0 for p, a in alphas.items()}
    total = sum(gammas.values())
    return {p: g / total for p, g in gammas.items()}


def draw_values(person, rng):
    return {
        d: clamp(rng.gauss(e.mean, e.se)) if e.se > 0 else e.mean
        for d, e in person.estimates.items()
    }


def draw_scores(setting, values, weights):
    """Scores of the candidates for drawn values, the CEO's first."""
    ceo, *people = [values_seen(setting.framework, raw) for raw in values]
    facets = facet_weights(setting, ceo)
    return [score_values(setting, facets, ceo, person, weights)[2] for person in people]


def record(result, scores, weights):
    for i, score in enumerate(scores):
        result.scores[i].append(100 * score)
        above = tied = 0
        for j, other in enumerate(scores):
            if abs(score - other) <= TIE:
                tied += 1
                result.beats[i][j] += 0.5
            elif other > score:
                above += 1
            else:
                result.beats[i][j] += 1.0
        for place in range(above, above + tied):
            result.rank_shares[i][place] += 1 / tied
        if above == 0:
            result.wins[i] += 1 / tied
            for p, w in weights.items():
                result.winning_weights[i][p][0] += w / tied
                result.winning_weights[i][p][1] += w * w / tied


def finish_ranks(result):
    for i, shares in enumerate(result.rank_shares):
        mean = sum((r + 1) * s for r, s in enumerate(shares)) / result.draws
        square = sum((r + 1) ** 2 * s for r, s in enumerate(shares)) / result.draws
        result.expected_ranks[i] = mean
        result.rank_variances[i] = max(0.0, square - mean * mean)


# --- What would settle it ----------------------------------------------------------------------


def settling_shares(simulation, leader, rival):
    """The squared correlation of the lead with every drawn value, by whose and which; None for a still lead."""
    lead = [a - b for a, b in zip(simulation.scores[leader], simulation.scores[rival])]
    if deviation(lead) < 1e-7:
        return None
    shares = {}
    for of, person in (("ceo", 0), ("a", leader + 1), ("b", rival + 1)):
        for dimension in simulation.values[0][person]:
            drawn = [values[person][dimension] for values in simulation.values]
            if deviation(drawn) > 1e-9:
                shares[of, dimension] = correlation(lead, drawn) ** 2
    return shares


def deviation(numbers):
    mean = sum(numbers) / len(numbers)
    return (sum((v - mean) ** 2 for v in numbers) / len(numbers)) ** 0.5


def correlation(a, b):
    mean_a, mean_b = sum(a) / len(a), sum(b) / len(b)
    common = sum((x - mean_a) * (y - mean_b) for x, y in zip(a, b)) / len(a)
    return common / (deviation(a) * deviation(b))


# --- Variations of the framework's figures -----------------------------------------------------


def vary(setting, ceo, people, count, seed):
    """The candidates' scores, in points, under so many variations."""
    rng = random.Random(seed)
    rows = []
    for _ in range(count):
        varied = replace(setting, facets=tuple(vary_facet(f, rng) for f in setting.facets))
        weights = facet_weights(varied, values_seen(setting.framework, means(ceo)))
        rows.append([100 * score_person(varied, weights, ceo, p).overall for p in people])
    return rows


def means(person):
    return {d: e.mean for d, e in person.estimates.items()}


def vary_facet(facet, rng):
    rule = facet.rule
    if rule.level is not None:
        rule = replace(rule, level=min(1.0, max(0.05, rule.level + 0.06 * rng.gauss(0, 1))))
    for side in ("below", "above"):
        if getattr(rule, side) is not None:
            rule = replace(rule, **{side: getattr(rule, side) * math.exp(0.26 * rng.gauss(0, 1))})
    return replace(facet, rule=rule, weight=facet.weight * math.exp(0.5 * rng.gauss(0, 1)))


def firsts(rows):
    """The share of rows in which each column is the largest; equal ones share it."""
    shares = [0.0] * len(rows[0])
    for row in rows:
        first = [i for i, score in enumerate(row) if score >= max(row) - 100 * TIE]
        for i in first:
            shares[i] += 1 / len(first) / len(rows)
    return shares
