"""Bad days: a database that is gone, locked, read-only or full gets a problem, and the server recovers by itself.

usage: bad_days.py PROGRAM
"""

import os
import resource
import signal
import sqlite3
import subprocess
import sys
import time

from server import Checks, Client, Place, Server, add_user, drop_databases, new_database, psql

PROGRAM = sys.argv[1]
PEOPLE = "/api/v1/people"


def is_problem(answer, status, code):
    content = answer[2] if isinstance(answer[2], dict) else {}
    return answer[0] == status and content.get("type") == f"urn:counterpart:error:{code}" and content.get("request_id")


def until(holds, seconds=30):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if holds():
            return True
        time.sleep(0.05)
    return False


def gone(checks):
    place = Place(new_database())
    name = place.url.split("/")[3].split("?")[0]
    token = add_user(PROGRAM, place)
    server = Server(PROGRAM, place)
    client = Client(server.port, token)
    checks.that(client.call("POST", PEOPLE, {"name": "Before"})[0] == 201, "gone: before")
    psql(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
    psql(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")
    answer = client.call("POST", PEOPLE, {"name": "During"})
    checks.that(is_problem(answer, 503, "unavailable"), f"gone: {answer}")
    checks.that("retry-after" in answer[1], "gone: no Retry-After")
    checks.that(client.call("GET", "/readyz")[0] == 503, "gone: still ready")
    checks.that(client.call("GET", "/healthz")[0] == 200, "gone: not alive")
    psql(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
    checks.that(until(lambda: client.call("GET", "/readyz")[0] == 200), "gone: never ready again")
    checks.that(client.call("POST", PEOPLE, {"name": "After"})[0] == 201, "gone: after")
    names = {person["name"] for person in client.call("GET", PEOPLE)[2]["items"]}
    checks.that(names == {"Before", "After"}, f"gone: {names}")
    checks.that(server.stop() == 0, "gone: the server did not end with 0")
    place.remove()


def locked(checks):
    place = Place()
    token = add_user(PROGRAM, place)
    server = Server(PROGRAM, place)
    client = Client(server.port, token)
    checks.that(client.call("POST", PEOPLE, {"name": "Before"})[0] == 201, "locked: before")
    other = sqlite3.connect(f"{place.data}/counterpart.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    began = time.monotonic()
    answer = client.call("POST", PEOPLE, {"name": "During"})
    checks.that(is_problem(answer, 503, "unavailable"), f"locked: {answer}")
    checks.that(time.monotonic() - began < 30, "locked: it waited without end")
    checks.that(client.call("GET", PEOPLE)[0] == 200, "locked: reading waits for a writer")
    other.execute("ROLLBACK")
    other.close()
    checks.that(client.call("POST", PEOPLE, {"name": "After"})[0] == 201, "locked: after")
    names = {person["name"] for person in client.call("GET", PEOPLE)[2]["items"]}
    checks.that(names == {"Before", "After"}, f"locked: {names}")
    checks.that(server.stop() == 0, "locked: the server did not end with 0")
    place.remove()


def small_disk(folder):
    """A disk of 6 MiB at a folder, where we may make one; says how to take it away again."""
    os.makedirs(folder, mode=0o700)
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=6m,mode=0700", "none", folder], capture_output=True)
    return done.returncode == 0


def bounded_files():
    """No file may grow past a bound; a write past it fails instead of ending the process."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (3 * 1024 * 1024, 3 * 1024 * 1024))


def count_people(client):
    n_found, path = 0, f"{PEOPLE}?limit=200"
    while path:
        part = client.call("GET", path)[2]
        n_found += len(part["items"])
        path = part["next_cursor"] and f"{PEOPLE}?limit=200&cursor={part['next_cursor']}"
    return n_found


def full(checks):
    """A disk that fills up; where none can be made, files that may not grow, which SQLite tells as a failed write."""
    place = Place()
    has_disk = small_disk(place.data)
    try:
        token = add_user(PROGRAM, place)
        server = Server(PROGRAM, place, limit=None if has_disk else bounded_files)
        client = Client(server.port, token)
        body = {"name": "Somebody", "headline": "x" * 1000}
        n_written, answer = 0, None
        for _ in range(20_000):
            answer = client.call("POST", PEOPLE, body)
            if answer[0] != 201:
                break
            n_written += 1
        expected = (507, "full") if has_disk else (503, "unavailable")
        checks.that(is_problem(answer, *expected), f"full: after {n_written}: {answer}")
        checks.that(n_written > 50, f"full: only {n_written} were written")
        checks.that(client.call("GET", PEOPLE)[0] == 200, "full: nothing can be read")
        if has_disk:
            subprocess.run(["mount", "-o", "remount,size=64m", place.data], check=True)
        else:
            server.stop()
            server = Server(PROGRAM, place)
            client = Client(server.port, token)
        status = client.call("POST", PEOPLE, {"name": "After"})[0]
        checks.that(status == 201, f"full: not well again with more room: {status}")
        n_found = count_people(client)
        checks.that(n_found == n_written + 1, f"full: {n_written} were acknowledged, {n_found - 1} are there")
        checks.that(server.stop() == 0, "full: the server did not end with 0")
        database = sqlite3.connect(f"{place.data}/counterpart.db")
        found = database.execute("PRAGMA integrity_check").fetchone()[0]
        database.close()
        checks.that(found == "ok", f"full: {found}")
    finally:
        if has_disk:
            subprocess.run(["umount", place.data], check=True)
    place.remove()


def read_only(checks):
    place = Place(new_database())
    name = place.url.split("/")[3].split("?")[0]
    token = add_user(PROGRAM, place)
    server = Server(PROGRAM, place)
    client = Client(server.port, token)
    checks.that(client.call("GET", PEOPLE)[0] == 200, "read-only: before")
    psql(f"ALTER DATABASE {name} SET default_transaction_read_only = on")
    psql(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")
    until(lambda: client.call("GET", "/readyz")[0] == 200)
    answer = client.call("POST", PEOPLE, {"name": "During"})
    checks.that(is_problem(answer, 503, "unavailable"), f"read-only: {answer}")
    checks.that(client.call("GET", PEOPLE)[0] == 200, "read-only: nothing can be read")
    psql(f"ALTER DATABASE {name} SET default_transaction_read_only = off")
    psql(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")
    until(lambda: client.call("GET", "/readyz")[0] == 200)
    checks.that(client.call("POST", PEOPLE, {"name": "After"})[0] == 201, "read-only: after")
    checks.that(server.stop() == 0, "read-only: the server did not end with 0")
    place.remove()


def main():
    checks = Checks()
    for day in (gone, locked, full, read_only):
        day(checks)
    drop_databases()
    checks.end()


main()
