"""The oracle against hand calculations, and the comparison against documents with one wrong number.

usage: selftest.py
"""

import copy
import math
import random
from statistics import NormalDist

from compare import Mismatch, compare_gaps, compare_score
from documents import gaps_document, score_document
from explanation import (
    breach_of_dimension, breach_of_facet, loss_on_scale, pillar_losses, stability_interval,
    weight_to_move,
)
from framework import (
    Estimate, Facet, Person, Rule, estimate_from_ratings, load_framework, mean_values, read_person,
)
from expected import ERRORS, expected_fit
from model import Scored, choose, pillar_score, power_mean
from rules import fit, weight_at
from random_cases import random_case

TINY = """
id = "tiny"
version = "1.0.0"
title = "Tiny"
balance = 0
[pillars.roles]
weight = 3
[pillars.trust]
weight = 1
balance = 0
[domains.skill]
[domains.value]
ipsative = true
[dimensions."skill.operations"]
[dimensions."skill.finance"]
[dimensions."value.power"]
[dimensions."value.security"]
[[role_types]]
id = "executor"
pillars = { trust = 3 }
facets = { "roles.fill.operations" = 0.5 }
levels = { "skill.operations" = 100 }
[[guards]]
id = "operations"
dimension = "skill.operations"
at_least = 70
[[guards]]
id = "only-executors"
facet = "roles.meet.finance"
at_least = 75
role_types = ["executor"]
[[facets]]
id = "roles.fill.operations"
pillar = "roles"
coo = "skill.operations"
weight = 2
rule = { kind = "fill", level = 80 }
[[facets]]
id = "roles.meet.finance"
pillar = "roles"
coo = "skill.finance"
weight = 1
rule = { kind = "meet", level = 60 }
[[facets]]
id = "trust.match.power"
pillar = "trust"
coo = "value.power"
weight = 1
rule = { kind = "match", below = 43, above = 43 }
"""
TINY_CEO = {"id": "ceo", "name": "C", "estimates": {
    "skill.operations": 40, "value.power": 70, "value.security": 50}}
TINY_COO = {"id": "a", "name": "A", "estimates": {
    "skill.operations": {"mean": 70, "se": 10}, "skill.finance": {"mean": 40, "se": 0},
    "value.power": 50, "value.security": 50}}


def certain(profile):
    """The same person, known without error."""
    means = {d: v["mean"] if isinstance(v, dict) else v for d, v in profile["estimates"].items()}
    return profile | {"estimates": {d: {"mean": mean, "se": 0} for d, mean in means.items()}}


def close(got, want, tolerance=1e-12):
    assert math.isclose(got, want, rel_tol=0, abs_tol=tolerance), (got, want)


def test_rules():
    both = {"below": 0.5, "above": 0.5}
    close(fit(Rule("match", **both), 0.6, 0.4), 0.84)
    close(fit(Rule("match", below=None, above=0.5), 0.6, 0.1), 1.0)
    close(fit(Rule("match", **both), 0.0, 0.5), 0.0)
    close(fit(Rule("mirror", **both), 0.3, 0.9), 0.84)
    close(fit(Rule("meet", level=0.8, below=0.4), 0.0, 0.6), 0.75)
    close(fit(Rule("meet", level=0.8, below=0.4), 0.0, 0.9), 1.0)
    close(fit(Rule("range", slope=1.0, shift=0.2, **both), 0.9, 0.75), 0.75)
    fill = Rule("fill", level=0.8)
    close(fit(fill, 0.4, 0.7), 0.75)
    close(fit(fill, 0.4, 0.3), 0.0)
    close(fit(fill, 0.9, 0.1), 1.0)
    facet = Facet("f", "p", "d", "d", 3.0, fill)
    close(weight_at(facet, 0.4), 1.5)
    close(weight_at(facet, 0.8), 0.0)


def test_ratings():
    """At reliability 0.5 the error equals the spread, so one rating weighs as much as the prior."""
    framework = load_framework(TINY)
    one = [{"source": "superior", "value": 90}]
    estimate = estimate_from_ratings("skill.finance", one, framework)
    close(estimate.mean, 0.7)
    close(estimate.se, 0.2 / math.sqrt(2))
    both = one + [{"source": "test", "value": 50}]
    estimate = estimate_from_ratings("skill.finance", both, framework)
    close(estimate.mean, (0.5 + 0.9 + 4 * 0.5) / 6)
    close(estimate.se, 0.2 / math.sqrt(6))


