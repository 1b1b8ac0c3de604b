"""What the faults happen to: a PostgreSQL server of one's own, and processes of the app on one database."""

from __future__ import annotations

import os
import shlex
import shutil
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

from diagnostic import places
from tests.browser.driving import ROOT, Server, eventually


def postgresql_programs() -> Path | None:
    """Return the folder with the programs of the newest PostgreSQL server, None where there is none."""
    found = [*Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    if found:
        return max(found, key=lambda path: float(path.parts[-3])).parent
    on_path = shutil.which("initdb")
    return Path(on_path).resolve().parent if on_path else None


class Postgres:
    """A private server, to be stopped and started at will. As root it runs as the user ``postgres``: it must."""

    def __init__(self, programs: Path) -> None:
        self.programs = programs
        self.folder = Path(tempfile.mkdtemp(prefix="cpdiag.", dir="/tmp"))  # short, for the socket
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]
        if os.geteuid() == 0:
            shutil.chown(self.folder, "postgres")
        self._run("initdb", "-U", "cpdiag", "-E", "UTF8", "--locale=C.UTF-8", "--auth=trust", "--no-sync")

    @property
    def url(self) -> str:
        """The address of its database."""
        return f"postgresql+psycopg://cpdiag@127.0.0.1:{self.port}/postgres"

    def start(self) -> Postgres:
        """Start, and wait until it answers."""
        self._run("pg_ctl", *self._start)
        return self

    @property
    def _start(self) -> tuple[str, ...]:
        options = f"-h 127.0.0.1 -p {self.port} -k {self.folder}"
        return ("-l", str(self.folder / "log"), "-w", "-t", "60", "-o", options, "start")

    def steps_inside(self, disk: Path) -> list[str]:
        """Return lines for a shell that is root in a name space: start the server, with a database on a disk there."""
        # Nobody else there has the right to see what is mounted; and the server refuses to run as root.
        who = [] if os.geteuid() == 0 else ["unshare", "--user", f"--map-user={os.getuid()}"]
        at = ("-h", "127.0.0.1", "-p", str(self.port), "-U", "cpdiag", "-d", "postgres")
        made = (f"CREATE TABLESPACE small LOCATION '{disk}/tables'", "CREATE DATABASE small TABLESPACE small")
        runs = [
            self.command("mkdir", str(disk / "tables")),
            self.command("pg_ctl", "-D", str(self.folder / "data"), *self._start),
            *(self.command("psql", *at, "-qc", statement) for statement in made),
        ]
        return [f"cd / && {shlex.join([*who, *run])} >{shlex.quote(str(self.folder / 'inside'))}" for run in runs]

    def command(self, program: str, *options: str) -> list[str]:
        """Return how a program is run as the user of the server."""
        become = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        own = self.programs / program
        return [*become, str(own) if own.exists() else program, *options]

    def stop(self) -> None:
        """Stop at once, as a crash would: what it had not written down is gone."""
        self._run("pg_ctl", "-m", "immediate", "-w", "stop")

    def remove(self) -> None:
        """Stop it if it runs, and delete what it holds."""
        if (self.folder / "data" / "postmaster.pid").exists():
            self.stop()
        shutil.rmtree(self.folder)

    def _run(self, program: str, *options: str) -> None:
        command = self.command(program, "-D", str(self.folder / "data"), *options)
        # Not through pipes: the server would keep them open.
        with (self.folder / f"{program}.log").open("ab") as log:
            done = subprocess.run(command, cwd="/", stdout=log, stderr=log, check=False, timeout=120)
        assert done.returncode == 0, (self.folder / f"{program}.log").read_text(encoding="utf-8")


class App(Server):
    """A process of ``cpdiag app`` on a database that it may share with others."""

    def __init__(self, folder: Path, url: str) -> None:
        super().__init__(folder)
        self.url = url

    @property
    def database(self) -> str:
        """The URL of its database."""
        return self.url

    def start(self) -> App:
        """Start and wait for health."""
        environment = {
            name: value for name, value in os.environ.items() if not name.startswith(("STREAMLIT_", "CPDIAG"))
        }
        environment |= {places.DATA_FOLDER: str(self.folder), places.DATABASE_URL: self.url}
        command = [sys.executable, "-m", "diagnostic.cli", "app", "--no-browser", "--port", str(self.port)]
        with (self.folder / "server.log").open("ab") as log:
            self.process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT)
        eventually(self._healthy, f"the server answers; it says: {self.log()}", 60)
        return self
