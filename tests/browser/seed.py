"""Sample organisations, filled through the JSON API."""

import dataclasses
import datetime
import json
import pathlib
import random
import re
import sys
import time
import tomllib

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT / "tests/service"))
from server import Checks, Client, Place, Server, command, drop_databases, new_database  # noqa: E402,F401

API = "/api/v1"
PASSWORD = "correct horse battery staple"
ROLES = ["admin", "recruiter", "panel_member", "viewer"]
FRAMEWORK = (ROOT / "data/frameworks/ceo-coo.toml").read_text()
DIMENSIONS = list(tomllib.loads(FRAMEWORK)["dimensions"])

# Hostile input: for a field of one line, and for longer texts.
HOSTILE = """=cmd() <script>alert(1)</script>"'`</title><img src=x onerror=alert(1)> {{7*7}} &lt;b&gt; السلام"""
LONG = "W" * 200
HOSTILE_TEXT = f"{HOSTILE}\r\n\u202eright to left\u202c \u2066isolated\u2069\n{LONG}\n\n</textarea><script>alert(2)</script>"


@dataclasses.dataclass
class Search:
    """A search with its candidates, in the order in which they were added."""

    id: str
    candidates: list
    run: str | None = None


class Organisation:
    """An organisation with a user of every role."""

    def __init__(self, program, place, port, name):
        self.program, self.place, self.port, self.name = program, place, port, name
        self.tokens = {role: self.add_user(role) for role in ROLES}
        self.client = Client(port, self.tokens["admin"])

    def email(self, role, number=1):
        return f"{role}{number}@{self.name.lower()}.example"

    def add_user(self, role, number=1):
        """Adds a user, who signs in with `PASSWORD`; returns a token of theirs."""
        password = pathlib.Path(self.place.folder) / "password"
        password.write_text(f"{PASSWORD}\n")
        email, person = self.email(role, number), f"{role.replace('_', ' ').capitalize()} {number}"
        self.program_does(
            "user", "add", "--email", email, "--name", person, "--role", role, "--org", self.name,
            "--password-file", str(password),
        )
        return self.program_does("token", "create", "--email", email, "--name", "tests")

    def invite(self, role, person):
        """Adds a user through the API; returns their first sign-in link."""
        email = self.email(role, 2)
        user = self.ask("POST", "/users", {"email": email, "name": person, "role": role})
        return user["id"], self.program_does("user", "sign-in-link", "--email", email)

    def program_does(self, *arguments):
        return command(self.program, *arguments, *self.place.flags()).stdout.strip()

    def ask(self, method, path, body=None, role="admin", **headers):
        """Makes a request that must succeed; returns its answer."""
        client = self.client if role == "admin" else Client(self.port, self.tokens[role])
        status, _, answer = client.call(method, API + path, body, **headers)
        assert status < 300, f"{method} {path}: {status} {answer}"
        return answer

    def people(self, profiles):
        """Imports profiles; returns their ids."""
        made = self.ask("POST", "/imports?file_name=people.json", profiles)["id"]
        state = self.ask("POST", f"/imports/{made}/apply", {"only": "all"})["state"]
        while state == "applying":
            state = self.ask("GET", f"/imports/{made}")["state"]
        assert state == "applied", f"the import is {state}"
        found, cursor = {}, ""
        while cursor is not None:
            part = self.ask("GET", f"/people?limit=200{cursor and f'&cursor={cursor}'}")
            found.update({person["reference"]: person["id"] for person in part["items"]})
            cursor = part["next_cursor"]
        return [found[profile["id"]] for profile in profiles]

    def search(self, ceo, people, n_finalists=3, draws=1000, **more):
        """Starts a search, and computes it if it has candidates."""
        search = self.ask("POST", "/searches", {"title": "A search", "ceo_id": ceo, **more})["id"]
        candidates = [
            self.ask("POST", f"/searches/{search}/candidates", {"person_id": person, "is_finalist": n < n_finalists})
            for n, person in enumerate(people)
        ]
        run = None
        if people and draws:
            run = self.ask("POST", f"/searches/{search}/runs", {"draws": draws, "seed": 1})["id"]
        return Search(search, [candidate["id"] for candidate in candidates], run)

    def join(self, search, *roles):
        """Makes users members of a search."""
        users = {user["email"]: user["id"] for user in self.ask("GET", "/users")["items"]}
        for role in roles:
            self.ask("PUT", f"/searches/{search.id}/members/{users[self.email(role)]}")

    def judge(self, search, role, note):
        """Judges every finalist and sets weights of their own."""
        for number, candidate in enumerate(search.candidates):
            shown = self.ask("GET", f"/searches/{search.id}/candidates/{candidate}")
            if shown["is_finalist"]:
                opinion = ["strong_yes", "unsure", "strong_no"][number % 3]
                body = {"opinion": opinion, "note": note}
                self.ask("PUT", f"/searches/{search.id}/judgements/{candidate}", body, role, If_None_Match="*")
        weights = {"method": "direct", "weights": {"roles": 40, "trust": 30, "strategy": 10, "execution": 10, "ethos": 10}}
        self.ask("PUT", f"/searches/{search.id}/weights/mine", weights, role, If_None_Match="*")


