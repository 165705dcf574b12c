"""How fast a shortlist of fifty is read, as JSON and as a page, and ranked anew under other weights; how soon a server is
ready, and what it needs while idle. Only measures: no figure fails.

usage: load.py PROGRAM [--rate 100] [--seconds 30] [--database-url URL]

Requests are sent at a fixed rate, whether those before are answered or not, and the time of each counts from when it was
due: a server that stalls cannot hide the requests that it kept from being sent. PROGRAM should be a release build.
"""

import argparse
import asyncio
import shutil
import statistics
import subprocess
import tempfile
import time

from server import Client, Place, Server, add_user, begin_session, demo_search

CANDIDATES = 50
CONNECTIONS = 32


class Connection:
    """One connection that is kept open; it answers the status."""

    def __init__(self, port, request):
        self.port, self.request, self.reader = port, request, None

    async def ask(self):
        if self.reader is None:
            self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port)
        self.writer.write(self.request)
        head = await self.reader.readuntil(b"\r\n\r\n")
        lines = head.split(b"\r\n")
        length = next(int(line.split(b":")[1]) for line in lines if line.lower().startswith(b"content-length:"))
        await self.reader.readexactly(length)
        return int(lines[0].split()[1])


async def at_rate(port, request, rate, seconds):
    """The time that each request took from when it was due, in milliseconds, and how many were not answered with 200."""
    free = asyncio.Queue()
    for _ in range(CONNECTIONS):
        free.put_nowait(Connection(port, request))
    begin, times, n_bad = time.perf_counter() + 0.5, [], 0

    async def one(due):
        nonlocal n_bad
        connection = await free.get()
        status = await connection.ask()
        n_bad += status != 200
        times.append((time.perf_counter() - due) * 1000)
        free.put_nowait(connection)

    tasks = []
    for number in range(int(rate * seconds)):
        due = begin + number / rate
        await asyncio.sleep(max(0, due - time.perf_counter()))
        tasks.append(asyncio.create_task(one(due)))
    await asyncio.gather(*tasks)
    return sorted(times), n_bad


async def at_most(port, request, seconds):
    """How many requests a second are answered when each connection asks again at once."""
    end, n_answered = time.perf_counter() + seconds, 0

    async def ask():
        nonlocal n_answered
        connection = Connection(port, request)
        while time.perf_counter() < end:
            status = await connection.ask()
            n_answered += status == 200

    await asyncio.gather(*(ask() for _ in range(CONNECTIONS)))
    return n_answered / seconds


def searched(server, token):
    """A search of fifty with a run."""
    client = Client(server.port, token)
    search, candidates = demo_search(client, CANDIDATES)
    status, _, run = client.call("POST", f"/api/v1/searches/{search}/runs", {"seed": 1})
    assert status == 201, run
    assert len(candidates) == CANDIDATES
    return search


def request(path, header):
    """What is sent to read a path."""
    return "\r\n".join([f"GET {path} HTTP/1.1", "Host: 127.0.0.1", header, "", ""]).encode()


def told(what, rate, times, n_bad):
    """The percentiles of what was measured, in a line."""
    at = lambda share: times[min(len(times) - 1, int(share * len(times)))]
    print(f"{what}: {len(times)} at {rate} a second, {n_bad} not answered with 200")
    print(f"  p50 {at(0.5):.1f} ms, p90 {at(0.9):.1f} ms, p99 {at(0.99):.1f} ms, at most {times[-1]:.1f} ms", flush=True)


def by_wrk(port, path, header, rate, seconds):
    """The same by another's client, where it is installed: each of ten connections waits between its requests."""
    if shutil.which("wrk") is None:
        return
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        script.write(f"function delay() return {10_000 // rate} end\n")
        script.flush()
        url = f"http://127.0.0.1:{port}{path}"
        command = ["wrk", "-t1", "-c10", f"-d{seconds}s", "--latency", "-s", script.name, "-H", header, url]
        print(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def resident(server):
    """The memory that the server holds, in MiB, with the pages of its program."""
    with open(f"/proc/{server.process.pid}/status") as status:
        fields = dict(line.split(":", 1) for line in status)
    return int(fields["VmRSS"].split()[0]) / 1024


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--rate", type=int, default=100)
    parser.add_argument("--seconds", type=int, default=30)
    parser.add_argument("--database-url")
    asked = parser.parse_args()
    place = Place(asked.database_url)
    token = add_user(asked.program, place)
    server = Server(asked.program, place)
    search = searched(server, token)
    bearer = f"Authorization: Bearer {token}"
    session = f"Cookie: {begin_session(asked.program, place, server.port)}"
    api, page = f"/api/v1/searches/{search}/shortlist", f"/searches/{search}"
    shortlist = request(api, bearer)
    asyncio.run(at_rate(server.port, shortlist, asked.rate, 2))  # So that every connection and page is there.
    told(f"a shortlist of {CANDIDATES} as JSON", asked.rate, *asyncio.run(at_rate(server.port, shortlist, asked.rate, asked.seconds)))
    shown = request(page, session)
    told("the same as a page", asked.rate, *asyncio.run(at_rate(server.port, shown, asked.rate, asked.seconds)))
    changed = request(f"{page}?w.roles=40&w.trust=20&w.strategy=20&w.execution=20&w.ethos=20", session)
    told("a changed weight", 5, *asyncio.run(at_rate(server.port, changed, 5, asked.seconds)))
    by_wrk(server.port, api, bearer, asked.rate, asked.seconds)
    print(f"at most {asyncio.run(at_most(server.port, shortlist, 10)):.0f} a second as JSON with {CONNECTIONS} connections")
    print(f"memory after that: {resident(server):.0f} MiB")
    server.stop()
    starts = []
    for _ in range(10):
        began = time.perf_counter()
        server = Server(asked.program, place)
        starts.append((time.perf_counter() - began) * 1000)
        idle = resident(server)
        server.stop()
    print(f"ready on this database after {statistics.median(starts):.0f} ms (median of {len(starts)})")
    print(f"memory while idle: {idle:.0f} MiB")
    place.remove()


main()
