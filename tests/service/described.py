"""Every operation of the API as each role, with requests made up from its description: answers have to be as described,
and never a defect. Needs what requirements.txt lists, which tests/run --all installs.

usage: described.py PROGRAM [--role admin|recruiter|panel_member|viewer] [--examples 20] [--seed 1] [--postgres]

Each role has a server of its own with a search and its run on it, because what an admin does, such as shutting others
out, would reach the next role. --postgres needs tests/run --postgres.
"""

import argparse
import os
import re
import subprocess

from server import Checks, Client, Place, Server, add_user, clean_environment, demo_search, drop_databases, new_database

ROLES = ["admin", "recruiter", "panel_member", "viewer"]
# That a request of the right form is done is not to be expected here: ids, cursors, frameworks and keys that were made up
# are refused as they should be. And whoever shows one wrong token after the other is told to wait, with 429 instead of
# 401, which is not what ignored_auth looks for; tests/api holds what comes of each.
LEFT_OUT = "positive_data_acceptance,ignored_auth"
# A change without If-Match is refused with 428 (RFC 6585), and one with an ETag that was never ours with 412.
SETTINGS = """
[checks.missing_required_header]
expected-statuses = [400, 401, 403, 404, 406, 415, 422, 428]
[checks.negative_data_rejection]
expected-statuses = [400, 401, 403, 404, 405, 406, 409, 412, 415, 422, 428, 429]
"""


def asked_of(server, token, settings, more, asked):
    """Makes up requests; gives the exit code and what was told."""
    with open(os.path.join(server.place.folder, "schemathesis.toml"), "w") as file:
        file.write(settings)
    done = subprocess.run(
        ["schemathesis", "--config-file", file.name, "run", f"http://127.0.0.1:{server.port}/api/v1/openapi.json",
         "-H", f"Authorization: Bearer {token}", "--checks", "all", "--exclude-checks", LEFT_OUT,
         "--max-examples", str(asked.examples), "--seed", str(asked.seed), "--no-shrink", "--continue-on-failure",
         "--no-color", "--request-timeout", "60", *more],
        capture_output=True, text=True, env=clean_environment(), cwd=server.place.folder,
    )
    return done.returncode, done.stdout + done.stderr


def run(program, role, asked, checks):
    place = Place(new_database() if asked.postgres else None)
    tokens = {each: add_user(program, place, each) for each in ROLES}
    server = Server(program, place)
    admin = Client(server.port, tokens["admin"])
    search, candidates = demo_search(admin)
    for user in admin.call("GET", "/api/v1/users")[2]["items"]:
        admin.call("PUT", f"/api/v1/searches/{search}/members/{user['id']}")
    status, _, computed = admin.call("POST", f"/api/v1/searches/{search}/runs", {"draws": 100})
    assert status == 201, computed
    # A search that is there, which nobody removes; then ids that are made up or were just made.
    there = f"""[parameters]
"path.search_id" = "{search}"
"path.candidate_id" = "{candidates[0]}"
"path.run_id" = "{computed['id']}"
"""
    for what, settings, more in [
        ("what is there", there + SETTINGS, ["--phases", "coverage,fuzzing", "--exclude-method", "DELETE"]),
        ("anything", SETTINGS, []),
    ]:
        code, told = asked_of(server, tokens[role], settings, more, asked)
        count = re.search(r"^\s*(\d+) generated.*$", told, re.MULTILINE)
        print(f"{role}, {what}: {count.group(0).strip() if count else 'nothing was asked'}", flush=True)
        if not checks.that(code == 0 and count, f"{role}, {what}: an answer is not as described"):
            print(told)
    log = open(server.log.name, errors="replace").read()
    n_defects = len(re.findall(r'"status":5\d\d', log))
    answered = sorted(set(re.findall(r'"status":(\d+)', log)))
    print(f"{role}: answers {', '.join(answered)}", flush=True)
    checks.that(n_defects == 0, f"{role}: {n_defects} answers of 500 and above")
    checks.that(server.stop() == 0, f"{role}: the server did not end with 0")
    place.remove()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--role", choices=ROLES)
    parser.add_argument("--examples", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--postgres", action="store_true")
    asked = parser.parse_args()
    checks = Checks()
    for role in [asked.role] if asked.role else ROLES:
        run(os.path.abspath(asked.program), role, asked, checks)
    drop_databases()
    checks.end()


main()
