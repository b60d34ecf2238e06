"""Tell a resident's payment code from goods, and keep it out of every log.

Such a code is money for about a minute for whoever reads it. It is classified before any
look-up of goods; what is done with it the till's state decides.

Sources: WeChat micropay ch5_1 and Alipay 194/106039, as quoted in HARDWARE.md 3.4.
"""

from __future__ import annotations

import hashlib
import re
from typing import Literal

Shape = Literal["wechat", "alipay", "shop_qr"]

_WECHAT = re.compile(r"1[0-5][0-9]{16}")
_ALIPAY = re.compile(r"(?:2[5-9]|30)[0-9]{14,22}")
#: QR codes that show the shop's own account. Printed ones are often in capitals, which make a
#: smaller QR code.
_SHOP_QR = re.compile(r"weixin://|wxp://|https://qr\.alipay\.com/", re.IGNORECASE)

#: Texts that may stand in a log: short and plain, as codes of goods are. Whatever is longer may
#: be a payment code of a kind not known here, an identity number, or a link that is a key.
_PLAIN = re.compile(r"[0-9A-Za-z-]{1,14}")


def classify(text: str) -> Shape | None:
    """Say whose payment code a scanned text could be, or None.

    Args:
        text: the scan without prefix, AIM id and suffix.

    Returns:
        "wechat": 18 digits, the first two 10 to 15.  "alipay": 16 to 24 digits, the first two
        25 to 30.  "shop_qr": a link to a shop's own account, scanned by mistake.
    """
    text = text.strip()
    if _WECHAT.fullmatch(text):
        return "wechat"
    if _ALIPAY.fullmatch(text):
        return "alipay"
    if _SHOP_QR.match(text):
        return "shop_qr"
    return None


def fingerprint(text: str) -> str:
    """Return what stands for a secret text in logs: the start of its SHA-256."""
    return "sha256:" + hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8]


def loggable(text: str) -> str:
    """Return the text if anybody may read it, else its fingerprint."""
    return text if _PLAIN.fullmatch(text) else fingerprint(text)
