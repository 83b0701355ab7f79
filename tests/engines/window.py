"""One window of an engine, used as a person uses it: read, press, type, drag. Every step waits for what it needs."""

import time
from collections.abc import Callable
from typing import TypeVar

from selenium.common.exceptions import (
    ElementClickInterceptedException,
    ElementNotInteractableException,
    JavascriptException,
    StaleElementReferenceException,
)
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.remote.webdriver import WebDriver
from selenium.webdriver.remote.webelement import WebElement

LONGEST_SECONDS = 30.0
# The drivers' own text leaves out what is clamped to a few lines. This runs without the page's scripts too.
SHOWN = """return [...document.querySelectorAll(arguments[0])].filter((one) =>
  one.checkVisibility({ visibilityProperty: true }) && one.innerText.replace(/\\s+/g, " ").includes(arguments[1]))"""
# A page may change between finding an element and using it.
CHANGES = (
    *(StaleElementReferenceException, ElementClickInterceptedException, ElementNotInteractableException),
    JavascriptException,
)

Value = TypeVar("Value")


class Window:
    """A window of the browser that this driver drives."""

    def __init__(self, driver: WebDriver) -> None:
        self.driver = driver

    def go(self, address: str) -> None:
        self.driver.get(address)

    def all(self, css: str, text: str = "") -> list[WebElement]:
        """The visible elements of this selector that contain this text."""
        return self.driver.execute_script(SHOWN, css, text)

    def find(self, css: str, text: str = "") -> WebElement:
        """The first visible element of this selector that contains this text."""
        return self.wait(lambda: next(iter(self.all(css, text)), None), f"{css} with “{text}”")

    def gone(self, css: str, text: str = "") -> None:
        """Wait until no visible element of this selector contains this text."""
        self.wait(lambda: not self.all(css, text), f"{css} with “{text}” to go away")

    def click(self, css: str, text: str = "") -> None:
        def clicked() -> bool:
            found = self.all(css, text)
            if found:
                found[0].click()
            return bool(found)

        self.wait(clicked, f"{css} with “{text}” to press")

    def leave_by(self, css: str, text: str) -> None:
        """Press what leads to another page, and be there: drivers do not always wait for it themselves."""
        self.driver.execute_script("document.documentElement.dataset.left = ''")
        self.click(css, text)
        self._arrive("!('left' in document.documentElement.dataset)")

    def back(self) -> None:
        """Go back to the page before, which the browser may have kept as it was."""
        self.driver.execute_script("sessionStorage.setItem('left', location.href)")
        self.driver.back()
        self._arrive("sessionStorage.getItem('left') !== location.href")

    def _arrive(self, there: str) -> None:
        self.wait(lambda: self.driver.execute_script(f"return document.readyState === 'complete' && {there}"), there)

    def button(self, name: str) -> None:
        """Press the button with this text."""
        self.click("button", name)

    def link(self, name: str) -> None:
        """Follow the link with this text."""
        self.click("a", name)

    def fill(self, label: str, text: str) -> None:
        """Press a label, and type into the field that it belongs to."""
        self.click("label", label)
        self.driver.switch_to.active_element.send_keys(text)

    def write(self, text: str, column: int = 0) -> None:
        """Post a note with this text below the question with this number."""
        box = self.wait(lambda: self.all(".composer textarea")[column:], "a box to write in")[0]
        box.send_keys(text)
        self.wait(lambda: self.all(".composer button.post")[column:], "Post")[0].click()

    def press(self, *keys: str) -> None:
        """Press keys, one after the other, wherever the focus is."""
        for key in keys:
            ActionChains(self.driver).send_keys(key).perform()

    def hover(self, what: WebElement) -> None:
        """Move the mouse over an element."""
        ActionChains(self.driver).move_to_element(what).perform()

    def drag(self, what: WebElement, to: WebElement, before_release: Callable[[], object] = lambda: None) -> None:
        """Drag by mouse in a few steps, as a hand does."""
        hand = ActionChains(self.driver, duration=50)
        hand.move_to_element(what).click_and_hold().move_by_offset(12, 4).move_to_element(to).move_by_offset(2, 2)
        hand.perform()
        before_release()
        ActionChains(self.driver).release().perform()

    def resize(self, width: int, height: int) -> None:
        """Give the window another size, in pixels of the page, and wait until the page is laid out for it."""
        self.driver.set_window_size(width, height)
        self.wait(lambda: self.driver.execute_script("return innerWidth") == width, f"a width of {width}")
        self.driver.execute_async_script("requestAnimationFrame(() => requestAnimationFrame(arguments[0]))")

    def wait(self, condition: Callable[[], Value], wanted: str) -> Value:
        """Wait until the condition returns something true; returns it."""
        end = time.monotonic() + LONGEST_SECONDS
        while True:
            try:
                if value := condition():
                    return value
            except CHANGES:
                pass
            assert time.monotonic() < end, f"waited for {wanted} at {self.driver.current_url}"
            time.sleep(0.05)
