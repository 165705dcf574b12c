"""Compares the program with the oracle on random cases.

usage: compare.py BINARY [CASES [SEED]] [--simulations N] [--draws N] [--without PART,...]
                  [--show SEED | --show-simulated SEED]

Every number of `score --draws 0` and `gaps` is compared to 1e-9, then some cases are simulated and
compared within 4.5 standard errors. Case seeds count up from SEED; a simulated case has its own
count. `--without` leaves out parts that rest on a debatable reading (PARTS below); `--show` prints
the files of one case and its command. Nothing is kept on disk. The exit code is 1 on any mismatch.
"""

import argparse
import hashlib
import json
import math
import pathlib
import subprocess
import sys
import tempfile

from documents import band, gaps_document, grid_value, lowest_best, score_document, score_pool
from framework import load_framework, read_person
from model import choose
from random_cases import OPTIONAL, random_case
from simulation import firsts, settling_shares, simulate, vary

TOLERANCE = 1e-9
SIGMAS = 4.5
ORACLE_DRAWS = 4000
CELL = 100 / 32_768  # the program's percentiles come from a histogram with cells of so many points
READINGS = frozenset({
    "fill-guards",     # a guard on a fill facet: P(y - (1 - a) x < a r) where the CEO has a gap
    "centred-guards",  # facet guards see the centred value's own variance, dimension guards the raw
    "clamped-guards",  # a range facet's ideal is not clamped in its guard's probability
    "sha256",          # the framework's hash is that of the file's bytes
})
PARTS = READINGS | OPTIONAL


class Mismatch(Exception):
    pass


# --- Comparing values --------------------------------------------------------------------------


def require(claim, path, message):
    if not claim:
        raise Mismatch(f"{path}: {message}")


def compare_number(path, got, want, slack=0.0):
    is_number = isinstance(got, (int, float)) and not isinstance(got, bool) and math.isfinite(got)
    require(is_number, path, f"got {got!r}, want {want!r}")
    allowed = TOLERANCE * max(1.0, abs(want)) + slack
    require(abs(got - want) <= allowed, path, f"got {got!r}, want {want!r}")


def compare_value(path, got, want, slack=0.0):
    """Numbers to the tolerance, everything else exactly; keys that only `got` has are allowed."""
    if isinstance(want, dict):
        require(isinstance(got, dict), path, f"got {got!r}, want an object")
        for key, value in want.items():
            if not key.startswith("_"):
                require(key in got, path, f"the key {key!r} is missing")
                compare_value(f"{path}.{key}", got[key], value, slack)
    elif isinstance(want, bool) or want is None or isinstance(want, str):
        require(got == want and type(got) is type(want), path, f"got {got!r}, want {want!r}")
    else:
        compare_number(path, got, want, slack)


def compare_table(path, got, want):
    """An object from ids to numbers, which holds those ids and no others."""
    require(isinstance(got, dict), path, f"got {got!r}, want an object")
    require(set(got) == set(want), path, f"got keys {sorted(got)}, want {sorted(want)}")
    compare_value(path, got, want)


def keyed(path, rows, *keys):
    require(isinstance(rows, list), path, f"got {rows!r}, want an array")
    table = {tuple(row.get(k) for k in keys): row for row in rows}
    require(len(table) == len(rows), path, f"two rows share {keys}")
    return table


def compare_rows(path, got, want, keys, compare_row):
    """Two lists of rows, matched by their keys, whatever their order."""
    have, need = keyed(path, got, *keys), keyed(path, want, *keys)
    require(set(have) == set(need), path, f"got {sorted(have)}, want {sorted(need)}")
    for key, row in need.items():
        compare_row(f"{path}[{'/'.join(map(str, key))}]", have[key], row)


def compare_bags(path, got, want, order):
    """Two lists of rows without a key: sorted alike, then compared one by one."""
    require(isinstance(got, list), path, f"got {got!r}, want an array")
    require(len(got) == len(want), path, f"got {len(got)} rows, want {len(want)}")
    pairs = zip(sorted(got, key=order), sorted(want, key=order))
    for place, (row, needed) in enumerate(pairs):
        compare_value(f"{path}[{place}]", row, needed)


# --- The score document ------------------------------------------------------------------------


