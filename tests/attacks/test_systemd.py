"""The systemd unit as systemd runs it: the product works within its limits, is started again, and stops cleanly."""

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from app.rehearsal.server import free_port
from tests.waiting import wait_for

ROOT = Path(__file__).parents[2]
SYSTEMD, PYTHON = Path("/lib/systemd/systemd"), Path("/usr/bin/python3")
# A private view of files and control groups first, in which systemd is the first process of a machine of its own.
OUTER = """set -e
mount --make-rprivate /
mkdir {folder}/groups
mount -t cgroup2 none {folder}/groups
mkdir {folder}/groups/{name}
echo $$ > {folder}/groups/{name}/cgroup.procs
exec unshare --cgroup --pid --fork --uts --ipc --mount-proc --kill-child bash {folder}/inner
"""
AFTERWARDS = """mount --make-rprivate /
mount -t cgroup2 none {folder}/groups
find {folder}/groups/{name} -depth -type d -exec rmdir {{}} +
"""
INNER = """set -e
mount -t tmpfs tmpfs /opt
mkdir /opt/commonboard
mount --bind {root} /opt/commonboard
mount -t tmpfs tmpfs /mnt
cp -r {folder}/units /mnt/units
mount -t overlay overlay -o lowerdir=/etc,upperdir={folder}/etc,workdir={folder}/work /etc
mount -t tmpfs tmpfs /var
mkdir -p /var/lib /var/log /var/tmp /var/cache
mount -t tmpfs tmpfs /run
mount -t cgroup2 none /sys/fs/cgroup
mount -t tmpfs tmpfs /tmp
mount --bind /proc/sys /proc/sys
mount -o remount,ro,bind /proc/sys
exec env -i container=docker PATH=/usr/sbin:/usr/bin:/sbin:/bin SYSTEMD_UNIT_PATH=/mnt/units \\
  SYSTEMD_GENERATOR_PATH=/none SYSTEMD_ENVIRONMENT_GENERATOR_PATH=/none SYSTEMD_PROC_CMDLINE= \\
  {systemd} --system --unit=multi-user.target --log-target=console --show-status=no
"""
TARGETS = ("sysinit", "basic", "multi-user", "shutdown", "umount", "final")
# The interpreter of the tests may be in a home folder, which the unit cannot see.
DROP_IN = """[Service]
ExecStart=
ExecStart={python} -m app serve --demo
Environment=PYTHONPATH=/opt/commonboard/.venv/lib/python{version}/site-packages
"""


def version(python: str | Path) -> str:
    """The version of a Python as "3.11", or "" if it is not there."""
    words = "import sys; print('%d.%d' % sys.version_info[:2])"
    done = subprocess.run([python, "-c", words], capture_output=True, text=True) if Path(python).exists() else None
    return done.stdout.strip() if done else ""


CAN_RUN = (
    os.geteuid() == 0 and SYSTEMD.exists() and shutil.which("unshare") and version(PYTHON) == version(sys.executable)
)


@dataclass
class Machine:
    """A machine in namespaces, which shares only the network. `first` is the process of its systemd."""

    first: int
    url: str

    def run(self, *words: str) -> str:
        """What a command on that machine prints."""
        command = ["nsenter", "-t", str(self.first), "-m", "-p", "-u", "-i", "-C", *words]
        return subprocess.run(command, capture_output=True, text=True, check=False).stdout

    def server(self) -> int:
        """The process of the server, as this machine numbers it; 0 if there is none."""
        inside = int(self.run("systemctl", "show", "--property=MainPID", "--value", "commonboard") or 0)
        seen = re.compile(rf"^NSpid:\t\d+\t{inside}$", re.MULTILINE)
        numbers = (int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit())
        return next((number for number in numbers if inside and seen.search(status(number))), 0)

    def is_ready(self) -> bool:
        try:
            return httpx.get(f"{self.url}/readyz").status_code == 200
        except httpx.HTTPError:
            return False


def status(process: int) -> str:
    try:
        return Path(f"/proc/{process}/status").read_text()
    except OSError:
        return ""


