"""The images of the containers are pinned, and newer ones are written to .env. A program stands in for Docker."""

import os
import re
import stat
import subprocess
import sys
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[2]
DOCKER = """#!/bin/sh
case "$*" in *@*) echo "a digest brings no newer image" >&2; exit 8;; esac
if [ "$1" = pull ]; then
  case "$3" in $BROKEN*) echo "no such host" >&2; exit 1;; esac
  exit 0
fi
[ "$1 $2" = "image inspect" ] || exit 9
echo "${5%%:*}@sha256:$(printf '%s%s' "$5" "$ROUND" | sha256sum | cut -d ' ' -f 1)"
"""


def pin(folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    docker = folder / "docker"
    docker.write_text(DOCKER)
    docker.chmod(0o755)
    (folder / "compose.yaml").write_text((ROOT / "compose.yaml").read_text())
    found = {"PATH": f"{folder}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT), "BROKEN": "none", "ROUND": "1"}
    command = [sys.executable, "-m", "scripts.pin_images"]
    return subprocess.run(
        command, cwd=folder, env=found | environment, capture_output=True, text=True, check=False, timeout=60
    )


def test_every_image_of_the_containers_is_pinned_by_digest() -> None:
    compose = yaml.safe_load((ROOT / "compose.yaml").read_text())
    dockerfile = (ROOT / "Dockerfile").read_text()
    used = {service.get("image") or service["build"]["args"]["BASE"] for service in compose["services"].values()}
    (base,) = re.findall(r"^ARG BASE=(\S+)", dockerfile, re.MULTILINE)
    assert f"${{BASE_IMAGE:-{base}}}" in used
    assert set(re.findall(r"^FROM (\S+)", dockerfile, re.MULTILINE)) == {"${BASE}"}
    assert len(used) == 4
    for image in used:
        # A version, so that people can read what it is, and a digest, so that nothing else can take its place.
        assert re.fullmatch(r"\$\{[A-Z]+_IMAGE:-[\w./-]+:[\w.-]+@sha256:[0-9a-f]{64}\}", image), image


def test_every_image_is_written_by_digest_once_and_nothing_is_written_if_one_cannot_be_pulled(tmp_path: Path) -> None:
    env = tmp_path / ".env"
    env.write_text("BOARD_HOST=board.example.org\nSECRET_KEY=a=b\n")
    failed = pin(tmp_path, BROKEN="postgres")
    assert (failed.returncode, failed.stderr) == (1, "pin_images: no such host. Nothing was written.\n")
    assert env.read_text() == "BOARD_HOST=board.example.org\nSECRET_KEY=a=b\n"
    for number in ("1", "2"):
        assert pin(tmp_path, ROUND=number).returncode == 0
    rows = env.read_text().splitlines()
    assert rows[:2] == ["BOARD_HOST=board.example.org", "SECRET_KEY=a=b"]
    named = dict(row.split("=", 1) for row in rows[2:])
    assert len(named) == len(rows) - 2
    assert all(re.fullmatch(r"[\w./-]+@sha256:[0-9a-f]{64}", image) for image in named.values())
    assert stat.S_IMODE(env.stat().st_mode) == 0o600
    compose = yaml.safe_load((ROOT / "compose.yaml").read_text())
    used = [service.get("image") or service["build"]["args"]["BASE"] for service in compose["services"].values()]
    assert sorted(named) == sorted(re.fullmatch(r"\$\{(\w+):-[^}]+\}", image)[1] for image in used)
