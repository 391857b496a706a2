"""Finding a mentor: the list, the topics, and a mentor's public page with its calendar."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import Block, User
from bookings.context import hold_of
from bookings.fairness import limits_of
from bookings.models import SessionType
from bookings.openings import first_opening, last_day, openings_for
from bookings.policy import terms
from bookings.presenters.holds import HoldPresenter
from core import clock
from core.http import MemberRequest, absolute
from core.markdown import render
from core.ratelimit import Limit, client_of
from core.text import without_indents
from core.zones import offset_label
from directory import kept_profile, profile_page
from directory import picture as pictures
from directory.bitmap_index import current
from directory.completions import completions
from directory.facets import CategoryFacet, WithinFacet, parse
from directory.featured import faces_by_field, featured_on
from directory.filters import Filters, page_number, words_of
from directory.forms import WishForm
from directory.listing import PER_PAGE, cards, find, keep_page, kept_page, page_key, with_next_opening
from directory.news import saved_searches
from directory.presenters import loosened, orders, present, suggested, tags
from directory.records import record_of
from directory.similar import THIS_WEEK, others
from directory.topics import by_field
from directory.weeks import parse_day, soonest, weeks_of
from mentors.decorators import mentor_required
from mentors.models import Category, CategoryGroup, FormerAddress, Mentor, MentorStatus, SavedMentor, Topic
from mentors.services import note_wish, wish_key

PICTURES = Limit("picture", times=60, seconds=60)
WISHES = Limit("wish", times=10, seconds=3600)
SAME_WISH = Limit("same-wish", times=1, seconds=30 * 24 * 3600)  # of one person: the team reads how many want it
SEARCHES = Limit("search", times=120, seconds=60)  # with words; a school may share one address
COMPLETIONS = Limit("completions", times=600, seconds=60)  # one or two for each letter that someone types
FEW_MENTORS = 2  # of a topic, or free this week in a field: too few to be worth a number


@login_not_required
@require_safe
def mentor_list(request: HttpRequest) -> HttpResponse:
    """Everyone who can be booked, filtered as the address says.

    Visitors share a page for half a minute; members, who may look for their own changes, get a fresh one.
    """
    now = clock.now()
    shared = not wants_fragment(request) and request.user.is_anonymous
    key = page_key(request, now=now) if shared else ""
    version, kept = kept_page(key) if key else ("", None)
    if kept:
        return TemplateResponse(request, "directory/list.html", kept)
    index = current(now=now)
    shown = index.facets
    filters = parse(request.GET, shown)
    if filters.q and not SEARCHES.allows_request(request):
        return TemplateResponse(request, "429.html", status=429)
    apart = Mentor.objects.apart_from(request.user)
    found = find(filters, index, number=page_number(request.GET), apart=apart, now=now)
    number = found.page.number
    query = "&".join(filter(None, [filters.encoded(), f"page={number}" if number > 1 else ""]))
    here = reverse("directory:list") + (f"?{query}" if query else "")
    context = {
        "filters": filters,
        "found": found,
        "facets": lambda: present(shown, filters, found.counts),  # the whole page keeps them drawn
        "tags": list(tags(shown, filters)),
        "suggestions": suggested(shown, found, filters.q, apart=apart),
        "query": filters.encoded(),
        "orders": orders(filters, found),
        "loosened": loosened(shown, filters, found),
        "indexed": not filters.any,
        "CANONICAL": absolute(here if not filters.any else reverse("directory:list")),
    }
    if not wants_fragment(request):
        context["ZONE_NAME"] = timezone.get_current_timezone_name()
        main = without_indents(render_to_string("directory/_list.html", context))
        context |= {"main": main, "number": number}
        if key:
            page = {name: context[name] for name in ("main", "number", "indexed", "CANONICAL")}
            keep_page(key, page, version=version)
        return TemplateResponse(request, "directory/list.html", context)
    response = TemplateResponse(request, "directory/_answer.html", context)
    response["HX-Push-Url"] = here
    return response


@login_not_required
@require_safe
def complete(request: HttpRequest) -> HttpResponse:
    """What the words of the search may become: the lines of a list box, which is empty beyond the limit."""
    found = []
    if (text := words_of(request.GET.get("q", ""))) and COMPLETIONS.allows_request(request):
        index = current(now=clock.now()).without(Mentor.objects.apart_from(request.user))
        found = completions(text, index)
    return HttpResponse(render_to_string("directory/_completions.html", {"completions": found}))  # needs nothing else


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def wish(request: HttpRequest) -> HttpResponse:
    """Tell the club whom it is missing; a search that found nobody fills the form in."""
    sought = {"words": words_of(request.GET.get("q", "")), "topic": request.GET.get("topic", "")}
    form = WishForm(request.POST if request.method == "POST" else None, initial=sought)
    if form.is_valid():
        said = form.cleaned_data
        if not WISHES.allows_request(request):
            form.add_error(None, _("You’ve told us several times. Please wait an hour before the next one."))
        else:
            language = get_language() or settings.LANGUAGE_CODE
            is_new = SAME_WISH.allows(f"{client_of(request)}:{wish_key(said['words'])}:{said['topic']}:{language}")
            if is_new and not said["website"]:  # only robots fill it in
                note_wish(words=said["words"], topic=said["topic"], language=language, now=clock.now())
            messages.success(request, _("Thank you. The team reads this when it looks for new mentors."))
            return redirect("directory:list")
    return TemplateResponse(request, "directory/wish.html", {"form": form}, status=400 if form.errors else 200)


@login_not_required
@require_safe
def topics(request: HttpRequest) -> HttpResponse:
    """Every field with its topics, and how many mentors there are for each; work first, then well-being.

    How many of a field's mentors are free this week is counted in the index, and not shown when they are few.
    """
    index = current(now=clock.now()).without(Mentor.objects.apart_from(request.user))
    this_week = index.choices.get((WithinFacet.param, THIS_WEEK), 0)
    fields = [(field, [(topic, index.number("topic", topic.slug)) for topic in topics]) for field, topics in by_field()]
    faces = faces_by_field([field for field, _topics in fields], index)
    groups: dict[CategoryGroup, list[tuple[Category, list[tuple[Topic, int]], list[Mentor], int]]] = {}
    for field, topics in sorted(fields, key=lambda row: CategoryGroup.values.index(row[0].group)):
        free = (index.choices.get((CategoryFacet.param, field.slug), 0) & this_week).bit_count()
        groups.setdefault(CategoryGroup(field.group), []).append((field, topics, faces[field.slug], free))
    return TemplateResponse(request, "directory/topics.html", {"groups": list(groups.items()), "few": FEW_MENTORS})


@login_not_required
@require_safe
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    """A field of work or one topic: who helps with it, in the order of the list."""
    now = clock.now()
    topics = Topic.objects.select_related("category").filter(slug=slug)
    subject: Category | Topic | None = Category.objects.filter(slug=slug).first() or topics.first()
    if subject is None:
        former = get_object_or_404(FormerAddress.objects.select_related("category", "topic"), slug=slug)
        return redirect(former.subject, permanent=True)
    field, param = (subject.category, "topic") if isinstance(subject, Topic) else (subject, "category")
    if isinstance(subject, Topic) and not subject.is_active:
        return redirect(field)
    filters = Filters(chosen={param: (slug,)})
    of_all, apart = current(now=now), Mentor.objects.apart_from(request.user)
    index = of_all.without(apart)
    first = featured_on(subject, index)
    context = {
        "subject": subject,
        "field": field,
        "topics": [(each, index.number("topic", each.slug)) for each in field.topics.offered().order_by("slug")],
        "featured": cards(with_next_opening(first, now=now), now=now) if first else [],
        "found": find(filters, of_all, number=1, without=first, apart=apart, now=now),
        "is_sought": not index.matching(Filters(chosen={**filters.chosen, WithinFacet.param: ("30",)})),
        "query": filters.encoded(),
        "picture": absolute(reverse("directory:topic_picture", args=[slug])),
    }
    return TemplateResponse(request, "directory/topic.html", context)


@login_not_required
@require_safe
def topic_picture(request: HttpRequest, slug: str) -> HttpResponse:
    """The picture that other sites show beside a link to a field of work or a topic, in the language of the page."""
    field = Category.objects.filter(slug=slug).first()
    subject = field or get_object_or_404(Topic.objects.offered().select_related("category"), slug=slug)
    return _drawn(request, pictures.of_topic(subject))


@login_not_required
@require_safe
def mentor(request: HttpRequest, slug: str) -> HttpResponse:
    """A mentor's public page. htmx gets the calendar alone. Visitors share a page for half a minute, as in the list."""
    held, fragment = _held(request, slug), wants_fragment(request)
    key = page_key(request, now=clock.now()) if request.user.is_anonymous and not fragment and not held else ""
    if key and (kept := kept_profile.kept(key)):
        main = kept_profile.for_visitor(kept["main"], request)
        return TemplateResponse(request, "directory/mentor.html", kept | {"main": main})
    found = _mentor(slug)
    if fragment:
        return _calendar(request, found, held)
    version = kept_profile.versions(found.pk)
    topics = list(found.topics.offered().select_related("category"))
    head = {
        "name": found.user.display_name,
        "headline": found.own_headline,
        "role": found.role,
        "json_ld": profile_page.json_ld(found, topics=[topic.name_i18n for topic in topics]),
        "picture": profile_page.picture_address(found),
    }
    calendar, now = calendar_of(request, found, held), clock.now()
    is_free = bool(calendar.get("soonest") or calendar.get("limit"))
    apart = Mentor.objects.apart_from(request.user)
    context = {
        "mentor": found,
        "topics": topics,
        "others": others(found, topics, is_free=is_free, apart=apart, now=now),
        "bio": render(found.bio),
        "facts": profile_page.facts(found),
        "record": record_of(found, now=now),
        "quotes": profile_page.quotes(found),
        "offer": profile_page.offer(found),
        "is_blocked": found.pk in apart and Block.objects.filter(blocker=request.user.pk, blocked=found.user).exists(),
        "is_saved": isinstance(request.user, User)
        and SavedMentor.objects.of(request.user).filter(mentor=found).exists(),
        **calendar,
    }
    if not key:
        return TemplateResponse(request, "directory/mentor.html", head | context)
    shared = {
        "ZONE_NAME": timezone.get_current_timezone_name(),
        "CLUB_NAME": settings.CLUB_NAME,
        "csrf_token": kept_profile.token_to_come(),
    }
    main = render_to_string("directory/_mentor.html", context | shared)
    kept_profile.keep(key, head | {"main": main}, pk=found.pk, version=version)
    return TemplateResponse(request, "directory/mentor.html", head | {"main": kept_profile.for_visitor(main, request)})


