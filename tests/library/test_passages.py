"""The passage that was searched for, marked, and safe whatever the text holds."""

from hub.library.passages import marked, passage


def test_words_are_marked_in_all_their_forms():
    assert marked("Bins were missed", "missing bin") == "<mark>Bins</mark> were <mark>missed</mark>"


def test_the_stretch_with_most_of_the_words_is_chosen():
    text = "bins " + "filler " * 300 + "missed bins on Monday " + "filler " * 300
    found = passage(text, "missed bins")
    assert "<mark>missed</mark> <mark>bins</mark>" in found
    assert found.startswith("… ")
    assert found.endswith(" …")


def test_a_page_without_the_words_has_no_passage():
    assert passage("Nothing of the kind", "parking") is None
    assert passage("words", "") is None


def test_markup_in_text_or_query_is_never_markup():
    found = passage("<b>bins</b> & <script>", "bins <b>")
    assert "<script>" not in found
    assert "&lt;<mark>b</mark>&gt;<mark>bins</mark>" in found
