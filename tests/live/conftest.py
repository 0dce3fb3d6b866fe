"""What the tests in a real browser ask for."""

from tests.browser.chromium import address, chromium, sign_in, tab

__all__ = ["address", "chromium", "sign_in", "tab"]
