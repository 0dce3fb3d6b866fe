"""Each component renders its own examples, and keeps the rules of every page."""

import re

import pytest
from flask import g, render_template_string

from tests.browser.checks import faults_of
from tests.components.gallery import COMPONENTS, NAMES, examples_of, render_component, render_gallery
from tests.factories import actor_of, make_user


@pytest.fixture
def page(app):
    """A request, as one on which a component is rendered."""
    person = make_user("Ann Price")
    with app.test_request_context("/"):
        app.preprocess_request()
        g.person, g.actor = person, actor_of(person)
        yield app


@pytest.mark.parametrize("name", NAMES)
def test_every_component_shows_how_it_is_used(name):
    assert examples_of(name), f"components/{name}.html: say its parameters, and below Example: how it is called."


@pytest.mark.parametrize("name", NAMES)
def test_every_example_can_be_rendered(page, name):
    assert render_component(name) or name == "flashes"


def test_all_components_together_keep_the_rules_of_every_page(page):
    assert faults_of(render_gallery(page)) == []


@pytest.mark.parametrize("name", NAMES)
def test_a_component_keeps_to_its_budget(name):
    assert (COMPONENTS / f"{name}.html").read_text(encoding="utf-8").count("\n") <= 120


def test_a_field_with_an_error_is_tied_to_its_message(page):
    html = render_component("field")
    assert 'id="council_name-error"' in html
    assert re.search(r'<input[^>]*aria-describedby="council_name-error"[^>]*id="council_name"', html)


def test_the_summary_leads_to_the_first_choice_of_a_group(page):
    assert 'href="#office"' in render_component("error_summary")


def test_a_field_that_may_be_left_empty_says_so(page):
    assert "Starts on (optional)" in render_component("field")


def test_text_a_person_wrote_is_escaped(page):
    template = '{% from "components/notice.html" import notice %}{{ notice(text) }}'
    assert "<script>" not in render_template_string(template, text="<script>alert(1)</script>")


def test_one_person_is_not_people(page):
    template = '{% from "components/audience_note.html" import audience_note %}{{ audience_note("private", 1, 1) }}'
    assert "1 person in 1 council can read this." in render_template_string(template)
