"""The checks of every page see what they are there to see."""

import pytest

from tests.browser.checks import faults_of

WHOLE = """<!doctype html><html lang="en"><head><title>Groups – Knowledge Hub</title></head><body><main>
<h1>Groups</h1>{}</main></body></html>"""

BAD = {
    "one h1": "<h1>Again</h1>",
    "follows one of level": "<h3>Deep</h3>",
    "stands 2 times": '<p id="a"></p><p id="a"></p>',
    "has no label": '<form action="/x" method="get"><input name="q"><button>Go</button></form>',
    "no CSRF token": '<form action="/x" method="post"><button>Go</button></form>',
    "says where it goes": '<form method="get"><button>Go</button></form>',
    "has no button": '<form action="/x" method="get"></form>',
    "a style stands": '<p style="color:red">x</p>',
    "a script stands": "<script>alert(1)</script>",
    "acts in the page": '<p onclick="x()">x</p>',
    "no alt": '<img src="/a.png">',
    "has no words": '<a href="/x"></a>',
    "jumps to #gone": '<a href="#gone">There</a>',
    "aria-describedby": '<p aria-describedby="nowhere">x</p>',
    "shows code": "<p>{{ name }}</p>",
    "not valid HTML": "<p><b>bold</p>",
    "error summary has no link": '<p id="name-error" class="govuk-error-message">Give a name</p>',
}


def test_a_sound_page_has_no_faults():
    form = (
        '<form action="/x" method="get"><label for="q">Words</label><input id="q" name="q"><button>Go</button></form>'
    )
    assert faults_of(WHOLE.format(f"<h2>All</h2>{form}")) == []


@pytest.mark.parametrize(("fault", "html"), BAD.items(), ids=list(BAD))
def test_each_fault_of_a_page_is_seen(fault, html):
    assert any(fault in sentence for sentence in faults_of(WHOLE.format(html)))


def test_a_title_starts_with_the_heading():
    assert any("title" in fault for fault in faults_of(WHOLE.format("").replace("<h1>Groups", "<h1>People")))


def test_a_page_says_its_language():
    assert any("language" in fault for fault in faults_of(WHOLE.format("").replace(' lang="en"', "")))
