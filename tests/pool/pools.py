"""Random pools as files and tables hold them, and what the independent implementation makes of them."""

import json
import math
import random
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "oracle"))

from framework import load_framework, mean_values, read_person, values_seen  # noqa: E402
from model import choose, facet_weights, score_values  # noqa: E402
from random_cases import random_case  # noqa: E402

ROWS = 400
# What stands in tables beside good values. Numbers outside 0 to 100 and texts count as unmeasured.
ODD_NUMBERS = (math.nan, math.inf, -math.inf, -0.5, 100.5, 1e300, -0.0)
ODD_TEXTS = ("high", "n/a", "8o", "-1", "101", "NaN")


class Pool:
    """A random search, and people as typed columns and as texts."""

    def __init__(self, seed):
        rng = random.Random(f"pool {seed}")
        self.case = random_case(seed)
        self.framework = load_framework(self.case.framework_text)
        self.dimensions = list(self.framework.priors)
        self.typed = self.people(rng, lambda: rng.choice(ODD_NUMBERS))
        self.texts = self.people(rng, lambda: rng.choice(ODD_TEXTS))

    def people(self, rng, odd):
        people = []
        for number in range(ROWS):
            if people and rng.random() < 0.2:
                values = rng.choice(people)["values"]  # a tie
            else:
                share = rng.choice((1, 0.9, 0.5))
                values = {d: self.value(rng, odd) if rng.random() < share else None for d in self.dimensions}
            # So that the order of the ids is neither that of the rows nor that of numbers.
            people.append({"id": f"p{number * 7919 % 10007}", "name": f"Person {number}", "values": values})
        return people

    @staticmethod
    def value(rng, odd):
        chance = rng.random()
        if chance < 0.06:
            return odd()
        if chance < 0.2:
            return float(rng.choice((0, 50, 100)))
        return float(rng.randint(0, 100)) if chance < 0.6 else round(rng.uniform(0, 100), 3)

    def right(self, people):
        """Scores, completeness and unusable values by id, as the model's description has them."""
        case, framework = self.case, self.framework
        setting = choose(framework, case.role_type, case.weights, case.balance)
        ceo = read_person(case.ceo, framework)
        ceo_values = mean_values(framework, ceo)
        weights = facet_weights(setting, ceo_values)
        totals = {p: sum(weights[k] for k in setting.facets_of(p)) for p in framework.pillars}
        right = {}
        for person in people:
            usable = {d: v / 100 for d, v in person["values"].items() if is_usable(v)}
            raw = {d: usable.get(d, prior.mean) for d, prior in framework.priors.items()}
            _, pillars, overall = score_values(setting, weights, ceo_values, values_seen(framework, raw))
            known = math.fsum(
                setting.weights[f.pillar] * w / totals[f.pillar]
                for f, w in zip(setting.facets, weights)
                if f.ceo in ceo.measured and f.coo in usable
            )
            right[person["id"]] = (100 * overall, known, {p: 100 * s for p, s in pillars.items()})
        return right

    def arguments(self):
        """The search, as the program is asked for it."""
        arguments = self.case.criteria()
        if self.case.balance is not None:
            arguments += ["--balance", str(self.case.balance)]
        return arguments

    def write(self, folder):
        """Writes the search, and the people in every format."""
        import pyarrow as pa
        import pyarrow.ipc
        import pyarrow.parquet

        (folder / "framework.toml").write_text(self.case.framework_text, encoding="utf-8")
        (folder / "ceo.json").write_text(json.dumps(self.case.ceo), encoding="utf-8")
        table = pa.table(
            {"id": [p["id"] for p in self.typed], "name": [p["name"] for p in self.typed]}
            | {d: pa.array([p["values"][d] for p in self.typed], pa.float64()) for d in self.dimensions}
        )
        pa.parquet.write_table(table, folder / "typed.parquet", row_group_size=90, compression="snappy")
        with pa.ipc.new_file(folder / "typed.arrow", table.schema) as writer:
            writer.write_table(table, max_chunksize=70)
        header = ["id", "name", *(d.replace(".", "_") for d in self.dimensions)]
        lines = [",".join(header)] + [
            ",".join([p["id"], f'"{p["name"]}"', *map(as_text, p["values"].values())]) for p in self.texts
        ]
        (folder / "texts.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
        with (folder / "texts.jsonl").open("w", encoding="utf-8") as file:
            for p in self.texts:
                known = {d: v for d, v in p["values"].items() if v is not None}
                file.write(json.dumps({"id": p["id"], "name": p["name"], "estimates": known}) + "\n")


def is_usable(value):
    return isinstance(value, (int, float)) and 0 <= value <= 100


def as_text(value):
    return "" if value is None else str(value)
