"""Every setting of a payment provider: `[gateways.NAME]` has the keys of `GATEWAY` and its own.

Keys and secrets are files of their own, outside the book's folder and outside these settings:
what is shown by `./tongxin config` opens nobody's account.
"""

from __future__ import annotations

from shop.config.devices_table import DEVICE_NAME
from shop.config.kinds import Flag, Key, OneOf, Text

_FILE = Text(400, 1, said="the path of a file; a relative one counts from this file's folder")
_PRIVATE = "; readable by the shop's user alone (chmod 600)"
#: In the open only to a fake on this machine: what is said there is money.
_URL = Text(
    300,
    0,
    r"|https://[0-9A-Za-z.:/_-]+|http://(127\.0\.0\.1|localhost|\[::1\])(:[0-9]+)?(/[0-9A-Za-z._/-]*)?",
    'an address that begins with "https://", or with "http://127.0.0.1" for a fake; "" for none',
)
_NUMBER = Text(32, 1, r"[0-9]+", "the number as the provider writes it, 1 to 32 digits")
_APP = Text(32, 1, r"[0-9A-Za-z]+", "the id as the provider writes it, letters and digits")
_SERIAL = Text(64, 1, r"[0-9A-Za-z_]+", "as the provider writes it: letters, digits, underscores")

#: Provider → its own keys.
PROVIDERS: dict[str, tuple[Key, ...]] = {
    "wechat": (
        Key("mchid", _NUMBER, None, "the shop's merchant number (商户号)", True),
        Key("appid", _APP, None, "the app that belongs to that number (AppID)", True),
        Key(
            "serial",
            _SERIAL,
            None,
            "serial number of the merchant's certificate (证书序列号)",
            True,
        ),
        Key("private_key_file", _FILE, None, "the merchant's private key" + _PRIVATE, True),
        Key("apiv3_key_file", _FILE, None, "the APIv3 key, 32 characters" + _PRIVATE, True),
        Key("public_key_file", _FILE, None, "WeChat Pay's public key (微信支付公钥)", True),
        Key("public_key_id", _SERIAL, None, "id of that public key (PUB_KEY_ID_…)", True),
        Key(
            "store",
            Text(32, 1, r"[0-9A-Za-z_-]+", "1 to 32 letters, digits, hyphens"),
            "shop",
            "the shop's own number of this store, told when a resident's code is charged",
        ),
    ),
    "alipay": (
        Key("appid", _APP, None, "the app of the shop's account (APPID)", True),
        Key(
            "seller_id",
            Text(32, 0, r"(2088[0-9]{12})?", 'the account: 16 digits from 2088 on; "" for any'),
            "",
            "whose account the money goes to (PID); what says another is set aside",
        ),
        Key("private_key_file", _FILE, None, "the app's private key" + _PRIVATE, True),
        Key(
            "public_key_file", _FILE, None, "Alipay's public key (支付宝公钥), not the app's", True
        ),
    ),
}

#: What every `[gateways.NAME]` has.
GATEWAY = (
    Key("provider", OneOf(tuple(PROVIDERS)), None, "whose service it is", True),
    Key("enabled", Flag(), True, "false leaves it out"),
    Key("native", Flag(), True, "the screen shows a code of each sale, for residents to scan"),
    Key("code_pay", Flag(), False, "the scanner takes the code on a resident's phone"),
    Key("notify_url", _URL, "", "where the provider tells of payments; without it is asked anyway"),
    Key("base_url", _URL, "", "the provider's address where it is not the usual one: a fake's"),
)

#: Names as of devices: both stand in the book and on pages, and never for two things.
GATEWAY_NAME = DEVICE_NAME
#: Two providers, and room for one more of each.
GATEWAYS_MAX = 4
