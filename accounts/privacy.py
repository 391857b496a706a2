"""What an account holds about a person, in our table and in those of the sign-in libraries."""

import json

from allauth.usersessions.models import UserSession
from django.contrib.admin.models import LogEntry
from django.contrib.auth.hashers import make_password
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q, TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from accounts.models import FORMER, User, erased_address
from core.privacy import BLANKED, GOES_WITH_ROW, NOT_PERSONAL, Field, Person, about, blanked_as, declare, kinds


def _sessions_of(member: User) -> Q:
    """A session names its member only inside its data; their `UserSession` rows say which are theirs."""
    return Q(session_key__in=UserSession.objects.filter(user=member).values("session_key"))


def _entries_naming(member: User) -> Q:
    """Entries of the admin's log about the member's account, and those with their name or address in them."""
    found = Q(content_type__app_label="accounts", content_type__model="user", object_id=str(member.pk))
    for said in () if member.erased_at else filter(None, (member.display_name, member.email)):
        # Django writes what changed as JSON, in which a name with an umlaut is spelled in escapes.
        for text in {said, json.dumps(said)[1:-1]}:
            found |= Q(object_repr__icontains=text) | Q(change_message__icontains=text)
    return found


def _entries_about_rows(member: User) -> Q:
    """Entries about rows of the member's. They say what a row was called then, perhaps by a name they had before."""
    found = Q(pk__in=[])
    for key in LogEntry.objects.order_by().values_list("content_type", flat=True).distinct():
        model = ContentType.objects.get_for_id(key).model_class() if key else None
        kind = kinds.get(model._meta.label) if model else None
        if model is None or kind is None or model is LogEntry:
            continue
        for person in kind.people:
            if isinstance(person.path, str):
                rows = model._base_manager.filter(person.rows_of(member)).annotate(key=Cast("pk", TextField()))
                found |= Q(content_type=key, object_id__in=rows.values("key"))
    return found


declare(
    "accounts.User",
    id=NOT_PERSONAL,
    uuid=NOT_PERSONAL,
    email=BLANKED,
    display_name=BLANKED,
    introduction=BLANKED,
    time_zone=BLANKED,
    language=BLANKED,
    clock=BLANKED,
    muted_notices=BLANKED,
    old_enough_at=BLANKED,
    erased_at=NOT_PERSONAL,
    password=Field(personal=True, erasure="blank"),
    last_login=BLANKED,
    date_joined=GOES_WITH_ROW,
    has_blocks=Field(personal=True),
    has_to_read=Field(personal=True),
    has_unread=Field(personal=True),
    is_staff=NOT_PERSONAL,
    is_active=NOT_PERSONAL,
    is_superuser=NOT_PERSONAL,
    groups=NOT_PERSONAL,
    user_permissions=NOT_PERSONAL,
)

DELETED = Field(personal=True, export=True, erasure="delete")
SECRET = Field(personal=True, erasure="with the row")  # it opens the account, so it is not exported
WHILE_SIGNED_IN = Field(
    personal=True, export=True, erasure="with the row", retention="until a day after the sign-in ends"
)

