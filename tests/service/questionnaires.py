"""Fifty people answer, each in two windows at once: no answer is lost or mixed, and a power cut takes none that was kept.

usage: questionnaires.py PROGRAM SECONDS KILLS [--postgres]

Every window answers questions of one part as fast as it is answered, from what it knows, which the other window may have
changed. What the server says is kept has to be there under its revision at the end, and no two answers under one. Then the
server is killed with SIGKILL while all answer, and started again: whatever it said was kept is there.
"""

import collections
import http.client
import json
import pathlib
import random
import re
import sys
import threading
import time
import tomllib
import urllib.parse

from server import Checks, Client, Place, Server, add_user, drop_databases, new_database

PROGRAM, SECONDS, KILLS = sys.argv[1], float(sys.argv[2]), int(sys.argv[3])
# Together they keep fewer connections than one address may have.
PEOPLE, WINDOWS = 40, 2
RATER = pathlib.Path(__file__).resolve().parents[2] / "data/instruments/rater.toml"
PART = tomllib.loads(RATER.read_text())["sections"][0]
WAS = re.compile(r'name="was\.([^"]+)" value="(\d+):([^"]*)"')


COOKIES = {}


class Browser:
    """Someone with a link, over one connection. All who have it are in the same browser."""

    def __init__(self, port, link):
        self.connection, self.link = http.client.HTTPConnection("127.0.0.1", port, timeout=60), link

    def ask(self, method, path, fields=None):
        headers = {"Sec-Fetch-Site": "same-origin", "Content-Type": "application/x-www-form-urlencoded"}
        if self.link in COOKIES:
            headers["Cookie"] = COOKIES[self.link]
        body = fields and urllib.parse.urlencode(fields)
        self.connection.request(method, self.link + path, body, headers)
        answer = self.connection.getresponse()
        if answer.getheader("Set-Cookie"):
            COOKIES[self.link] = answer.getheader("Set-Cookie").split(";")[0]
        return answer.status, answer.read().decode()


class Window(threading.Thread):
    """Answers until it is told to stop or the server is gone, and remembers what was acknowledged."""

    def __init__(self, port, link, number, stop):
        super().__init__()
        self.browser, self.chance, self.stop = Browser(port, link), random.Random(number), stop
        self.revisions, self.kept, self.told, self.bad = collections.Counter(), [], [], []
        self.n_asked = 0

    def run(self):
        questions = [question["id"] for question in PART["questions"]]
        try:
            while not self.stop.is_set():
                question, choice = self.chance.choice(questions), self.chance.choice(["1", "2", "3", "4", "5", "none"])
                revision = self.revisions[question]
                fields = {"question": question, "choice": choice, "note": "", "revision": revision}
                status, text = self.browser.ask("POST", "/answers", fields)
                self.n_asked += 1
                if status != 200:
                    self.bad.append((status, text[:200]))
                    continue
                told = json.loads(text)
                self.revisions[question] = told["revision"]
                (self.kept if told["is_kept"] else self.told).append((question, told["revision"], told["choice"]))
                if told["is_kept"] and told["choice"] != choice:
                    self.bad.append((question, choice, told))
        except (OSError, http.client.HTTPException):
            return


def answering(port, links, seed, stop):
    windows = [Window(port, link, f"{seed} {link} {n}", stop) for link in links for n in range(WINDOWS)]
    for window in windows:
        window.start()
    return windows


def standing(port, link):
    """What the server has: question to revision and choice."""
    status, text = Browser(port, link).ask("GET", f"/sections/{PART['id']}")
    assert status == 200, text
    return {question: (int(revision), choice) for question, revision, choice in WAS.findall(text)}


def hold(checks, port, windows, known, title, may_be_ahead):
    """Holds every acknowledged answer against what the server has. `known` keeps, by link, question and revision, what was
    acknowledged so far."""
    for window in windows:
        checks.that(not window.bad, f"{title}: {window.bad[:3]}")
        for question, revision, choice in window.kept:
            before = known[window.browser.link].setdefault((question, revision), choice)
            checks.that(before == choice, f"{title}: two answers to {question} under revision {revision}")
    lost = []
    for link, answers in known.items():
        there = standing(port, link)
        newest = {}
        for (question, revision), choice in answers.items():
            newest[question] = max(newest.get(question, (0, "")), (revision, choice))
        for question, (revision, choice) in newest.items():
            has, chosen = there[question]
            is_ahead = may_be_ahead and revision < has <= revision + WINDOWS
            if not is_ahead and (has, chosen) != (revision, choice):
                lost.append((question, revision, choice, has, chosen))
            elif is_ahead:
                # It was kept, and the power went before that could be said.
                answers[(question, has)] = chosen
    checks.that(not lost, f"{title}: lost or mixed {lost[:3]}")
    # What a window was told of the other's answer is what the other was told is kept, or nobody was told before the cut.
    mixed = [
        told for window in windows for told in window.told
        if known[window.browser.link].get(told[:2], told[2]) != told[2]
    ]
    checks.that(not mixed, f"{title}: told what nobody answered: {mixed[:3]}")


def invite(client):
    links = []
    for number in range(PEOPLE):
        status, _, person = client.call("POST", "/api/v1/people", {"name": f"Person {number}"})
        assert status == 201, person
        body = {"source": "superior", "name": "Chris Chair"}
        status, _, invited = client.call("POST", f"/api/v1/people/{person['id']}/invitations", body)
        assert status == 201, invited
        links.append(urllib.parse.urlsplit(invited["url"]).path)
    return links


def main():
    checks, moments = Checks(), random.Random(11)
    place = Place(new_database() if "--postgres" in sys.argv else None)
    server = Server(PROGRAM, place)
    server.stop()
    token = add_user(PROGRAM, place)
    server = Server(PROGRAM, place)
    links = invite(Client(server.port, token))
    for link in links:
        status, text = Browser(server.port, link).ask("POST", "/begin", {"notice": "2"})
        checks.that(status == 303, f"the notice: {status} {text[:200]}")
    known, stop = collections.defaultdict(dict), threading.Event()
    windows = answering(server.port, links, 0, stop)
    time.sleep(SECONDS)
    stop.set()
    for window in windows:
        window.join()
    n_asked, n_kept = sum(w.n_asked for w in windows), sum(len(w.kept) for w in windows)
    n_others = sum(len(w.told) for w in windows)
    checks.that(n_asked == n_kept + n_others, "some were neither kept nor refused with what stands")
    checks.that(n_others > 0, "no two windows ever met")
    hold(checks, server.port, windows, known, "answering", may_be_ahead=False)
    print(f"{PEOPLE} people in {WINDOWS} windows: {n_asked} answers in {SECONDS:g} s, {n_kept} kept, {n_others} told of another")
    n_before_cuts = 0
    for cut in range(KILLS):
        stop = threading.Event()
        windows = answering(server.port, links, cut + 1, stop)
        time.sleep(moments.uniform(0.1, 0.8))
        server.kill()
        stop.set()
        for window in windows:
            window.join()
        n_before_cuts += sum(len(w.kept) for w in windows)
        server = Server(PROGRAM, place)
        hold(checks, server.port, windows, known, f"cut {cut}", may_be_ahead=True)
    print(f"{KILLS} power cuts: {n_before_cuts} answers were said to be kept before them, and are there")
    checks.that(server.stop() == 0, "the server did not end with 0")
    place.remove()
    drop_databases()
    checks.end()


main()
