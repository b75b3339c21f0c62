"""`make run TLS=1`: the files and their modes, renewal, the warning without TLS, and a real https request."""

import os
import signal
import ssl
import stat
import subprocess
import time
import urllib.error
import urllib.request
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509

from foundation import tls
from foundation.serve import ROOT, server_command
from foundation.settings import Settings
from tests.e2e.server import FLASK, START_SECONDS, STOP_SECONDS, environ, scratch_settings

NOW = datetime(2026, 11, 22, 7, 0, tzinfo=UTC)
NAMES = ["localhost", "127.0.0.1", "exams.room"]


def _certificate(path: Path) -> x509.Certificate:
    return x509.load_pem_x509_certificate(path.read_bytes())


def test_keys_are_the_owners_alone_and_the_second_start_changes_nothing(tmp_path: Path) -> None:
    files = tls.prepare(tmp_path, NAMES, now=NOW)
    assert stat.S_IMODE(files.folder.stat().st_mode) == 0o700
    for key in (files.key, files.authority_key):
        assert stat.S_IMODE(key.stat().st_mode) == 0o600
    before = {path: path.read_bytes() for path in files.folder.iterdir()}
    tls.prepare(tmp_path, NAMES, now=NOW + timedelta(days=300))
    assert before == {path: path.read_bytes() for path in files.folder.iterdir()}


def test_the_certificate_is_renewed_under_the_same_authority(tmp_path: Path) -> None:
    files = tls.prepare(tmp_path, NAMES, now=NOW)
    authority, certificate = files.authority.read_bytes(), files.certificate.read_bytes()
    tls.prepare(tmp_path, NAMES, now=NOW + timedelta(days=350))
    renewed = files.certificate.read_bytes()
    assert renewed != certificate and files.authority.read_bytes() == authority
    tls.prepare(tmp_path, [*NAMES, "192.168.1.10"], now=NOW + timedelta(days=350))
    names = _certificate(files.certificate).extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert [str(each.value) for each in names] == [*NAMES, "192.168.1.10"]
    _certificate(files.certificate).verify_directly_issued_by(_certificate(files.authority))


def test_this_machine_is_reached_by_several_names() -> None:
    assert {"localhost", "127.0.0.1", "exams.room"} <= set(tls.names_of_this_machine("0.0.0.0", "exams.room"))  # noqa: S104
    assert "0.0.0.0" not in tls.names_of_this_machine("0.0.0.0")  # noqa: S104


def test_listening_for_others_without_tls_is_warned_of(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settings = Settings(tmp_path, "sqlite://", "for tests only")
    tls.before_serving(settings, "0.0.0.0")  # noqa: S104
    assert "Warning: 0.0.0.0 is served without TLS" in capsys.readouterr().err
    tls.before_serving(settings, "127.0.0.1")
    tls.before_serving(replace(settings, trusted_proxies=1), "0.0.0.0")  # noqa: S104
    assert capsys.readouterr() == ("", "") and not (tmp_path / "tls").exists()
    assert "--ssl-certificate" not in server_command(settings)


def test_tls_makes_cookies_secure_unless_told_otherwise(tmp_path: Path) -> None:
    assert Settings.from_environ({"INSTANCE_PATH": str(tmp_path), "TLS": "1"}).secure_cookies
    assert not Settings.from_environ({"INSTANCE_PATH": str(tmp_path), "TLS": "0"}).secure_cookies


def test_a_browser_that_trusts_the_authority_is_served_over_https() -> None:
    with scratch_settings() as settings:
        log = settings.instance_path / "server.log"
        env = {**environ(settings), "TLS": "1", "TLS_NAMES": "exams.room"}
        with log.open("wb") as out:
            server = subprocess.Popen(
                [*FLASK, "serve"], cwd=ROOT, env=env, stdout=out, stderr=out, start_new_session=True
            )
        try:
            trusting = _wait_for_authority(settings, server, log)
            address = f"https://127.0.0.1:{settings.port}/sign-in"
            with _fetch(address, trusting, server, log) as reply:
                cookies = reply.headers.get_all("Set-Cookie")
                assert reply.status == 200 and cookies and all("Secure" in cookie for cookie in cookies)
            with pytest.raises(urllib.error.URLError, match="CERTIFICATE_VERIFY_FAILED"):
                urllib.request.urlopen(address, context=ssl.create_default_context(), timeout=5)
            printed = _printed(log, f"Certify: https://127.0.0.1:{settings.port}/", server)
            assert f"https://127.0.0.1:{settings.port}/setup/" in printed and "exams.room" in printed
            assert "http://" not in printed
            assert tls.TlsFiles(settings.instance_path / "tls").fingerprint() in printed
        finally:
            server.send_signal(signal.SIGTERM)
            try:
                server.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                os.killpg(server.pid, signal.SIGKILL)
                server.wait()


def _wait_for_authority(settings: Settings, server: subprocess.Popen[bytes], log: Path) -> ssl.SSLContext:
    """The context of a machine on which the authority was installed; strict, as browsers are."""
    files, deadline = tls.TlsFiles(settings.instance_path / "tls"), time.monotonic() + START_SECONDS
    while not files.certificate.exists():
        assert server.poll() is None and time.monotonic() < deadline, log.read_text()
        time.sleep(0.1)
    context = ssl.create_default_context(cafile=str(files.authority))
    context.verify_flags |= ssl.VERIFY_X509_STRICT
    return context


def _printed(log: Path, line: str, server: subprocess.Popen[bytes]) -> str:
    """What the server has printed, once this is among it: it may answer a moment before it says so."""
    deadline = time.monotonic() + START_SECONDS
    while line not in (printed := log.read_text()):
        assert server.poll() is None and time.monotonic() < deadline, printed
        time.sleep(0.1)
    return printed


def _fetch(address: str, context: ssl.SSLContext, server: subprocess.Popen[bytes], log: Path):  # type: ignore[no-untyped-def]
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            return urllib.request.urlopen(address, context=context, timeout=5)  # noqa: S310  # our own https address
        except urllib.error.URLError as error:
            if not isinstance(error.reason, ConnectionError):
                raise
            assert server.poll() is None and time.monotonic() < deadline, log.read_text()
            time.sleep(0.1)
