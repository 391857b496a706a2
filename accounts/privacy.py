"""What an account holds about a person, in our table and in those of the sign-in libraries."""

from core.privacy import BLANKED, GOES_WITH_ROW, NOT_PERSONAL, Field, declare

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
    password=Field(personal=True, erasure="blank"),
    last_login=BLANKED,
    date_joined=GOES_WITH_ROW,
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