def compare_score(got, want, without=frozenset()):
    """The whole document of `score --draws 0`, the oracle's being in the same order."""
    for key in ("ceo", "role_type", "balance", "draws"):
        compare_value(key, got.get(key, "missing"), want[key])
    compare_value("framework", got.get("framework"), want["framework"])
    compare_table("weights", got.get("weights"), want["weights"])
    for key in ("smaa", "variations"):
        require(key not in got, key, "present though not asked for")
    compare_rows("ceo_flags", got.get("ceo_flags"), want["ceo_flags"], ("guard",), compare_flag(without))
    require(len(got["results"]) == len(want["results"]), "results", "wrong length")
    for result, needed in zip(got["results"], want["results"]):
        compare_result(f"results[{needed['id']}]", result, needed, without)
    compare_rows("pairwise", got.get("pairwise"), want["pairwise"], ("a", "b"), compare_pair)
    first = sorted((r["score"] for r in want["results"]), reverse=True)[:2]
    # Where the leader is level with a rival, rounding decides which weights keep it first.
    is_level = len(first) == 2 and first[0] - first[1] < TOLERANCE
    compare_stability(got.get("stability"), want["stability"], is_level)


def compare_result(path, got, want, without):
    plain = {k: want[k] for k in ("id", "name", "rank", "score", "completeness", "doubt")}
    compare_value(path, got, plain)
    require("uncertainty" not in got, path, "uncertainty without draws")
    if not want["_provisional_borderline"]:
        compare_value(f"{path}.provisional", got.get("provisional"), want["provisional"])
    for key in ("pillars", "domains", "losses", "completeness_by_pillar"):
        compare_table(f"{path}.{key}", got.get(key), want[key])
    compare_rows(f"{path}.facets", got.get("facets"), want["facets"], ("id",), compare_value)
    lost = math.fsum(f["loss"] for f in got["facets"])
    compare_number(f"{path}.facets: sum of losses", lost, 100 - got["score"])
    compare_rows(f"{path}.flags", got.get("flags"), want["flags"], ("guard",), compare_flag(without))
    order = lambda g: (g["dimension"], round(g["level"], 6), round(g["ceo"], 6))
    compare_bags(f"{path}.shared_gaps", got.get("shared_gaps"), want["shared_gaps"], order)


def compare_flag(without):
    def compare(place, flag, needed):
        if not (needed["_borderline"] or needed["_readings"] & without):
            compare_value(place, flag, needed)

    return compare


def compare_pair(path, got, want):
    for key in ("a_beats_b", "settle"):
        require(key not in got, path, f"{key} without draws")
    share = got.get("weight_to_move", "missing")
    if want["_doubtful"] and (share is None or want["weight_to_move"] is None):
        return
    compare_value(f"{path}.weight_to_move", share, want["weight_to_move"], want["_slack"])


def compare_stability(got, want, is_level):
    require(isinstance(got, dict), "stability", f"got {got!r}, want an object")
    require(set(got) == set(want), "stability", f"got keys {sorted(got)}, want {sorted(want)}")
    for pillar, interval in want.items():
        if not is_level:
            compare_value(f"stability.{pillar}", got[pillar], interval, interval["_slack"])


def settled_order(got, scored):
    """The program's order, after checking that it follows from the scores and then the ids."""
    ids = [r["id"] for r in got["results"]]
    known = {s.person.id: s for s in scored}
    require(sorted(ids) == sorted(known), "results", f"got {ids}, want {sorted(known)}")
    for above, below in zip(got["results"], got["results"][1:]):
        path = f"results: {above['id']} before {below['id']}"
        first, second = known[above["id"]], known[below["id"]]
        require(above["score"] >= below["score"], path, "the higher score is not first")
        is_sound = 100 * first.overall >= 100 * second.overall - TOLERANCE
        require(is_sound, path, f"the oracle has {first.overall} and {second.overall}")
        if first.person.estimates == second.person.estimates:
            require(above["score"] == below["score"], path, "equal profiles, unequal scores")
            require(above["id"] < below["id"], path, "a tie that does not follow the ids")
    return ids


# --- The gaps document -------------------------------------------------------------------------


