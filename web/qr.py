"""QR codes as SVG paths, drawn once for each text."""

from __future__ import annotations

from functools import lru_cache
from io import BytesIO

import qrcode
from markupsafe import Markup
from qrcode.image.svg import SvgPathImage


@lru_cache(maxsize=32)
def qr_svg(text: str, label: str) -> Markup:
    """Return a QR code of `text` as inline SVG that takes its size from its surroundings."""
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=2)
    code.add_data(text)
    code.make(fit=True)
    out = BytesIO()
    code.make_image(image_factory=SvgPathImage).save(out)
    svg = out.getvalue().decode()
    drawing = svg[svg.index("<path") : svg.rindex("</svg>")]
    drawing = drawing.replace(' id="qr-path"', "")  # two codes of one page share no name
    box = code.modules_count + 4
    return Markup(
        '<svg class="qr-code" viewBox="0 0 {} {}" role="img" aria-label="{}" '
        'shape-rendering="crispEdges">{}</svg>'
    ).format(box, box, label, Markup(drawing))  # noqa: S704 - drawn by qrcode from our own text
