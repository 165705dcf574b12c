"""Power cuts under write load: what was acknowledged is there, and nothing is done twice.

usage: kill.py PROGRAM CYCLES

Four clients write without pause: new people under idempotency keys, changes with If-Match, estimates. After a while that
differs each time the server is killed with SIGKILL and started again. Then every acknowledged write must be there, a
request repeated with its key must give the same person, the database must be whole and the audit chain unbroken.
"""

import random
import sqlite3
import sys
import threading
import time
import uuid

from server import Checks, Client, Place, Server, add_user, command

PROGRAM, CYCLES = sys.argv[1], int(sys.argv[2])
WRITERS = 4


class Writer(threading.Thread):
    """Writes until the server is gone, and remembers what was acknowledged and what was not."""

    def __init__(self, port, token, number, cycle):
        super().__init__()
        self.client = Client(port, token)
        self.prefix = f"{cycle}-{number}"
        self.people = {}  # acknowledged: id to (reference, headline)
        self.pending = []  # asked and not answered: (key, body)

    def run(self):
        count = 0
        try:
            while True:
                count += 1
                key, body = str(uuid.uuid4()), {"name": f"Person {count}", "reference": f"{self.prefix}-{count}"}
                self.pending.append((key, body))
                status, _, person = self.client.call("POST", "/api/v1/people", body, Idempotency_Key=key)
                if status != 201:
                    raise AssertionError(f"{status}: {person}")
                self.pending.pop()
                self.people[person["id"]] = (body["reference"], "")
                if count % 2:
                    headline = f"changed {count}"
                    status, _, changed = self.client.call(
                        "PATCH", f"/api/v1/people/{person['id']}", {"headline": headline}, If_Match='"1"'
                    )
                    if status == 200:
                        self.people[person["id"]] = (body["reference"], headline)
        except OSError:
            return


def main():
    checks, place, moments = Checks(), Place(), random.Random(7)
    token = add_user(PROGRAM, place)
    known, n_acknowledged, n_repeated = {}, 0, 0
    server = Server(PROGRAM, place)
    for cycle in range(CYCLES):
        writers = [Writer(server.port, token, number, cycle) for number in range(WRITERS)]
        for writer in writers:
            writer.start()
        time.sleep(moments.uniform(0.05, 0.6))
        server.kill()
        for writer in writers:
            writer.join()
        server = Server(PROGRAM, place)
        client = Client(server.port, token)
        fresh = {}
        for writer in writers:
            fresh.update(writer.people)
        n_acknowledged += len(fresh)
        lost = []
        for person_id, (reference, headline) in fresh.items():
            status, _, person = client.call("GET", f"/api/v1/people/{person_id}")
            # A change that was not acknowledged may be there or not; one that was must be.
            is_kept = status == 200 and person["reference"] == reference and (not headline or person["headline"] == headline)
            if not is_kept:
                lost.append((person_id, status))
        checks.that(not lost, f"cycle {cycle}: lost {lost[:3]} of {len(fresh)}")
        known.update(fresh)
        for writer in writers:
            for key, body in writer.pending:
                first = client.call("POST", "/api/v1/people", body, Idempotency_Key=key)
                second = client.call("POST", "/api/v1/people", body, Idempotency_Key=key)
                n_repeated += 1
                checks.that(
                    first[0] == second[0] == 201 and first[2]["id"] == second[2]["id"],
                    f"cycle {cycle}: a repeated request was done twice or refused: {first[0]} {second[0]}",
                )
        database = sqlite3.connect(f"{place.data}/counterpart.db")
        found = database.execute("PRAGMA integrity_check").fetchone()[0]
        database.close()
        checks.that(found == "ok", f"cycle {cycle}: {found}")
    everyone, path = set(), "/api/v1/people?limit=200"
    while path:
        _, _, part = client.call("GET", path)
        everyone.update(person["id"] for person in part["items"])
        path = part["next_cursor"] and f"/api/v1/people?limit=200&cursor={part['next_cursor']}"
    checks.that(set(known) <= everyone, "somebody is not in the list")
    checks.that(server.stop() == 0, "the server did not end with 0")
    checks.that(command(PROGRAM, "audit", "verify", *place.flags()).returncode == 0, "the audit chain is broken")
    print(f"{CYCLES} kills, {n_acknowledged} people acknowledged and there, {n_repeated} requests repeated")
    place.remove()
    checks.end()


main()
