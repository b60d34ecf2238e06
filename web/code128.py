"""Code 128 barcodes as SVG: any plain text, also as GS1-128, drawn by us.

A symbol is a start sign, one sign a character, a check sign (sum of each value times its place,
modulo 103) and a stop sign; each sign is three bars and three spaces, 11 modules wide. Code set B
alone is used: a scanner reads the same text, and the set-up codes of scanners are letters.
Source: ISO/IEC 15417.
"""

from __future__ import annotations

from markupsafe import Markup

from shop.export.sheet import Hundredths

#: Widths of bar, space, bar, space, bar, space by value; 103 to 105 start, 106 stops.
_SIGNS = (
    "212222", "222122", "222221", "121223", "121322", "131222", "122213", "122312", "132212",
    "221213", "221312", "231212", "112232", "122132", "122231", "113222", "123122", "123221",
    "223211", "221132", "221231", "213212", "223112", "312131", "311222", "321122", "321221",
    "312212", "322112", "322211", "212123", "212321", "232121", "111323", "131123", "131321",
    "112313", "132113", "132311", "211313", "231113", "231311", "112133", "112331", "132131",
    "113123", "113321", "133121", "313121", "211331", "231131", "213113", "213311", "213131",
    "311123", "311321", "331121", "312113", "312311", "332111", "314111", "221411", "431111",
    "111224", "111422", "121124", "121421", "141122", "141221", "112214", "112412", "122114",
    "122411", "142112", "142211", "241211", "221114", "413111", "241112", "134111", "111242",
    "121142", "121241", "114212", "124112", "124211", "411212", "421112", "421211", "212141",
    "214121", "412121", "111143", "111341", "131141", "114113", "114311", "411113", "411311",
    "113141", "114131", "311141", "411131", "211412", "211214", "211232", "2331112",
)  # fmt: skip
_FNC1, _START_B, _STOP = 102, 104, 106
#: The separator of GS1 element strings, which a symbol shows as FNC1.
_GS = "\x1d"
#: Light modules that a scanner needs on both sides.
_QUIET = 10
_HEIGHT, _TEXT = 34, 11
#: Characters at most: 32 take 128 mm at the module's width, which A4 and a hand's scanner bear.
CHARS_MAX = 32
#: Width of one module in print, in hundredths of a millimetre.
_MODULE_MM_100 = 33


def values(text: str, *, gs1: bool = False) -> list[int]:
    """Return the signs of a symbol by value, start, check and stop included.

    Args:
        text: 1 to 32 characters from blank to ~.
        gs1: it holds GS1 element strings: FNC1 comes first and stands for each separator.

    Raises:
        ValueError: another character, or too many.
    """
    if not 1 <= len(text) <= CHARS_MAX:
        raise ValueError(f"a barcode here has 1 to {CHARS_MAX} characters")
    signs = [_START_B, *([_FNC1] if gs1 else [])]
    for sign in text:
        if gs1 and sign == _GS:
            signs.append(_FNC1)
        elif " " <= sign <= "~":
            signs.append(ord(sign) - 32)
        else:
            raise ValueError(f"{sign!r} is no character of this barcode")
    check = signs[0] + sum(place * value for place, value in enumerate(signs[1:], 1))
    return [*signs, check % 103, _STOP]


def modules(text: str, *, gs1: bool = False) -> str:
    """Return a symbol as 1 (dark) and 0 (light). Arguments and errors as `values`."""
    widths = "".join(_SIGNS[value] for value in values(text, gs1=gs1))
    return "".join("10"[place % 2] * int(width) for place, width in enumerate(widths))


def code128_svg(text: str, shown: str = "", *, gs1: bool = False) -> Markup:
    """Return the barcode of a text as inline SVG with `shown`, else the text, below it."""
    bars = modules(text, gs1=gs1)
    path = "".join(f"M{_QUIET + n} 0h1v{_HEIGHT}h-1z" for n, bar in enumerate(bars) if bar == "1")
    width, height = len(bars) + 2 * _QUIET, _HEIGHT + _TEXT
    return Markup(
        '<svg class="code128" viewBox="0 0 {w} {h}" width="{wide}mm" role="img"'
        ' aria-label="{t}" shape-rendering="crispEdges"><path d="{p}"/>'
        '<text x="{m}" y="{y}" font-size="9" text-anchor="middle">{t}</text></svg>'
    ).format(
        w=width,
        h=height,
        wide=Hundredths(width * _MODULE_MM_100),
        t=shown or text,
        p=path,
        m=width // 2,
        y=height - 1,
    )
