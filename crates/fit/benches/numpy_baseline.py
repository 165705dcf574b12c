"""The same two measurements as `cargo bench -p fit`, as numpy would do them: vectorised over draws or people.

    python3 crates/fit/benches/numpy_baseline.py

needs numpy; it reads the built-in framework from data/frameworks. The arithmetic is that of the model with the
default framework's rules, pillar by pillar and facet by facet, each over whole arrays, which is numpy's best case.
"""

import pathlib
import time
import tomllib

import numpy as np

ROOT = pathlib.Path(__file__).parents[3]
FRAMEWORK = tomllib.loads((ROOT / "data/frameworks/ceo-coo.toml").read_text())
DIMENSIONS = {name: i for i, name in enumerate(FRAMEWORK["dimensions"])}
VALUES = [i for name, i in DIMENSIONS.items() if name.startswith("value.")]
PILLARS = list(FRAMEWORK["pillars"])


def side(rule, name, default):
    value = rule.get(name, default)
    return 0.0 if value == "none" else 100.0 / value


def fits(rule, x, y):
    """The fit of each draw or person."""
    kind = rule["kind"]
    if kind == "fill":
        gap = rule["level"] / 100 - x
        return np.where(gap > 0, np.clip((y - x) / np.where(gap > 0, gap, 1), 0, 1), 1.0)
    ideal = {
        "match": lambda: x,
        "mirror": lambda: 1 - x,
        "meet": lambda: rule["level"] / 100,
        "range": lambda: np.clip(rule.get("shift", 0) / 100 + rule.get("slope", 1) * x, 0, 1),
    }[kind]()
    below, above = (40, "none") if kind == "meet" else (50, 50)
    d = y - ideal
    scaled = d * np.where(d < 0, side(rule, "below", below), side(rule, "above", above))
    return 1 - np.minimum(1, scaled * scaled)


def scores(x, y):
    """Overall and pillar scores; x and y are lists of columns, one a dimension."""
    sums = {p: 0.0 for p in PILLARS}
    totals = {p: 0.0 for p in PILLARS}
    for facet in FRAMEWORK["facets"]:
        pillar = facet["pillar"]
        cx, cy = x[DIMENSIONS[facet.get("ceo", facet["coo"])]], y[DIMENSIONS[facet["coo"]]]
        weight = facet["weight"]
        if facet["rule"]["kind"] == "fill":
            level = facet["rule"]["level"] / 100
            weight = weight * np.maximum(0, level - cx) / level
        f = fits(facet["rule"], cx, cy)
        if FRAMEWORK["pillars"][pillar].get("balance", 1) == 0:
            f = np.log(np.maximum(f, 0.01))
        sums[pillar] = sums[pillar] + weight * f
        totals[pillar] = totals[pillar] + weight
    pillars = {}
    for p in PILLARS:
        mean = sums[p] / totals[p]
        pillars[p] = np.exp(mean) if FRAMEWORK["pillars"][p].get("balance", 1) == 0 else mean
    overall = np.exp(sum(np.log(np.maximum(s, 0.01)) for s in pillars.values()) / len(PILLARS))
    return overall, pillars


def drawn(rng, means, se, n):
    values = np.clip(means[:, None] + se * rng.standard_normal((len(means), n)), 0, 1)
    values[VALUES] = np.clip(0.5 + values[VALUES] - values[VALUES].mean(axis=0), 0, 1)
    return values


def simulate(rng, ceo, people, n):
    x = drawn(rng, ceo, 0.08, n)
    overall = np.array([scores(x, drawn(rng, person, 0.08, n))[0] for person in people])
    order = np.argsort(-overall, axis=0)
    ranks = np.empty_like(order)
    np.put_along_axis(ranks, order, np.arange(len(people))[:, None], axis=0)
    probabilities = [np.bincount(r, minlength=len(people)) / n for r in ranks]
    beats = (overall[:, None, :] > overall[None, :, :]).mean(axis=2)
    return np.percentile(overall, [5, 50, 95], axis=1), probabilities, beats


def shortest(n, work):
    times = []
    for _ in range(n):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)


def main():
    rng = np.random.default_rng(1)
    ceo = rng.random(len(DIMENSIONS))
    people = rng.random((20, len(DIMENSIONS)))
    t = shortest(5, lambda: simulate(rng, ceo, people, 10_000))
    print(f"10,000 draws x 20 candidates: {t * 1e3:.0f} ms")
    for n in (1_000, 1_000_000):
        table = list(rng.random((len(DIMENSIONS), n), dtype=np.float32))
        x = [np.float32(v) for v in ceo]
        t = shortest(3, lambda: np.argsort(-scores(x, table)[0], kind="stable"))
        print(f"{n} people scored and ranked: {t * 1e3:.1f} ms")


main()
