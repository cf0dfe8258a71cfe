"""A Content Security Policy in every page: only what the book brought along runs."""

import re
from base64 import b64encode
from hashlib import sha256

# `file:` is for a copy on a disk: by the letter, 'self' is nothing there, since each
# file is an origin of its own. On a server it allows nothing: browsers let no page
# from the web load files.
OWN = "'self' file:"
INLINE = re.compile(r"<script(?![^>]*\bsrc=)([^>]*)>(.*?)</script>", re.DOTALL)
DATA = "application/json"  # read by a script, never run
CHARSET = re.compile(r'<meta charset="utf-8" ?/?>', re.IGNORECASE)


def with_policy(page: str) -> str:
    """Return a page with its policy, which allows the scripts it has now, no others.

    Raises ValueError when the page does not begin by naming its encoding.
    """
    tag = f'<meta http-equiv="Content-Security-Policy" content="{policy(page)}">'
    page, places = CHARSET.subn(lambda found: f"{found[0]}\n{tag}", page, count=1)
    if not places:
        raise ValueError("page: it has no <meta charset>, after which its policy goes")
    return page


def policy(page: str) -> str:
    """Write the policy of a page: own files, the scripts in it, styles anywhere."""
    scripts = [body for kind, body in INLINE.findall(page) if DATA not in kind]
    hashes = sorted({fingerprint(body) for body in scripts})
    return "; ".join(
        (
            f"default-src {OWN}",
            " ".join(("script-src", OWN, *hashes)),
            f"style-src {OWN} 'unsafe-inline'",  # formulas carry style attributes
            f"img-src {OWN} data:",
            f"form-action {OWN}",
            "object-src 'none'",
            "base-uri 'none'",
        )
    )


def fingerprint(script: str) -> str:
    """Return the source expression of an inline script.

    >>> fingerprint("alert(1)")
    "'sha256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI='"
    """
    return f"'sha256-{b64encode(sha256(script.encode()).digest()).decode()}'"
