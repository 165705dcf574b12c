"""Compares rankings of random pools, by the program and by SQL engines, with the independent implementation.

    python tests/pool/compare.py target/debug/counterpart 20 [FIRST_SEED] [--all]

Without --all, DuckDB and PostgreSQL run the statements; with it, DataFusion and Spark as well.
"""

import argparse
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import engines  # noqa: E402
from pools import Pool  # noqa: E402

TOP = 200
TOLERANCE = 1e-9
MOST_BYTES, MOST_LEVELS = 100_000, 50
PARSED = {"duckdb": "duckdb", "postgres": "postgres", "spark": "spark", "datafusion": None, "trino": "trino",
          "snowflake": "snowflake", "bigquery": "bigquery", "clickhouse": "clickhouse"}


class Mismatch(Exception):
    pass


def require(claim, path, said):
    if not claim:
        raise Mismatch(f"{path}: {said}")


def compare(path, rows, right, top=TOP):
    """Scores to the tolerance, and the order of whoever is kept."""
    order = sorted(right, key=lambda key: (-right[key][0], key))
    require(len(rows) == min(top, len(right)), path, f"{len(rows)} rows")
    require(len({row["id"] for row in rows}) == len(rows), path, "somebody is there twice")
    for place, row in enumerate(rows):
        where = f"{path}: {row['id']}"
        score, completeness, pillars = right[row["id"]]
        require(row["rank"] == place + 1, where, f"rank {row['rank']} in place {place + 1}")
        require(abs(row["score"] - score) <= TOLERANCE, where, f"score {row['score']}, want {score}")
        require(abs(row["completeness"] - completeness) <= TOLERANCE, where,
                f"completeness {row['completeness']}, want {completeness}")
        for pillar, value in pillars.items():
            got = row["pillars"][pillar] if "pillars" in row else row[pillar]
            require(abs(got - value) <= 1e-8, where, f"{pillar} {got}, want {value}")
        # Scores that differ by rounding alone may stand in another order.
        expected = right[order[place]][0]
        require(abs(expected - score) <= TOLERANCE, where, f"in place {place + 1}, where {order[place]} belongs")
        if place > 0 and rows[place - 1]["score"] == row["score"]:
            require(rows[place - 1]["id"] < row["id"], where, "a tie that does not follow the ids")


def run(program, folder, *arguments, stdin=None):
    done = subprocess.run([program, "pool", *arguments], cwd=folder, capture_output=True, stdin=stdin, timeout=300)
    require(done.returncode == 0, " ".join(arguments), done.stderr.decode()[:600])
    return done.stdout.decode()


def check_program(program, folder, pool):
    """Every format, standard input, compressed, and in shards."""
    subprocess.run(["gzip", "--keep", "--force", folder / "texts.csv"], check=True)
    search = pool.arguments()
    for file, people in (("typed.parquet", pool.typed), ("typed.arrow", pool.typed), ("texts.csv", pool.texts),
                         ("texts.csv.gz", pool.texts), ("texts.jsonl", pool.texts)):
        ranking = json.loads(run(program, folder, "rank", file, *search, "--format", "json"))
        compare(file, ranking["results"], pool.right(people))
        counts = (ranking["rows"], ranking["unreadable"])
        require(counts == (len(people), 0), file, f"rows and unreadable: {counts}")
    with (folder / "texts.jsonl").open("rb") as file:
        again = json.loads(run(program, folder, "rank", "-", *search, "--format", "json", stdin=file))
    require(again == ranking, "standard input", "another ranking than from the file")
    for margin in ("0", "1.5"):
        asked = ["rank", "typed.parquet", *search, "--format", "json", "--top", "50", "--margin", margin]
        whole = run(program, folder, *asked)
        for number in range(1, 5):
            (folder / f"{number}.json").write_text(run(program, folder, *asked, "--shard", f"{number}/4"))
        merged = run(program, folder, "merge", *(f"{n}.json" for n in range(1, 5)), "--format", "json")
        require(merged == whole, f"shards, margin {margin}", "merged is not the whole, byte for byte")
    return whole


