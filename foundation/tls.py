"""`make run TLS=1`: an authority of one's own and the server's certificate, in `INSTANCE_PATH/tls`, never elsewhere.

Keys have mode 0600. The authority is made once, since every machine of the room must trust it by hand; the server's
certificate is made anew when it ends soon or the machine's names have changed.
"""

import ipaddress
import os
import socket
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import click
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from foundation import clock
from foundation.settings import Settings

AUTHORITY_DAYS, SERVER_DAYS, RENEW_DAYS = 3650, 397, 60
ANY_ADDRESS = {"0.0.0.0", "::"}  # noqa: S104  # recognised here, not listened on
LOCAL = {"127.0.0.1", "::1", "localhost"}
OPEN_WARNING = (
    "警告：{host} 上没有 TLS，密码和答卷会明文经过网络，正式考试也开不了。用 make run TLS=1，或在前面放代理。\n"
    "Warning: {host} is served without TLS: passwords and answers cross the network in clear, and scored sittings "
    "refuse to start. Use make run TLS=1, or put a proxy in front."
)
Name = x509.DNSName | x509.IPAddress


@dataclass(frozen=True, slots=True)
class TlsFiles:
    """What the server needs, and what the room's machines are given (`authority`)."""

    folder: Path

    @property
    def authority(self) -> Path:
        """The authority's certificate: public."""
        return self.folder / "authority.crt"

    @property
    def authority_key(self) -> Path:
        """Whoever has it can pretend to be any site to the room's machines."""
        return self.folder / "authority.key"

    @property
    def certificate(self) -> Path:
        """The server's certificate."""
        return self.folder / "server.crt"

    @property
    def key(self) -> Path:
        """The server's key."""
        return self.folder / "server.key"

    def fingerprint(self) -> str:
        """SHA-256 of the authority, to compare where it is installed."""
        return _load(self.authority).fingerprint(hashes.SHA256()).hex(":").upper()

    def options(self) -> list[str]:
        """For granian; older machines of a room speak TLS 1.2."""
        files = ("--ssl-certificate", str(self.certificate), "--ssl-keyfile", str(self.key))
        return [*files, "--ssl-protocol-min", "tls1.2"]


def options(settings: Settings) -> list[str]:
    """What granian needs to serve https; nothing without TLS=1."""
    return TlsFiles(settings.instance_path / "tls").options() if settings.tls else []


def before_serving(settings: Settings, host: str) -> None:
    """With TLS=1: the files, and what the room's machines must trust. Without: a warning when others can come in."""
    if settings.tls:
        names = names_of_this_machine(host, settings.tls_names)
        files = prepare(settings.instance_path, names, now=clock.now())
        click.echo(f"TLS: {', '.join(names)}")
        click.echo(f"各台电脑要信任 / machines must trust: {files.authority}\n  SHA-256 {files.fingerprint()}")
    elif host not in LOCAL and not settings.trusted_proxies:
        click.echo(OPEN_WARNING.format(host=host), err=True)


def prepare(instance_path: Path, names: Iterable[str], *, now: datetime) -> TlsFiles:
    """The files, made or renewed where that is needed."""
    files = TlsFiles(instance_path / "tls")
    files.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    wanted = _names(names)
    if not (files.authority.exists() and files.authority_key.exists()):
        _make_authority(files, now)
        files.certificate.unlink(missing_ok=True)
    if not _still_good(files, wanted, now):
        _make_certificate(files, wanted, now)
    return files


def names_of_this_machine(host: str, more: str = "") -> list[str]:
    """What people may type to come here: host names, addresses, and those given by hand (separated by spaces)."""
    found = ["localhost", "127.0.0.1", "::1", socket.gethostname(), socket.getfqdn(), *more.split()]
    if host not in ANY_ADDRESS:
        found.append(host)
    for family, beyond in ((socket.AF_INET, "192.0.2.1"), (socket.AF_INET6, "2001:db8::1")):
        with socket.socket(family, socket.SOCK_DGRAM) as probe:  # asks the routing table; sends nothing
            try:
                probe.connect((beyond, 9))
                found.append(probe.getsockname()[0])
            except OSError:
                continue
    return list(dict.fromkeys(name for name in found if name))


def _names(names: Iterable[str]) -> list[Name]:
    found: list[Name] = []
    for name in names:
        try:
            found.append(x509.IPAddress(ipaddress.ip_address(name)))
        except ValueError:
            found.append(x509.DNSName(name.encode("idna").decode()))
    return list(dict.fromkeys(found))


def _make_authority(files: TlsFiles, now: datetime) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"Certify {socket.gethostname()} {now:%Y-%m-%d}"[:64])])
    usage = x509.KeyUsage(False, False, False, False, False, True, True, False, False)  # signs certificates and lists
    built = (
        _builder(name, name, key, now, AUTHORITY_DAYS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(usage, critical=True)
        .sign(key, hashes.SHA256())
    )
    _write_key(files.authority_key, key)
    _write(files.authority, built.public_bytes(serialization.Encoding.PEM), 0o644)


def _make_certificate(files: TlsFiles, names: list[Name], now: datetime) -> None:
    authority = _load(files.authority)
    authority_key = serialization.load_pem_private_key(files.authority_key.read_bytes(), None)
    assert isinstance(authority_key, ec.EllipticCurvePrivateKey)
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Certify")])
    issuer_key = x509.AuthorityKeyIdentifier.from_issuer_public_key(authority_key.public_key())
    built = (
        _builder(name, authority.subject, key, now, SERVER_DAYS)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(issuer_key, critical=False)
        .sign(authority_key, hashes.SHA256())
    )
    _write_key(files.key, key)
    _write(files.certificate, built.public_bytes(serialization.Encoding.PEM), 0o644)


def _builder(
    name: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey, now: datetime, days: int
) -> x509.CertificateBuilder:
    """A day back: clocks of a room differ."""
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=days))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _still_good(files: TlsFiles, names: list[Name], now: datetime) -> bool:
    """Long enough, and good for every name. Names that are gone do no harm."""
    if not (files.certificate.exists() and files.key.exists()):
        return False
    certificate = _load(files.certificate)
    there = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return now + timedelta(days=RENEW_DAYS) < certificate.not_valid_after_utc and set(names) <= set(there)


def _load(path: Path) -> x509.Certificate:
    return x509.load_pem_x509_certificate(path.read_bytes())


def _write_key(path: Path, key: ec.EllipticCurvePrivateKey) -> None:
    encoding, form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    _write(path, key.private_bytes(encoding, form, serialization.NoEncryption()), 0o600)


def _write(path: Path, content: bytes, mode: int) -> None:
    """Never readable by others, not even for a moment; never half a file."""
    draft = path.with_suffix(path.suffix + ".new")
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(descriptor, "wb") as handle:
        handle.write(content)
    draft.replace(path)
