"""Every page in a real browser: by axe, on a narrow screen, by keyboard, without JavaScript."""

import pytest

from tests.browser.chromium import faults_seen_by_axe

FOR_ANYONE = ["/", "/help", "/accessibility", "/privacy", "/cookies", "/terms", "/report-a-problem", "/organisations", "/nowhere"]
NARROW = {"width": 320, "height": 640}


@pytest.mark.parametrize("url", FOR_ANYONE)
def test_a_page_for_anyone_passes_axe(tab, url):
    tab.goto(url)
    assert faults_seen_by_axe(tab) == []


@pytest.mark.parametrize("url", FOR_ANYONE)
def test_a_page_for_anyone_fits_a_narrow_screen(tab, url):
    tab.set_viewport_size(NARROW)
    tab.goto(url)
    assert tab.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
