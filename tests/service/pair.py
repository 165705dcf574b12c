"""Two servers on one PostgreSQL: jobs done once, sessions and tokens valid on both, stale changes refused.

usage: pair.py PROGRAM
"""

import sys
import time

from server import (
    Checks, Client, Place, Server, add_user, begin_session, demo_search, drop_databases, new_database, psql,
)

PROGRAM, JOBS = sys.argv[1], 40


def main():
    checks = Checks()
    place = Place(new_database())
    token = add_user(PROGRAM, place)
    servers = [Server(PROGRAM, place), Server(PROGRAM, place)]
    clients = [Client(server.port, token) for server in servers]
    search, _ = demo_search(clients[0])

    jobs = []
    for number in range(JOBS):
        client = clients[number % 2]
        status, headers, job = client.call(
            "POST", f"/api/v1/searches/{search}/runs", {"draws": 100, "seed": number}, Prefer="respond-async"
        )
        checks.that(status == 202 and headers["location"].endswith(job["id"]), f"job {number}: {status} {job}")
        jobs.append(job["id"])
    end, states = time.monotonic() + 120, {}
    while time.monotonic() < end:
        states = {job: clients[0].call("GET", f"/api/v1/jobs/{job}")[2] for job in jobs}
        if all(job["state"] not in ("queued", "running") for job in states.values()):
            break
        time.sleep(0.1)
    checks.that(all(job["state"] == "done" for job in states.values()), "not every job was done")
    checks.that(all(job["attempts"] == 1 for job in states.values()), "a job was begun more than once")
    made = [job["result_id"] for job in states.values()]
    n_runs = int(psql(f"SELECT COUNT(*) FROM runs WHERE search_id = '{search}'", place.url))
    checks.that(len(set(made)) == JOBS == n_runs, f"{len(set(made))} results and {n_runs} runs of {JOBS} jobs")
    seeds = {clients[1].call("GET", f"/api/v1/runs/{run}")[2]["seed"] for run in made}
    checks.that(seeds == set(range(JOBS)), "the runs are not those that were asked for")

    status, _, person = clients[0].call("POST", "/api/v1/people", {"name": "Robin"})
    path = f"/api/v1/people/{person['id']}"
    status, headers, _ = clients[1].call("GET", path)
    checks.that(status == 200, "what one server wrote the other does not read")
    first = clients[0].call("PATCH", path, {"headline": "one"}, If_Match=headers["etag"])
    second = clients[1].call("PATCH", path, {"headline": "two"}, If_Match=headers["etag"])
    checks.that((first[0], second[0]) == (200, 412), f"a stale change was not refused: {first[0]} {second[0]}")

    key = {"Idempotency_Key": "the same key"}
    first = clients[0].call("POST", "/api/v1/people", {"name": "Kim"}, **key)
    second = clients[1].call("POST", "/api/v1/people", {"name": "Kim"}, **key)
    other = clients[1].call("POST", "/api/v1/people", {"name": "Sam"}, **key)
    checks.that(first[2]["id"] == second[2]["id"] and other[0] == 422, "a key is not known to the other server")

    status, _, made = clients[0].call(
        "POST", "/api/v1/tokens", {"name": "short", "scopes": ["people:read"], "expires_in_days": 1}
    )
    theirs = Client(servers[1].port, made["secret"])
    checks.that(theirs.call("GET", "/api/v1/people")[0] == 200, "a token of one does not open the other")
    clients[0].call("DELETE", f"/api/v1/tokens/{made['id']}")
    checks.that(theirs.call("GET", "/api/v1/people")[0] == 401, "a token revoked on one opens the other")

    cookie = begin_session(PROGRAM, place, servers[0].port)
    browsers = [Client(server.port, None) for server in servers]
    seen = [browser.call("GET", "/people", Cookie=cookie)[0] for browser in browsers]
    checks.that(seen == [200, 200], f"a session is not valid on both: {seen}")
    browsers[1].call("POST", "/sign-out", Cookie=cookie, Sec_Fetch_Site="same-origin")
    seen = [browser.call("GET", "/people", Cookie=cookie)[0] for browser in browsers]
    checks.that(seen == [303, 303], f"a session that ended on one goes on: {seen}")

    for server in servers:
        checks.that(server.stop() == 0, "a server did not end with 0")
    place.remove()
    drop_databases()
    checks.end()


main()
