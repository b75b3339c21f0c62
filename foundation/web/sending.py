"""Sending a stored picture or sound: exactly its own type, nothing that a browser would run, in parts where asked."""

from flask import Response, request

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Vary": "Cookie",
}


def send_media(body: bytes, *, mime: str, name: str, extension: str, keep_seconds: int = 0) -> Response:
    """The bytes under their hash. `keep_seconds`: this browser alone may keep them that long."""
    response = Response(body, content_type=mime, headers=HEADERS)
    response.headers["Content-Disposition"] = f'inline; filename="{name[:12]}.{extension}"'
    response.headers["Cache-Control"] = f"private, max-age={keep_seconds}, immutable" if keep_seconds else "no-store"
    response.set_etag(name)
    response.make_conditional(request, accept_ranges=True, complete_length=len(body))
    return response
