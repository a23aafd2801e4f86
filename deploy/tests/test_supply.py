"""Supply chain: packages are pinned by hash, images by digest."""
import os
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("deploy", "Tests", "benchmarks", "samples")
LISTS = [*(ROOT / "scripts").glob("*.txt"), *(
    path for folder in FOLDERS for path in (ROOT / folder).rglob("requirements.txt") if ".venv" not in path.parts)]
DIGEST = "name@sha256:" + "0" * 64


def commands():
    """All pip commands in scripts and documents, one per line; without scripts/pin, which generates the hashes."""
    for folder in (*FOLDERS, "scripts", "docs", "README.md", "CONTRIBUTING.md"):
        place = ROOT / folder
        for path in [place] if place.is_file() else place.rglob("*"):
            if path.is_file() and path.suffix in ("", ".md", ".yml", ".sh") and path.name != "pin":
                text = path.read_text(errors="replace").replace("\\\n", " ")
                for line in re.findall(r"^.*\bpip\b\S*.* (?:install|download) .*$", text, re.MULTILINE):
                    yield f"{path.relative_to(ROOT)}: {' '.join(line.split())}"


def test_pip_takes_what_hashes_name_and_builds_nothing():
    found = list(commands())
    assert len(found) >= 5
    for command in found:
        assert "--require-hashes" in command and "--no-deps" in command, command
        # The one exception is a source archive, which is unpacked but not built.
        assert "--only-binary=:all:" in command or "--no-binary :all: --no-build-isolation" in command, command


def test_the_lists_are_those_that_scripts_install():
    """A list under another name would not be checked."""
    lists = {path.relative_to(ROOT).as_posix() for path in LISTS}
    named = {
        name for path in (ROOT / "scripts").glob("install-*") for name in re.findall(r"\S+\.txt", path.read_text())}
    assert {"scripts/browser.txt", "scripts/images.txt", "scripts/schemathesis.txt"} <= named <= lists


@pytest.mark.parametrize("path", LISTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_package_is_pinned_by_version_and_hash(path):
    lines = [line.split("#")[0].strip() for line in path.read_text().replace("\\\n", " ").splitlines()]
    packages = [line for line in lines if line]
    assert packages
    for line in packages:
        assert re.fullmatch(r"[\w.-]+==\S+( +--hash=sha256:[0-9a-f]{64})+", line), line


def build(tmp_path, *words, **variables):
    """Runs deploy/build-image with a fake engine that prints its arguments."""
    engine = tmp_path / "docker"
    engine.write_text("#!/bin/sh\necho \"$@\"\n")
    engine.chmod(0o755)
    return subprocess.run(
        [ROOT / "deploy/build-image", *words], capture_output=True, text=True,
        env={"PATH": f"{tmp_path}:{os.environ['PATH']}", **variables})


@pytest.mark.parametrize("variables", [
    {}, {"SWIFT_IMAGE": DIGEST}, {"SWIFT_IMAGE": DIGEST, "BASE_IMAGE": "debian:bookworm-slim"},
    {"SWIFT_IMAGE": DIGEST + "0", "BASE_IMAGE": DIGEST},
    {"SWIFT_IMAGE": "swift:latest\n" + DIGEST, "BASE_IMAGE": DIGEST}])
def test_a_release_is_made_from_digests_only(tmp_path, variables):
    built = build(tmp_path, "--release", **variables)
    assert (built.returncode, built.stdout) == (64, "") and "by digest" in built.stderr


def test_an_image_is_one_manifest_for_the_platform_of_the_functions(tmp_path):
    built = build(tmp_path, "--tag", "x", "--release", SWIFT_IMAGE=DIGEST, BASE_IMAGE=DIGEST)
    assert built.returncode == 0, built.stderr
    # Sources without a history have no commit to name.
    named = subprocess.run([ROOT / "scripts/commit-name"], capture_output=True, text=True, check=True).stdout.split()
    commit = [
        word for name, value in zip(("FRAMEVEIL_COMMIT", "FRAMEVEIL_COMMIT_DATE"), named)
        for word in ("--build-arg", f"{name}={value}")]
    assert built.stdout.split() == [
        "build", "--provenance=false", "--platform", "linux/amd64", "-f", "deploy/Dockerfile", "-t", "x", *commit,
        "--build-arg", f"SWIFT_IMAGE={DIGEST}", "--build-arg", f"BASE_IMAGE={DIGEST}", "."]


def test_the_dockerfile_takes_its_images_from_arguments():
    text = (ROOT / "deploy/Dockerfile").read_text()
    assert set(re.findall(r"^FROM (\S+)", text, re.MULTILINE)) == {"${SWIFT_IMAGE}", "${BASE_IMAGE}"}
