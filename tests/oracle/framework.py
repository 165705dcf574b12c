"""What the oracle reads: framework files and profiles. Files carry 0-100, everything here [0, 1]."""

import math
import tomllib
from dataclasses import dataclass

DEFAULT_SE = 10.0
DEFAULT_RELIABILITY = {
    "superior": 0.50,
    "peer": 0.37,
    "report": 0.30,
    "self": 0.22,
    "assessor": 0.60,
    "test": 0.80,
}


def clamp(value):
    return min(1.0, max(0.0, value))


# --- The framework -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Estimate:
    mean: float
    se: float


@dataclass(frozen=True)
class Rule:
    """One rule; a tolerance of None means that the side carries no penalty."""

    kind: str
    level: float | None = None
    slope: float = 1.0
    shift: float = 0.0
    below: float | None = None
    above: float | None = None


@dataclass(frozen=True)
class Facet:
    id: str
    pillar: str
    ceo: str
    coo: str
    weight: float
    rule: Rule


@dataclass(frozen=True)
class Pillar:
    weight: float
    balance: float


@dataclass(frozen=True)
class RoleType:
    pillars: dict
    facets: dict
    levels: dict


@dataclass(frozen=True)
class Guard:
    id: str
    dimension: str | None
    facet: str | None
    at_least: float
    role_types: tuple | None
    side: str


@dataclass(frozen=True)
class Framework:
    id: str
    version: str
    balance: float
    min_completeness: float
    pillars: dict
    ipsative: frozenset
    priors: dict
    facets: tuple
    role_types: dict
    guards: tuple
    spread: float
    reliability: dict

    def is_centred(self, dimension):
        return domain_of(dimension) in self.ipsative

    def dimensions_of(self, domain):
        return [d for d in self.priors if domain_of(d) == domain]


def domain_of(dimension):
    return dimension.split(".", 1)[0]


def load_framework(text):
    data = tomllib.loads(text)
    prior = data.get("prior", {"mean": 50, "se": 20})
    ratings = data.get("ratings", {})
    return Framework(
        id=data["id"],
        version=data["version"],
        balance=float(data.get("balance", 0.0)),
        min_completeness=data.get("min_completeness", 0.6),
        pillars={
            key: Pillar(float(p["weight"]), float(p.get("balance", 1.0)))
            for key, p in data["pillars"].items()
        },
        ipsative=frozenset(k for k, d in data["domains"].items() if d.get("ipsative", False)),
        priors={
            key: read_prior(d.get("prior", prior), prior) for key, d in data["dimensions"].items()
        },
        facets=tuple(read_facet(f) for f in data["facets"]),
        role_types={
            t["id"]: RoleType(t.get("pillars", {}), t.get("facets", {}), t.get("levels", {}))
            for t in data.get("role_types", [])
        },
        guards=tuple(read_guard(g) for g in data.get("guards", [])),
        spread=ratings.get("spread", 20) / 100,
        reliability=DEFAULT_RELIABILITY | ratings.get("reliability", {}),
    )


def read_prior(own, shared):
    return Estimate(own.get("mean", shared["mean"]) / 100, own.get("se", shared["se"]) / 100)


def read_facet(data):
    return Facet(
        id=data["id"],
        pillar=data["pillar"],
        ceo=data.get("ceo", data["coo"]),
        coo=data["coo"],
        weight=float(data["weight"]),
        rule=read_rule(data["rule"]),
    )


def read_rule(data):
    kind = data["kind"]
    below, above = (40, "none") if kind == "meet" else (50, 50)
    return Rule(
        kind=kind,
        level=data["level"] / 100 if "level" in data else None,
        slope=float(data.get("slope", 1.0)),
        shift=data.get("shift", 0.0) / 100,
        below=read_tolerance(data.get("below", below)),
        above=read_tolerance(data.get("above", above)),
    )


def read_tolerance(value):
    return None if value == "none" else value / 100


def read_guard(data):
    types = data.get("role_types")
    return Guard(
        id=data["id"],
        dimension=data.get("dimension"),
        facet=data.get("facet"),
        at_least=data["at_least"] / 100,
        role_types=None if types is None else tuple(types),
        side=data.get("side", "coo"),
    )


# --- People ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Person:
    """A profile: an estimate for every dimension of the framework, the prior where unmeasured.

    `own` are the dimensions that are measured by nothing but the person's own answers.
    """

    id: str
    name: str
    estimates: dict
    measured: frozenset
    own: frozenset = frozenset()


def read_person(profile, framework):
    estimates = dict(framework.priors)
    stated = profile.get("estimates", {})
    for dimension, value in stated.items():
        estimates[dimension] = read_stated(value)
    ratings = {}
    for rating in profile.get("ratings", []):
        ratings.setdefault(rating["dimension"], []).append(rating)
    for dimension, given in ratings.items():
        start = estimates[dimension] if dimension in stated else None
        estimates[dimension] = estimate_from_ratings(dimension, given, framework, start)
    measured = frozenset(stated) | frozenset(ratings)
    own = frozenset(
        dimension
        for dimension, given in ratings.items()
        if dimension not in stated and all(r["source"] == "self" for r in given)
    )
    return Person(profile["id"], profile.get("name", ""), estimates, measured, own)


def read_stated(value):
    if isinstance(value, dict):
        return Estimate(value["mean"] / 100, value.get("se", DEFAULT_SE) / 100)
    return Estimate(value / 100, DEFAULT_SE / 100)


def error_sd(spread, reliability):
    return spread * math.sqrt((1 - reliability) / reliability)


def estimate_from_ratings(dimension, ratings, framework, stated=None):
    """Ratings move a prior; a stated value takes its place, and a certain one does not move."""
    if stated is not None and stated.se == 0:
        return stated
    start = stated or Estimate(framework.priors[dimension].mean, framework.spread)
    precision = 1 / start.se**2
    weighted = start.mean * precision
    for rating in ratings:
        sd = error_sd(framework.spread, framework.reliability[rating["source"]])
        precision += 1 / sd**2
        weighted += rating["value"] / 100 / sd**2
    return Estimate(weighted / precision, precision**-0.5)


def values_seen(framework, raw):
    """The values as the rules see them: an ipsative domain centred on the person's own mean."""
    seen = dict(raw)
    for domain in framework.ipsative:
        dimensions = framework.dimensions_of(domain)
        if dimensions:
            mean = math.fsum(raw[d] for d in dimensions) / len(dimensions)
            for d in dimensions:
                seen[d] = clamp(0.5 + raw[d] - mean)
    return seen


def standard_errors(framework, person):
    """The standard error of every value as the rules see it."""
    errors = {d: e.se for d, e in person.estimates.items()}
    seen = dict(errors)
    for domain in framework.ipsative:
        dimensions = framework.dimensions_of(domain)
        n = len(dimensions)
        for d in dimensions:
            others = math.fsum(errors[j] ** 2 for j in dimensions if j != d)
            seen[d] = math.sqrt((1 - 1 / n) ** 2 * errors[d] ** 2 + others / n**2)
    return seen


def mean_values(framework, person):
    return values_seen(framework, {d: e.mean for d, e in person.estimates.items()})
