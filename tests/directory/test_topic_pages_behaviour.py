"""What the team writes about a topic or an area, on its page."""

import pytest
from django.test import Client

from tests.factories import CategoryFactory, TopicFactory
from tests.pages import markup


@pytest.mark.django_db
def test_page_says_what_people_talk_about_in_the_readers_language(client: Client) -> None:
    field = CategoryFactory(slug="people", name="People", about="How people work together.")
    written = {"about": "First.\n\n<b>Second.</b>", "questions": "May I ask for more?\n\n<i>When?</i>\n"}
    TopicFactory(
        slug="pay", name="Pay", name_de="Gehalt", category=field, questions_de="Darf ich mehr verlangen?", **written
    )
    page = markup(client.get("/topics/pay/"))
    assert "Talking about Pay" in page
    assert "<p>First.</p> <p>&lt;b&gt;Second.&lt;/b&gt;</p>" in page
    assert "<ul> <li> May I ask for more? </li><li> &lt;i&gt;When?&lt;/i&gt; </li> </ul>" in page
    german = markup(client.get("/de/topics/pay/"))
    assert "Gespräche über Gehalt" in german
    assert "<li> Darf ich mehr verlangen? </li>" in german
    assert "<p>First.</p>" in german  # not translated yet
    assert "How people work together." in markup(client.get("/topics/people/"))


@pytest.mark.django_db
def test_page_of_a_topic_that_no_one_has_written_about_has_no_such_section(client: Client) -> None:
    TopicFactory(slug="pay")
    assert "Talking about" not in markup(client.get("/topics/pay/"))
