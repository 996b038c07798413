"""The deputy head's and the head's home: the board of the day."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from kedr.core import clock
from kedr.core.pages import actor_of, now_of, page
from kedr.portal.access import board_to_see
from kedr.portal.queries import board as boards
from kedr.portal.queries.day import school_day


@require_GET
def board(request: HttpRequest, school: int, on: date | None = None) -> HttpResponse:
    """Today's lessons of the school, or a day's; ?gaps=1 shows only the classes that owe something."""
    board_to_see(actor_of(request), school)
    today = clock.day_of(now_of(request))
    on = on or today
    return page(
        request,
        "portal/board.html",
        {
            "section": "board",
            "school": school,
            "board": boards.board(school, on, now_of(request)),
            "is_today": on == today,
            "only_gaps": request.GET.get("gaps") == "1",
            "said": request.GET.get("said", ""),
            "yesterday": school_day(on, -1),
            "tomorrow": school_day(on, 1),
        },
    )
