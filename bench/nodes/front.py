"""The app nodes (`flask serve`, each on a machine of its own) and nginx before them, which passes over a lost node."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

from bench.loop import Address
from bench.nodes.wires import Machine, Program
from foundation.serve import ROOT

APP_PORT = 5000
START_SECONDS = 90
NGINX = """daemon off; worker_processes 1; pid {home}/nginx.pid; error_log {home}/nginx.log warn;
events {{ worker_connections 4096; }}
http {{
  access_log off; client_max_body_size 16m;
  client_body_temp_path {home}/body; proxy_temp_path {home}/proxy;
  fastcgi_temp_path {home}/f; uwsgi_temp_path {home}/u; scgi_temp_path {home}/s;
  upstream nodes {{ {servers} keepalive 64; }}
  server {{
    listen 127.0.0.1:{port};
    location / {{
      proxy_pass http://nodes; proxy_http_version 1.1; proxy_set_header Connection "";
      proxy_set_header Host $http_host; proxy_set_header X-Forwarded-For $remote_addr;
      proxy_set_header X-Forwarded-Proto $scheme; proxy_set_header X-Forwarded-Host $http_host;
      proxy_connect_timeout 2s; proxy_read_timeout 15s; proxy_next_upstream error timeout;
    }}
  }}
}}
"""


class Node(Program):
    """One app server. It keeps nothing that the other needs: database and secret come from outside."""

    def __init__(self, machine: Machine, home: Path, database_url: str, secret: str) -> None:
        self._environ = {
            **os.environ,
            "INSTANCE_PATH": str(home / machine.name),
            "DATABASE_URL": database_url,
            "SECRET_KEY": secret,
            "HOST": machine.address,
            "PORT": str(APP_PORT),
            "TRUSTED_PROXIES": "1",
            "DEMO": "0",
        }
        super().__init__(machine, home / f"{machine.name}.log")

    def start(self) -> None:
        """Start; returns when it answers."""
        flask = [str(Path(sys.executable).parent / "flask"), "--app", str(ROOT / "app.py"), "serve"]
        self._process = subprocess.Popen(
            self.machine.inside(flask), cwd=ROOT, env=self._environ, stdout=self._log, stderr=self._log
        )
        deadline = time.monotonic() + START_SECONDS
        while not is_open((self.machine.address, APP_PORT)):
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"node {self.machine.name} did not start, see its log")
            time.sleep(0.1)


class Nginx:
    """Debian's nginx on this machine's loopback."""

    def __init__(self, home: Path, nodes: list[Node]) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.address: Address = ("127.0.0.1", int(probe.getsockname()[1]))
        servers = " ".join(f"server {node.machine.address}:{APP_PORT} max_fails=2 fail_timeout=3s;" for node in nodes)
        rules = home / "nginx.conf"
        rules.write_text(NGINX.format(home=home, servers=servers, port=self.address[1]))
        home.chmod(0o755)
        self._process = subprocess.Popen(["nginx", "-p", str(home), "-c", str(rules)], stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + START_SECONDS
        while not is_open(self.address):
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError("nginx did not start; Debian's package is nginx-light")
            time.sleep(0.1)

    def stop(self) -> None:
        """The end."""
        self._process.send_signal(signal.SIGTERM)
        self._process.wait()


def is_open(address: Address) -> bool:
    """Somebody listens there."""
    try:
        socket.create_connection(address, 1).close()
    except OSError:
        return False
    return True
