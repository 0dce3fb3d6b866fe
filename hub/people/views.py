"""The list of people, and how it is narrowed. A person's own page is in accounts, with what profile.py adds to it."""

from __future__ import annotations

from flask import Blueprint, g, render_template, request
from flask.typing import ResponseReturnValue

from hub.core.security import keep_out_of_caches
from hub.core.web import sign_in_required
from hub.groups.queries import list_my_groups
from hub.organisations.queries import get_organisation
from hub.people import queries
from hub.people.forms import FindForm

bp = Blueprint("people", __name__)


@bp.get("/people")
@sign_in_required
def directory() -> ResponseReturnValue:
    """People by name, council, subject, office, place or group; those of councils like mine, the nearest first."""
    keep_out_of_caches()
    form = FindForm(request.args)
    chosen = request.args.get("organisation", type=int)
    organisation = get_organisation(g.actor, chosen) if chosen else None
    wanted = form.wanted(chosen)
    mine = [(group.slug, group.name) for group in list_my_groups(g.actor)]
    if wanted.group and wanted.group not in dict(mine):
        mine.append((wanted.group, queries.find_group_name(g.actor, wanted.group)))
    form.offer(queries.list_places(g.actor), mine)
    page = queries.list_people(g.actor, wanted, request.args.get("cursor"))
    return render_template(
        "people/directory.html",
        form=form,
        page=page,
        organisation=organisation,
        is_narrowed=wanted != queries.Wanted(),
        why_nobody=queries.find_why_nobody(g.actor, wanted) if not page.items else "",
    )
