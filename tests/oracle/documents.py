"""The documents that the program should print, made from the oracle's model.

Keys that begin with an underscore never appear in the program's output. They tell the comparison
where rounding may decide, or which reading of the model a number rests on.
"""

import math

from explanation import (
    breach_of_dimension, breach_of_facet, centred_moments, facet_losses, move_slack, pillar_losses,
    stability_interval, weight_to_move,
)
from framework import clamp, mean_values
from model import (
    choose, completeness, completeness_by_pillar, domain_scores, facet_weights, is_assumed, own_answers,
    pillar_totals, rank, score_person,
)
from rules import fit, gap_of, shown_ideal, weight_at

BORDERLINE = 1e-9
GRID_STEPS = 200


# --- The score document ------------------------------------------------------------------------


def score_pool(setting, ceo, people, order=None):
    """The ranked candidates; `order`, a list of ids, settles the order instead of the scores."""
    ceo_values = mean_values(setting.framework, ceo)
    weights = facet_weights(setting, ceo_values)
    ranked = rank([score_person(setting, weights, ceo, p) for p in people])
    if order is not None:
        ranked.sort(key=lambda s: order.index(s.person.id))
    return ranked


def score_document(setting, ceo, people, order=None):
    """What `counterpart score --draws 0 --format json` should print."""
    ceo_values = mean_values(setting.framework, ceo)
    ranked = score_pool(setting, ceo, people, order)
    return {
        "framework": {"id": setting.framework.id, "version": setting.framework.version},
        "ceo": ceo.id,
        "role_type": setting.role_type,
        "balance": setting.balance,
        "draws": 0,
        "weights": setting.weights,
        "results": [
            result_document(setting, ceo, ceo_values, scored, place)
            for place, scored in enumerate(ranked, 1)
        ],
        "pairwise": [
            pair_document(setting, first, second)
            for i, first in enumerate(ranked)
            for second in ranked[i + 1 :]
        ],
        "stability": {p: stability_document(setting, ranked, p) for p in setting.weights},
        "ceo_flags": [dimension_flag(setting, g, ceo) for g in setting.guards if g.side == "ceo"],
    }


def result_document(setting, ceo, ceo_values, scored, place):
    weights = facet_weights(setting, ceo_values)
    losses = pillar_losses(setting, scored.pillars)
    complete = completeness(setting, weights, ceo, scored.person)
    by_pillar = completeness_by_pillar(setting, weights, ceo, scored.person)
    own = own_answers(setting, weights, ceo, scored.person)
    lacks = [complete - setting.framework.min_completeness]
    lacks += [by_pillar[p] - 0.5 for p, w in setting.weights.items() if w > 0]
    lacks.append(complete / 2 - own)
    facets = facet_documents(setting, ceo, ceo_values, scored, losses)
    return {
        "id": scored.person.id,
        "name": scored.person.name,
        "rank": place,
        "score": 100 * scored.overall,
        "completeness": complete,
        "completeness_by_pillar": by_pillar,
        "provisional": any(lack < 0 for lack in lacks),
        "_provisional_borderline": any(abs(lack) < BORDERLINE for lack in lacks),
        "pillars": {p: 100 * s for p, s in scored.pillars.items()},
        "domains": {d: 100 * s for d, s in domain_scores(setting, weights, scored.fits).items()},
        "losses": {p: 100 * loss for p, loss in losses.items()},
        "facets": facets,
        "doubt": math.fsum(f["doubt"] for f in facets),
        "flags": [flag(setting, g, ceo, scored) for g in setting.guards if g.side == "coo"],
        "shared_gaps": shared_gaps(setting, ceo_values, scored.values),
    }


def facet_documents(setting, ceo, ceo_values, scored, losses):
    weights = facet_weights(setting, ceo_values)
    totals = pillar_totals(setting, weights)
    lost = facet_losses(setting, weights, scored, losses)
    documents = []
    for k, facet in enumerate(setting.facets):
        x = ceo_values[facet.ceo]
        documents.append(
            {
                "id": facet.id,
                "pillar": facet.pillar,
                "ceo": 100 * x,
                "coo": 100 * scored.values[facet.coo],
                "ideal": shown_ideal(facet.rule, x),
                "fit": scored.fits[k],
                "plain": scored.plain[k],
                "weight": weights[k] / totals[facet.pillar],
                "loss": 100 * lost[k][0],
                "doubt": 100 * lost[k][1],
                "assumed": is_assumed(facet, ceo, scored.person),
            }
        )
    return documents


def pair_document(setting, first, second):
    slack, is_doubtful = move_slack(setting, first, second)
    return {
        "a": first.person.id,
        "b": second.person.id,
        "weight_to_move": weight_to_move(setting, first, second),
        "_slack": slack,
        "_doubtful": is_doubtful,
    }


def stability_document(setting, ranked, pillar):
    low, high, slack = stability_interval(setting, ranked, pillar)
    return {"weight": setting.weights[pillar], "low": low, "high": high, "_slack": slack}


# --- Flags and shared gaps ------------------------------------------------------------------

