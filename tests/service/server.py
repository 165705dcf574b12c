"""A running server and clients of it, for the tests beside this file."""

import http.client
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse


class Checks:
    """Counts what held; the last line is what tests/run adds up."""

    def __init__(self):
        self.passed, self.failed = 0, 0
        self.lock = threading.Lock()

    def that(self, holds, what):
        with self.lock:
            if holds:
                self.passed += 1
            else:
                self.failed += 1
                print(f"FAILED: {what}", flush=True)
        return holds

    def end(self):
        print(f"{self.passed} passed, {self.failed} failed")
        sys.exit(1 if self.failed or not self.passed else 0)


class Place:
    """Where a server keeps its data: a folder, or a PostgreSQL database of its own."""

    def __init__(self, url=None):
        self.folder = tempfile.mkdtemp(prefix="counterpart-test-")
        self.url = url
        self.data = os.path.join(self.folder, "data")

    def flags(self):
        return ["--database-url", self.url] if self.url else ["--data-dir", self.data]

    def remove(self):
        shutil.rmtree(self.folder, ignore_errors=True)


def clean_environment():
    return {name: value for name, value in os.environ.items() if not name.startswith("COUNTERPART_")}


def command(program, *arguments, expect=0, **more):
    done = subprocess.run(
        [program, *arguments], capture_output=True, text=True, env=clean_environment(), timeout=120, **more
    )
    if expect is not None and done.returncode != expect:
        raise AssertionError(f"{arguments}: exit {done.returncode}, not {expect}\n{done.stdout}{done.stderr}")
    return done


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


class Server:
    """A server of our own; `kill` ends it as a power cut does, `stop` as its operator does."""

    def __init__(self, program, place, *more, expect_ready=True, limit=None):
        self.program, self.place = program, place
        self.port = free_port()
        self.log = open(os.path.join(place.folder, f"log-{self.port}"), "ab")
        self.process = subprocess.Popen(
            [program, "serve", "--listen", f"127.0.0.1:{self.port}", *place.flags(), *more],
            stdout=self.log, stderr=self.log, env={**clean_environment(), "COUNTERPART_REQUESTS_PER_MINUTE": "10000000",
            "COUNTERPART_REQUESTS_AT_ONCE": "1000000"}, preexec_fn=limit,
        )
        if expect_ready:
            self.wait_until_ready()

    def wait_until_ready(self, seconds=60):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if self.process.poll() is not None:
                raise AssertionError(f"the server ended with {self.process.returncode}:\n{self.told()}")
            try:
                if Client(self.port, None).call("GET", "/readyz")[0] == 200:
                    return
            except OSError:
                pass
            time.sleep(0.005)
        raise AssertionError(f"the server is not ready:\n{self.told()}")

    def told(self):
        self.log.flush()
        return pathlib.Path(self.log.name).read_text(errors="replace")[-4000:]

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=60)


class Client:
    """Requests with one token over one connection."""

    def __init__(self, port, token):
        self.port, self.token, self.connection = port, token, None

    def call(self, method, path, body=None, **headers):
        """Status, headers and JSON (or text) of the answer. Connection errors are the caller's."""
        if self.connection is None:
            self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.token:
            sent["Authorization"] = f"Bearer {self.token}"
        data = None
        if body is not None:
            data = json.dumps(body).encode()
            sent["Content-Type"] = "application/json"
        try:
            self.connection.request(method, path, data, sent)
            answer = self.connection.getresponse()
            text = answer.read()
        except (OSError, http.client.HTTPException) as error:
            self.connection.close()
            self.connection = None
            raise OSError(str(error)) from error
        try:
            content = json.loads(text) if text else None
        except ValueError:
            content = text
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, content


def add_user(program, place, role="admin", org="Acme"):
    """A user of a role with a token that may do all that they may."""
    email = f"{role}@{org.lower()}.example"
    command(program, "user", "add", "--email", email, "--name", role, "--role", role, "--org", org, *place.flags())
    made = command(program, "token", "create", "--email", email, "--name", "tests", *place.flags())
    return made.stdout.strip()


def begin_session(program, place, port, email="admin@acme.example"):
    """The cookie of a session in the browser, begun with a link."""
    link = command(program, "user", "sign-in-link", "--email", email, *place.flags()).stdout.strip()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"}
    connection.request("POST", urllib.parse.urlsplit(link).path, "password=nine+calm+lanterns+by+the+river", headers)
    answer = connection.getresponse()
    answer.read()
    assert answer.status == 303, f"signing in answered {answer.status}"
    return answer.getheader("Set-Cookie").split(";")[0]


DATABASES = []


def new_database():
    """A database of our own on the tests' PostgreSQL, made by its own client."""
    cluster = os.environ.get("COUNTERPART_TEST_POSTGRES")
    if cluster is None:
        raise SystemExit("this needs PostgreSQL: run it by tests/run --postgres")
    name = f"live_{os.getpid()}_{len(DATABASES)}"
    DATABASES.append(name)
    psql(f"CREATE DATABASE {name}")
    return cluster.replace("/postgres?", f"/{name}?", 1)


def psql(sql, url=None):
    url = url or os.environ["COUNTERPART_TEST_POSTGRES"]
    parts = urllib.parse.urlsplit(url)
    host = urllib.parse.parse_qs(parts.query)["host"][0]
    beside = os.environ.get("COUNTERPART_TEST_POSTGRES_BIN", "")
    binary = shutil.which("psql", path=beside) or shutil.which("psql")
    done = subprocess.run(
        [binary, "-X", "-At", "-h", host, "-U", parts.username, "-d", parts.path.strip("/"), "-c", sql],
        capture_output=True, text=True,
    )
    if done.returncode:
        raise AssertionError(f"{sql}: {done.stderr}")
    return done.stdout.strip()


def drop_databases():
    for name in DATABASES:
        psql(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def demo_search(client, n_candidates=3):
    """People and a search; gives the search's id and the candidates'."""
    def person(name, value):
        status, _, made = client.call("POST", "/api/v1/people", {"name": name})
        assert status == 201, made
        estimates = {"skill.operations": value, "style.warmth": 100 - value, "skill.change": 50}
        status, _, answer = client.call(
            "PUT", f"/api/v1/people/{made['id']}/estimates", estimates, If_Match="*"
        )
        assert status == 200, answer
        return made["id"]

    ceo = person("Chris Executive", 20)
    status, _, search = client.call("POST", "/api/v1/searches", {"title": "A search", "ceo_id": ceo})
    assert status == 201, search
    candidates = []
    for index in range(n_candidates):
        body = {"person_id": person(f"Candidate {index}", 30 + index % 60)}
        status, _, made = client.call("POST", f"/api/v1/searches/{search['id']}/candidates", body)
        assert status == 201, made
        candidates.append(made["id"])
    return search["id"], candidates