@login_not_required
@require_safe
def picture(request: HttpRequest, slug: str = "") -> HttpResponse:
    """The picture that other sites show beside a link to a mentor's page, or to the club."""
    mentor = get_object_or_404(Mentor.objects.listed().select_related("user"), slug=slug) if slug else None
    return _drawn(request, pictures.of_mentor(mentor) if mentor else None)


def _drawn(request: HttpRequest, subject: pictures.Subject | None) -> HttpResponse:
    etag = f'"{pictures.version_of(subject)}"'
    answer = get_conditional_response(request, etag=etag)
    if answer is None and not PICTURES.allows_request(request):
        return TemplateResponse(request, "429.html", status=429)
    try:
        answer = answer or HttpResponse(pictures.picture(subject), content_type="image/jpeg")
    except pictures.DrawnOften:
        return redirect("club_picture")
    answer["ETag"], answer["Cache-Control"] = etag, "public, max-age=3600"
    return answer


@require_safe
def saved(request: MemberRequest) -> HttpResponse:
    """The mentors a member has saved, the latest first; those on a break are named, and hidden ones are not."""
    now, mine = clock.now(), SavedMentor.objects.of(request.user)
    mine = mine.exclude(mentor__in=Mentor.objects.apart_from(request.user))
    ids = mine.filter(mentor__in=Mentor.objects.listed()).values_list("mentor", flat=True)
    page = Paginator(ids, PER_PAGE).get_page(page_number(request.GET))
    away = Mentor.objects.with_page().exclude(status=MentorStatus.LISTED).filter(saved_by__in=mine)
    mentors = with_next_opening(list(page), now=now)
    context = {
        "page": page,
        "searches": saved_searches(request.user, now=now),
        "cards": list(zip(mentors, cards(mentors, now=now), strict=True)),
        "away": away.select_related("user").order_by("user__display_name"),
    }
    return TemplateResponse(request, "directory/saved.html", context)