# Of the two, only whoever made a block gets it in their export: the other one isn't told.
declare(
    "accounts.Block",
    id=NOT_PERSONAL,
    uuid=NOT_PERSONAL,
    blocker=DELETED,
    blocked=Field(personal=True, export=True, erasure="delete"),
    made_at=GOES_WITH_ROW,
)
declare(
    "account.EmailAddress",
    id=NOT_PERSONAL,
    user=DELETED,
    email=GOES_WITH_ROW,
    verified=GOES_WITH_ROW,
    primary=GOES_WITH_ROW,
)
declare(
    "account.EmailConfirmation",
    id=NOT_PERSONAL,
    email_address=GOES_WITH_ROW,
    created=GOES_WITH_ROW,
    sent=GOES_WITH_ROW,
    key=SECRET,
)
declare(
    "mfa.Authenticator",
    id=NOT_PERSONAL,
    user=DELETED,
    type=GOES_WITH_ROW,
    data=SECRET,
    created_at=GOES_WITH_ROW,
    last_used_at=GOES_WITH_ROW,
)
declare(
    "socialaccount.SocialAccount",
    id=NOT_PERSONAL,
    user=DELETED,
    provider=GOES_WITH_ROW,
    uid=GOES_WITH_ROW,
    last_login=GOES_WITH_ROW,
    date_joined=GOES_WITH_ROW,
    extra_data=GOES_WITH_ROW,
)
declare(
    "socialaccount.SocialToken",
    id=NOT_PERSONAL,
    app=NOT_PERSONAL,
    account=GOES_WITH_ROW,
    token=SECRET,
    token_secret=SECRET,
    expires_at=GOES_WITH_ROW,
)
declare(
    "usersessions.UserSession",
    id=NOT_PERSONAL,
    user=Field(personal=True, export=True, erasure="delete", retention=WHILE_SIGNED_IN.retention),
    created_at=WHILE_SIGNED_IN,
    ip=WHILE_SIGNED_IN,
    last_seen_at=WHILE_SIGNED_IN,
    session_key=SECRET,
    user_agent=WHILE_SIGNED_IN,
    data=WHILE_SIGNED_IN,
)
# A session names its member only inside `session_data`; the member's `UserSession` rows say which sessions are theirs.
declare(
    "sessions.Session",
    session_key=Field(personal=True, erasure="delete", retention=WHILE_SIGNED_IN.retention),
    session_data=SECRET,
    expire_date=WHILE_SIGNED_IN,
)
# What the team did in the admin is kept, so that it can be accounted for; the names in it are not.
declare(
    "admin.LogEntry",
    id=NOT_PERSONAL,
    action_time=Field(personal=True, export=True),
    user=Field(personal=True, export=True),
    content_type=NOT_PERSONAL,
    object_id=Field(personal=True),
    object_repr=Field(personal=True, erasure="blank"),
    action_flag=Field(personal=True, export=True),
    change_message=Field(personal=True, export=True),
)


WITH_ACCOUNT = _("With your account.")

about(
    "accounts.User",
    Person("pk", erases="blank"),
    title=_("Your account"),
    why=_("So that you can sign in, and others know who they talk to: you asked us to arrange sessions for you."),
    goes=_("With your account. A number without a name stays, so that the sessions of others still count."),
)
about(
    "accounts.Block",
    "blocker",
    Person("blocked", export=False),
    title=_("People you’ve blocked"),
    why=_("To keep you apart, because you asked us to."),
    goes=_("When you undo it, or with the account of either of you."),
)
about(
    "account.EmailAddress",
    "user",
    title=_("Your email addresses"),
    why=_("To sign in, and to reach you."),
    goes=WITH_ACCOUNT,
)
about("account.EmailConfirmation", "email_address__user", part_of="account.EmailAddress")
about(
    "mfa.Authenticator",
    "user",
    title=_("Your passkeys and second factors"),
    why=_("So that no one but you gets into your account."),
    goes=_("When you remove them, or with your account."),
)
about(
    "socialaccount.SocialAccount",
    "user",
    title=_("Accounts at other sites you sign in with"),
    why=_("To sign you in with them, because you connected them."),
    goes=_("When you disconnect them, or with your account."),
)
about("socialaccount.SocialToken", "account__user", part_of="socialaccount.SocialAccount")
about(
    "usersessions.UserSession",
    "user",
    title=_("Where you’re signed in"),
    why=_("So that you can see it, and sign out elsewhere."),
    goes=_("Within a day after that session ends."),
)
about("sessions.Session", Person(_sessions_of, erases="delete"), part_of="usersessions.UserSession")
about(
    "admin.LogEntry",
    Person("user", erases="nothing"),
    Person(_entries_naming, erases="blank", blanks=("object_repr", "change_message"), export=False),
    Person(_entries_about_rows, erases="blank", blanks=("object_repr",), export=False),
    title=_("What you did as one of the club team"),
    why=_("So that the club can account for it."),
    goes=_("It stays, without your name. Which reports and decisions you opened, and why, goes after four years."),
)
blanked_as("accounts.User.email", lambda user: erased_address(user.uuid))
blanked_as("accounts.User.display_name", lambda user: FORMER)
blanked_as("accounts.User.password", lambda user: make_password(None))
