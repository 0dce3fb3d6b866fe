"""A log must be safe to send to somebody who helps."""

import structlog


def test_a_traceback_in_the_log_never_shows_what_somebody_typed(app, capsys):
    def sign_in(password: str) -> None:
        raise ValueError(len(password))

    try:
        sign_in("correct horse battery staple")
    except ValueError:
        structlog.get_logger().exception("it failed")
    said = "".join(capsys.readouterr())
    assert "it failed" in said
    assert "in sign_in" in said
    assert "correct horse battery" not in said.replace('sign_in("correct horse battery staple")', "")


def test_the_log_stays_out_of_what_a_command_answers(app, capsys):
    structlog.get_logger().info("the index is rebuilt")
    said = capsys.readouterr()
    assert said.out == ""
    assert "the index is rebuilt" in said.err