def test_stated_and_rated():
    """A stated value takes the prior's place; a certain one does not move."""
    framework = load_framework(TINY)

    def estimate(stated):
        ratings = [{"dimension": "skill.finance", "source": "superior", "value": 90}]
        profile = {"id": "x", "estimates": {"skill.finance": stated}, "ratings": ratings}
        return read_person(profile, framework).estimates["skill.finance"]

    close(estimate({"mean": 60, "se": 20}).mean, 0.75)
    close(estimate({"mean": 60, "se": 20}).se, 0.2 / math.sqrt(2))
    close(estimate(60).mean, (0.6 / 0.01 + 0.9 / 0.04) / (1 / 0.01 + 1 / 0.04))
    assert estimate({"mean": 60, "se": 0}) == Estimate(0.6, 0.0)


def test_expected_fit():
    """Inside its tolerance a parabola loses the variance of the error, whatever the errors are."""
    close(math.fsum(ERRORS), 0.0, 1e-14)
    close(math.fsum(q * q for q in ERRORS) / 32, 1.0, 1e-14)
    close(max(ERRORS), 2.196969993238694)
    both = Rule("match", below=0.6, above=0.6)
    close(expected_fit(both, 0.5, 0.6, 0.2, 1), 1 - (0.01 + 0.04) / 0.36)
    assert expected_fit(both, 0.5, 0.6, 0.0, 0) == fit(both, 0.5, 0.6)
    assert expected_fit(Rule("fill", level=0.8), 0.9, 0.1, 0.3, 0) == 1.0
    # Far below a level, error can only help.
    assert expected_fit(Rule("meet", level=0.9, below=0.4), 0.0, 0.3, 0.2, 1) > 0


def test_own_answers_alone_are_provisional():
    framework = load_framework(TINY)

    def provisional(source):
        ratings = [{"dimension": d, "source": source, "value": 70} for d in framework.priors]
        person = read_person({"id": "a", "name": "A", "ratings": ratings}, framework)
        return score_document(choose(framework), person, [person])["results"][0]["provisional"]

    assert provisional("self") and not provisional("peer")


def test_means():
    close(power_mean([1, 1], [1.0, 0.25], 0), 0.5)
    close(power_mean([1, 1], [1.0, 0.25], 1), 0.625)
    close(power_mean([1, 1], [1.0, 0.25], -1), 0.4)
    close(power_mean([1, 1], [1.0, 0.0], 0), 0.1)
    close(pillar_score([1, 1], [1.0, 0.0], 1), 0.5)
    close(pillar_score([1, 3], [0.0, 1.0], 0), 0.01**0.25)
    close(loss_on_scale(0.25, 1), 0.75)
    close(loss_on_scale(0.0, 0), -math.log(0.01))
    close(loss_on_scale(0.25, 0.5), 0.5)
    close(loss_on_scale(0.5, -3), 7.0)


def two_pillars(balance):
    return choose(load_framework(TINY), weights={"roles": 1, "trust": 1}, balance=balance)


def scored(name, roles, trust):
    return Scored(Person(name, "", {}, frozenset()), {}, [], {"roles": roles, "trust": trust}, 0.0)


def test_losses():
    """S = sqrt(0.25 * 0.64) = 0.4; alone the pillars lose 0.5 and 0.2."""
    losses = pillar_losses(two_pillars(0), {"roles": 0.25, "trust": 0.64})
    close(losses["roles"], 0.45)
    close(losses["trust"], 0.15)


def test_other_weights():
    """d = (0.3, -0.1): the leader holds while 0.3 t - 0.1 (1 - t) >= 0."""
    setting = two_pillars(1)
    first, second = scored("a", 0.9, 0.5), scored("b", 0.6, 0.6)
    low, high, _ = stability_interval(setting, [first, second], "roles")
    close(low, 0.25), close(high, 1.0)
    low, high, _ = stability_interval(setting, [first, second], "trust")
    close(low, 0.0), close(high, 0.75)
    close(weight_to_move(setting, first, second), 0.25)
    assert weight_to_move(setting, first, scored("c", 0.6, 0.4)) is None
    close(weight_to_move(setting, first, scored("d", 0.6, 0.5)), 0.5)
    close(weight_to_move(setting, first, first), 0.0)