def compare_gaps(got, want):
    for key in ("ceo", "role_type"):
        compare_value(key, got.get(key, "missing"), want[key])
    for key, number in (("gaps", "priority"), ("role_types", "need")):
        numbers = [row[number] for row in got[key]]
        is_sorted = all(a >= b - TOLERANCE for a, b in zip(numbers, numbers[1:]))
        require(is_sorted, key, f"not the largest {number} first: {numbers}")
    order = lambda g: (g["dimension"], round(g["level"], 6), round(g["priority"], 6))
    weighty = [[g for g in d["gaps"] if g["priority"] > 1e-12] for d in (got, want)]
    compare_bags("gaps", *weighty, order)
    compare_rows("role_types", got["role_types"], want["role_types"], ("id",), compare_value)
    compare_rows("ideal", got["ideal"], want["ideal"], ("dimension",), compare_ideal)


def compare_ideal(path, got, want):
    """Equal, or another grid value that rounding near a threshold makes as good."""
    curve = want["_curve"]
    best = max(curve)
    wide, narrow = (band(curve, (0.99 + m) * best) for m in (-TOLERANCE, TOLERANCE))
    compare_step(f"{path}.low", got.get("low"), wide[0], narrow[0])
    compare_step(f"{path}.high", got.get("high"), narrow[1], wide[1])
    margins = (1e-12 + 1e-14, 1e-12 - 1e-14)
    compare_step(f"{path}.ideal", got.get("ideal"), *(lowest_best(curve, m) for m in margins))


def compare_step(path, got, first, last):
    for step in range(first, last + 1):
        if isinstance(got, (int, float)) and abs(got - grid_value(step)) <= TOLERANCE:
            return
    raise Mismatch(f"{path}: got {got!r}, want {grid_value(first)} to {grid_value(last)}")


# --- Simulation --------------------------------------------------------------------------------


def compare_share(path, got, oracle, draws, oracle_draws):
    """Two estimates of one probability, each from its own number of draws."""
    pooled = (got * draws + oracle * oracle_draws + 1) / (draws + oracle_draws + 2)
    sd = math.sqrt(pooled * (1 - pooled) * (1 / draws + 1 / oracle_draws))
    allowed = SIGMAS * sd + 4 / oracle_draws
    require(abs(got - oracle) <= allowed, path, f"got {got}, oracle {oracle}, allowed {allowed}")


def compare_quantile(path, got, sample, probability, draws):
    """The reported quantile must split the oracle's own draws as it claims to."""
    n = len(sample)
    below = sum(s < got - CELL for s in sample) / n
    up_to = sum(s <= got + CELL for s in sample) / n
    sd = math.sqrt(probability * (1 - probability) * (1 / n + 1 / draws))
    allowed = SIGMAS * sd + 2 / n
    is_sound = below <= probability + allowed and up_to >= probability - allowed
    require(is_sound, path, f"{got} has {below} of the oracle's draws below and {up_to} up to it")


def compare_simulation(got, oracle, people, draws):
    ids = [p.id for p in people]
    for result in got["results"]:
        i = ids.index(result["id"])
        path = f"results[{result['id']}].uncertainty"
        compare_uncertainty(path, result["uncertainty"], oracle, i, draws)
    places = range(len(people))
    for place in places:
        column = math.fsum(r["uncertainty"]["rank_probabilities"][place] for r in got["results"])
        compare_number(f"rank_probabilities of rank {place + 1}: sum", column, 1.0)
    for pair in got["pairwise"]:
        i, j = ids.index(pair["a"]), ids.index(pair["b"])
        path = f"pairwise[{pair['a']}/{pair['b']}].a_beats_b"
        compare_share(path, pair["a_beats_b"], oracle.beats[i][j] / oracle.draws, draws, oracle.draws)


def compare_settle(got, oracle, people, draws):
    """The shares of the leader's pairs, and that none is missing that is clearly larger."""
    ids = [p.id for p in people]
    leader = got["results"][0]["id"]
    for pair in got["pairwise"]:
        path = f"pairwise[{pair['a']}/{pair['b']}].settle"
        found = {(row["of"], row["dimension"]): row["share"] for row in pair.get("settle", [])}
        if pair["a"] != leader or pair["a_beats_b"] >= 0.9:
            require(not found, path, "of a pair that has nothing to settle")
            continue
        shares = settling_shares(oracle, ids.index(pair["a"]), ids.index(pair["b"]))
        if shares is None:
            continue
        require(len(found) == min(5, len(shares)), path, f"{len(found)} of {len(shares)}")
        require(list(found.values()) == sorted(found.values(), reverse=True), path, "not the largest first")
        for key, share in shares.items():
            sd = 2 * math.sqrt(share * (1 / draws + 1 / oracle.draws)) + 3 / oracle.draws
            if key in found:
                require(abs(found[key] - share) <= SIGMAS * sd, f"{path}.{key}", f"{found[key]}, oracle {share}")
            elif len(found) == 5:
                require(share - SIGMAS * sd <= min(found.values()), f"{path}.{key}", f"left out, oracle {share}")


