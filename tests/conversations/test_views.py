"""Starting, reading and answering, as people do it in a browser without a script."""

from tests.browser import Browser
from tests.conversations.making import make_circle, reply, start


def test_a_member_starts_a_conversation_and_another_replies(app):
    circle = make_circle()
    ann = Browser(app, circle.ann)
    ann.get("/groups/parking/conversations")
    ann.click("Start a conversation")
    ann.submit("Start the conversation", title="Permits", text="How do you **check** them?")
    assert ann.page.h1 == "Permits"
    ben = Browser(app, circle.ben)
    ben.get(ann.page.url)
    ben.submit("Post your reply", text="With a scanner.")
    assert "With a scanner." in ben.page.text
    assert "Ben Okri" in ben.page.text


def test_a_quoted_post_fills_the_reply_box(app):
    circle = make_circle()
    conversation = start(circle)
    page = Browser(app, circle.ben).get(f"/groups/parking/conversations/{conversation.id}?quote=1")
    assert "> How do you check permits?" in page.text
    assert "Ann Price wrote in post 1:" in page.text


def test_the_address_of_a_post_leads_to_its_page_and_place(app):
    circle = make_circle()
    conversation = start(circle)
    for _number in range(20):
        reply(circle, conversation)
    answer = Browser(app, circle.ben).client.get(f"/groups/parking/conversations/{conversation.id}/posts/21")
    assert answer.headers["Location"].endswith(f"/conversations/{conversation.id}?page=2#post-21")


def test_the_address_of_a_post_that_was_taken_down_or_never_written_says_so(app):
    circle = make_circle()
    conversation = start(circle)
    browser = Browser(app, circle.ben)
    at = f"/groups/parking/conversations/{conversation.id}/posts"
    assert "cannot be read here" not in browser.get(f"{at}/1").text
    assert "Post 9 cannot be read here. It may have been taken down." in browser.get(f"{at}/9").text
