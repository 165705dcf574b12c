"""Invitations mailed to a real SMTP server: what it gets, on both submission ports' ways, and what becomes of a refusal.

usage: mail.py PROGRAM

The server is aiosmtpd, with STARTTLS, with TLS from the start and without either. It takes mail, refuses a recipient for good,
puts one off, and closes the line, and the invitation has to say so in words.
"""

import datetime
import email
import email.policy
import http.client
import ipaddress
import logging
import os
import re
import socket
import ssl
import sys
import tempfile
import time
import warnings

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from server import Checks, Client, Place, Server, add_user, begin_session, free_port

PROGRAM = sys.argv[1]
PASSWORD = "a password of the server"


class Inbox:
    """Keeps what it takes. What a recipient is called says what becomes of their mail."""

    def __init__(self):
        self.taken = []

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("gone"):
            return "550 5.1.1 No such user here"
        if address.startswith("full"):
            return "452 4.2.2 The mailbox is full"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        self.taken.append((envelope.mail_from, envelope.rcpt_tos, message, session.ssl is not None))
        return "250 OK"


class TlsController(Controller):
    """A server that speaks TLS from the start, as on port 465."""

    def _trigger_server(self):
        with socket.create_connection((self.hostname, self.port), 5) as plain:
            with ssl._create_unverified_context().wrap_socket(plain) as line:
                line.recv(1024)


def certificate(folder):
    """A certificate that nobody has signed but itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.datetime.now(datetime.timezone.utc)
    names = [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(x509.random_serial_number()).not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1)).add_extension(x509.SubjectAlternativeName(names), False)
        .sign(key, hashes.SHA256())
    )
    path = os.path.join(folder, "server.pem")
    with open(path, "wb") as file:
        kind = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        file.write(key.private_bytes(serialization.Encoding.PEM, *kind))
        file.write(made.public_bytes(serialization.Encoding.PEM))
    return path


def tls(path):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return context


def known(server, session, envelope, mechanism, data):
    is_known = data.login == b"counterpart" and data.password == PASSWORD.encode()
    return AuthResult(success=is_known, handled=False)


class Asked:
    """A Counterpart with a mail server, and somebody to invite people about."""

    def __init__(self, port, tls="none", host="127.0.0.1", **settings):
        self.place = Place()
        token = add_user(PROGRAM, self.place)
        path = os.path.join(self.place.folder, "counterpart.toml")
        given = {"host": host, "port": port, "tls": tls, "from": '"Müller, Lund" <post@bücher.example>', **settings}
        with open(path, "w", encoding="utf-8") as file:
            for name, value in given.items():
                file.write(f"smtp_{name} = {value if isinstance(value, int) else repr(value)}\n")
        self.server = Server(PROGRAM, self.place, "--config", path)
        self.client = Client(self.server.port, token)
        status, _, person = self.client.call("POST", "/api/v1/people", {"name": "Zoë O’Dowd"})
        assert status == 201, person
        self.person = person["id"]

    def invite(self, address, name="Kim Ängström"):
        asked = {"source": "superior", "name": name, "email": address, "days": 7}
        status, _, made = self.client.call("POST", f"/api/v1/people/{self.person}/invitations", asked)
        assert status == 201 and made["url"] is None, made
        return made["id"]

    def until(self, invitation, done, seconds=30):
        """The invitation once something holds of it."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            _, _, found = self.client.call("GET", f"/api/v1/invitations/{invitation}")
            if done(found):
                return found
            time.sleep(0.05)
        raise AssertionError(f"it never came to that: {found}")

    def end(self):
        self.server.stop()
        self.place.remove()


