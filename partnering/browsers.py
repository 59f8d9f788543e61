"""What a browser calls itself, in the few words that its owner recognises it by. Nothing more of it is kept."""

from __future__ import annotations

# The first that fits: browsers claim to be each other, so that the newer claim comes first.
_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Macintosh", "Mac"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


def device_named(user_agent: str) -> tuple[str, str]:
    """Browser and system that a User-Agent header names; an empty word for what it doesn't say."""

    def first(of: tuple[tuple[str, str], ...]) -> str:
        return next((name for mark, name in of if mark in user_agent), "")

    return first(_BROWSERS), first(_SYSTEMS)
