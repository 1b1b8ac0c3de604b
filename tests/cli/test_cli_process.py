"""What only a process shows: what it loads, closed pipes, poor terminals, interruption, the app itself."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from diagnostic import __version__
from diagnostic.cli import scoring
from tests.cli.shell import DEMONSTRATION, cpdiag

COMMAND = [sys.executable, "-m", "diagnostic.cli"]
ROOT = Path(__file__).parents[2]
FILE = str(DEMONSTRATION / "xxa-2026.yaml")
HEAVY = ("pandas", "sqlalchemy", "plotly", "streamlit", "numpy")


def run(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMAND, *words],
        capture_output=True,
        cwd=ROOT,
        env=os.environ | environment,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


def loaded(*words: str) -> set[str]:
    """Return the packages that a command loads."""
    code = (
        "import sys\n"
        f"sys.argv = ['cpdiag', *{list(words)!r}]\n"
        "from diagnostic.cli import main\n"
        "try:\n    main()\n"
        "except SystemExit as end:\n    assert not end.code, end.code\n"
        "print(*{name.partition('.')[0] for name in sys.modules}, file=sys.stderr)\n"
    )
    process = subprocess.run([sys.executable, "-c", code], capture_output=True, cwd=ROOT, encoding="utf-8", check=True)
    return set(process.stderr.split())


@pytest.mark.parametrize("words", [("--json",), ("--explain",), ("--voice", "customs", "--json")], ids=" ".join)
def test_score_loads_no_heavy_package(words: tuple[str, ...]) -> None:
    assert loaded("score", FILE, *words).isdisjoint(HEAVY)


def test_help_loads_neither_content_nor_tables() -> None:
    assert loaded("--help").isdisjoint({*HEAVY, "yaml", "jsonschema", "rich"})


@pytest.mark.parametrize("package", ["diagnostic", "diagnostic.cli"])
def test_a_package_runs_as_the_command(package: str) -> None:
    done = subprocess.run([sys.executable, "-m", package, "--version"], capture_output=True, cwd=ROOT, encoding="utf-8")
    assert (done.returncode, done.stdout, done.stderr) == (0, f"cpdiag {__version__}\n", "")


def test_the_module_runs_as_a_command_with_the_exit_codes_of_the_contract() -> None:
    assert run("score", FILE, "--json").returncode == 0
    assert run("score", "nowhere.yaml").returncode == 1
    assert run("score").returncode == 2


@pytest.mark.skipif(os.name == "nt", reason="a closed pipe looks different there")
@pytest.mark.parametrize("words", [("--help",), ("score", FILE, "--explain"), ("new",), ("check",)], ids=" ".join)
def test_a_closed_pipe_is_quiet(words: tuple[str, ...]) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    process = subprocess.Popen([*COMMAND, *words], stdout=writing, stderr=subprocess.PIPE, cwd=ROOT)
    os.close(writing)
    assert process.communicate(timeout=120)[1] == b""


@pytest.mark.parametrize("words", [("--explain",), ("--json",), ()], ids=" ".join)
def test_a_terminal_that_knows_no_accents_still_shows_the_result(words: tuple[str, ...]) -> None:
    done = run("score", FILE, *words, PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert (done.returncode, done.stderr) == (0, "")


def test_an_interruption_is_quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(scoring, "read", interrupt)
    said = cpdiag("score", "x.yaml")
    assert (said.code, said.out, said.err) == (130, "", "")


def test_the_app_starts_answers_this_computer_only_and_ends_on_ctrl_c(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [*COMMAND, "app", "--port", "0", "--no-browser"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        encoding="utf-8",
    )
    try:
        assert process.stdout is not None
        first = process.stdout.readline()
        assert first.startswith("The diagnostic is open at http://127.0.0.1:"), first
        assert "Ctrl-C" in process.stdout.readline()
        address = first.split()[-1]
        with urllib.request.urlopen(address, timeout=60) as answer:
            assert answer.status == 200
            assert answer.headers["X-Frame-Options"] == "DENY"
        with pytest.raises(urllib.error.HTTPError, match="403") as refused:
            urllib.request.urlopen(urllib.request.Request(address, headers={"Host": "other.example"}), timeout=60)
        refused.value.close()
        process.send_signal(signal.SIGINT)
        assert process.communicate(timeout=60) == ("", "")
        assert process.returncode == 0
    finally:
        process.kill()
        process.communicate()


def test_a_port_that_is_taken_ends_with_1_and_names_it(tmp_path: Path) -> None:
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        done = run("app", "--port", port, "--no-browser")
    assert (done.returncode, done.stdout) == (1, "")
    assert port in done.stderr
    assert "Traceback" not in done.stderr


def test_an_address_of_another_computer_is_refused_with_one_message() -> None:
    done = run("app", "--address", "203.0.113.9", "--no-browser")
    assert done.returncode == 1
    assert "cannot listen at '203.0.113.9'" in done.stderr
    assert "Traceback" not in done.stderr