def test_guards():
    close(breach_of_dimension(Estimate(0.4, 0.1), 0.4), 0.5)
    close(breach_of_dimension(Estimate(0.4, 0.0), 0.4), 0.0)
    close(breach_of_dimension(Estimate(0.39, 0.0), 0.4), 1.0)
    latitude = Facet("f", "p", "x", "y", 1.0, Rule("range", below=None, above=0.5))
    got = breach_of_facet(latitude, 0.3, (0.5, 0.0025), (0.7, 0.0025), 0.84)
    close(got, 1 - NormalDist(0.2, math.sqrt(0.005)).cdf(0.5 * math.sqrt(0.7)))
    check_breach_by_draws(latitude.rule, 0.7)
    check_breach_by_draws(Rule("mirror", below=0.3, above=0.6), 0.8)
    check_breach_by_draws(Rule("range", slope=0.5, shift=0.2, below=0.4, above=None), 0.9)
    check_breach_by_draws(Rule("meet", level=0.6, below=0.4), 0.8)


def check_breach_by_draws(rule, limit, draws=40000):
    rng = random.Random(7)
    facet = Facet("f", "p", "x", "y", 1.0, rule)
    count = sum(fit(rule, rng.gauss(0.5, 0.06), rng.gauss(0.55, 0.08)) < limit for _ in range(draws))
    got = breach_of_facet(facet, limit, (0.5, 0.0036), (0.55, 0.0064), None)
    close(count / draws, got, 4.5 * math.sqrt(got * (1 - got) / draws))


def test_tiny_score():
    """By hand: fill weighs 2 * 0.5 = 1 and fits 0.75, meet fits 0.75; power 0.6 against 0.5."""
    framework = load_framework(TINY)
    setting = choose(framework)
    ceo, coo = (read_person(certain(p), framework) for p in (TINY_CEO, TINY_COO))
    close(mean_values(framework, ceo)["value.power"], 0.6)
    document = score_document(setting, ceo, [coo])
    result = document["results"][0]
    trust = 1 - (0.1 / 0.43) ** 2
    close(result["pillars"]["roles"], 75.0, 1e-10)
    close(result["pillars"]["trust"], 100 * trust, 1e-10)
    close(result["score"], 100 * 0.75**0.75 * trust**0.25, 1e-10)
    close(result["completeness"], 0.75 * 0.5 + 0.25)
    close(result["completeness_by_pillar"]["roles"], 0.5)
    assert not result["provisional"] and result["doubt"] == 0
    close(result["domains"]["skill"], 75.0, 1e-10)
    close(sum(f["loss"] for f in result["facets"]), 100 - result["score"], 1e-10)
    assert [f["assumed"] for f in result["facets"]] == [False, True, False]
    assert [f["ideal"] for f in result["facets"][:2]] == [80.0, 60.0]
    assert [f["guard"] for f in result["flags"]] == ["operations"]
    close(result["flags"][0]["probability"], 0.0)
    unsure = score_document(setting, ceo, [read_person(TINY_COO, framework)])["results"][0]
    close(unsure["flags"][0]["probability"], 0.5)
    assert unsure["score"] < result["score"] and unsure["doubt"] > 0
    assert result["shared_gaps"] == [
        {"dimension": "skill.operations", "level": 80.0, "ceo": 40.0, "coo": 70.0}
    ]


