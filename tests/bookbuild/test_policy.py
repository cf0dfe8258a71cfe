import pytest

from bookbuild.policy import fingerprint, policy, with_policy

HEAD = '<!DOCTYPE html>\n<html lang="ja">\n<head>\n<meta charset="utf-8" />\n'
PAGE = HEAD + "<script>alert(1)</script></head><body></body></html>"
ALERT = "'sha256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI='"


def directives(page: str) -> dict[str, list[str]]:
    """A policy as directive → sources."""
    parts = (directive.split() for directive in policy(page).split("; "))
    return {name: sources for name, *sources in parts}


def test_an_inline_script_is_allowed_by_its_hash():
    assert directives(PAGE)["script-src"] == ["'self'", "file:", ALERT]


def test_one_changed_character_is_another_script():
    changed = PAGE.replace("alert(1)", "alert(2)")
    assert ALERT not in directives(changed)["script-src"]


@pytest.mark.parametrize(
    "script",
    [
        '<script src="a.js"></script>',
        '<script defer src="a.js"></script>',
        '<script type="application/json" class="live-data">{"a": 1}</script>',
    ],
)
def test_files_and_data_need_no_hash(script):
    assert directives(HEAD + script)["script-src"] == ["'self'", "file:"]


def test_the_same_script_is_named_once_and_attributes_do_not_count():
    twice = PAGE.replace("</head>", '<script data-x="1">alert(1)</script></head>')
    assert directives(twice) == directives(PAGE)


def test_scripts_of_any_other_origin_are_forbidden():
    found = directives(PAGE)
    everything = {source for sources in found.values() for source in sources}
    known = {"'self'", "file:", "data:", "'none'", "'unsafe-inline'", ALERT}
    assert everything == known
    assert [name for name in found if "'unsafe-inline'" in found[name]] == ["style-src"]
    assert [name for name in found if "data:" in found[name]] == ["img-src"]


def test_the_policy_stands_before_everything_it_is_to_rule():
    before, after = with_policy(PAGE).split("<meta http-equiv=")
    assert before == HEAD
    assert after.startswith(f'"Content-Security-Policy" content="{policy(PAGE)}">')


def test_a_page_without_an_encoding_is_a_mistake():
    with pytest.raises(ValueError, match="meta charset"):
        with_policy("<html></html>")


def test_a_fingerprint_counts_bytes_not_characters():
    assert fingerprint("β") != fingerprint("?")
    assert fingerprint("alert(1)") == ALERT
