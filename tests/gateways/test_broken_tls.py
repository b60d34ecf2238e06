"""TLS that breaks after the provider has read a charge: nobody may call that out of reach."""

from __future__ import annotations

import ssl

import pytest

requests = pytest.importorskip("requests", reason="no library of a provider is installed")

from hardware.gateways.base import Unclear, Unreachable  # noqa: E402
from hardware.gateways.wechat_answers import Line  # noqa: E402


def raised(inner: Exception) -> Exception:
    """Return what the library raises around a failure of TLS, as it wraps it."""
    from urllib3.exceptions import MaxRetryError
    from urllib3.exceptions import SSLError as Wrapped

    try:
        try:
            try:
                raise inner
            except ssl.SSLError as error:
                raise Wrapped(error) from error
        except Wrapped as wrapped:
            pool: object = None
            raise MaxRetryError(pool, "/", wrapped) from wrapped  # type: ignore[arg-type]
    except MaxRetryError as error:
        try:
            raise requests.exceptions.SSLError(error)
        except requests.exceptions.SSLError as said:
            return said


@pytest.mark.parametrize(
    ("inner", "means"),
    [
        (ssl.SSLCertVerificationError(1, "self-signed certificate"), Unreachable),
        (ssl.SSLError(1, "decryption failed or bad record mac"), Unclear),
        (ssl.SSLEOFError(8, "EOF occurred in violation of protocol"), Unclear),
    ],
)
def test_only_a_wrong_certificate_says_that_nothing_was_sent(
    inner: Exception, means: type[Exception]
) -> None:
    assert type(Line("wechat", "https://127.0.0.1").network(raised(inner))) is means
