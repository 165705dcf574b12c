"""Random valid frameworks, people and settings, each made from a seed alone.

A case is many-shaped on purpose: edges (zero weights, ties, values of 0 and 100, unmeasured
dimensions, one-sided tolerances, extreme balances) come up far more often than in life.
"""

import json
import random
from dataclasses import dataclass

from framework import load_framework, mean_values, read_person
from model import choose

PILLARS = ("roles", "trust", "strategy", "execution", "ethos", "growth", "craft", "voice",
           "pace", "care", "reach", "order")
DOMAINS = ("skill", "vision", "value", "style", "ownership", "interest")
NAMES = ("operations", "risk_appetite", "warmth", "power", "finance", "focus", "detail")
SOURCES = ("superior", "peer", "report", "self", "assessor", "test")
KINDS = ("fill", "meet", "match", "mirror", "range")
BALANCES = (1, 0, 0.5, -3)

# Parts of a case that rest on a debatable reading, or on a form the files may not take.
OPTIONAL = frozenset({
    "dimension-prior",  # a dimension's own `prior = { mean, se }`
    "partial-ratings",  # [ratings] with some reliabilities only, the others at their defaults
    "omitted-keys",     # balance, min_completeness and prior left out of the framework file
    "empty-profiles",   # people of whom nothing is measured
    "json-lines",       # the pool as JSON lines instead of an array
    "repeated-fill",    # two fill facets on one dimension
    "split-fill",       # fill facets whose CEO dimension is not the candidate's
    "default-se",       # { "mean": 64 } without an se
    "stated-and-rated", # a dimension with a stated value and ratings
})


@dataclass(frozen=True)
class Case:
    seed: int
    framework_text: str
    ceo: dict
    candidates: list
    is_lines: bool
    role_type: str | None
    weights: dict | None
    balance: float | None

    def criteria(self):
        """What the search chose but for the balance, as the program is asked for it."""
        arguments = ["--ceo", "ceo.json", "--framework", "framework.toml"]
        if self.role_type is not None:
            arguments += ["--role-type", self.role_type]
        if self.weights is not None:
            arguments += ["--weights", ",".join(f"{p}={w}" for p, w in self.weights.items())]
        return arguments

    def pool_text(self):
        if self.is_lines:
            return "".join(json.dumps(c) + "\n" for c in self.candidates)
        return json.dumps(self.candidates, indent=1)


def random_case(seed, without=frozenset(), is_small=False, is_certain=False):
    """The case of a seed.

    Small cases suit simulation: few pillars, few candidates. In a certain one everything is
    measured without error, so that only the weights can vary.
    """
    builder = Builder(random.Random(seed), OPTIONAL - frozenset(without), is_small, is_certain)
    while True:
        case = builder.case(seed)
        if not is_decided_by_rounding(case):
            return case


def is_decided_by_rounding(case):
    """Whether a computed value meets a fill level so closely that its last bit makes the gap.

    Such a facet is listed or left out by rounding alone, so two sound programs may differ.
    """
    framework = load_framework(case.framework_text)
    levels = {
        (dimension, f.rule.level)
        for role_type in (None, *framework.role_types)
        for f in choose(framework, role_type).facets
        for dimension in (f.ceo, f.coo)
        if f.rule.kind == "fill"
    }
    for profile in (case.ceo, *case.candidates):
        values = mean_values(framework, read_person(profile, framework))
        computed = {r["dimension"] for r in profile.get("ratings", [])}
        for dimension, level in levels:
            is_computed = framework.is_centred(dimension) or dimension in computed
            is_clamped = values[dimension] in (0.0, 1.0)
            if is_computed and not is_clamped and abs(values[dimension] - level) < 1e-9:
                return True
    return False


