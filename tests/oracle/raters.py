"""Reliability and AHP of the program beside exact fractions, on random small tables with gaps, ties and no variance.

Where pingouin and numpy can be imported, their figures are compared as well.

usage: raters.py PROGRAM [TABLES] [SEED]
"""

import json
import math
import os
import random
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction

try:
    import numpy
except ImportError:
    numpy = None
try:
    import pandas
    import pingouin
except ImportError:
    pingouin = None

SCALES = [(0, 1), (1, 5), (1, 7), (0, 10), (0, 100), (-3, 3)]
SAATY = [Fraction(n) for n in range(1, 10)] + [Fraction(1, n) for n in range(2, 10)]
# Saaty's random index for 3 to 10 items.
RANDOM_INDEX = [0.58, 0.90, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49]


def random_table(rng):
    """Targets by raters, None where nobody rated: of every kind that people hand in."""
    n, k = rng.randint(2, 6), rng.randint(2, 5)
    low, high = rng.choice(SCALES)
    step = rng.choice([1, 1, 2, 4])
    draw = lambda: Fraction(rng.randint(low * step, high * step), step)
    kind = rng.random()
    if kind < 0.1:
        rows = [[draw()] * k for _ in range(n)]
    elif kind < 0.15:
        rows = [[Fraction(low)] * k for _ in range(n)]
    elif kind < 0.3:
        # Raters who differ by a constant: no error at all.
        own, shift = [draw() for _ in range(n)], [draw() for _ in range(k)]
        rows = [[a + b for b in shift] for a in own]
    elif kind < 0.45:
        few = [draw(), draw()]
        rows = [[rng.choice(few) for _ in range(k)] for _ in range(n)]
    else:
        rows = [[draw() for _ in range(k)] for _ in range(n)]
    if rng.random() < 0.2:
        for row in rows:
            for j in range(k):
                if rng.random() < 0.2 and sum(v is not None for v in row) > 1:
                    row[j] = None
    return rows, (low, high)


def mean(values):
    return sum(values) / len(values)


def share(part, whole):
    return part / whole if whole > 0 else None


def one_way(rows):
    groups = [[v for v in row if v is not None] for row in rows]
    n, k = sum(map(len, groups)), len(groups)
    if n == k:
        return None
    grand = mean([v for group in groups for v in group])
    between = sum(len(g) * (mean(g) - grand) ** 2 for g in groups) / (k - 1)
    within = sum((v - mean(g)) ** 2 for g in groups for v in g) / (n - k)
    size = (n - Fraction(sum(len(g) ** 2 for g in groups), n)) / (k - 1)
    return share(between - within, between + (size - 1) * within)


def two_way(rows):
    if any(v is None for row in rows for v in row):
        return {"icc2": None, "icc2k": None, "alpha": None}
    n, k = len(rows), len(rows[0])
    targets, raters = [mean(row) for row in rows], [mean(column) for column in zip(*rows)]
    grand = mean(targets)
    t = k * sum((m - grand) ** 2 for m in targets) / (n - 1)
    r = n * sum((m - grand) ** 2 for m in raters) / (k - 1)
    cells = ((v - targets[i] - raters[j] + grand) ** 2 for i, row in enumerate(rows) for j, v in enumerate(row))
    e = sum(cells) / ((n - 1) * (k - 1))
    return {
        "icc2": share(t - e, t + (k - 1) * e + k * (r - e) / n),
        "icc2k": share(t - e, t + (r - e) / n),
        "alpha": share(t - e, t),
    }


def agreement(rows, scale, points=5):
    low, high = scale
    null = Fraction(high - low, points - 1) ** 2 * (points**2 - 1) / 12
    found = []
    for row in rows:
        values = [v for v in row if v is not None]
        if any(not low <= v <= high for v in values):
            return None
        if len(values) > 1:
            variance = sum((v - mean(values)) ** 2 for v in values) / (len(values) - 1)
            found.append(max(Fraction(0), 1 - variance / null))
    return mean(found) if found else None


def expected_of(rows, scale):
    return {"icc1": one_way(rows), **two_way(rows), "rwg_mean": agreement(rows, scale)}


def check(what, got, want, given, tolerance=1e-9):
    if (got is None) != (want is None):
        raise AssertionError(f"{what}: the program says {got}, exactly {want and float(want)} for {given}")
    if want is not None and not math.isclose(got, want, rel_tol=tolerance, abs_tol=tolerance):
        raise AssertionError(f"{what}: the program says {got}, exactly {float(want)} for {given}")


def run(program, *arguments):
    return subprocess.run([program, *arguments], capture_output=True, text=True)


