"""The oracle's own Monte Carlo: literal draws with Python's generator, for statistical comparison."""

import random
from dataclasses import dataclass

from framework import clamp, values_seen
from model import facet_weights, score_values

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
    )
    for _ in range(draws):
        weights = fixed_weights or draw_weights(setting, rng, weight_uncertainty)
        record(result, draw_scores(setting, ceo, people, weights, rng), weights)
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


def draw_values(setting, person, rng):
    raw = {
        d: clamp(rng.gauss(e.mean, e.se)) if e.se > 0 else e.mean
        for d, e in person.estimates.items()
    }
    return values_seen(setting.framework, raw)


def draw_scores(setting, ceo, people, weights, rng):
    ceo_values = draw_values(setting, ceo, rng)
    facets = facet_weights(setting, ceo_values)
    return [
        score_values(setting, facets, ceo_values, draw_values(setting, p, rng), weights)[2]
        for p in people
    ]


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