@require_safe
@mentor_required
def live(request: MemberRequest, mentor: Mentor) -> HttpResponse:
    """What a mentor who is listed can share: their card, their address, and words to go with it."""
    if not mentor.is_listed:
        return redirect("bookings:desk")
    now = clock.now()
    shown = with_next_opening([mentor.pk], now=now)
    for row in shown:
        row.next_opening = row.next_opening or first_opening(mentor, now=now)  # the index may not be built yet
    context = {
        "mentor": mentor,
        "cards": cards(shown, now=now),
        "address": absolute(mentor.get_absolute_url()),
        "words": profile_page.words_to_post(mentor),
    }
    return TemplateResponse(request, "directory/live.html", context)


@login_not_required
@require_safe
def openings(request: HttpRequest, slug: str) -> HttpResponse:
    """The calendar of a mentor's page, alone."""
    return _calendar(request, _mentor(slug), _held(request, slug))


def wants_fragment(request: HttpRequest) -> bool:
    """Whether htmx asks for a part of the page, and not to restore a whole one."""
    return "HX-Request" in request.headers and "HX-History-Restore-Request" not in request.headers


def calendar_of(request: HttpRequest, mentor: Mentor, held: HoldPresenter | None) -> dict[str, object]:
    """What `directory/_openings.html` needs: the session types, the one chosen, and some weeks of it."""
    now, zone = clock.now(), timezone.get_current_timezone()
    if not mentor.is_listed or not isinstance(zone, ZoneInfo):
        return {"mentor": mentor, "types": [], "type": None, "calendar": None}
    types = list(mentor.session_types.offered())
    asked = request.GET.get("type", "")
    chosen = next((offer for offer in types if str(offer.uuid) == asked), types[0] if types else None)
    context: dict[str, object] = {"mentor": mentor, "types": types, "type": chosen, "calendar": None, "terms": terms()}
    if chosen is None:
        return context
    viewer = request.user if isinstance(request.user, User) else None
    until = _horizon(mentor, now=now)
    hold = held and held.hold
    holder = hold.holder if hold else None
    found = openings_for(mentor, chosen, after=now, before=until, viewer=viewer, holder=holder, now=now)
    limits = limits_of(viewer, mentor, first=now, last=until, now=now) if viewer and viewer != mentor.user else None
    forbidden = {start for start in found if limits.forbid(start)} if limits else set()
    starts = [start for start in found if start not in forbidden]
    calendar = weeks_of(
        starts,
        forbidden=forbidden,
        week=parse_day(request.GET.get("week", "")),
        day=parse_day(request.GET.get("day", "")),
        zone=zone,
        now=now,
        until=until,
    )
    times = profile_page.times_of(calendar.times, zone, mentor=mentor)
    kept = f"type={chosen.uuid}&" if chosen != types[0] else ""
    return context | {
        "calendar": calendar,
        "never": limits.always if limits else "",
        "limit": limits.refusal(min(forbidden)) if limits and forbidden else "",
        "weekdays": [calendar.first + timedelta(days=number) for number in range(7)],
        "hold": held,
        "soonest": profile_page.times_of(soonest(starts, zone), zone, mentor=mentor),
        "times": [time for time in times if not time.is_night],
        "night": [time for time in times if time.is_night],
        "kept": kept,
        "grid": calendar.cells(f"{mentor.get_absolute_url()}?{kept}week={calendar.first}&day="),
        "offset": offset_label(zone, at=calendar.times[0] if calendar.times else now),
        "here": _here(mentor, chosen if chosen != types[0] else None, request),
    }