def compare_variations(got, setting, ceo, people, seed):
    count = got["n"]
    rows = vary(setting, ceo, people, count, seed)
    shares = firsts(rows)
    table = keyed("variations", got["results"], "id")
    require(set(table) == {(p.id,) for p in people}, "variations", f"got {sorted(table)}")
    for i, person in enumerate(people):
        row, path = table[(person.id,)], f"variations[{person.id}]"
        compare_share(f"{path}.first", row["first"], shares[i], count, count)
        for name, probability in (("p05", 0.05), ("p95", 0.95)):
            compare_quantile(f"{path}.{name}", row[name], [r[i] for r in rows], probability, count)


def compare_uncertainty(path, got, oracle, i, draws):
    for name, probability in (("p05", 0.05), ("p50", 0.5), ("p95", 0.95)):
        compare_quantile(f"{path}.{name}", got[name], oracle.scores[i], probability, draws)
    chances = got["rank_probabilities"]
    require(len(chances) == len(oracle.scores), path, f"{len(chances)} rank probabilities")
    for place, chance in enumerate(chances):
        name = f"{path}.rank_probabilities[{place}]"
        want = oracle.probability_of_rank(i, place)
        compare_share(name, chance, want, draws, oracle.draws)
    compare_number(f"{path}.rank_probabilities: sum", math.fsum(chances), 1.0)
    mean = math.fsum((place + 1) * chance for place, chance in enumerate(chances))
    compare_number(f"{path}.expected_rank", got["expected_rank"], mean)


def compare_smaa(got, oracle, setting, ceo, people, draws, seed):
    """Central weights against the oracle's wins; confidence at the weights that were reported."""
    rows = keyed("smaa", got.get("smaa"), "id")
    require(set(rows) == {(p.id,) for p in people}, "smaa", f"got {sorted(rows)}")
    for i, person in enumerate(people):
        wins = oracle.wins[i]
        if wins < 100:
            continue
        row, path = rows[(person.id,)], f"smaa[{person.id}]"
        central = row["central_weights"]
        require(set(central) == set(setting.weights), path, f"got {central}")
        compare_number(f"{path}.central_weights: sum", math.fsum(central.values()), 1.0)
        for p, (total, squares) in oracle.winning_weights[i].items():
            mean = total / wins
            variance = max(0.0, squares / wins - mean * mean)
            allowed = SIGMAS * math.sqrt(variance * (1 / wins + oracle.draws / (wins * draws))) + 1e-9
            claim = abs(central[p] - mean) <= allowed
            require(claim, f"{path}.central_weights.{p}", f"got {central[p]}, oracle {mean} ± {allowed}")
        again = simulate(setting, ceo, people, oracle.draws, seed + 1 + i, fixed_weights=central)
        chance = again.wins[i] / again.draws
        compare_share(f"{path}.confidence", row["confidence"], chance, draws, again.draws)


# --- Running the program -----------------------------------------------------------------------


def arguments_of(case, command):
    arguments = [command, *case.criteria(), "--format", "json"]
    if command == "score":
        arguments += ["--candidates", "pool.jsonl" if case.is_lines else "pool.json"]
        if case.balance is not None:
            arguments += ["--balance", str(case.balance)]
    return arguments


def run_program(binary, case, command, extra=()):
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        (root / "framework.toml").write_text(case.framework_text, encoding="utf-8")
        (root / "ceo.json").write_text(json.dumps(case.ceo), encoding="utf-8")
        pool = "pool.jsonl" if case.is_lines else "pool.json"
        (root / pool).write_text(case.pool_text(), encoding="utf-8")
        arguments = [binary, *arguments_of(case, command), *extra]
        done = subprocess.run(arguments, cwd=root, capture_output=True, text=True, timeout=300)
    said = done.stderr.strip()[:600]
    require(done.returncode == 0, command, f"exit code {done.returncode}: {said}")
    try:
        return json.loads(done.stdout)
    except ValueError as error:
        raise Mismatch(f"{command}: not JSON ({error})") from error


def people_of(case, framework):
    return read_person(case.ceo, framework), [read_person(c, framework) for c in case.candidates]


