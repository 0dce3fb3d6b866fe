"""Looking after conversations and posts by plain forms, and the old addresses that lead on."""

import pytest

from hub.conversations import actions, keeping, moving
from hub.core.uow import unit_of_work
from hub.policy import Role
from tests.browser import Browser
from tests.conversations.making import again, make_circle, post, reply, start
from tests.factories import add_member, make_group, make_user

AT = "/groups/parking/conversations"


def test_a_facilitator_takes_a_post_down_with_a_reason_and_puts_it_back(app):
    circle = make_circle()
    written = reply(circle, conversation := start(circle))
    fay = Browser(app, circle.fay)
    fay.get(f"{AT}/{conversation.id}/posts/2/look-after")
    fay.submit("Take it down", status=422)
    assert "Say why. Its author will read this." in fay.page.errors
    fay.submit("Take it down", reason="Names a resident")
    assert "Names a resident" in fay.page.text
    assert "With a scanner." not in Browser(app, circle.ann).get(f"{AT}/{conversation.id}").text
    fay.get(f"{AT}/{conversation.id}/posts/2/look-after")
    fay.submit("Put it back")
    assert post(written).removed_at is None


def test_an_edited_post_shows_that_it_was_and_what_it_said(app):
    circle = make_circle()
    reply(circle, conversation := start(circle), text="With a scaner.")
    ben = Browser(app, circle.ben)
    ben.get(f"{AT}/{conversation.id}/posts/2/edit")
    ben.submit("Save", text="With a scanner.")
    ann = Browser(app, circle.ann)
    ann.get(f"{AT}/{conversation.id}")
    ann.click("changed since")
    assert "With a scaner." in ann.page.text


def test_who_asked_accepts_the_answer(app):
    circle = make_circle()
    reply(circle, question := start(circle, is_question=True))
    ann = Browser(app, circle.ann)
    ann.get(f"{AT}/{question.id}")
    ann.click("Accept as the answer")
    ann.submit("This answers the question")
    assert "Accepted answer" in ann.page.text
    assert "Every question here has its answer." in ann.get(f"{AT}?show=open").text


def test_a_closed_conversation_says_why_and_offers_no_box(app):
    circle = make_circle()
    conversation = start(circle)
    fay = Browser(app, circle.fay)
    fay.get(f"{AT}/{conversation.id}/look-after")
    fay.submit("Close it", reason="The meeting is over.")
    page = Browser(app, circle.ann).get(f"{AT}/{conversation.id}")
    assert "The meeting is over." in page.text
    assert not page.all("textarea")


def test_a_reply_to_what_was_closed_meanwhile_gives_the_words_back(app):
    circle = make_circle()
    conversation = start(circle)
    ben = Browser(app, circle.ben)
    ben.get(f"{AT}/{conversation.id}")
    with unit_of_work():
        keeping.close_conversation(circle.actor("fay"), again(conversation))
    ben.submit("Post your reply", text="What I wrote for an hour", status=422)
    assert "takes no more posts" in ben.page.text
    assert "What I wrote for an hour" in ben.page.text


def test_the_summary_stands_above_the_posts_and_its_history_is_kept(app):
    circle = make_circle()
    conversation = start(circle)
    ann = Browser(app, circle.ann)
    for words in ("Scanners help.", "Scanners help a lot."):
        ann.get(f"{AT}/{conversation.id}/summary")
        ann.submit("Save", text=words)
    assert "Scanners help a lot." in ann.page.text
    assert "Scanners help." in Browser(app, circle.ben).get(f"{AT}/{conversation.id}/summary/history").text


def test_a_move_says_why_not_and_leads_on_when_it_is_done(app):
    circle = make_circle("open")
    conversation = start(circle)
    for name, visibility in (("Wide", "public"), ("Close", "restricted")):
        add_member(make_group(name, visibility), circle.fay, Role.FACILITATOR)
    fay = Browser(app, circle.fay)
    fay.get(f"{AT}/{conversation.id}/move")
    fay.submit("Move the conversation", group="Wide", status=422)
    assert "has not agreed" in fay.page.text
    fay.submit("Move the conversation", group="/groups/close")
    assert fay.page.url.startswith(f"/groups/close/conversations/{conversation.id}")
    assert fay.client.get(f"{AT}/{conversation.id}").headers["Location"].startswith("/groups/close/")
    assert Browser(app, circle.ann).client.get(f"{AT}/{conversation.id}").status_code == 404


def test_a_merge_into_itself_comes_back_with_a_sentence(app):
    circle = make_circle()
    conversation = start(circle)
    fay = Browser(app, circle.fay)
    fay.get(f"{AT}/{conversation.id}/merge")
    fay.submit("Merge the conversations", target=f"https://hub.example{AT}/{conversation.id}", status=422)
    assert "A conversation cannot be merged into itself." in fay.page.text


def test_the_address_of_a_merged_post_leads_to_its_new_number(app):
    circle = make_circle()
    source, target = start(circle), start(circle)
    with unit_of_work():
        moving.merge_conversation(circle.actor("fay"), again(source), again(target))
    answer = Browser(app, circle.ann).client.get(f"{AT}/{source.id}/posts/1")
    assert answer.headers["Location"].endswith(f"{AT}/{target.id}#post-2")


@pytest.mark.parametrize(
    "page", ["look-after", "edit", "move", "merge", "summary", "posts/2/look-after", "posts/2/edit"]
)
def test_nobody_else_is_shown_the_pages_of_those_who_look_after_it(app, page):
    circle = make_circle("open")
    reply(circle, conversation := start(circle))
    outsider = Browser(app, make_user("Out Sider"))
    assert outsider.client.get(f"{AT}/{conversation.id}/{page}").status_code == 403
    member = make_user("Mem Ber")
    add_member(circle.group, member)
    assert Browser(app, member).client.get(f"{AT}/{conversation.id}/{page}").status_code == 403


def test_the_button_for_what_was_read_takes_the_mark_off_the_list(app):
    circle = make_circle()
    conversation = start(circle)
    ben = Browser(app, circle.ben)
    assert "1 new post" in ben.get(AT).text
    ben.get(f"{AT}/{conversation.id}")
    ben.submit("I have read this far")
    assert "new post" not in ben.page.text


def test_a_document_that_others_may_not_see_is_refused_as_what_is_not_there(app):
    circle, closed = make_circle(), make_circle("private", "Closed circle")
    from hub.library.intake import Content

    with unit_of_work():
        files = [Content.of_text("Plans", "Plans.txt")]
        actions.start_conversation(closed.actor("ann"), closed.group, title="x", text="y", files=files)
    conversation = start(circle)
    for named in ("document:1", "document:999", "nonsense"):
        ben = Browser(app, circle.ben)
        ben.get(f"{AT}/{conversation.id}")
        ben.submit("Post your reply", text="See this", documents=named, status=422)
        assert f"We found no document at “{named}”." in ben.page.text


def test_an_answer_by_mail_becomes_a_post_with_its_files_in_the_library(app, tmp_path):
    from hub.conversations.kind import POST
    from hub.library.queries import Shelf, list_documents

    circle = make_circle()
    opening = start(circle)
    written = reply(circle, opening)
    path = tmp_path / "Rounds.txt"
    path.write_text("Monday and Tuesday", encoding="utf-8")
    with unit_of_work():
        ref = POST.reply(circle.actor("ann"), written.id, "By mail", [path])
    assert ref == "post:3"
    with app.test_request_context():
        shelf = Shelf(circle.group)
        assert [line.title for line in list_documents(circle.actor("ben"), shelf.group, None).items] == ["Rounds"]