def flag(setting, guard, ceo, scored):
    framework, person = setting.framework, scored.person
    if guard.dimension is not None:
        return dimension_flag(setting, guard, person)
    k, facet = next((k, f) for k, f in enumerate(setting.facets) if f.id == guard.facet)
    moments = centred_moments(framework, ceo, facet.ceo), centred_moments(framework, person, facet.coo)
    probability = breach_of_facet(facet, guard.at_least, *moments, scored.plain[k])
    readings = facet_readings(framework, facet, moments[0][0])
    still = moments[0][1] == 0 and moments[1][1] == 0
    close = still or (facet.rule.kind == "meet" and moments[1][1] == 0)
    close = close and abs(scored.plain[k] - guard.at_least) < BORDERLINE
    return {"guard": guard.id, "probability": probability, "_readings": readings, "_borderline": close}


def dimension_flag(setting, guard, person):
    estimate = person.estimates[guard.dimension]
    readings = {"centred-guards"} if setting.framework.is_centred(guard.dimension) else set()
    close = estimate.se == 0 and abs(estimate.mean - guard.at_least) < BORDERLINE
    probability = breach_of_dimension(estimate, guard.at_least)
    return {"guard": guard.id, "probability": probability, "_readings": readings, "_borderline": close}


def facet_readings(framework, facet, ceo_mean):
    """The names of the debatable readings that a facet guard's probability rests on."""
    readings = set()
    if facet.rule.kind == "fill":
        readings.add("fill-guards")
    if framework.is_centred(facet.ceo) or framework.is_centred(facet.coo):
        readings.add("centred-guards")
    if facet.rule.kind == "range":
        ideal = facet.rule.shift + facet.rule.slope * ceo_mean
        if ideal != clamp(ideal):
            readings.add("clamped-guards")
    return readings


def shared_gaps(setting, ceo_values, coo_values):
    """One entry a dimension, at the highest of its levels that both lie below."""
    gaps = {}
    for f in setting.facets:
        if f.rule.kind != "fill" or f.weight <= 0:
            continue
        x, y, level = ceo_values[f.ceo], coo_values[f.coo], f.rule.level
        known = gaps.get(f.coo)
        if x < level and y < level and (known is None or known["level"] < 100 * level):
            gaps[f.coo] = {"dimension": f.coo, "level": 100 * level, "ceo": 100 * x, "coo": 100 * y}
    return list(gaps.values())


# --- The gaps document -------------------------------------------------------------------------


def gaps_document(framework, ceo, role_type=None, weights=None):
    """What `counterpart gaps --format json` should print."""
    setting = choose(framework, role_type, weights)
    values = mean_values(framework, ceo)
    return {
        "ceo": ceo.id,
        "role_type": role_type,
        "gaps": gap_documents(setting, values),
        "ideal": ideal_documents(setting, values),
        "role_types": need_documents(framework, values, weights),
    }


def gap_documents(setting, values):
    rows = []
    for f in setting.facets:
        if f.rule.kind == "fill" and gap_of(f.rule, values[f.ceo]) > 0:
            gap = gap_of(f.rule, values[f.ceo])
            rows.append(
                {
                    "dimension": f.coo,
                    "level": 100 * f.rule.level,
                    "ceo": 100 * values[f.ceo],
                    "gap": 100 * gap,
                    "priority": setting.weights[f.pillar] * f.weight * gap / f.rule.level,
                }
            )
    total = math.fsum(row["priority"] for row in rows)
    for row in rows:
        row["priority"] = row["priority"] / total if total > 0 else 0.0
    return sorted(rows, key=lambda row: -row["priority"])


def ideal_documents(setting, values):
    weights = facet_weights(setting, values)
    totals = pillar_totals(setting, weights)
    readers = {}
    for f, w in zip(setting.facets, weights):
        share = setting.weights[f.pillar] * w / totals[f.pillar]
        if share > 0:
            readers.setdefault(f.coo, []).append((share, f.rule, values[f.ceo]))
    return [ideal_document(dimension, facets) for dimension, facets in readers.items()]


def ideal_document(dimension, facets):
    curve = [
        math.fsum(share * fit(rule, x, step / GRID_STEPS) for share, rule, x in facets)
        for step in range(GRID_STEPS + 1)
    ]
    best = max(curve)
    low, high = band(curve, 0.99 * best)
    return {
        "dimension": dimension,
        "ideal": grid_value(lowest_best(curve, 1e-12)),
        "low": grid_value(low),
        "high": grid_value(high),
        "_curve": curve,
    }


def lowest_best(curve, margin):
    best = max(curve)
    return next(step for step, value in enumerate(curve) if value >= best - margin)


def band(curve, threshold):
    inside = [step for step, value in enumerate(curve) if value >= threshold]
    return inside[0], inside[-1]


def grid_value(step):
    return 100 * step / GRID_STEPS


def need_documents(framework, values, weights):
    rows = []
    for role_type in framework.role_types:
        setting = choose(framework, role_type, weights)
        fills = [f for f in setting.facets if f.rule.kind == "fill"]
        total = math.fsum(setting.weights[f.pillar] * f.weight for f in fills)
        need = math.fsum(setting.weights[f.pillar] * weight_at(f, values[f.ceo]) for f in fills)
        rows.append({"id": role_type, "need": need / total if total > 0 else 0.0})
    return sorted(rows, key=lambda row: -row["need"])