def check_exact(binary, case, without):
    framework = load_framework(case.framework_text)
    ceo, people = people_of(case, framework)
    setting = choose(framework, case.role_type, case.weights, case.balance)
    got = run_program(binary, case, "score", ("--draws", "0", "--variations", "0"))
    order = settled_order(got, score_pool(setting, ceo, people))
    compare_score(got, score_document(setting, ceo, people, order), without)
    if "sha256" not in without:
        digest = hashlib.sha256(case.framework_text.encode()).hexdigest()
        compare_value("framework.sha256", got["framework"].get("sha256"), digest)
    wanted = gaps_document(framework, ceo, case.role_type, case.weights)
    compare_gaps(run_program(binary, case, "gaps"), wanted)


def simulated_case(seed, without):
    """Every fourth case is free of measurement error, so that the draws of weights stand alone."""
    return random_case(seed, without, is_small=True, is_certain=seed % 4 == 0)


def check_simulation(binary, case, draws):
    framework = load_framework(case.framework_text)
    ceo, people = people_of(case, framework)
    setting = choose(framework, case.role_type, case.weights, case.balance)
    mode = (None, 20, "unknown")[case.seed % 3]
    extra = ["--draws", str(draws), "--seed", str(case.seed)]
    if mode is not None:
        extra += ["--weight-uncertainty", str(mode)]
    got = run_program(binary, case, "score", extra)
    compare_value("draws", got.get("draws"), draws)
    compare_value("seed", got.get("seed"), case.seed)
    oracle = simulate(setting, ceo, people, ORACLE_DRAWS, case.seed, mode)
    for scored in score_pool(setting, ceo, people):
        row = next(r for r in got["results"] if r["id"] == scored.person.id)
        compare_number(f"results[{row['id']}].score", row["score"], 100 * scored.overall)
    compare_simulation(got, oracle, people, draws)
    compare_settle(got, oracle, people, draws)
    compare_value("variations.n", got["variations"]["n"], 400)
    compare_variations(got["variations"], setting, ceo, people, case.seed)
    if mode == "unknown":
        compare_smaa(got, oracle, setting, ceo, people, draws, case.seed)
    else:
        require("smaa" not in got, "smaa", "present without unknown weights")


# --- The command line --------------------------------------------------------------------------


def show(case):
    print(case.framework_text)
    print("# ceo.json\n" + json.dumps(case.ceo, indent=1))
    print("# pool\n" + case.pool_text())
    for command in ("score", "gaps"):
        print("# counterpart " + " ".join(arguments_of(case, command)))


def read_arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("binary")
    parser.add_argument("cases", nargs="?", type=int, default=200)
    parser.add_argument("seed", nargs="?", type=int, default=1)
    parser.add_argument("--simulations", type=int, default=12)
    parser.add_argument("--draws", type=int, default=20000)
    parser.add_argument("--without", default="", help=", ".join(sorted(PARTS)))
    parser.add_argument("--show", type=int, metavar="SEED")
    parser.add_argument("--show-simulated", type=int, metavar="SEED")
    given = parser.parse_args()
    given.without = frozenset(filter(None, given.without.split(",")))
    if given.without - PARTS:
        parser.error(f"unknown parts: {', '.join(sorted(given.without - PARTS))}")
    return given


def check_all(given):
    """The number of cases passed and failed; the first mismatch is printed as it is found."""
    binary = str(pathlib.Path(given.binary).resolve())
    checks = [
        (n, False, lambda case: check_exact(binary, case, given.without))
        for n in range(given.seed, given.seed + given.cases)
    ] + [
        (n, True, lambda case: check_simulation(binary, case, given.draws))
        for n in range(given.seed, given.seed + given.simulations)
    ]
    passed = failed = 0
    for number, is_simulated, check in checks:
        try:
            check(simulated_case(number, given.without) if is_simulated
                  else random_case(number, given.without))
            passed += 1
        except (Mismatch, KeyError, TypeError) as error:
            if failed == 0:
                kind = "simulated case" if is_simulated else "case"
                print(f"{kind} seed {number}: {type(error).__name__}: {error}", flush=True)
            failed += 1
    return passed, failed


def main():
    given = read_arguments()
    if given.show is not None:
        show(random_case(given.show, given.without))
        return 0
    if given.show_simulated is not None:
        show(simulated_case(given.show_simulated, given.without))
        return 0
    passed, failed = check_all(given)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
