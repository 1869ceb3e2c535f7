"""A webhook posts signed JSON over HTTPS to a server that really listens, and believes nothing else."""

from __future__ import annotations

import hashlib
import ipaddress
import json
import ssl
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from subjectrights.errors import NotDelivered, RequestError
from subjectrights.estate import Estate
from subjectrights.exchanges.notices import Notification
from subjectrights.exchanges.webhook import SIGNATURE_HEADER, Webhook, signature_of
from subjectrights.terms import Right

SECRET = "s3cret" * 6
NOTIFICATION = Notification(
    reference="r1",
    party="post",
    right=Right.RECTIFY,
    at=datetime(2026, 11, 23, 12, tzinfo=UTC),
    identifiers={"email": ("ana@example.com",)},
    fields={"user.name": "Zoë"},
)


class Server(HTTPServer):
    """A recipient's server: what it got, and how it answers."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.got: list[tuple[str, dict[str, str], bytes]] = []
        self.status = 200

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that doesn't trust the certificate hangs up; that needs no words."""


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.got.append((self.path, dict(self.headers), body))
        self.send_response(self.server.status)
        if self.server.status == 302:
            self.send_header("Location", "https://127.0.0.1/elsewhere")
        self.send_header("Content-Length", "4")
        self.end_headers()
        self.wfile.write(b"done")

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "recipient")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False
        )
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("certificate") / "both.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return path


@pytest.fixture
def server(certificate: Path) -> Iterator[Server]:
    listening = Server()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    listening.socket = context.wrap_socket(listening.socket, server_side=True)
    thread = threading.Thread(target=listening.serve_forever, args=(0.01,))
    thread.start()
    yield listening
    listening.shutdown()
    thread.join()
    listening.server_close()


def hook(server: Server, certificate: Path) -> Webhook:
    url = f"https://127.0.0.1:{server.server_port}/notices?of=horizon"
    context = ssl.create_default_context(cafile=str(certificate))
    return Webhook(url, SECRET, context=context, clock=lambda: 1_700_000_000.5)


def test_a_notification_arrives_signed_and_with_its_reference(server: Server, certificate: Path) -> None:
    assert hook(server, certificate)(NOTIFICATION) == b"done"
    ((path, headers, body),) = server.got
    assert path == "/notices?of=horizon"
    assert headers["Idempotency-Key"] == "r1"
    assert headers["Content-Type"] == "application/json"
    assert json.loads(body) == {
        "reference": "r1",
        "party": "post",
        "right": "rectify",
        "article": "Art. 19",
        "at": "2026-11-23T12:00:00+00:00",
        "identifiers": {"email": ["ana@example.com"]},
        "fields": {"user.name": "Zoë"},
        "categories": [],
    }
    assert headers[SIGNATURE_HEADER] == signature_of(SECRET, body, at=1_700_000_000)
    assert headers[SIGNATURE_HEADER] != signature_of(SECRET, body + b" ", at=1_700_000_000)
    assert headers[SIGNATURE_HEADER] != signature_of("t" + SECRET[1:], body, at=1_700_000_000)


@pytest.mark.parametrize("status", [302, 400, 404, 500, 503])
def test_anything_but_success_is_no_delivery(server: Server, certificate: Path, status: int) -> None:
    server.status = status
    with pytest.raises(NotDelivered, match=str(status)) as raised:
        hook(server, certificate)(NOTIFICATION)
    assert "ana" not in str(raised.value)
    assert len(server.got) == 1


def test_a_certificate_that_nobody_vouches_for_gets_nothing(server: Server) -> None:
    sender = Webhook(f"https://127.0.0.1:{server.server_port}/", SECRET)
    with pytest.raises(NotDelivered, match="can't be reached"):
        sender(NOTIFICATION)
    assert server.got == []


def test_nobody_at_the_other_end_is_no_delivery() -> None:
    with pytest.raises(NotDelivered, match="can't be reached"):
        Webhook("https://127.0.0.1:1/", SECRET, timeout=1)(NOTIFICATION)


@pytest.mark.parametrize(
    "url", ["http://example.com/", "example.com", "https://", "https://a:b@example.com/", "ftp://x/"]
)
def test_an_address_that_is_not_safe_is_refused(url: str) -> None:
    with pytest.raises(RequestError):
        Webhook(url, SECRET)


def test_a_secret_is_long_and_isn_t_shown() -> None:
    with pytest.raises(RequestError, match="32"):
        Webhook("https://example.com/", "short")
    shown = repr(Webhook("https://example.com/token-in-path", SECRET))
    assert shown == "Webhook(example.com)"


def test_the_outbox_is_emptied_through_a_webhook(
    estate: Estate, tmp_path: Path, server: Server, certificate: Path
) -> None:
    terms = {"to": "post", "purpose": "care", "channel": "sftp", "their_role": "processor"}
    estate.deliver("crm.customers", path=tmp_path / "out.csv", **terms)
    estate.subject(customer_id=4).erase()
    server.status = 503
    assert estate.notices.send(hook(server, certificate)).retried == 1
    assert estate.notices.pending()[0].error == "NotDelivered"
    estate._clock.on(minutes=1)
    server.status = 200
    assert estate.notices.send(hook(server, certificate)).delivered == 1
    assert estate.notices.all()[0].answer == hashlib.sha256(b"done").hexdigest()
    assert [json.loads(body)["identifiers"] for _, _, body in server.got] == [
        {"customer_id": ["4"], "email": ["dee@example.com"]}
    ] * 2