def worked_example(organisation):
    """The worked example's search, whose panel has not judged yet."""
    ceo = json.loads((ROOT / "data/demo/ceo.json").read_text())
    candidates = json.loads((ROOT / "data/demo/candidates.json").read_text())
    ids = organisation.people([ceo, *candidates])
    search = organisation.search(ids[0], ids[1:], title="COO for Askermoor Heat", mandate="Three times the volume.")
    organisation.join(search, "panel_member", "viewer")
    for report in [{"kind": kind} for kind in ["board", "need", "shortlist"]] + [
        {"kind": kind, "candidate_id": search.candidates[0]} for kind in ["pair", "feedback"]
    ]:
        made = organisation.ask("POST", f"/searches/{search.id}/reports", report)["id"]
        organisation.ask("POST", f"/reports/{made}/shares", {"name": "The chair"})
    for body in [{"source": "self", "search_id": search.id}, {"source": "peer", "name": "Kim Peer"}]:
        organisation.ask("POST", f"/people/{ids[1]}/invitations", body)
    return [search]


def seasoned(organisation, n_placements=3):
    """Searches that made an appointment, with outcomes and a calibration; returns the first search."""
    chance = random.Random(7)
    today = datetime.datetime.now(datetime.UTC).date().isoformat()
    ids = organisation.people(pool(2 * n_placements, 7))
    searches = []
    for number in range(n_placements):
        search = organisation.search(ids[2 * number], [ids[2 * number + 1]], draws=0, title=f"COO number {number + 1}")
        run = organisation.ask("POST", f"/searches/{search.id}/runs", {"draws": 0, "seed": 1})["id"]
        body = {"run_id": run, "candidate_id": search.candidates[0], "reason": "They cover what the CEO lacks."}
        organisation.ask("POST", f"/searches/{search.id}/decision", body)
        for outcome in [
            {"kind": "started", "note": "On the first of the month, in the rain."},
            {"kind": "board_rating", "rating": chance.randrange(30, 95)},
            {"kind": "pulse", "who": "ceo", "wave": "day_100", "conditions": pulse(chance)},
            {"kind": "pulse", "who": "coo", "wave": "day_100", "conditions": pulse(chance), "note": HOSTILE},
        ]:
            organisation.ask("POST", f"/searches/{search.id}/outcomes", {"on": today, **outcome})
        searches.append(search)
    made = organisation.ask("POST", f"/searches/{search.id}/outcomes", {"kind": "left", "on": today, "ending": "promoted"})
    path = f"/searches/{search.id}/outcomes/{made['id']}/withdraw"
    organisation.ask("POST", path, {"reason": "It was the other one."})
    calibrate(organisation, {"outcome": "board_rating", "seed": 7})
    return searches[:1]


def pulse(chance):
    return {name: chance.randrange(1, 6) for name in ["roles", "trust", "alignment", "authority", "one_voice"]}