class Builder:
    def __init__(self, rng, parts, is_small, is_certain):
        self.rng = rng
        self.parts = parts
        self.is_small = is_small
        self.is_certain = is_certain

    def happens(self, chance, part=None):
        """Draws in every case, so that leaving a part out does not change the rest."""
        drawn = self.rng.random() < chance
        return drawn and (part is None or part in self.parts)

    def case(self, seed):
        framework = self.framework()
        role_types = [t["id"] for t in framework["role_types"]]
        role_type = self.rng.choice(role_types) if role_types and self.happens(0.6) else None
        return Case(
            seed=seed,
            framework_text=to_toml(framework),
            ceo=self.profile(framework, "ceo-1"),
            candidates=self.pool(framework),
            is_lines=self.happens(0.2, "json-lines"),
            role_type=role_type,
            weights=self.explicit_weights(framework) if self.happens(0.4) else None,
            balance=self.overall_balance() if self.happens(0.5) else None,
        )

    # --- The framework ---

    def framework(self):
        pillars = list(PILLARS[: self.pillar_count()])
        domains = {d: self.domain(d) for d in self.rng.sample(DOMAINS, self.rng.randint(1, 5))}
        dimensions = {
            f"{domain}.{name}": self.dimension(name)
            for domain in domains
            for name in self.rng.sample(NAMES, self.rng.randint(1, 4 if self.is_small else 6))
        }
        facets = self.facets(pillars, list(dimensions))
        framework = self.head() | {
            "pillars": self.pillars(pillars),
            "domains": domains,
            "dimensions": dimensions,
            "role_types": self.role_types(pillars, facets, list(dimensions)),
            "guards": [],
            "facets": facets,
        }
        framework["guards"] = self.guards(framework)
        return framework

    def pillar_count(self):
        if self.is_small:
            return self.rng.randint(1, 4)
        return self.rng.choice((1, 2, 3, 3, 4, 5, 5, 5, 6, 8, 10, 12))

    def head(self):
        head = {"id": "random", "version": "1.2.3", "title": "A random framework"}
        optional = {
            "balance": self.overall_balance(),
            "min_completeness": self.rng.choice((0.6, 0.5, 0.9, 0.0, 1.0)),
            "prior": {"mean": self.rng.randint(20, 80), "se": self.rng.choice((20, 5, 12.5))},
        }
        for key, value in optional.items():
            if not self.happens(0.2, "omitted-keys"):
                head[key] = value
        if self.happens(0.5):
            head["ratings"] = self.ratings_table()
        return head

    def overall_balance(self):
        if self.happens(0.6):
            return self.rng.choice((0, 1, 0.5, -1, -3, -10))
        balance = round(self.rng.uniform(-10, 1), 2)
        return balance if abs(balance) >= 0.05 else 0.25

    def ratings_table(self):
        reliability = {s: round(self.rng.uniform(0.05, 0.95), 2) for s in SOURCES}
        if self.happens(0.3, "partial-ratings"):
            reliability = {s: reliability[s] for s in self.rng.sample(SOURCES, 3)}
        return {"spread": self.rng.choice((20, 10, 27.5)), "reliability": reliability}

    def pillars(self, ids):
        table = {}
        for key in ids:
            weight = self.rng.choice((0, 0.5, 1, 1, 1, 2, 3.7))
            table[key] = {"title": key.title(), "summary": "A condition.", "weight": weight}
            balance = self.rng.choice(BALANCES)
            if balance != 1 or self.happens(0.5):
                table[key]["balance"] = balance
            table[key]["practices"] = ["Meet every week."]
        if all(p["weight"] == 0 for p in table.values()):
            table[ids[-1]]["weight"] = 1
        return table

    def domain(self, name):
        domain = {"title": name.title()}
        if self.happens(0.4):
            domain["ipsative"] = self.happens(0.85)
        return domain

    def dimension(self, name):
        dimension = {"title": name.title(), "owner": self.rng.choice(("ceo", "coo", "shared"))}
        for anchor in ("low", "mid", "high", "source"):
            dimension[anchor] = f"What {anchor} looks like."
        prior = {"mean": self.rng.randint(10, 90), "se": self.rng.choice((3, 15, 25))}
        if self.happens(0.15, "dimension-prior"):
            dimension["prior"] = prior
        return dimension

    def facets(self, pillars, dimensions):
        facets = []
        for pillar in pillars:
            others = [k for k in KINDS if k != "fill"]
            facets.append(self.facet(pillar, self.rng.choice(others), dimensions, facets))
            facets[-1]["weight"] = self.rng.choice((0.3, 1, 1, 2))
            for _ in range(self.rng.randint(0, 3 if self.is_small else 6)):
                facets.append(self.facet(pillar, self.rng.choice(KINDS), dimensions, facets))
        read = {f["coo"].split(".")[0] for f in facets}
        for domain in dict.fromkeys(d.split(".")[0] for d in dimensions):
            if domain not in read:
                own = [d for d in dimensions if d.startswith(domain + ".")]
                facets.append(self.facet(self.rng.choice(pillars), "match", own, facets))
        return self.without_repeated_fill(facets)

    def facet(self, pillar, kind, dimensions, earlier):
        coo = self.rng.choice(dimensions)
        facet = {"id": self.facet_id(pillar, kind, coo, earlier), "pillar": pillar}
        ceo = self.rng.choice(dimensions)
        if self.happens(0.2, "split-fill" if kind == "fill" else None):
            facet["ceo"] = ceo
        facet["coo"] = coo
        facet["weight"] = self.rng.choice((0, 0.25, 1, 1, 1, 1.5, 3))
        facet["rule"] = self.rule(kind)
        facet["why"] = "Because it matters."
        facet["questions"] = [{"ask": "How?", "strong": "With an example.", "weak": "Without."}]
        return facet

    def facet_id(self, pillar, kind, coo, earlier):
        stem = f"{pillar}.{kind}.{coo.split('.')[1]}"
        taken = {f["id"] for f in earlier}
        number = 2
        name = stem
        while name in taken:
            name = f"{stem}_{number}"
            number += 1
        return name

    def without_repeated_fill(self, facets):
        if "repeated-fill" in self.parts:
            return facets
        kept, filled = [], set()
        for facet in facets:
            is_fill = facet["rule"]["kind"] == "fill"
            if is_fill and facet["coo"] in filled:
                facet["rule"] = {"kind": "meet", "level": facet["rule"]["level"]}
            elif is_fill:
                filled.add(facet["coo"])
            kept.append(facet)
        return kept

    def rule(self, kind):
        rule = {"kind": kind}
        if kind in ("fill", "meet"):
            rule["level"] = self.rng.choice((1, 100, 62.5, 85, self.rng.randint(1, 100)))
        if kind == "range":
            if self.happens(0.8):
                rule["slope"] = self.rng.choice((1, 0, -1, 0.5, 1.4, -0.7))
            if self.happens(0.7):
                rule["shift"] = self.rng.choice((0, 20, 12.5, 60, 100, -15))
        if kind != "fill":
            for side in ("below", "above"):
                if self.happens(0.6):
                    rule[side] = self.tolerance()
        return rule

    def tolerance(self):
        if self.happens(0.3):
            return "none"
        return self.rng.choice((5, 40, 33.3, 100, self.rng.randint(2, 100)))

    def role_types(self, pillars, facets, dimensions):
        table = []
        for number in range(self.rng.randint(0, 3)):
            chosen = self.rng.sample(facets, min(len(facets), 4))
            table.append(
                {
                    "id": f"type-{number}",
                    "title": f"Type {number}",
                    "when": "The company is in some situation.",
                    "pillars": {
                        p: self.rng.choice((0.5, 1.5, 1.8, 3))
                        for p in self.rng.sample(pillars, self.rng.randint(0, len(pillars)))
                    },
                    "facets": {f["id"]: self.multiplier(f) for f in chosen},
                    "levels": {
                        d: self.rng.choice((90, 40, self.rng.randint(1, 100)))
                        for d in self.levelled(facets, dimensions)
                    },
                    "look_for": ["Someone who listens.", "Someone who decides."],
                }
            )
        return table

    def levelled(self, facets, dimensions):
        """Some of the dimensions that carry a level, so that replacing it means something."""
        carriers = {f["coo"] for f in facets if "level" in f["rule"]}
        own = [d for d in dimensions if d in carriers]
        return self.rng.sample(own, self.rng.randint(0, min(3, len(own))))

    def multiplier(self, facet):
        """Zero only where the pillar still stands: never for a rule that must carry it."""
        if facet["rule"]["kind"] == "fill":
            return self.rng.choice((0, 0.6, 1.5, 2))
        return self.rng.choice((0.6, 1.5, 2))

    def guards(self, framework):
        guards = []
        for number in range(self.rng.randint(0, 5)):
            guard = {"id": f"guard-{number}"}
            if self.happens(0.5):
                guard["dimension"] = self.rng.choice(list(framework["dimensions"]))
                if self.happens(0.3):
                    guard["side"] = self.rng.choice(("ceo", "ceo", "coo"))
            else:
                guard["facet"] = self.rng.choice(framework["facets"])["id"]
            guard["at_least"] = self.rng.choice((30, 40, 75, 99, self.rng.randint(1, 99)))
            types = [t["id"] for t in framework["role_types"]]
            if types and self.happens(0.3):
                guard["role_types"] = self.rng.sample(types, self.rng.randint(1, len(types)))
            guard["reason"] = "It ends badly otherwise."
            guards.append(guard)
        return guards

    # --- People ---

    def pool(self, framework):
        count = self.rng.randint(2, 4) if self.is_small else self.rng.choice((1, 2, 3, 5, 9))
        ids = self.rng.sample([f"c-{n}" for n in range(1, 40)] + ["B-7", "anna", "zoe"], count)
        pool = [self.profile(framework, key) for key in ids]
        for k in range(1, count):
            if self.happens(0.15):
                pool[k] = pool[k - 1] | {"id": ids[k]}
        return pool

    def profile(self, framework, key):
        share = self.rng.choice((1.0, 1.0, 0.8, 0.4, 0.0))
        if share == 0 and "empty-profiles" not in self.parts:
            share = 0.5
        rated = self.rng.choice((0.0, 0.0, 0.3, 1.0))
        if self.is_certain:
            share, rated = 1.0, 0.0
        is_coarse = self.happens(0.25)
        sources = ("self",) if self.happens(0.2) else SOURCES
        profile = {"id": key, "name": f"Person {key}", "headline": "COO of a firm"}
        estimates, ratings = {}, []
        for dimension in framework["dimensions"]:
            if self.rng.random() < share:
                is_rated = self.rng.random() < rated
                is_both = self.happens(0.1, "stated-and-rated") and rated > 0
                if is_rated or is_both:
                    ratings += self.ratings(dimension, is_coarse, sources)
                if not is_rated or is_both:
                    estimates[dimension] = self.stated(is_coarse)
        if estimates or not ratings:
            profile["estimates"] = estimates
        if ratings:
            profile["ratings"] = ratings
        return profile

    def value(self, is_coarse):
        if is_coarse:
            return self.rng.choice((0, 50, 100))
        if self.happens(0.2):
            return round(self.rng.uniform(0, 100), 3)
        return self.rng.randint(0, 100)

    def stated(self, is_coarse):
        mean = self.value(is_coarse)
        if self.is_certain:
            return {"mean": mean, "se": 0}
        form = self.rng.random()
        if form < 0.4:
            return mean
        if form < 0.5:
            return {"mean": mean} if "default-se" in self.parts else {"mean": mean, "se": 5}
        return {"mean": mean, "se": self.rng.choice((0, 0, 2, 6.5, 15))}

    def ratings(self, dimension, is_coarse, sources):
        return [
            {
                "dimension": dimension,
                "source": self.rng.choice(sources),
                "rater": f"r{number}",
                "value": self.value(is_coarse),
            }
            for number in range(self.rng.randint(1, 4))
        ]

    def explicit_weights(self, framework):
        pillars = list(framework["pillars"])
        named = self.rng.sample(pillars, self.rng.randint(1, len(pillars)))
        weights = {p: self.rng.choice((0, 10, 25, 30, 33.5)) for p in named}
        if not any(weights.values()):
            weights[named[0]] = 20
        return weights


