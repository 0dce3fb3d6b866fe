"""Every component's examples on one page, for tests and for looking at; never part of the hub itself."""

import re
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

from flask import Flask, render_template_string
from wtforms import (
    BooleanField,
    DateField,
    EmailField,
    FileField,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Optional

from hub.core.forms import HubForm, choices_of
from hub.core.pagination import Page
from hub.core.registry import Item
from hub.groups.models import Group
from hub.home.panels import Step

COMPONENTS = Path(__file__).resolve().parents[2] / "templates" / "components"
NAMES = sorted(path.stem for path in COMPONENTS.glob("*.html"))
KINDS = choices_of([("councillor", "Councillor"), ("officer", "Officer"), ("partner", "Partner")])

SAMPLE_GROUP = Group(
    name="Waste and recycling",
    slug="waste",
    purpose="What works for collections, recycling and street cleaning.",
    visibility="public",
    content_audience="public",
    member_count=384,
    council_count=120,
)


class SampleForm(HubForm):
    """One field of each sort."""

    title = StringField("Title", [InputRequired()])
    name = StringField("Name of the group")
    email = EmailField("Work e-mail address", description="Use the address of your council.")
    password = PasswordField("Password")
    summary = TextAreaField("Summary", [Optional()])
    question = TextAreaField("Your question")
    council = SelectField("Council", choices=choices_of([("kirklees", "Kirklees"), ("leeds", "Leeds")]))
    kind = RadioField("What you do", choices=KINDS)
    topics = SelectMultipleField("Topics", choices=choices_of([("waste", "Waste"), ("parking", "Parking")]))
    agree = BooleanField("I may share this document", description="You wrote it, or its licence allows it.")
    upload = FileField("File")
    starts_on = DateField("Starts on", [Optional()])


SAMPLE_OFFICE = SimpleNamespace(kind="officer", organisation=SimpleNamespace(nice_name="Kirklees"))
SAMPLE_PERSON = SimpleNamespace(
    id=7, display_name="Ann Price", current=[SAMPLE_OFFICE], office=lambda _main: "Waste officer", photo_sha256=None
)


class WrongForm(HubForm):
    """A form that was sent empty."""

    council_name = StringField("Name of the council", [InputRequired("Enter the name of the council")])
    office = RadioField("What you do there", [InputRequired("Choose what you do there")], choices=KINDS)


def samples() -> dict[str, object]:
    """What the examples speak of."""
    wrong = WrongForm(formdata=None)
    wrong.validate()
    lines = [
        Item(
            ref=f"document:{number}",
            label="Document",
            place="Waste and recycling",
            title=title,
            url=f"/groups/waste/library/{number}",
            why=why,
            by="Ann Price, Kirklees Council",
            at=datetime(2025, 5, 3, 13, 5, tzinfo=UTC),
        )
        for number, title, why in [(1, "Route planning after the merger", "page 14 of 62"), (2, "Panel notes", "")]
    ]
    return {
        "sample_form": SampleForm(formdata=None),
        "sample_errors": wrong,
        "sample_item": lines[0],
        "sample_items": lines,
        "sample_page": Page(lines, "after", "before"),
        "sample_moment": datetime(2025, 5, 3, 13, 5, tzinfo=UTC),
        "sample_group": SAMPLE_GROUP,
        "sample_person": SAMPLE_PERSON,
        "sample_steps": [
            Step(text="Join a group", url="/groups", is_done=False),
            Step(text="Register", url="/", is_done=True),
        ],
    }


def examples_of(name: str) -> str:
    """What stands below "Example:" in the component's own comment."""
    comment = re.search(r"{#-?(.*?)-?#}", (COMPONENTS / f"{name}.html").read_text(encoding="utf-8"), re.DOTALL)
    return comment[1].partition("Example:\n")[2].strip() if comment else ""


def render_component(name: str) -> str:
    """The component's examples as HTML, inside a request."""
    imports = "".join(
        f'{{% from "components/{other}.html" import {macro} with context %}}'
        for other in NAMES
        for macro in re.findall(r"{%-? macro (\w+)\(", (COMPONENTS / f"{other}.html").read_text(encoding="utf-8"))
        if macro + "(" in examples_of(name)
    )
    return render_template_string(imports + examples_of(name), **samples())


def render_gallery(app: Flask) -> str:
    """All of them, below the real header and above the real footer."""
    apart = {"header", "footer", "me_menu", "error_summary", "choices", "breadcrumbs"}
    parts = [f"<h2>{name}</h2>\n{render_component(name)}" for name in NAMES if name not in apart]
    page = (
        '{% extends "base.html" %}{% block h1 %}Gallery{% endblock %}'
        "{% block breadcrumbs %}{{ crumbs | safe }}{% endblock %}"
        "{% block before %}{{ summary | safe }}{% endblock %}{% block content %}{{ body | safe }}{% endblock %}"
        "{% block aside %}<h2>Found on 3 pages</h2><p>Beside the page.</p>{% endblock %}"
    )
    above = {"summary": render_component("error_summary"), "crumbs": render_component("breadcrumbs")}
    return render_template_string(page, body="\n".join(parts), **above)
