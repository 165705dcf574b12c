"""A backup while writers write, put back and compared: on SQLite, on PostgreSQL, and from each to the other.

usage: backup.py PROGRAM
"""

import json
import pathlib
import sys
import threading

from server import Checks, Client, Place, Server, add_user, command, drop_databases, new_database

PROGRAM = sys.argv[1]


def write(port, token, acknowledged, stop):
    client, count = Client(port, token), 0
    while not stop.is_set():
        count += 1
        status, _, person = client.call("POST", "/api/v1/people", {"name": f"Person {count}"})
        assert status == 201, person
        acknowledged.append(person["id"])


def rows(folder):
    return {path.name: path.read_bytes() for path in pathlib.Path(folder).glob("*.jsonl")}


def main():
    checks = Checks()
    for source_is_postgres in (False, True):
        source = Place(new_database() if source_is_postgres else None)
        name = "PostgreSQL" if source_is_postgres else "SQLite"
        token = add_user(PROGRAM, source)
        server = Server(PROGRAM, source)
        acknowledged, stop = [], threading.Event()
        writers = [threading.Thread(target=write, args=(server.port, token, acknowledged, stop)) for _ in range(3)]
        for writer in writers:
            writer.start()
        while len(acknowledged) < 60:
            pass
        before = list(acknowledged)
        folder = f"{source.folder}/backup"
        command(PROGRAM, "backup", folder, *source.flags())
        n_after = len(acknowledged)
        stop.set()
        for writer in writers:
            writer.join()
        checks.that(n_after > len(before), f"{name}: nobody wrote while it was backed up")
        checks.that(server.stop() == 0, f"{name}: the server did not end with 0")
        kept = {json.loads(line)["id"] for line in rows(folder)["people.jsonl"].splitlines()}
        checks.that(set(before) <= kept, f"{name}: someone acknowledged before the backup is not in it")
        command(PROGRAM, "restore", folder, "--verify-only")
        again = command(PROGRAM, "backup", folder, *source.flags(), expect=2)
        checks.that("cannot be made" in again.stderr, f"{name}: a backup was written over another")

        for target_is_postgres in (False, True):
            target = Place(new_database() if target_is_postgres else None)
            way = f"{name} to {'PostgreSQL' if target_is_postgres else 'SQLite'}"
            command(PROGRAM, "restore", folder, *target.flags())
            copy = f"{target.folder}/copy"
            command(PROGRAM, "backup", copy, *target.flags())
            checks.that(rows(folder) == rows(copy), f"{way}: the rows differ")
            checks.that(
                command(PROGRAM, "audit", "verify", *target.flags()).returncode == 0, f"{way}: the audit chain"
            )
            twice = command(PROGRAM, "restore", folder, *target.flags(), expect=2)
            checks.that("empty" in twice.stderr, f"{way}: restored over something")
            served = Server(PROGRAM, target)
            status, _, person = Client(served.port, token).call("GET", f"/api/v1/people/{before[0]}")
            checks.that(status == 200 and person["id"] == before[0], f"{way}: the old token does not open it")
            checks.that(served.stop() == 0, f"{way}: the server did not end with 0")
            target.remove()

        people = pathlib.Path(folder) / "people.jsonl"
        flipped = bytearray(people.read_bytes())
        flipped[len(flipped) // 2] ^= 1
        people.write_bytes(flipped)
        found = command(PROGRAM, "restore", folder, "--verify-only", expect=2)
        checks.that("people.jsonl" in found.stderr, f"{name}: a flipped bit was not found")
        source.remove()
    drop_databases()
    checks.end()


main()
