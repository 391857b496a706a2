"""What a view asks of its reader."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpResponse
from django.template.response import TemplateResponse

from core.http import MemberRequest
from mentors.models import Mentor

View = Callable[..., HttpResponse]


def mentor_required(view: View) -> View:
    """Hand the reader's mentor profile to the view; who has none is shown how to become a mentor."""

    @wraps(view)
    def wrapper(request: MemberRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        mentor = Mentor.objects.of(request.user).first()
        if mentor is None:
            return TemplateResponse(request, "mentors/none.html", {})
        return view(request, mentor, *args, **kwargs)

    return wrapper