@contextmanager
def machine(folder: Path) -> Generator[Machine]:
    """Start a machine whose only service is the unit."""
    port, name = free_port(), f"commonboard-{os.getpid()}"
    (folder / "work").mkdir()
    units = folder / "units" / "commonboard.service.d"
    units.mkdir(parents=True)
    for target in TARGETS:
        wants = "Wants=commonboard.service\n" if target == "multi-user" else ""
        (folder / "units" / f"{target}.target").write_text(f"[Unit]\nDescription={target}\n{wants}")
    shutil.copy(ROOT / "deploy" / "commonboard.service", folder / "units")
    (units / "python.conf").write_text(DROP_IN.format(python=PYTHON, version=version(PYTHON)))
    etc = folder / "etc"
    etc.mkdir()
    (etc / "passwd").write_text(
        Path("/etc/passwd").read_text() + "commonboard:x:990:990::/var/lib/commonboard:/bin/sh\n"
    )
    (etc / "group").write_text(Path("/etc/group").read_text() + "commonboard:x:990:\n")
    url = f"http://127.0.0.1:{port}"
    (etc / "commonboard.env").write_text(f"BASE_URL={url}\nPORT={port}\nDATA_DIR=/var/lib/commonboard\n")
    for script, words in (("outer", OUTER), ("inner", INNER)):
        (folder / script).write_text(words.format(folder=folder, name=name, root=ROOT, systemd=SYSTEMD))
    with (folder / "log").open("w") as log:
        made = subprocess.Popen(["unshare", "-m", "bash", folder / "outer"], stdout=log, stderr=log)
    try:
        wait_for(lambda: made.poll() is not None or child(made.pid) != 0)
        assert made.poll() is None, (folder / "log").read_text()
        yield Machine(child(made.pid), url)
    finally:
        # systemd ignores most signals; with it ends everything in its namespace.
        os.kill(child(made.pid) or made.pid, signal.SIGKILL)
        made.wait()
        subprocess.run(["unshare", "-m", "sh", "-c", AFTERWARDS.format(folder=folder, name=name)], check=True)


def child(process: int) -> int:
    """The first child of a process; 0 if it has none."""
    found = subprocess.run(["ps", "-o", "pid=", "--ppid", str(process)], capture_output=True, text=True).stdout.split()
    return int(found[0]) if found else 0


@pytest.mark.attack
@pytest.mark.skipif(not CAN_RUN, reason="needs root, systemd, unshare, and the system's Python in this version")
def test_the_unit_runs_within_its_limits_starts_again_after_a_crash_and_stops_cleanly(tmp_path: Path) -> None:
    with machine(tmp_path) as made:
        wait_for(made.is_ready)
        first = made.server()
        limits = dict(line.split(":\t") for line in status(first).splitlines() if ":\t" in line)
        assert (limits["Seccomp"], limits["NoNewPrivs"], int(limits["CapBnd"], 16)) == ("2", "1", 0)
        assert made.run("stat", "-c", "%a %U", "/var/lib/commonboard").split() == ["700", "commonboard"]
        settings = f"DATA_DIR=/var/lib/commonboard BASE_URL={made.url}"
        packages = f"PYTHONPATH=/opt/commonboard/.venv/lib/python{version(PYTHON)}/site-packages"
        links = f"cd /opt/commonboard; runuser -u commonboard -- env {settings} {packages} {PYTHON} -m app links"
        printed = made.run("sh", "-c", links)
        link = re.search(r"http\S+/j/\S+", printed)
        assert link is not None, printed
        crowd = [
            sys.executable,
            "-m",
            "app",
            "rehearse",
            "--url",
            link[0],
            "--people",
            "10",
            "--seconds",
            "3",
            "--force",
        ]
        rehearsed = subprocess.run(crowd, capture_output=True, text=True, cwd=ROOT)
        assert rehearsed.returncode == 0, rehearsed.stdout + rehearsed.stderr
        os.kill(first, signal.SIGKILL)
        wait_for(lambda: made.server() not in (0, first) and made.is_ready())
        made.run("systemctl", "stop", "commonboard")
        assert made.run("systemctl", "show", "--property=Result", "--value", "commonboard").strip() == "success"
