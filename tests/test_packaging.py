"""The product as others get it: the wheel works on its own, the lock files pin every package."""

import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tomllib
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ("requirements.lock", "requirements-test.lock")

# Put together here, so that this file does not hold what it looks for.
ADDRESS = re.compile(
    "|".join(
        (
            r"(?<!no-emit-)\bindex-url\b",
            r"--find" + r"-links\b",
            r"--trusted" + r"-host\b",
            r"[a-z]+://[^\s\"']*/simple\b",
            r"\bpy" + r"pi\.(org|io)\b",
            r"\bpython" + r"hosted\.org\b",
            r"\bregistry\.npm" + r"js\.org\b",
        )
    ),
    re.IGNORECASE,
)


def _run(*command: str | Path, cwd: Path, env: dict[str, str] | None = None) -> str:
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, f"{command[0]} ended with {done.returncode}:\n{done.stdout}"
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("wheel")
    _run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", target, cwd=ROOT)
    (built,) = target.glob("*.whl")
    return built


def test_wheel_holds_code_and_content(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    tops = {name.split("/", 1)[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"diagnostic"}
    for needed in (
        "diagnostic/cli/__init__.py",
        "diagnostic/_data/streamlit_app.py",
        "diagnostic/_data/.streamlit/config.toml",
        "diagnostic/documents/sheet.typ",
        "diagnostic/documents/fonts/NotoSans-Regular.ttf",
        "diagnostic/documents/fonts/NotoSansArabic-Bold.ttf",
        "diagnostic/documents/fonts/OFL.txt",
    ):
        assert needed in names
    for folder in ("questionnaires", "benchmarks"):
        tracked = {f"diagnostic/_data/{path}" for path in _files() if path.startswith(f"{folder}/")}
        assert tracked
        assert tracked <= set(names)
    assert any(name.endswith("licenses/LICENSE") for name in names)


def test_installed_wheel_passes_its_own_check(wheel: Path, tmp_path: Path) -> None:
    home = tmp_path / "environment"
    venv.create(home, with_pip=False, symlinks=os.name != "nt")
    bin_ = home / ("Scripts" if os.name == "nt" else "bin")
    python = bin_ / "python"
    _run(sys.executable, "-m", "pip", "--python", python, "--quiet", "--disable-pip-version-check",
         "install", "--no-deps", "--no-index", wheel, cwd=tmp_path)  # fmt: skip
    # The packages it needs, borrowed from this environment. Path files in there are not followed,
    # so the checkout stays out of sight.
    where = "import sysconfig; print(sysconfig.get_path('purelib'))"
    packages = Path(_run(python, "-c", where, cwd=tmp_path).strip())
    borrowed = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
    (packages / "borrowed.pth").write_text("\n".join(sorted(borrowed)) + "\n", encoding="utf-8")

    env = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "CPDIAG"))}
    env["XDG_DATA_HOME"] = str(tmp_path / "data")
    # No bytecode left among the borrowed packages.
    env["PYTHONDONTWRITEBYTECODE"] = "1"
    imported = _run(python, "-c", "import diagnostic; print(diagnostic.__file__)", cwd=tmp_path, env=env)
    assert Path(imported.strip()).is_relative_to(packages)
    _run(bin_ / "cpdiag", "check", cwd=tmp_path, env=env)


def _files() -> list[str]:
    """Tracked files and those about to be: relative paths, sorted."""
    if shutil.which("git") is None or not (ROOT / ".git").exists():
        pytest.skip("not a git checkout")
    listed = _run("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", cwd=ROOT)
    return sorted(path for path in set(listed.split("\0")) if path and (ROOT / path).is_file())


def test_no_file_names_a_package_index() -> None:
    found = []
    for path in _files():
        content = (ROOT / path).read_bytes()
        if b"\0" in content:
            continue
        for number, line in enumerate(content.decode("utf-8", errors="replace").splitlines(), start=1):
            if ADDRESS.search(line):
                found.append(f"{path}:{number}: {line.strip()[:100]}")
    assert found == []


def _pins(lock: str) -> dict[str, str]:
    """Package name to its whole requirement, line continuations joined."""
    text = (ROOT / lock).read_text(encoding="utf-8").replace("\\\n", " ")
    return {re.split(r"[=\s\[]", line, maxsplit=1)[0]: line for line in text.splitlines() if line.strip()}


@pytest.mark.parametrize("lock", LOCKS)
def test_lock_pins_every_package_with_a_hash(lock: str) -> None:
    pins = _pins(lock)
    assert pins
    pinned = re.compile(r"[a-z0-9][a-z0-9-]*==[0-9][^\s;]*(\s+;[^#]*?)?(\s+--hash=sha256:[0-9a-f]{64})+\s*")
    assert [line[:80] for line in pins.values() if not pinned.fullmatch(line)] == []


@pytest.mark.parametrize("lock", LOCKS)
def test_lock_covers_what_the_project_declares(lock: str) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    groups = project["dependency-groups"]
    declared = [*project["project"]["dependencies"], *groups["build"]]
    if lock == "requirements-test.lock":
        declared += groups["test"]
    names = {re.split(r"[^A-Za-z0-9._-]", line, maxsplit=1)[0].lower() for line in declared}
    assert {re.sub(r"[-_.]+", "-", name) for name in names} <= _pins(lock).keys()


def test_test_lock_holds_the_run_time_lock() -> None:
    run_time, test = (_pins(lock) for lock in LOCKS)
    assert {name: test.get(name) for name in run_time} == run_time