def calibrate(organisation, asked):
    """Runs a calibration and waits for it."""
    job = organisation.ask("POST", "/calibrations", asked)
    while job["state"] in ("queued", "running"):
        time.sleep(0.2)
        job = organisation.ask("GET", f"/jobs/{job['id']}")
    assert job["state"] == "done", job
    return job["result_id"]


def pool(n_people, seed, name="Candidate"):
    """Random profiles with an estimate on every dimension; the first is the CEO."""
    chance = random.Random(seed)
    return [
        {
            "id": f"{name.lower()[:8].strip()}-{number}",
            "name": "Chris Executive" if number == 0 else f"{name} {number}",
            "headline": f"Head of operations, {number + 50} people",
            "estimates": {dimension: round(chance.uniform(5, 95)) for dimension in DIMENSIONS},
        }
        for number in range(n_people + 1)
    ]


def hostile_framework():
    """The default framework with hostile text in every field."""
    text = json.dumps(HOSTILE, ensure_ascii=False)
    document = re.sub(r'^version = ".*"', 'version = "1.0.0-hostile"', FRAMEWORK, flags=re.MULTILINE)
    fields = r'^(title|summary|low|mid|high|why|when|reason|source) = ".*"'
    return re.sub(fields, lambda found: f"{found[1]} = {text}", document, flags=re.MULTILINE)


def hostile(organisation):
    """Every field holds hostile text, or text that is too long for its place."""
    profiles = pool(6, seed=3)
    for number, profile in enumerate(profiles):
        profile["name"] = [f"{HOSTILE} {number}", f"{LONG}{number}"][number % 2]
        profile["headline"] = [LONG, HOSTILE][number % 2]
    ids = organisation.people(profiles)
    for person in ids:
        rating = {"dimension": "skill.operations", "source": "peer", "rater": HOSTILE, "value": 50}
        revision = organisation.ask("GET", f"/people/{person}")["revision"]
        organisation.ask("DELETE", f"/people/{person}/estimates/skill.operations", If_Match=f'"{revision}"')
        organisation.ask("POST", f"/people/{person}/ratings", rating)
        organisation.ask("POST", f"/people/{person}/invitations", {"source": "peer", "name": HOSTILE})
    text = {"context": HOSTILE_TEXT, "mandate": HOSTILE_TEXT}
    framework = organisation.ask("POST", "/frameworks", {"document": hostile_framework()})["id"]
    searches = [
        organisation.search(ids[0], ids[1:], n_finalists=5, title=HOSTILE, framework_id=framework, **text),
        organisation.search(ids[1], [ids[0], *ids[2:4]], title=LONG, **text),
    ]
    decided = searches[1]
    for search in searches:
        organisation.join(search, "panel_member", "viewer")
        organisation.judge(search, "panel_member", HOSTILE_TEXT)
    decision = {"run_id": decided.run, "candidate_id": decided.candidates[0], "reason": HOSTILE_TEXT}
    organisation.ask("POST", f"/searches/{decided.id}/decision", decision)
    organisation.client.call("POST", f"{API}/imports?file_name=people.json", [{"id": HOSTILE, "name": LONG, "estimates": {HOSTILE: 1}}])
    return searches


def large(organisation):
    """A search with 200 candidates, one with 50, one with none."""
    ids = organisation.people(pool(200, seed=5))
    many = organisation.search(ids[0], ids[1:], title="Two hundred candidates")
    fifty = organisation.search(ids[0], ids[1:51], title="Fifty candidates", draws=10_000)
    nobody = organisation.search(ids[0], [], title="No candidates yet")
    organisation.join(many, "panel_member", "viewer")
    return [many, fifty, nobody]


def blind(organisation):
    """A blind search in which one panel member has judged, so that the panel's pages have content."""
    ids = organisation.people(pool(5, seed=7, name="Hidden"))
    search = organisation.search(ids[0], ids[1:], title="A blind search", is_blind=True)
    organisation.join(search, "panel_member", "viewer")
    organisation.judge(search, "panel_member", "Clear about what she would do first.")
    return [search]
