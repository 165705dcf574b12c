"""A server that listens at every address, opened at each of them as a browser does that speaks plain HTTP.

usage: addresses.py PROGRAM

The setup link that it prints can be opened. A form is taken from the address at which its page was opened, by number, by name and
by IPv6, and from no other site. A second server on the same port ends with words.
"""

import http.client
import re
import signal
import socket
import subprocess
import sys
import urllib.parse

from server import Checks, Place, clean_environment, command, free_port

PROGRAM = sys.argv[1]
PASSWORD = "nine calm lanterns by the river"


class Everywhere:
    """A server that listens at an address of our choice, with what it says."""

    def __init__(self, place, listen):
        self.process = subprocess.Popen(
            [PROGRAM, "serve", "--listen", listen, *place.flags()], stderr=subprocess.PIPE, text=True, env=clean_environment()
        )
        self.told = []
        # The first lines are for people; lines about requests follow.
        while not any("Without HTTPS" in line for line in self.told):
            line = self.process.stderr.readline()
            assert line, f"it ended: {self.told}"
            self.told.append(line.strip())

    def end(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(timeout=60)


def sent(connect, port, path, fields, opened, origin=None, cookie=None):
    """Status and headers of a form that was sent from a page opened at an address."""
    connection = http.client.HTTPConnection(connect, port, timeout=30)
    headers = {"Host": opened, "Origin": origin or f"http://{opened}", "Content-Type": "application/x-www-form-urlencoded"}
    if cookie:
        headers["Cookie"] = cookie
    connection.request("POST", path, urllib.parse.urlencode(fields), headers)
    answer = connection.getresponse()
    return answer.status, answer.headers, answer.read().decode()


def has_ipv6():
    try:
        with socket.socket(socket.AF_INET6) as listener:
            listener.bind(("::1", 0))
        return True
    except OSError:
        return False


def works(checks, listen):
    place, port = Place(), free_port()
    server = Everywhere(place, listen.replace("PORT", str(port)))
    try:
        links = [re.search(r"http://\S+/setup/\S+", line) for line in server.told]
        link = urllib.parse.urlsplit(next(link[0] for link in links if link))
        checks.that(link.hostname not in ["0.0.0.0", "::"], f"{listen}: the link can be opened: {link.netloc}")
        told = " ".join(server.told)
        checks.that("set base_url" in told and f"begin with http://{link.netloc}" in told, f"{listen}: {told}")
        form = {"organisation": "Acme", "name": "Robin", "email": "robin@acme.example", "password": PASSWORD}
        answer = sent(link.hostname, port, link.path, form, link.netloc)
        checks.that(answer[0] == 303, f"{listen}: setup at {link.netloc}: {answer[0]} {answer[2][:500]}")
        opened = [("127.0.0.1", f"127.0.0.1:{port}"), ("127.0.0.1", f"localhost:{port}"), ("127.0.0.1", f"SearchBox:{port}")]
        if listen.startswith("["):
            opened.append(("::1", f"[::1]:{port}"))
        signing_in = {"email": " Robin@acme.example ", "password": PASSWORD}
        for connect, host in opened:
            status, headers, text = sent(connect, port, "/sign-in", signing_in, host, f"http://{host.lower()}")
            checks.that(status == 303, f"{listen}: signing in at {host}: {status} {text[:500]}")
            cookie = (headers["Set-Cookie"] or "").split(";")[0]
            someone = {"name": f"Ada {host}"}
            person = sent(connect, port, "/people/new", someone, host, f"http://{host.lower()}", cookie)
            checks.that(person[0] == 303 and "/people/" in person[1]["Location"], f"{listen}: a form at {host}: {person[0]}")
        foreign = sent("127.0.0.1", port, "/sign-in", signing_in, f"127.0.0.1:{port}", "http://evil.example")
        checks.that(foreign[0] == 403 and "http://evil.example" in foreign[2], f"{listen}: another site: {foreign[0]}")
        second = command(PROGRAM, "serve", "--listen", f"127.0.0.1:{port}", "--data-dir", f"{place.folder}/other", expect=1)
        checks.that("is in use" in second.stderr, second.stderr)
    finally:
        server.end()
        place.remove()


def main():
    checks = Checks()
    works(checks, "0.0.0.0:PORT")
    if has_ipv6():
        works(checks, "[::]:PORT")
    checks.end()


main()
