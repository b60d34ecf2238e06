"""Pages for everybody: where one is, and whether the shop is well."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, redirect, render_template, request, url_for

from web.security import may_drive_kiosk
from web.shop import the_settings, the_shop, web

blueprint = Blueprint("public", __name__)


@blueprint.get("/")
def landing() -> Response | str:
    """Lead the till's own browser to its screen, and everybody else to the shop's page."""
    if may_drive_kiosk(request.remote_addr, the_settings().kiosk_hosts):
        return redirect(url_for("kiosk.page"))  # type: ignore[return-value]
    return redirect(url_for("public.welcome"))  # type: ignore[return-value]


@blueprint.get("/welcome")
def welcome() -> str:
    """Say what this shop is, how honest it was, and where volunteers go on."""
    return render_template("welcome.html", honesty=the_shop().honesty_percent())


@blueprint.get("/health")
def health() -> Response:
    """Say in JSON how the devices are and what pages have refused; 503 when not selling."""
    shop = the_shop()
    devices = [{"device": device.device, "state": str(device.state)} for device in shop.health()]
    selling = shop.screen.shown.view.phase != "closed"
    answer = jsonify({"selling": selling, "devices": devices, "refused": web().refused})
    answer.status_code = 200 if selling else 503
    return answer
