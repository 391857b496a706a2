import smtplib

import pytest
from anymail.exceptions import AnymailRecipientsRefused

from notifications.smtp_errors import Unsendable, permanent, unknown_there


def test_permanent_recognises_replies() -> None:
    refused = smtplib.SMTPRecipientsRefused
    assert permanent(refused({"a": (550, b"no")})) is True
    assert permanent(refused({"a": (550, b"no"), "b": (450, b"later")})) is False
    assert permanent(smtplib.SMTPDataError(554, "spam")) is True
    assert permanent(smtplib.SMTPDataError(451, "later")) is False
    assert permanent(smtplib.SMTPAuthenticationError(535, b"wrong password")) is False
    assert permanent(AnymailRecipientsRefused()) is True
    assert permanent(TimeoutError()) is False
    assert permanent(Unsendable("no such header")) is True


@pytest.mark.parametrize(
    "reply",
    ["5.1.1 <ann@example.org>: no such user", "5.2.1 closed", "5.1.10 takes no mail", "no. 5.1.2 bad host"],
)
def test_unknown_address_is_recognised_by_its_code(reply: str) -> None:
    assert unknown_there(smtplib.SMTPRecipientsRefused({"ann@example.org": (550, reply.encode())})) == reply


@pytest.mark.parametrize(
    "reply",
    ["relaying denied", "5.7.1 relaying denied", "5.1.8 bad sender", "5.2.2 mailbox full", "4.1.1 later", "15.1.12"],
)
def test_other_refusals_do_not_mean_an_unknown_address(reply: str) -> None:
    assert unknown_there(smtplib.SMTPRecipientsRefused({"ann@example.org": (550, reply.encode())})) == ""


def test_refusals_of_the_text_or_the_sender_do_not_mean_an_unknown_address() -> None:
    assert unknown_there(smtplib.SMTPDataError(550, b"5.1.1 no")) == ""
    assert unknown_there(smtplib.SMTPSenderRefused(550, b"5.1.1 no", "club@example.org")) == ""
    assert unknown_there(AnymailRecipientsRefused()) != ""