def what_arrives(checks):
    inbox = Inbox()
    controller = Controller(inbox, hostname="127.0.0.1", port=free_port(), enable_SMTPUTF8=False)
    controller.start()
    asked = Asked(controller.port)
    try:
        sent = asked.until(asked.invite(" zoe@bücher.example\u200b"), lambda one: one["mailed_at"])
        checks.that(sent["mail_failure"] is None, f"mail was sent: {sent}")
        sender, recipients, message, _ = inbox.taken[0]
        checks.that(sender == "post@xn--bcher-kva.example", f"the sender is ASCII: {sender}")
        checks.that(recipients == ["zoe@xn--bcher-kva.example"], f"the recipient is ASCII: {recipients}")
        checks.that(re.fullmatch(r"<[0-9a-f]{32}@xn--bcher-kva\.example>", message["Message-ID"] or ""), "Message-ID")
        checks.that(message["MIME-Version"] == "1.0", "MIME-Version")
        checks.that(message["Date"] is not None and message["Date"].datetime is not None, "Date")
        checks.that(message["Auto-Submitted"] == "auto-generated", "Auto-Submitted")
        checks.that(message["From"].addresses[0].display_name == "Müller, Lund", f"From: {message['From']}")
        checks.that("Zoë O’Dowd" in message["Subject"], f"Subject: {message['Subject']}")
        text = message.get_content()
        checks.that("It works for 7 days." in text, f"the days are those that were given: {text}")
        checks.that("Dear Kim Ängström" in text, "names are whole")

        gone = asked.until(asked.invite("gone@example.com", "gone"), lambda one: not one["is_mail_waiting"])
        words = gone["mail_failure"] or ""
        checks.that("gone@example.com" in words and "550" in words and "No such user here" in words, words)
        full = asked.until(asked.invite("full@example.com", "full"), lambda one: one["mail_failure"])
        checks.that(full["is_mail_waiting"], "what is put off is tried again")
        checks.that("452" in full["mail_failure"] and "full" in full["mail_failure"], full["mail_failure"])
        letters = asked.until(asked.invite("zoë@example.com", "zoë"), lambda one: not one["is_mail_waiting"])
        checks.that("copy a link" in (letters["mail_failure"] or ""), f"no SMTPUTF8: {letters}")
        count = len(inbox.taken)
        checks.that(count == 1, f"only one was taken: {count}")
    finally:
        asked.end()
        controller.stop()


def unlocked(checks, folder):
    """TLS of both kinds, with a certificate that is not to be trusted, and a name that is not let in."""
    path = certificate(folder)
    for way in ["tls", "starttls"]:
        inbox = Inbox()
        more = {"ssl_context": tls(path)} if way == "tls" else {"tls_context": tls(path), "require_starttls": True}
        kind = TlsController if way == "tls" else Controller
        controller = kind(inbox, hostname="127.0.0.1", port=free_port(), **more)
        controller.start()
        asked = Asked(controller.port, tls=way, host="localhost")
        try:
            refused = asked.until(asked.invite("kim@example.com"), lambda one: not one["is_mail_waiting"])
            words = refused["mail_failure"] or ""
            checks.that("certificate" in words and "smtp_host" in words, f"{way}, self-signed: {words}")
            checks.that(not inbox.taken, f"{way}: nothing was sent")
        finally:
            asked.end()
            controller.stop()


def not_offered(checks):
    inbox = Inbox()
    more = {"authenticator": known, "auth_require_tls": False, "auth_required": True}
    controller = Controller(inbox, hostname="127.0.0.1", port=free_port(), **more)
    controller.start()
    try:
        for settings, expected in [
            ({"tls": "starttls"}, "smtp_tls"),
            ({"user": "counterpart", "password": "wrong"}, "smtp_password"),
            ({"user": "counterpart", "password": PASSWORD}, None),
        ]:
            asked = Asked(controller.port, **settings)
            try:
                one = asked.until(asked.invite("kim@example.com"), lambda one: not one["is_mail_waiting"])
                words = one["mail_failure"]
                right = words is None and one["mailed_at"] if expected is None else expected in (words or "")
                checks.that(right, f"{settings}: {words}")
            finally:
                asked.end()
    finally:
        controller.stop()


def on_the_page(checks):
    """Whoever looks after the person reads why their mail did not go out."""
    controller = Controller(Inbox(), hostname="127.0.0.1", port=free_port())
    controller.start()
    asked = Asked(controller.port)
    try:
        gone = asked.until(asked.invite("gone@example.com"), lambda one: not one["is_mail_waiting"])
        cookie = begin_session(PROGRAM, asked.place, asked.server.port)
        for path in [f"/people/{asked.person}", f"/invitations/{gone['id']}"]:
            connection = http.client.HTTPConnection("127.0.0.1", asked.server.port, timeout=60)
            connection.request("GET", path, headers={"Cookie": cookie})
            page = connection.getresponse().read().decode()
            checks.that("No such user here" in page, f"{path} says why")
    finally:
        asked.end()
        controller.stop()


def main():
    checks = Checks()
    # What aiosmtpd itself says of clients that break off is what is tested.
    logging.disable()
    warnings.simplefilter("ignore")
    with tempfile.TemporaryDirectory() as folder:
        what_arrives(checks)
        unlocked(checks, folder)
        not_offered(checks)
        on_the_page(checks)
    checks.end()


main()
