"""Encrypts what is written, so that only who knows the password can read it.

A PDF is encrypted by its own means (ISO 32000-2, 7.6: AES-256, revision 6).  Any other format goes into a ZIP
archive of one member, encrypted with AES-256 (WinZip's AE-2, which 7-Zip, WinZip and Keka open; the ZIP
program of Windows Explorer doesn't).  The member is called ``export``, since names inside such an archive
stay readable.  The document is put together in memory: nothing of it reaches a disk in the clear.
"""

from __future__ import annotations

import io
import math
import string
from collections.abc import Sequence
from typing import BinaryIO

from subjectrights.errors import MissingExtra, RequestError
from subjectrights.writers.document import Document, EncryptingWriter, Loss, Writer

__all__ = ["PDF_AES", "ZIP_AES", "ZIP_MEDIA_TYPE", "check_password", "write_sealed"]

PDF_AES = "AES-256 (PDF)"
ZIP_AES = "AES-256 (ZIP)"
ZIP_MEDIA_TYPE = "application/zip"

_SHORTEST = 12
_LONGEST = 127
_FEWEST_DIFFERENT = 6
_FEWEST_BITS = 60
_ALPHABETS = (string.digits, string.ascii_lowercase, string.ascii_uppercase, string.punctuation + " ")
_HINT = "secrets.token_urlsafe(16) makes a good one"


def check_password(password: object) -> str:
    """The password, if it is one that keeps a file closed.

    It is 12 to 127 printable ASCII characters: programs that open archives don't agree on others. It must
    not be guessed by trying all of its kind, because a ZIP archive's key is derived in a thousandth of a
    second: 60 bits if its characters were drawn at random, so 19 digits, or 12 letters and digits mixed.

    Raises:
        RequestError: it is none; the message doesn't quote it.
    """
    if not isinstance(password, str):
        raise RequestError("password= takes a text")
    if len(password) < _SHORTEST:
        raise RequestError(f"the password is shorter than {_SHORTEST} characters; {_HINT}")
    if len(password) > _LONGEST:
        raise RequestError(f"the password is longer than {_LONGEST} characters, which a PDF cuts off")
    if not (password.isascii() and password.isprintable()) or password != password.strip():
        raise RequestError(
            "the password has characters that not every program can type in: use letters from A to Z, "
            "digits, punctuation, and blanks only inside"
        )
    kinds = sum(len(alphabet) for alphabet in _ALPHABETS if not set(alphabet).isdisjoint(password))
    if len(set(password)) < _FEWEST_DIFFERENT or len(password) * math.log2(kinds) < _FEWEST_BITS:
        raise RequestError(f"the password is too easily guessed: make it longer or mix more; {_HINT}")
    return password


def write_sealed(document: Document, out: BinaryIO, writer: Writer, password: str) -> Sequence[Loss]:
    """Write `document` to `out`, encrypted.

    Args:
        document: what to write.
        out: where to; it receives nothing that isn't encrypted.
        writer: of the format.
        password: as :func:`check_password` gives it.

    Returns:
        What the format couldn't carry as it is.

    Raises:
        MissingExtra: the format has no encryption of its own, and the package for archives isn't installed.
    """
    if isinstance(writer, EncryptingWriter):
        return writer.write_encrypted(document, out, password)
    try:
        import pyzipper
    except ImportError:
        raise MissingExtra(
            "only a PDF can be encrypted here; for other formats: pip install 'subjectrights[encryption]'"
        ) from None
    plain = io.BytesIO()
    losses = writer.write(document, plain)
    suffix = writer.suffixes[0]
    # An archive that can't be finished would write into `out` once more, when it is collected.
    sealed = io.BytesIO()
    with pyzipper.AESZipFile(sealed, "w", encryption=pyzipper.WZ_AES) as archive:
        archive.setpassword(password.encode("ascii"))
        member = pyzipper.zipfile_aes.AESZipInfo(f"export{suffix}", (1980, 1, 1, 0, 0, 0))
        # What is in archives is compressed already; whatever else there is gains by it.
        member.compress_type = pyzipper.ZIP_STORED if suffix.endswith(".zip") else pyzipper.ZIP_DEFLATED
        member.external_attr = 0o100600 << 16
        archive.writestr(member, plain.getbuffer())
    out.write(sealed.getbuffer())
    return losses
