"""Certificates: one's own, their PDF, and the public verification page.

GET /my/certificates · GET /people/<person>/certificates/<credential>.pdf · GET /verify/<token>
"""

from uuid import UUID

from flask import Blueprint, Response, render_template, url_for

from certify.credentials import services
from certify.credentials.domain import VERDICT_LABELS, public_view
from certify.credentials.formats.pdf import certificate_pdf
from foundation import clock
from foundation.errors import NotFound
from foundation.i18n import N_
from foundation.web.access import requires, signed_in, token
from foundation.web.nav import NavItem
from people.domain import Permission
from people.web import actor

bp = Blueprint("credentials", __name__)
AUDIT_WORDS = {
    "actions": {"credentials.issue": N_("颁发证书")},
    "subjects": {"credential": N_("证书")},
    "details": {"number": N_("编号")},
}
NAV = (NavItem("learner", N_("证书"), "credentials.my_certificates", "cert", 50, (Permission.LEARN,)),)


@bp.get("/my/certificates")
@requires(Permission.LEARN)
def my_certificates() -> str:
    """One's own certificates with what they are worth now."""
    certificates = services.list_own(actor(), now=clock.now())
    return render_template("credentials/my_certificates.html", certificates=certificates, labels=VERDICT_LABELS)


@bp.get("/people/<uuid:person_id>/certificates/<uuid:credential_id>.pdf")
@signed_in
def certificate_file(person_id: UUID, credential_id: UUID) -> Response:
    """The PDF, for its holder and for HR of the holder's unit."""
    certificate = services.get_certificate(actor(), person_id, credential_id, now=clock.now())
    verify_url = url_for("credentials.verify", link=certificate.token, _external=True)
    name = f"{certificate.snapshot.number}.pdf"
    body = certificate_pdf(certificate.snapshot, verify_url)
    return Response(body, mimetype="application/pdf", headers={"Content-Disposition": f'inline; filename="{name}"'})


@bp.get("/verify/<link>")
@token
def verify(link: str) -> tuple[str, int]:
    """What a certificate is worth now, for whoever holds the printed or shared link."""
    now = clock.now()
    try:
        certificate = services.verify(link, now=now)
    except NotFound:
        return render_template("credentials/verify_unknown.html", now=now), 404
    shown = public_view(certificate)
    return render_template(
        "credentials/verify.html", shown=shown, label=VERDICT_LABELS[certificate.verdict], now=now
    ), 200
