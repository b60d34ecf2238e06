"""Keys of a fake provider and of its shop, made at start and worth nothing."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

_BITS = 2048


@dataclass(frozen=True, slots=True)
class Pair:
    """One RSA key: `private` signs, `public_pem` is what others hold of it."""

    private: RSAPrivateKey = field(repr=False)

    @classmethod
    def fresh(cls) -> Pair:
        """Make a new one."""
        from cryptography.hazmat.primitives.asymmetric import rsa

        return cls(rsa.generate_private_key(public_exponent=65_537, key_size=_BITS))

    @property
    def private_pem(self) -> str:
        """The private half as PEM."""
        from cryptography.hazmat.primitives import serialization as form

        return self.private.private_bytes(
            form.Encoding.PEM, form.PrivateFormat.PKCS8, form.NoEncryption()
        ).decode("ascii")

    @property
    def public_pem(self) -> str:
        """The public half as PEM."""
        from cryptography.hazmat.primitives import serialization as form

        return (
            self.private.public_key()
            .public_bytes(form.Encoding.PEM, form.PublicFormat.SubjectPublicKeyInfo)
            .decode("ascii")
        )

    def sign(self, text: str) -> str:
        """Sign a text: SHA-256, PKCS #1 v1.5, base64."""
        from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
        from cryptography.hazmat.primitives.hashes import SHA256

        signed = self.private.sign(text.encode("utf-8"), PKCS1v15(), SHA256())
        return base64.b64encode(signed).decode("ascii")

    def signed(self, text: str, signature: str) -> bool:
        """Say whether this key signed the text."""
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
        from cryptography.hazmat.primitives.hashes import SHA256

        try:
            self.private.public_key().verify(
                base64.b64decode(signature), text.encode("utf-8"), PKCS1v15(), SHA256()
            )
        except (InvalidSignature, ValueError):
            return False
        return True


def write(folder: Path, name: str, text: str) -> str:
    """Write a key file that only its owner may read; return its path."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / name
    path.touch(mode=0o600)
    path.chmod(0o600)
    path.write_text(text, "ascii")
    return str(path)
