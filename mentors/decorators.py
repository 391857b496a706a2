"""Decorators for views of mentors."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpResponse
from django.template.response import TemplateResponse

from core.http import MemberRequest
from mentors.models import profile_of

View = Callable[..., HttpResponse]


def mentor_required(view: View) -> View:
    """Pass the reader's mentor profile to the view; show others how to become a mentor."""

    @wraps(view)
    def wrapper(request: MemberRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        mentor = profile_of(request.user)
        if mentor is None:
            return TemplateResponse(request, "mentors/none.html", {})
        return view(request, mentor, *args, **kwargs)

    return wrapper
