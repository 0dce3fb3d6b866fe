"""Hostile words through every field that shows text: in pages, in mail and in JSON nothing of them may act."""

import email
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from email import policy
from typing import Any

import pytest
from flask import Flask

from hub.accounts import actions as accounts
from hub.accounts.fields import FIELDS
from hub.accounts.models import User
from hub.conversations import actions as conversations
from hub.conversations import keeping
from hub.core import clock
from hub.core.uow import unit_of_work
from hub.core.web import settings
from hub.core.worker import drain_all
from hub.groups import actions as groups
from hub.groups.models import Group
from hub.library import folders
from hub.library.queries import get_shelf
from hub.live import actions as live
from hub.messages import actions as messages
from hub.moderation import actions as moderation
from hub.networks import actions as networks
from hub.networks import circles
from hub.suggestions import actions as suggestions
from tests.browser import Browser
from tests.factories import actor_of, add_member, make_group, make_user
from tests.hostile import HOSTILE, breaches
from tests.library.making import publish
from tests.policy.leaks import NOT_OURS

LINE = "\"'></title></textarea><script>alert(1)</script><img src=x onerror=alert(1)>"
"""Short enough for a title, a name or a reason."""
CHUNKS = ["\n\n".join(HOSTILE[start : start + 20]) for start in range(0, len(HOSTILE), 20)]
LONG = CHUNKS[0]


@dataclass
class Stage:
    """A group in which two people say nothing but hostile things."""

    group: Group
    fay: User
    mo: User
    ids: dict[str, Any]


@pytest.fixture
def stage(app: Flask) -> Stage:
    fay, mo = make_user("Fay"), make_user("Mo")
    group = make_group("Waste", "open", facilitator=fay)
    add_member(group, mo)
    made = Stage(group, fay, mo, {"slug": group.slug, "person_id": mo.id, "user_id": mo.id})
    for say in SAYINGS:
        with unit_of_work():
            say(made)
    return made


def in_the_profile(stage: Stage) -> None:
    seen_by = dict.fromkeys(FIELDS, "everyone")
    words = {"display_name": LINE[:60], "job_title": LINE, "works_on": LONG[:1000], "ask_about": LONG[:1000]}
    for person in (stage.fay, stage.mo):
        accounts.edit_profile(actor_of(person), seen_by=seen_by, **words)


def in_the_group(stage: Stage) -> None:
    words = {"name": LINE[:110], "purpose": LINE, "landing": LONG, "home": LONG, "welcome": LONG}
    groups.edit_group(actor_of(stage.fay), stage.group, tags=["<img src=x onerror=alert(1)>"], **words)


def in_conversations(stage: Stage) -> None:
    fay, mo = actor_of(stage.fay), actor_of(stage.mo)
    talk = conversations.start_conversation(fay, stage.group, title=LINE, text=LONG, is_question=True)
    for chunk in CHUNKS[1:]:
        post = conversations.reply(mo, talk, text=chunk)
    conversations.edit_post(mo, post, text=LONG)
    keeping.write_summary(fay, talk, text=LONG)
    stage.ids |= {"conversation_id": talk.id, "number": post.position}


def in_suggestions(stage: Stage) -> None:
    fay, mo = actor_of(stage.fay), actor_of(stage.mo)
    idea = suggestions.make_suggestion(mo, stage.group, title=LINE, text=LONG)
    comment = suggestions.add_comment(mo, idea, text=LONG)
    suggestions.write_note(fay, idea, text=LONG)
    suggestions.move_suggestion(fay, idea, status="under_review", reason=LINE)
    soon = clock.now().replace(tzinfo=None, second=0, microsecond=0) + timedelta(days=1)
    call = suggestions.make_call(
        fay, stage.group, title=LINE, question=LONG, opens_local=soon, closes_local=soon + timedelta(days=1)
    )
    stage.ids |= {"suggestion_id": idea.id, "comment_id": comment.id, "call_id": call.id}


def in_messages(stage: Stage) -> None:
    thread = messages.start_thread(actor_of(stage.mo), to=[stage.fay.id], subject=LINE, text=LONG)
    stage.ids |= {"thread_id": thread.id}


