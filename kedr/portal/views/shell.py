"""Kedr as an application of a phone: its manifest, its worker, the page that is shown without a network."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.templatetags.static import static
from django.views.decorators.http import require_GET

from kedr.core.pages import page, public

WORKER = settings.ROOT / "kedr/core/static/core/sw.js"


@public
@require_GET
def manifest(request: HttpRequest) -> JsonResponse:
    """What a phone asks before it puts Kedr among its applications."""
    icons = [
        {
            "src": static(f"core/icon-{size}.png"),
            "sizes": f"{size}x{size}",
            "type": "image/png",
            "purpose": "any maskable",
        }
        for size in (192, 512)
    ]
    told = {
        "name": "Кедр: дневник и журнал", "short_name": "Кедр", "lang": "ru", "start_url": "/", "scope": "/",
        "display": "standalone", "background_color": "#ffffff", "theme_color": "#17604a", "icons": icons,
    }  # fmt: skip
    return JsonResponse(told, content_type="application/manifest+json", json_dumps_params={"ensure_ascii": False})


@public
@require_GET
def worker(request: HttpRequest) -> HttpResponse:
    """The worker, from the root: only so may it answer for every page. Asked for anew each time."""
    return HttpResponse(WORKER.read_bytes(), "text/javascript; charset=utf-8", headers={"Cache-Control": "no-cache"})


@public
@require_GET
def offline(request: HttpRequest) -> HttpResponse:
    """What the worker shows when there is neither a network nor a page it kept."""
    return page(request, "portal/offline.html", {"section": ""})
