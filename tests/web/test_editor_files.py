"""The editor's files: built small, from locked sources, with everybody's licence beside them."""

import gzip
import json

from app.web.site_parts import HERE

STATIC, EDITOR = HERE / "static", HERE / "editor"
MOST_BYTES = 130_000


def locked():
    packages = json.loads((EDITOR / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    return {name: told for name, told in packages.items() if name}


def test_the_editor_is_light():
    assert len(gzip.compress((STATIC / "editor.js").read_bytes(), 9)) <= MOST_BYTES


def test_the_lock_file_names_no_host():
    assert not any("resolved" in told for told in locked().values())
    assert all("integrity" in told for told in locked().values())


def test_every_package_in_the_built_files_has_its_licence_beside_them():
    licences = (STATIC / "licenses.txt").read_text(encoding="utf-8")
    built = {name: told for name, told in locked().items() if not told.get("dev")}
    assert len(built) > 10
    for name, told in built.items():
        assert f"{name.removeprefix('node_modules/')} {told['version']}" in licences


def test_versions_are_exact_and_htmx_is_the_one_that_is_named():
    asked = json.loads((EDITOR / "package.json").read_text(encoding="utf-8"))
    versions = {**asked["dependencies"], **asked["devDependencies"]}
    assert all(each.replace(".", "").isdigit() for each in versions.values())
    htmx = (STATIC / "htmx.min.js").read_text(encoding="utf-8")
    assert f'version="{versions["htmx.org"]}"' in htmx.replace("'", '"')
