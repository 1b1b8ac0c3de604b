"""The operators' guide is true: its files, settings, commands and options exist, and its examples are accepted."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer.main

from diagnostic import places
from diagnostic.app import sign_in_settings
from diagnostic.cli import app

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
GUIDE = DOCS / "operators.md"
TEXT = GUIDE.read_text(encoding="utf-8")
FILES = {path.name: path.read_text(encoding="utf-8") for path in sorted((DOCS / "operating").iterdir())}
EVERYTHING = "\n".join([TEXT, *FILES.values()])
UNITS = [name for name in FILES if name.endswith(".service")]
COMMAND: Any = typer.main.get_command(app)


# ---------------------------------------------------------------- names


def test_every_file_that_is_linked_exists_and_every_file_of_the_folder_is_linked() -> None:
    linked = {target for target in re.findall(r"\]\(([^)]+)\)", TEXT) if "://" not in target}
    for target in linked:
        assert (GUIDE.parent / target).exists(), target
    assert {f"operating/{name}" for name in FILES} <= linked


def test_every_setting_that_is_named_exists_and_every_setting_of_a_server_is_named() -> None:
    named = set(re.findall(r"\bCPDIAG_[A-Z_]+\b", EVERYTHING))
    assert named <= set(places.SETTINGS), named - set(places.SETTINGS)
    assert {places.DATABASE_URL, places.DATA_FOLDER, places.SECRETS, places.SURVEY_KEY} <= named


def test_every_page_that_is_named_exists() -> None:
    main = (ROOT / "diagnostic" / "app" / "main.py").read_text(encoding="utf-8")
    titles = set(re.findall(r'(?:listed|_page)\("\w+", "([^"]+)"', main))
    named = set(re.findall(r"page\s+\*(\w[\w ]*)\*", TEXT))
    assert named, "the guide names pages so: page *Review*"
    assert named <= titles, named - titles


def test_every_button_and_sentence_that_is_quoted_is_one_of_the_app() -> None:
    source = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "diagnostic").rglob("*.py"))
    for quoted in re.findall(r"“([^”]+)”", TEXT):
        assert quoted in source, quoted


# ---------------------------------------------------------------- commands


def _commands() -> Iterator[str]:
    """Return every command line that begins with ``cpdiag``, wherever it stands in the guide and its files."""
    joined = EVERYTHING.replace("\\\n", " ")
    yield from re.findall(r"(?:`|^|/bin/|\bCPDIAG\S+ )(cpdiag [a-z][^`\n]*)", joined, re.MULTILINE)
    yield " ".join(re.findall(r'"([^"]+)"', FILES["Containerfile"].rpartition("CMD ")[2]))


def _options(command: Any) -> set[str]:
    return {name for parameter in command.params for name in (*parameter.opts, *parameter.secondary_opts)} | {"--help"}


def _check(line: str) -> None:
    """Assert that the command of a line exists, with the options that it is given."""
    words = shlex.split(line.partition(" #")[0])[1:]
    command = COMMAND
    while words and hasattr(command, "commands"):
        assert words[0] in command.commands, f"{line!r}: there is no {words[0]!r}"
        command = command.commands[words.pop(0)]
    given = {word.partition("=")[0] for word in words if word.startswith("--")}
    assert given <= _options(command), f"{line!r}: {given - _options(command)}"


LINES = sorted({*_commands()})


def test_the_guide_shows_the_commands_of_an_operator() -> None:
    shown = " ".join(LINES)
    for needed in ("app", "backup", "restore", "audit", "audit --heads", "members", "exchange"):
        assert f"cpdiag {needed}" in shown


@pytest.mark.parametrize("line", LINES)
def test_every_command_that_is_shown_exists_with_its_options(line: str) -> None:
    _check(line)


@pytest.mark.parametrize("unit", UNITS)
def test_the_program_of_a_unit_starts_with_options_that_exist(unit: str) -> None:
    (started,) = re.findall(r"^ExecStart=\S+/(cpdiag .*)$", FILES[unit], re.MULTILINE)
    assert started in LINES
    settings = dict(re.findall(r"^Environment=(\w+)=(.*)$", FILES[unit], re.MULTILINE))
    assert {*settings} <= {*places.SETTINGS}
    assert settings[places.DATA_FOLDER] == "/var/lib/" + re.findall(r"^StateDirectory=(.*)$", FILES[unit], re.M)[0]


# ---------------------------------------------------------------- examples


def test_the_example_of_the_secrets_file_is_accepted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "secrets.toml"
    path.write_text(FILES["secrets.example.toml"], encoding="utf-8")
    path.chmod(0o600)
    monkeypatch.setenv(places.SECRETS, str(path))
    found = sign_in_settings.settings()
    assert found is not None
    assert found.administrators
    assert found.claims == ("groups",)
    assert not sign_in_settings.open_to_others(path)
    shown = tomllib.loads(FILES["secrets.example.toml"])
    assert set(re.findall(r"^- `(\w+)`:", TEXT, re.MULTILINE)) == {*shown["cpdiag"]}


def test_the_names_of_the_server_agree_in_all_files() -> None:
    redirect = tomllib.loads(FILES["secrets.example.toml"])["auth"]["redirect_uri"]
    host = redirect.removeprefix("https://").partition("/")[0]
    assert f"server_name {host};" in FILES["nginx.conf"]
    assert f"{host} {{" in FILES["Caddyfile"]
    ports = {unit: re.findall(r"--port (\d+)", FILES[unit])[0] for unit in UNITS}
    for proxy in ("nginx.conf", "Caddyfile"):
        for port in ports.values():
            assert f"127.0.0.1:{port}" in FILES[proxy]


def test_what_the_container_is_built_from_exists_and_holds_all_that_is_shipped() -> None:
    copied = [
        name for line in re.findall(r"^COPY (.*)$", FILES["Containerfile"], re.MULTILINE) for name in line.split()[:-1]
    ]
    for name in copied:
        assert (ROOT / name).exists(), name
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wheel = project["tool"]["hatch"]["build"]["targets"]["wheel"]
    for needed in (*wheel["packages"], *wheel["force-include"], project["project"]["readme"], "requirements.lock"):
        assert any(needed == name or needed.startswith(f"{name}/") for name in copied), needed


# ---------------------------------------------------------------- as the programs themselves read them


def _program(name: str) -> str:
    found = shutil.which(name) or shutil.which(name, path="/usr/sbin:/usr/local/sbin")
    return found or pytest.skip(f"{name} is not installed")


def test_nginx_accepts_its_file(tmp_path: Path) -> None:
    nginx, openssl = _program("nginx"), _program("openssl")
    key, certificate = tmp_path / "privkey.pem", tmp_path / "fullchain.pem"
    options = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=diagnostic.example.org"]
    subprocess.run([openssl, *options, "-keyout", key, "-out", certificate], check=True, capture_output=True)
    own = FILES["nginx.conf"].replace("/etc/ssl/cpdiag", str(tmp_path))
    for port, free in (("80", "18080"), ("443", "18443")):
        own = own.replace(f"listen {port}", f"listen 127.0.0.1:{free}")
    temporary = "\n".join(
        f"{kind}_temp_path {tmp_path / kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    whole = (
        f"pid {tmp_path / 'pid'};\nerror_log stderr;\nevents {{}}\nhttp {{\naccess_log off;\n{temporary}\n{own}\n}}\n"
    )
    (tmp_path / "nginx.conf").write_text(whole, encoding="utf-8")
    command = [nginx, "-t", "-p", str(tmp_path), "-c", str(tmp_path / "nginx.conf")]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    assert "[warn]" not in done.stderr, done.stderr


@pytest.mark.parametrize("unit", UNITS)
def test_systemd_accepts_each_unit(unit: str, tmp_path: Path) -> None:
    analyze = _program("systemd-analyze")
    program = tmp_path / "cpdiag"
    program.write_text("#!/bin/sh\n", encoding="utf-8")
    program.chmod(0o755)
    text = FILES[unit].replace("/srv/cpdiag/program/.venv/bin/cpdiag", str(program))
    (tmp_path / unit).write_text(re.sub(r"(?m)^WorkingDirectory=.*$", f"WorkingDirectory={tmp_path}", text), "utf-8")
    done = subprocess.run(
        [analyze, "verify", "--man=no", str(tmp_path / unit)],
        capture_output=True,
        encoding="utf-8",
        check=False,
        env=os.environ | {"SYSTEMD_LOG_LEVEL": "warning"},
    )
    said = [line for line in done.stderr.splitlines() if unit in line]
    assert not said, done.stderr


def test_caddy_accepts_its_file(tmp_path: Path) -> None:
    caddy = _program("caddy")
    command = [caddy, "adapt", "--adapter", "caddyfile", "--config", str(DOCS / "operating" / "Caddyfile")]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
