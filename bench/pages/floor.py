"""The least that a page of twenty posts costs in Flask: who is signed in, the conversation, its posts, one template."""

from __future__ import annotations

import os
from typing import Any

from flask import Flask, redirect, request, session
from flask.typing import ResponseReturnValue
from sqlalchemy import create_engine, text

from hub.core.markup import render

PERSON = text("SELECT id, display_name FROM users WHERE id = :id AND state = 'active'")
CONVERSATION = text(
    "SELECT c.id, c.title, g.name FROM conversations c JOIN groups g ON g.id = c.group_id WHERE c.id = :id"
)
POSTS = text(
    """SELECT p.position, p.html, p.created_at, u.display_name, o.nice_name FROM posts p
    JOIN users u ON u.id = p.author_id LEFT JOIN appointments a ON a.id = p.author_appointment_id
    LEFT JOIN organisations o ON o.id = a.organisation_id
    WHERE p.conversation_id = :id AND p.reach = 'group' AND p.position > :first AND p.position <= :first + 20
    ORDER BY p.position"""
)
NEXT = text(
    """UPDATE conversations SET next_position = next_position + 1, post_count = post_count + 1
    WHERE id = :id RETURNING next_position - 1, group_id, audience"""
)
WRITE = text(
    """INSERT INTO posts
    (conversation_id, group_id, position, author_id, text, html, renderer_version, attachment_count, reach,
    audience, language, version, created_at)
    VALUES (:id, :group_id, :position, :author, :text, :html, 1, 0, 'group', :audience, 'en', 1, now())"""
)
PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{{ conversation.title }}</title>
<link rel="stylesheet" href="/static/style.css"></head><body>
<header><a href="/">Hub</a> {{ person.display_name }}</header>
<main><h1>{{ conversation.title }}</h1><p>{{ conversation.name }}</p><ol>{% for post in posts %}
<li id="post-{{ post.position }}"><p><b>{{ post.display_name }}</b>, {{ post.nice_name }} · {{ post.created_at }}</p>
<div>{{ post.html | safe }}</div><p><a href="#post-{{ post.position }}">#{{ post.position }}</a></p></li>{% endfor %}
</ol><form method="post" action="/{{ conversation.id }}/reply"><textarea name="text"></textarea><button>Reply</button>
</form>
</main><footer><a href="/help">Help</a></footer></body></html>"""


def make_app() -> Flask:
    """The whole application."""
    app = Flask(__name__)
    app.secret_key = "only for measuring"
    page = app.jinja_env.from_string(PAGE)
    engine = create_engine(os.environ["HUB_DATABASE_URL"].replace("postgresql://", "postgresql+psycopg://"))

    @app.get("/healthz")
    def healthz() -> str:
        return "ok"

    @app.get("/enter/<int:user_id>")
    def enter(user_id: int) -> str:
        session["user_id"] = user_id
        return "ok"

    @app.get("/<int:conversation_id>")
    def show(conversation_id: int) -> str:
        first = 20 * (request.args.get("page", 1, type=int) - 1)
        with engine.connect() as connection:
            person = connection.execute(PERSON, {"id": session["user_id"]}).one()
            conversation = connection.execute(CONVERSATION, {"id": conversation_id}).one()
            posts = connection.execute(POSTS, {"id": conversation_id, "first": first}).all()
        return page.render(person=person, conversation=conversation, posts=posts)

    @app.post("/<int:conversation_id>/reply")
    def reply(conversation_id: int) -> ResponseReturnValue:
        written = request.form["text"]
        words: dict[str, Any] = {"id": conversation_id, "text": written, "html": render(written)}
        with engine.begin() as connection:
            person = connection.execute(PERSON, {"id": session["user_id"]}).one()
            position, group_id, audience = connection.execute(NEXT, words).one()
            place = {"position": position, "group_id": group_id, "audience": audience, "author": person.id}
            connection.execute(WRITE, words | place)
        return redirect(f"/{conversation_id}")

    return app
