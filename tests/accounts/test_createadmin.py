"""`manage.py createadmin`."""

from io import StringIO

import pytest
from allauth.account.models import EmailAddress
from django.core.management import CommandError, call_command

from accounts.models import User
from tests.factories import UserFactory


def run(*words: str) -> str:
    out = StringIO()
    call_command("createadmin", *words, stdout=out)
    return out.getvalue()


@pytest.mark.django_db
def test_first_admin_can_sign_in_with_codes_and_hears_what_comes_next() -> None:
    said = run("--email", "Root@Example.org", "--name", "Ada Root", "--no-input")
    user = User.objects.get()
    assert (user.email, user.display_name, user.is_staff, user.is_superuser) == (
        "root@example.org",
        "Ada Root",
        True,
        True,
    )
    assert not user.has_usable_password()
    assert EmailAddress.objects.get().verified
    assert "/accounts/login/" in said
    assert "second factor" in said
    assert "/admin/" in said


@pytest.mark.django_db
def test_password_can_come_from_a_pipe(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", StringIO("a long way home\n"))
    run("--email", "root@example.org", "--name", "Ada", "--password-stdin")
    assert User.objects.get().check_password("a long way home")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "words",
    [
        ("--email", "nonsense", "--name", "Ada"),
        ("--email", "root@example.org", "--name", "Club Admin"),
        ("--email", "root@example.org", "--name", "<b>"),
        ("--email", "root@example.org"),
        ("--name", "Ada"),
        ("--email", "MEMBER@example.org", "--name", "Ada"),
        ("--email", "nobody@example.org", "--promote"),
    ],
)
def test_bad_input_makes_nobody_an_admin(words: tuple[str, ...]) -> None:
    UserFactory(email="member@example.org")
    with pytest.raises(CommandError):
        run(*words, "--no-input")
    assert not User.objects.filter(is_superuser=True).exists()
    assert User.objects.count() == 1


@pytest.mark.django_db
def test_member_can_be_made_an_admin() -> None:
    member = UserFactory(email="member@example.org")
    run("--email", "Member@example.org", "--promote", "--no-input")
    member.refresh_from_db()
    assert (member.is_staff, member.is_superuser) == (True, True)


@pytest.mark.django_db
def test_without_a_terminal_it_says_what_to_give(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", StringIO())
    with pytest.raises(CommandError, match="Give --email"):
        run()
