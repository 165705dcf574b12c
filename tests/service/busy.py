"""Fifty users compute rankings without pause, and somebody signs in: that stays under a second.

usage: busy.py PROGRAM [--users 50] [--seconds 20] [--limit 1.0]

Each user asks for a ranking of the worked example with ten thousand draws, and for the next as soon as it is there, or as soon
as they are told to wait. Beside them one user signs in again and again with their password. The figure is the 95th percentile
of how long that takes; `--limit` is for builds that are slower than a release.
"""

import argparse
import http.client
import json
import pathlib
import threading
import time

from server import Checks, Client, Place, Server, begin_session, command

ROOT = pathlib.Path(__file__).resolve().parents[2]
PASSWORD = "nine+calm+lanterns+by+the+river"


def ranking():
    read = lambda name: json.loads((ROOT / "data/demo" / name).read_text())
    return {"ceo": read("ceo.json"), "candidates": read("candidates.json"), "weight_uncertainty": "unknown"}


def add_viewer(program, place, number):
    email = f"viewer{number}@acme.example"
    command(program, "user", "add", "--email", email, "--name", email, "--role", "viewer", "--org", "Acme", *place.flags())
    return command(program, "token", "create", "--email", email, "--name", "load", *place.flags()).stdout.strip()


def compute(port, token, asked, end, counts):
    client = Client(port, token)
    while time.monotonic() < end:
        try:
            status, headers, _ = client.call("POST", "/api/v1/score", asked)
        except OSError:
            counts["broken"] = counts.get("broken", 0) + 1
            continue
        counts[status] = counts.get(status, 0) + 1
        if status == 429:
            time.sleep(float(headers["retry-after"]))


def sign_in(port):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"}
    begun = time.monotonic()
    connection.request("POST", "/sign-in", f"email=viewer0%40acme.example&password={PASSWORD}", headers)
    status = connection.getresponse().status
    return status, time.monotonic() - begun


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--users", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--limit", type=float, default=1.0)
    asked = parser.parse_args()
    checks, place = Checks(), Place()
    tokens = [add_viewer(asked.program, place, number) for number in range(asked.users)]
    server = Server(asked.program, place)
    begin_session(asked.program, place, server.port, "viewer0@acme.example")
    end, counts = time.monotonic() + asked.seconds, {}
    users = [
        threading.Thread(target=compute, args=(server.port, token, ranking(), end, counts)) for token in tokens
    ]
    for user in users:
        user.start()
    time.sleep(1)
    times = []
    while time.monotonic() < end:
        status, seconds = sign_in(server.port)
        checks.that(status == 303, f"signing in answered {status}")
        times.append(seconds)
        time.sleep(0.2)
    for user in users:
        user.join()
    times.sort()
    slow = times[int(0.95 * len(times))]
    print(f"{asked.users} users computing ({counts}); {len(times)} signed in: median {times[len(times) // 2]:.2f} s, "
          f"p95 {slow:.2f} s, at most {times[-1]:.2f} s")
    checks.that(slow < asked.limit, f"signing in takes {slow:.2f} s")
    checks.that(counts.get(200, 0) > 0 and not counts.get("broken"), f"rankings: {counts}")
    checks.that(server.stop() == 0, "the server did not end with 0")
    place.remove()
    checks.end()


main()