def _horizon(mentor: Mentor, *, now: datetime) -> datetime:
    """The end of the mentor's last bookable local day."""
    zone = ZoneInfo(mentor.user.time_zone)
    last = last_day(mentor, now=now)
    return datetime(last.year, last.month, last.day, 23, 59, tzinfo=zone).astimezone(UTC)


def _mentor(slug: str) -> Mentor:
    rows = Mentor.objects.with_page().select_related("user", "rules", "meeting_preference", "mentorship_offer")
    return get_object_or_404(rows, slug=slug)


def _held(request: HttpRequest, slug: str) -> HoldPresenter | None:
    """What this visitor holds with this mentor: one query, and only for those who have held something."""
    now = clock.now()
    hold = hold_of(request, now=now)
    is_member = request.user.is_authenticated
    return HoldPresenter(hold, now, is_member=is_member) if hold and hold.mentor.slug == slug else None


def _calendar(request: HttpRequest, mentor: Mentor, held: HoldPresenter | None) -> HttpResponse:
    response = TemplateResponse(
        request, "directory/_openings.html", calendar_of(request, mentor, held) | {"swapped": True}
    )
    response["X-Robots-Tag"] = "noindex"
    return response


def _here(mentor: Mentor, chosen: SessionType | None, request: HttpRequest) -> str:
    """The address of the page at this type, week and day, to return to from the time zone form."""
    week, day = parse_day(request.GET.get("week", "")), parse_day(request.GET.get("day", ""))
    parts = [
        f"type={chosen.uuid}" if chosen else "",
        f"week={week:%Y-%m-%d}" if week else "",
        f"day={day:%Y-%m-%d}" if day else "",
    ]
    query = "&".join(filter(None, parts))
    return mentor.get_absolute_url() + (f"?{query}" if query else "") + "#calendar"