def in_live_discussions(stage: Stage) -> None:
    fay, mo = actor_of(stage.fay), actor_of(stage.mo)
    starts = clock.now().replace(tzinfo=None)
    when = {"starts_local": starts, "ends_local": starts + timedelta(hours=2)}
    session = live.schedule_session(fay, stage.group, title=LINE, brief=LONG, **when)
    host = actor_of(stage.fay)
    live.open_session(host, session)
    question = live.ask_question(mo, session, text=LONG, client_key="one")
    live.answer_question(actor_of(stage.fay), question, text=LONG, client_key="two")
    declined = live.ask_question(mo, session, text=LONG, client_key="three")
    live.decline_question(actor_of(stage.fay), declined, reason=LINE)
    stage.ids |= {"live_session_id": session.id, "question_id": question.id}


def in_the_library(stage: Stage) -> None:
    folder = folders.make_folder(actor_of(stage.fay), get_shelf(actor_of(stage.fay), stage.group.slug), LINE[:60])
    stage.ids |= {"folder_id": folder.id}


def between_people(stage: Stage) -> None:
    fay, mo = actor_of(stage.fay), actor_of(stage.mo)
    pair = networks.ask_to_connect(mo, stage.fay.id, note=LINE)
    network = circles.make_network(fay, name=LINE, purpose=LINE)
    stage.ids |= {"connection_id": getattr(pair, "id", 1), "network": network.slug}


def in_reports(stage: Stage) -> None:
    moderation.report_thing(actor_of(stage.fay), f"suggestion:{stage.ids['suggestion_id']}", reason=LINE)


SAYINGS: list[Callable[[Stage], None]] = [
    in_the_profile,
    in_the_group,
    in_conversations,
    in_suggestions,
    in_messages,
    in_live_discussions,
    in_the_library,
    between_people,
    in_reports,
]


def test_no_page_carries_out_what_somebody_wrote(app: Flask, stage: Stage) -> None:
    document = publish(stage.fay, stage.group, name="x.txt", title=LINE, body=b"<script>alert(1)</script>")
    drain_all()
    values = stage.ids | {"document_id": document.id}
    shown = 0
    for name, person in {"visitor": None, "Fay": stage.fay, "Mo": stage.mo}.items():
        for url, body in bodies(app, Browser(app, person), values):
            assert not breaches(body), f"{url} acts for {name}"
            shown += "alert(1)" in body
    assert shown > 30, "The words must be on the pages, harmless, or this sees nothing."


def bodies(app: Flask, browser: Browser, values: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Each page that opens with these values, and each HTML that a script would be given."""
    adapter = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        if "GET" in rule.methods and rule.endpoint not in NOT_OURS and rule.arguments <= values.keys():
            url = adapter.build(rule.endpoint, {name: values[name] for name in rule.arguments}, method="GET")
            response = browser.client.get(url)
            assert response.status_code < 500, url
            assert response.headers["X-Content-Type-Options"] == "nosniff", url
            if response.mimetype == "text/html":
                yield url, response.get_data(as_text=True)
            if response.mimetype == "application/json":
                yield from ((url, html) for html in html_in(json.loads(response.data)))
            response.close()


def html_in(answer: Any) -> Iterator[str]:
    """The strings of a JSON answer that a script puts into the page as they are."""
    if isinstance(answer, dict):
        for name, value in answer.items():
            if isinstance(value, str) and "html" in name:
                yield value
            yield from html_in(value)
    if isinstance(answer, list):
        for value in answer:
            yield from html_in(value)


def test_no_mail_carries_out_what_somebody_wrote(app: Flask, stage: Stage) -> None:
    drain_all()
    mails = [email.message_from_bytes(path.read_bytes(), policy=policy.default) for path in mail_files()]
    assert len(mails) >= 3
    for mail in mails:
        html = mail.get_body(("html",))
        assert html is None or not [b for b in breaches(html.get_content()) if not b.startswith("<meta")]
        assert mail["To"].count("@") == 1
        assert not mail.get_all("Bcc")
        assert len(mail["Subject"].splitlines()) == 1


def mail_files() -> list[Any]:
    return sorted((settings().data_dir / "mail").glob("*.eml"))
