"""Holds every dependency, of every platform, against deny.toml: licences, versions and sources.

usage: dependencies.py

Reads `cargo metadata` and the part of deny.toml's rules that needs nothing else, so that the policy is checked
wherever the project builds: a licence that is allowed, one version of a crate (a second is told, not refused), a
version for each crate, the allowed registry as the only source. The exit code is 1 where a rule is broken.
"""

import json
import pathlib
import re
import subprocess
import sys
import tomllib

ROOT = pathlib.Path(__file__).resolve().parent.parent


class Expression:
    """An SPDX licence expression: AND binds more tightly than OR, WITH names an exception to a licence."""

    def __init__(self, text, is_allowed):
        # The old way to write OR.
        self.tokens = re.findall(r"\(|\)|[A-Za-z0-9.+:-]+", text.replace("/", " OR "))
        self.is_allowed = is_allowed

    def holds(self):
        value = self.either()
        if self.tokens:
            raise ValueError(f"{self.tokens[0]!r} is out of place")
        return value

    def take(self, token):
        if self.tokens and self.tokens[0] == token:
            self.tokens.pop(0)
            return True
        return False

    def either(self):
        value = self.both()
        while self.take("OR"):
            other = self.both()
            value = value or other
        return value

    def both(self):
        value = self.one()
        while self.take("AND"):
            other = self.one()
            value = value and other
        return value

    def one(self):
        if self.take("("):
            value = self.either()
            if not self.take(")"):
                raise ValueError("a bracket is left open")
            return value
        if not self.tokens or self.tokens[0] in (")", "AND", "OR", "WITH"):
            raise ValueError("a licence is missing")
        name = self.tokens.pop(0)
        if self.take("WITH"):
            name = f"{name} WITH {self.tokens.pop(0)}"
        return self.is_allowed(name)


def check_expressions():
    """What the reader of expressions must get right before its word is taken."""
    allowed = {"MIT", "Zlib", "Apache-2.0"}
    for text, expected in [
        ("MIT", True), ("GPL-3.0", False), ("MIT OR GPL-3.0", True), ("MIT/GPL-3.0", True),
        ("MIT AND GPL-3.0", False), ("(MIT OR Apache-2.0) AND GPL-3.0", False),
        ("GPL-3.0 AND MIT OR Zlib", True), ("GPL-3.0 AND (MIT OR Zlib)", False),
        ("Apache-2.0 WITH LLVM-exception", False), ("Apache-2.0 WITH LLVM-exception OR MIT", True),
    ]:
        got = Expression(text, allowed.__contains__).holds()
        assert got == expected, f"{text}: {got}"


def licence_problem(package, allowed, used):
    def is_allowed(name):
        if name in allowed:
            used.add(name)
        return name in allowed

    text = package["license"]
    if not text:
        return "names no licence"
    try:
        return None if Expression(text, is_allowed).holds() else f"has the licence {text}"
    except ValueError as error:
        return f"has the licence {text}, which cannot be read: {error}"


def check(metadata, policy):
    """Problems, and what is worth a word."""
    problems, words, used, versions = [], [], set(), {}
    allowed = set(policy["licenses"]["allow"])
    registries = {f"registry+{url}" for url in policy["sources"]["allow-registry"]}
    own = set(metadata["workspace_members"])
    for package in metadata["packages"]:
        name = f"{package['name']} {package['version']}"
        if package["id"] in own:
            for dependency in package["dependencies"]:
                if dependency["req"] == "*" and not dependency.get("path"):
                    problems.append(f"{name} takes any version of {dependency['name']}")
            continue
        versions.setdefault(package["name"], []).append(package["version"])
        if package["source"] not in registries:
            problems.append(f"{name} comes from {package['source']}, and not from an allowed registry")
        if problem := licence_problem(package, allowed, used):
            problems.append(f"{name} {problem}")
    problems += [f"deny.toml allows {name}, which nothing has" for name in sorted(allowed - used)]
    words += [f"{name} is there as {' and '.join(v)}" for name, v in versions.items() if len(v) > 1]
    return problems, words, sum(map(len, versions.values()))


def main():
    check_expressions()
    policy = tomllib.loads((ROOT / "deny.toml").read_text())
    command = ["cargo", "metadata", "--locked", "--format-version", "1"]
    metadata = json.loads(subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE).stdout)
    problems, words, count = check(metadata, policy)
    for word in words:
        print(f"note: {word}")
    for problem in problems:
        print(f"error: {problem}")
    print(f"{count} dependencies, {len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
