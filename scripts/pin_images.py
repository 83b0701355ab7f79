"""Pull the newest images of the versions that compose.yaml and the Dockerfile name, and write their digests to .env.

`python3 -m scripts.pin_images`, with Docker. .env then replaces the digests of compose.yaml. Other lines of .env stay.
If an image cannot be pulled, nothing is written.
"""

import re
import subprocess
import sys
from pathlib import Path

# A name like PROXY_IMAGE, and the version of the image that is used without it. The digest is left out, because pulling
# it would bring the same image again.
_NAMED = re.compile(r"\$\{([A-Z]+_IMAGE):-([^}@]+)@[^}]+\}")
_BY_DIGEST = re.compile(r"[\w./:-]+@sha256:[0-9a-f]{64}")


class NotPinned(Exception):
    """An image could not be pinned; `str()` says why in one line."""


def pinned(image: str) -> str:
    """The newest image of this version as NAME@sha256:DIGEST, after pulling it. Raises NotPinned."""
    _docker("pull", "--quiet", image)
    digest = _docker("image", "inspect", "--format", "{{index .RepoDigests 0}}", image)
    if not _BY_DIGEST.fullmatch(digest):
        raise NotPinned(f"{image} has no digest: {digest!r}")
    return digest


def lines(before: str, digests: dict[str, str]) -> str:
    """The text of .env with these names and digests, in place of those that it had."""
    kept = [line for line in before.splitlines() if line.partition("=")[0].strip() not in digests]
    return "".join(f"{line}\n" for line in (*kept, *(f"{name}={image}" for name, image in digests.items())))


def main(folder: Path) -> int:
    """Pin the images of the compose file in this folder; returns the exit code."""
    images = dict(_NAMED.findall((folder / "compose.yaml").read_text()))
    try:
        digests = {name: pinned(image) for name, image in images.items()}
    except NotPinned as error:
        sys.stderr.write(f"pin_images: {error}. Nothing was written.\n")
        return 1
    file = folder / ".env"
    text = lines(file.read_text() if file.exists() else "", digests)
    # It holds passwords, so no one else may read it at any moment.
    part = folder / ".env.part"
    part.unlink(missing_ok=True)
    part.touch(0o600)
    part.write_text(text)
    part.replace(file)
    sys.stdout.writelines(f"{name}={image}\n" for name, image in digests.items())
    return 0


def _docker(*words: str) -> str:
    try:
        done = subprocess.run(["docker", *words], capture_output=True, text=True, check=False)  # noqa: S603, S607
    except OSError as error:
        raise NotPinned(f"docker cannot be run ({error.strerror})") from None
    if done.returncode:
        raise NotPinned((done.stderr.strip().splitlines() or ["docker failed"])[-1])
    return done.stdout.strip()


if __name__ == "__main__":
    sys.exit(main(Path.cwd()))