# --- TOML --------------------------------------------------------------------------------------


def to_toml(framework):
    """The framework file, its tables in the order that the file is written in by hand."""
    lines = [
        f"{key} = {toml_value(framework[key])}"
        for key in ("id", "version", "title", "balance", "min_completeness", "prior")
        if key in framework
    ]
    if "ratings" in framework:
        lines += table_lines("[ratings]", framework["ratings"])
    for group in ("pillars", "domains", "dimensions"):
        for key, table in framework[group].items():
            lines += table_lines(f"[{group}.{toml_key(key)}]", table)
    for group in ("role_types", "guards", "facets"):
        for table in framework[group]:
            questions = table.get("questions", [])
            lines += table_lines(f"[[{group}]]", {k: v for k, v in table.items() if k != "questions"})
            for question in questions:
                lines += table_lines(f"[[{group}.questions]]", question)
    return "\n".join(lines) + "\n"


def table_lines(header, table):
    return ["", header] + [f"{toml_key(k)} = {toml_value(v)}" for k, v in table.items()]


def toml_key(key):
    return json.dumps(key) if "." in key else key


def toml_value(value):
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        inside = ", ".join(f"{toml_key(k)} = {toml_value(v)}" for k, v in value.items())
        return "{ " + inside + " }" if inside else "{}"
    if isinstance(value, list):
        return "[" + ", ".join(toml_value(v) for v in value) + "]"
    return json.dumps(value) if isinstance(value, str) else repr(value)