def test_tiny_under_a_role_type():
    """Weights 3 : 3; operations' level 100 and weight 1, so its gap is 0.6 of the level."""
    framework = load_framework(TINY)
    setting = choose(framework, "executor")
    ceo, coo = read_person(TINY_CEO, framework), read_person(TINY_COO, framework)
    assert setting.weights == {"roles": 0.5, "trust": 0.5}
    ceo, coo = (read_person(certain(p), framework) for p in (TINY_CEO, TINY_COO))
    result = score_document(setting, ceo, [coo])["results"][0]
    close(result["facets"][0]["fit"], 0.5)
    close(result["facets"][0]["weight"], 0.6 / 1.6)
    close(result["pillars"]["roles"], 100 * (0.6 * 0.5 + 0.75) / 1.6, 1e-10)
    flags = {f["guard"]: f["probability"] for f in result["flags"]}
    assert set(flags) == {"operations", "only-executors"}
    close(flags["only-executors"], 0.0)


def test_tiny_gaps():
    framework = load_framework(TINY)
    document = gaps_document(framework, read_person(TINY_CEO, framework))
    assert [g["dimension"] for g in document["gaps"]] == ["skill.operations"]
    close(document["gaps"][0]["gap"], 40.0, 1e-10)
    close(document["gaps"][0]["priority"], 1.0)
    assert [(r["id"], round(r["need"], 12)) for r in document["role_types"]] == [("executor", 0.6)]
    ideal = {i["dimension"]: (i["ideal"], i["low"], i["high"]) for i in document["ideal"]}
    assert set(ideal) == {"skill.operations", "skill.finance", "value.power"}
    assert ideal["skill.operations"] == (80.0, 80.0, 100.0)
    assert ideal["skill.finance"] == (60.0, 56.0, 100.0)
    assert ideal["value.power"] == (60.0, 56.0, 64.0)


def public(value):
    """A document as the program would print it, without the oracle's own keys."""
    if isinstance(value, dict):
        return {k: public(v) for k, v in value.items() if not k.startswith("_")}
    return [public(v) for v in value] if isinstance(value, list) else value


def places(value, path=()):
    if isinstance(value, dict):
        return [p for k, v in value.items() for p in places(v, path + (k,))]
    if isinstance(value, list):
        return [p for k, v in enumerate(value) for p in places(v, path + (k,))]
    return [path] if isinstance(value, (bool, int, float)) else []


def spoil(document, path):
    spoilt = copy.deepcopy(document)
    place = spoilt
    for key in path[:-1]:
        place = place[key]
    old = place[path[-1]]
    place[path[-1]] = not old if isinstance(old, bool) else old + 1e-6
    return spoilt


def test_comparison_sees_every_number():
    """Every number of a document, moved by a millionth, must be noticed."""
    framework = load_framework(TINY)
    # With finance known of the CEO, no share of the evidence stands at a limit.
    ceo = TINY_CEO | {"estimates": TINY_CEO["estimates"] | {"skill.finance": 50}}
    ceo, coo = read_person(ceo, framework), read_person(TINY_COO, framework)
    other = read_person(TINY_COO | {"id": "b", "estimates": {"value.power": 20}}, framework)
    for want, compare in (
        (score_document(choose(framework), ceo, [coo, other]), compare_score),
        (gaps_document(framework, ceo), compare_gaps),
    ):
        compare(public(want), want)
        for path in places(public(want)):
            try:
                compare(spoil(public(want), path), want)
            except Mismatch:
                continue
            raise AssertionError(f"a wrong number went unnoticed at {path}")


def test_promises_on_random_cases():
    """Losses add up, Shapley's share of a pillar without weight is nothing, scores lie in 0-100."""
    for seed in range(30):
        case = random_case(seed)
        framework = load_framework(case.framework_text)
        setting = choose(framework, case.role_type, case.weights, case.balance)
        people = [read_person(c, framework) for c in case.candidates]
        ceo = read_person(case.ceo, framework)
        for result in score_document(setting, ceo, people)["results"]:
            assert -1e-9 <= result["score"] <= 100 + 1e-9
            close(math.fsum(result["losses"].values()), 100 - result["score"], 1e-9)
            close(math.fsum(f["loss"] for f in result["facets"]), 100 - result["score"], 1e-9)
            for pillar, weight in setting.weights.items():
                assert weight > 0 or abs(result["losses"][pillar]) < 1e-9


def main():
    tests = [(name, run) for name, run in globals().items() if name.startswith("test_")]
    for _, run in tests:
        run()
    print(f"{len(tests)} passed, 0 failed")


if __name__ == "__main__":
    main()
