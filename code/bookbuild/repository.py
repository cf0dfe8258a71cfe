"""Where the book's repository is: discovered, never made up."""

import os
import re
import subprocess
from pathlib import Path
from urllib.parse import quote, urlsplit

SCP_LIKE = re.compile(r"[^@/\s]+@(?P<host>[\w.-]+):(?P<path>[^/\s].*)")
SCHEMES = ("https", "http", "ssh", "git")
NOTEBOOKS = "notebooks"  # the branch that the workflow keeps for JupyterHubs


def repository_url(
    config: dict, env=os.environ, root: Path | None = None
) -> str | None:
    """The address in `_config.yml`, else of the CI run, else of `origin`, else None."""
    configured = (config.get("repository") or {}).get("url")
    if configured:
        return configured.rstrip("/").removesuffix(".git")
    if env.get("GITHUB_REPOSITORY"):
        server = env.get("GITHUB_SERVER_URL", "https://github.com")
        return f"{server}/{env['GITHUB_REPOSITORY']}"
    return normalise(_origin(root or Path.cwd()))


def normalise(remote: str) -> str | None:
    """`https://host/owner/name` for any usual remote; None for a path or the unknown.

    >>> normalise("git@github.com:owner/name.git")
    'https://github.com/owner/name'
    """
    if scp := SCP_LIKE.fullmatch(remote):
        host, path = scp["host"], scp["path"]
    else:
        url = urlsplit(remote)
        if url.scheme not in SCHEMES:
            return None
        # netloc may carry credentials; a port belongs to the web address only
        host = url.netloc.rpartition("@")[2]
        host = host if url.scheme in ("https", "http") else url.hostname or ""
        path = url.path
    path = path.strip("/").removesuffix(".git")
    # a host without a dot is an alias of somebody's ssh configuration
    return f"https://{host}/{path}" if "." in host and "/" in path else None


def site_url(config: dict, repository: str | None) -> str | None:
    """`html.baseurl` in `_config.yml`, else where GitHub Pages puts it, else None.

    >>> site_url({}, "https://github.com/owner/name")
    'https://owner.github.io/name/'
    """
    if configured := (config.get("html") or {}).get("baseurl"):
        return configured.rstrip("/") + "/"
    url = urlsplit(repository or "")
    if url.netloc != "github.com":
        return None
    owner, _, name = url.path.strip("/").partition("/")
    host = f"{owner}.github.io".lower()
    # the repository of this name is the owner's own site, without a folder
    return f"https://{host}/" if name.lower() == host else f"https://{host}/{name}/"


def colab_url(repository: str | None, branch: str, path: str) -> str | None:
    """Colab's address of a notebook; Colab opens notebooks from github.com only."""
    url = urlsplit(repository or "")
    if url.netloc != "github.com":
        return None
    blob = quote(f"{url.path.strip('/')}/blob/{branch}/{path}")
    return f"https://colab.research.google.com/github/{blob}"


def _origin(root: Path) -> str:
    command = ["git", "-C", str(root), "config", "--get", "remote.origin.url"]
    try:
        return subprocess.run(command, capture_output=True, text=True).stdout.strip()
    except FileNotFoundError:
        return ""