def check_engine(program, folder, pool, engine, whole):
    search = [*pool.arguments(), "--dialect", engine.dialect]
    engine.load(folder, pool)
    for table, people in ((engines.NUMBERS, pool.typed), (engines.TEXTS, pool.texts)):
        statement = run(program, folder, "sql", *search, "--table", table)
        compare(f"{engine.dialect}, {table}", engine.run(statement), pool.right(people))
    # With a margin, whoever the program keeps.
    statement = run(program, folder, "sql", *search, "--top", "50", "--margin", "1.5")
    kept = [row["id"] for row in engine.run(statement)]
    wanted = [row["id"] for row in json.loads(whole)["results"]]
    require(sorted(kept) == sorted(wanted), f"{engine.dialect}, margin", f"{len(kept)} kept, {len(wanted)} wanted")
    if sum(w > 0 for w in json.loads(whole)["weights"].values()) <= 8:
        check_losses(program, folder, pool, engine, search)
    test = run(program, folder, "sql", *search, "--check")
    [answer] = engine.run(test)
    require((answer["rows"], answer["wrong"]) == (1000, 0), f"{engine.dialect}, check", answer)
    [answer] = engine.run(with_changed_weights(test))
    require(answer["wrong"] > 0, f"{engine.dialect}, check of a changed statement", answer)


def check_losses(program, folder, pool, engine, search):
    """The losses that are said are among 100 − score, the largest first, and those of the program."""
    rows = engine.run(run(program, folder, "sql", *search, "--explain", "--top", "5"))
    for row in rows:
        points = [row[f"points_{n}"] for n in range(1, 6) if row[f"points_{n}"] is not None]
        where = f"{engine.dialect}, losses of {row['id']}"
        require(points == sorted(points, reverse=True), where, points)
        require(-1e-9 < sum(points) <= 100 - row["score"] + 1e-9, where, f"{points}, score {row['score']}")


def with_changed_weights(statement):
    """The statement with the weights of the pillars a thousandth off; one alone may belong to a pillar that is never less
    than perfect."""
    scored = re.search(r"scored AS \(.*?\n\)", statement, re.S)[0]
    changed = re.sub(r"(?<![\w.])\d[\d.]*e-?\d+(?=\S* \* )", lambda m: f"{float(m[0]) * 1.001:e}", scored)
    require(changed != scored, "check", "no weight is found in the statement")
    return statement.replace(scored, changed)


def check_statements(program, folder, pool):
    """Every dialect is small, shallow, and what a parser of it reads."""
    import sqlglot

    for dialect, read in PARSED.items():
        for extra in ([], ["--explain"], ["--check"], ["--margin", "2"]):
            where = f"{dialect} {' '.join(extra)}"
            asked = ["sql", *pool.arguments(), "--dialect", dialect, *extra]
            done = subprocess.run([program, "pool", *asked], cwd=folder, capture_output=True, text=True, timeout=60)
            if done.returncode == 2 and "pillars weigh something" in done.stderr:
                continue
            require(done.returncode == 0, where, done.stderr[:600])
            require(len(done.stdout.encode()) < MOST_BYTES, where, f"{len(done.stdout.encode())} bytes")
            depth = deepest(sqlglot.parse_one(done.stdout, dialect=read))
            require(depth <= MOST_LEVELS, where, f"{depth} levels")


def deepest(node):
    """How many levels a statement nests."""
    most, level = 0, [node]
    while level:
        most += 1
        level = [child for parent in level for child in parent.iter_expressions()]
    return most


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("program")
    parser.add_argument("cases", nargs="?", type=int, default=20)
    parser.add_argument("seed", nargs="?", type=int, default=1)
    parser.add_argument("--all", action="store_true")
    given = parser.parse_args()
    program = str(Path(given.program).resolve())
    tried = [engines.DuckDb(), engines.Postgres()]
    if given.all:
        tried += [engines.DataFusion(), engines.Spark()]
    passed = failed = 0
    for seed in range(given.seed, given.seed + given.cases):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            try:
                pool = Pool(seed)
                pool.write(folder)
                whole = check_program(program, folder, pool)
                for engine in tried:
                    check_engine(program, folder, pool, engine, whole)
                if seed % 5 == 1:
                    check_statements(program, folder, pool)
                passed += 1
            except Mismatch as mismatch:
                if failed == 0:
                    print(f"pool seed {seed}: {mismatch}", flush=True)
                failed += 1
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
