"""Names of browsers from the User-Agent header."""

import pytest

from app.web.client import browser_in_words

GECKO = "Mozilla/5.0 ({}) Gecko/20100101 Firefox/140.0"
BLINK = "Mozilla/5.0 ({}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 Safari/537.36{}"
APPLE = "Mozilla/5.0 ({}) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.0 Mobile/15E148 Safari/604.1"


@pytest.mark.parametrize(
    ("header", "words"),
    [
        (GECKO.format("Windows NT 10.0; Win64; x64; rv:140.0"), "Firefox, Windows"),
        (GECKO.format("X11; Linux x86_64; rv:140.0"), "Firefox, Linux"),
        (GECKO.format("Android 15; Mobile; rv:140.0"), "Firefox, Android"),
        (BLINK.format("Windows NT 10.0; Win64; x64", ""), "Chrome, Windows"),
        (BLINK.format("Windows NT 10.0; Win64; x64", " Edg/150.0"), "Edge, Windows"),
        (BLINK.format("X11; CrOS x86_64 14541.0.0", ""), "Chrome, ChromeOS"),
        (BLINK.format("Linux; Android 15; K", ""), "Chrome, Android"),
        (
            BLINK.format("Linux; Android 15; K", "").replace("Chrome/", "SamsungBrowser/29.0 Chrome/"),
            "Samsung Internet, Android",
        ),
        (APPLE.format("iPhone; CPU iPhone OS 19_0 like Mac OS X"), "Safari, iPhone"),
        (APPLE.format("iPad; CPU OS 19_0 like Mac OS X"), "Safari, iPad"),
        (APPLE.format("Macintosh; Intel Mac OS X 10_15_7"), "Safari, macOS"),
        (
            APPLE.format("iPhone; CPU iPhone OS 19_0 like Mac OS X").replace("Version/19.0", "CriOS/150"),
            "Chrome, iPhone",
        ),
        ("curl/8.0", ""),
        ("", ""),
        (None, ""),
        ("<script>Firefox", "Firefox"),
    ],
)
def test_only_browser_and_system_are_taken_from_the_user_agent(header: str | None, words: str) -> None:
    assert browser_in_words(header) == words
