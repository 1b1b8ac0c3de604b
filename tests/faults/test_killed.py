"""A process is killed in the middle of its saves: what it acknowledged is there, once, and others go on."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

from diagnostic.storage import Store
from tests.browser.driving import ROOT, eventually
from tests.faults import saving


def start(url: str, id: str, name: str, output: Path) -> subprocess.Popen[bytes]:
    """Start a process that saves; what it says goes into a file, whole lines even when it is killed."""
    command = [sys.executable, str(Path(saving.__file__)), url, id, name]
    with output.open("wb") as lines, output.with_suffix(".err").open("wb") as errors:
        return subprocess.Popen(
            command, cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)}, stdout=lines, stderr=errors
        )


def lines(output: Path) -> list[str]:
    """Return what was said in whole lines."""
    return output.read_text(encoding="utf-8").split("\n")[:-1]


def test_what_a_killed_process_had_acknowledged_is_there_once_and_the_other_process_goes_on(
    store: Store, url: str, id: str, tmp_path: Path
) -> None:
    outputs = [tmp_path / "first.txt", tmp_path / "second.txt"]
    processes = [start(url, id, f"process {number}", output) for number, output in enumerate(outputs)]
    try:
        for process, output in zip(processes, outputs, strict=True):
            eventually(lambda output=output: len(lines(output)) > 25, "both save", 60)  # type: ignore[misc]
            assert process.poll() is None
        processes[0].send_signal(signal.SIGKILL)
        assert processes[0].wait(10) == -signal.SIGKILL
        so_far = len(lines(outputs[1]))
        eventually(lambda: len(lines(outputs[1])) > so_far + 10, "the other process goes on", 30)
    finally:
        for process in processes:
            process.kill()
            process.wait(10)
    saving.check(store, id, lines(outputs[0]) + lines(outputs[1]))
    # Another process begins where the killed one left off.
    again = subprocess.run(
        [sys.executable, str(Path(saving.__file__)), url, id, "afterwards", "3"],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        encoding="utf-8",
        check=True,
        timeout=60,
    )
    assert len(again.stdout.splitlines()) == 3
    saving.check(store, id, lines(outputs[0]) + lines(outputs[1]) + again.stdout.splitlines())