def check_reliability(program, folder, seed):
    rng = random.Random(seed)
    rows, scale = random_table(rng)
    path = os.path.join(folder, f"r{seed}.csv")
    with open(path, "w") as file:
        file.write("target,rater,value\n")
        for i, row in enumerate(rows):
            for j, v in enumerate(row):
                # A gap may be an empty cell or no row at all.
                if v is not None or rng.random() < 0.5:
                    file.write(f"t{i},r{j},{'' if v is None else float(v)}\n")
    columns = ["--target", "target", "--rater", "rater", "--value", "value", "--format", "json"]
    ends = ["--scale-min", str(scale[0]), "--scale-max", str(scale[1])]
    done = run(program, "reliability", path, *columns, *ends)
    os.remove(path)
    raters = [j for j in range(len(rows[0])) if any(row[j] is not None for row in rows)]
    if len(raters) < 2:
        assert done.returncode == 2 and "at least 2" in done.stderr, done.stderr
        return
    rows = [[row[j] for j in raters] for row in rows]
    assert done.returncode == 0, (done.stderr, rows)
    got, want = json.loads(done.stdout), expected_of(rows, scale)
    for figure, value in want.items():
        check(figure, got[figure], value, [[v and float(v) for v in row] for row in rows])
    beside_pingouin(got, rows)


def beside_pingouin(got, rows):
    if pingouin is None or any(v is None for row in rows for v in row) or len(rows) * len(rows[0]) < 5:
        return
    long = [(i, j, float(v)) for i, row in enumerate(rows) for j, v in enumerate(row)]
    if got["alpha"] is not None and got["icc2"] is not None:
        wide = pandas.DataFrame([[float(v) for v in row] for row in rows])
        check("alpha beside pingouin", got["alpha"], pingouin.cronbach_alpha(data=wide)[0], rows)
        if len(rows) > 2:
            frame = pandas.DataFrame(long, columns=["t", "r", "v"])
            with numpy.errstate(all="ignore"):
                table = pingouin.intraclass_corr(frame, targets="t", raters="r", ratings="v").set_index("Type")["ICC"]
            for names, own in [(("ICC1", "ICC(1,1)"), "icc1"), (("ICC2", "ICC(A,1)"), "icc2"), (("ICC2k", "ICC(A,k)"), "icc2k")]:
                value = next((table[name] for name in names if name in table), None)
                if value is not None and got[own] is not None:
                    check(f"{own} beside pingouin", got[own], value, rows, 1e-6)


def principal(matrix):
    """The principal eigenvalue and vector, by power iteration until nothing moves."""
    n = len(matrix)
    if numpy is not None:
        values, vectors = numpy.linalg.eig(numpy.array(matrix, dtype=float))
        best = int(numpy.argmax(values.real))
        vector = abs(vectors[:, best].real)
        return float(values[best].real), [float(v) for v in vector / vector.sum()]
    matrix = [[float(v) for v in row] for row in matrix]
    weights = [1 / n] * n
    for _ in range(5_000):
        product = [sum(a * w for a, w in zip(row, weights)) for row in matrix]
        value = sum(product)
        weights = [(w + p / value) / 2 for w, p in zip(weights, product)]
    return value, weights


def check_ahp(program, folder, seed):
    """A matrix in full, in halves, or with cells left to their mirror images."""
    rng = random.Random(seed)
    n = rng.randint(2, 8)
    matrix = [[Fraction(1)] * n for _ in range(n)]
    for i in range(n):
        for j in range(i + 1, n):
            matrix[i][j] = rng.choice(SAATY)
            matrix[j][i] = 1 / matrix[i][j]
    form = rng.choice(["full", "upper", "lower", "some"])

    def cell(i, j):
        if i == j:
            return rng.choice(["1", ""])
        shown = {"full": True, "upper": i < j, "lower": i > j, "some": (i < j) == ((i * 7 + j * 7) % 2 == 0)}[form]
        if not shown:
            return ""
        value = matrix[i][j]
        decimals = f"{float(value):.2f}" if form == "full" and value < 1 else str(float(value))
        return rng.choice([str(value), f"={value}"] if form != "full" else [str(value), decimals])

    path = os.path.join(folder, f"a{seed}.csv")
    names = [f"n{i}" for i in range(n)]
    rows = [[name, *(cell(i, j) for j in range(n))] for i, name in enumerate(names)]
    rng.shuffle(rows)
    with open(path, "w") as file:
        file.writelines(",".join(row) + "\n" for row in [["", *names], *rows])
    done = run(program, "weights", "ahp", path, "--format", "json")
    os.remove(path)
    assert done.returncode == 0, (done.stderr, rows)
    got = json.loads(done.stdout)
    value, weights = principal(matrix)
    index = (value - n) / (n - 1)
    for name, weight in zip(names, weights):
        check(f"weight of {name}", got["weights"][name], weight, matrix, 1e-8)
    check("lambda_max", got["lambda_max"], value, matrix, 1e-8)
    check("consistency_ratio", got["consistency_ratio"], index / RANDOM_INDEX[n - 3] if n > 2 else 0.0, matrix, 1e-8)


def main():
    program, n = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 100
    first = int(sys.argv[3]) if len(sys.argv) > 3 else 1
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(os.cpu_count()) as pool:
        for check_one in [check_reliability, check_ahp]:
            for _ in pool.map(lambda seed: check_one(program, folder, seed), range(first, first + n)):
                pass
    beside = " and pingouin" if pingouin else ""
    print(f"{n} tables of ratings and {n} matrices: no difference from exact fractions{beside}")


if __name__ == "__main__":
    main()
