"""Settings: read once from the environment at start, frozen, checked; docs/operations.md lists them all."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Settings:
    """What differs between installations. `instance_path` holds everything that is written in the embedded shape."""

    instance_path: Path
    database_url: str
    secret_key: str = field(repr=False)
    time_zone: str = "Asia/Shanghai"
    port: int = 5000
    demo: bool = True
    testing: bool = False
    secure_cookies: bool = False
    trusted_proxies: int = 0
    sqlite_synchronous: str = "FULL"
    cheap_passwords: bool = False
    former_secret_keys: tuple[str, ...] = field(default=(), repr=False)
    tls: bool = False
    tls_names: str = ""

    @classmethod
    def from_environ(cls, environ: Mapping[str, str] | None = None) -> "Settings":
        """Read the environment; makes `INSTANCE_PATH` and its secret on first use."""
        env = os.environ if environ is None else environ
        root = Path(__file__).resolve().parent.parent
        instance = Path(env.get("INSTANCE_PATH") or root / "instance").resolve()
        instance.mkdir(parents=True, exist_ok=True, mode=0o700)
        tls = env.get("TLS", "0") not in {"", "0", "no", "false"}
        return cls(
            instance_path=instance,
            database_url=env.get("DATABASE_URL") or f"sqlite:///{instance / 'certify.sqlite3'}",
            secret_key=env.get("SECRET_KEY") or _stored_secret(instance / "secret-key"),
            time_zone=env.get("TIME_ZONE", "Asia/Shanghai"),
            port=int(env.get("PORT", "5000")),
            demo=env.get("DEMO", "1") not in {"0", "no", "false"},
            secure_cookies=env.get("SECURE_COOKIES", "1" if tls else "0") == "1",
            trusted_proxies=int(env.get("TRUSTED_PROXIES", "0")),
            sqlite_synchronous=env.get("SQLITE_SYNCHRONOUS", "FULL").upper(),
            former_secret_keys=tuple(env.get("FORMER_SECRET_KEYS", "").split()),
            tls=tls,
            tls_names=env.get("TLS_NAMES", ""),
        )

    @property
    def local_url(self) -> str:
        """Where a browser on this machine finds the server."""
        return f"{'https' if self.tls else 'http'}://127.0.0.1:{self.port}/"

    @property
    def is_sqlite(self) -> bool:
        """The embedded shape: one file, one writer."""
        return self.database_url.startswith("sqlite")

    @property
    def session_cookie(self) -> str:
        """Over TLS the name itself keeps out a neighbour's cookies: a browser takes `__Host-` for this host, the whole
        site and TLS only.
        """
        return "__Host-certify" if self.secure_cookies else "certify"


def _stored_secret(path: Path) -> str:
    """A random secret made on first start and kept beside the database; exclusive creation settles two processes at
    once.
    """
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(descriptor, "w") as handle:
        handle.write(secrets.token_hex(32))
    return path.read_text().strip()
