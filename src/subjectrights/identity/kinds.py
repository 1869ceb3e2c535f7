"""The normal forms in which two identifiers are compared.

Two spellings of one identifier have one normal form; two people's never have the same.  A value that
identifies nobody (NULL, empty, blanks) has none.
"""

from __future__ import annotations

import math
import re
import unicodedata
import uuid
from decimal import Decimal
from functools import lru_cache
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

__all__ = ["keys_of_type", "may_match", "normal_form", "normal_forms", "problem_of"]

_ADDRESS_IN_BRACKETS = re.compile(r"<\s*([^<>\s]+@[^<>\s]+)\s*>\s*\Z")
_PLAIN_EMAIL = r"^[a-z0-9._%+'-]+@(?:[a-z0-9-]+\.)*[a-z0-9-]+$"
_ADDRESS = re.compile(r"""(?:"[^"]+"|[^\s@"<>(),;:]+)@[^\s@"<>(),;:]+\Z""")
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\Z")
_IDNA_PREFIX = "xn--"
_LAST_DIGITS = 6
_MEMO = 1 << 18
_INTEGER = re.compile(r"(?:0|-?[1-9][0-9]*)\Z")


def normal_form(kind: str, value: object, *, region: str | None) -> str | None:
    """The normal form of one identifier.

    Args:
        kind: ``opaque``, ``email``, ``phone`` or ``uuid``.
        value: the value as it is stored or was given.
        region: for phones, the ISO 3166 country of numbers without a country code.

    Returns:
        The normal form; None where the value identifies nobody.
    """
    text = _text(value)
    if text is None or not text.strip():
        return None
    if kind == "email":
        return _email(text)
    if kind == "phone":
        return _phone(text, region)
    if kind == "uuid":
        return _uuid(text)
    return text


def problem_of(kind: str, value: object, *, region: str | None) -> str | None:
    """What keeps a new value from being an identifier of its kind; None where nothing does.

    What is stored already may be odd, and is compared as it is; what is newly written may not.

    Args:
        kind: ``opaque``, ``email``, ``phone`` or ``uuid``.
        value: the value.
        region: as for :func:`normal_form`.

    Returns:
        The problem in words, without the value.
    """
    form = normal_form(kind, value, region=region)
    if form is None:
        return "it is empty, and identifies nobody"
    if kind == "email" and not _ADDRESS.match(form):
        return "it is no e-mail address, which has the form name@domain"
    if kind == "phone" and form.startswith("?"):
        return "it is no phone number; write it with its country code, such as +32 2 123 45 67"
    if kind == "uuid" and not _UUID.match(form):
        return "it is no UUID"
    return None


def normal_forms(kind: str, values: pa.Array | pa.ChunkedArray, *, region: str | None) -> pa.Array:
    """The normal forms of a column; each distinct value is worked out once.

    Args:
        kind: ``opaque``, ``email``, ``phone`` or ``uuid``.
        values: the values, of any Arrow type.
        region: as for :func:`normal_form`.

    Returns:
        A text array of the same length, NULL where a value identifies nobody.
    """
    array = _one_array(values)
    if kind == "opaque" and (pa.types.is_integer(array.type) or _is_text(array.type)):
        text = array.cast(pa.string())
        blank = pc.equal(pc.utf8_trim_whitespace(text), "")
        return pc.if_else(blank, pa.scalar(None, pa.string()), text)
    if kind == "email" and _is_text(array.type):
        return _emails(array.cast(pa.string()))
    encoded = array.dictionary_encode()
    forms = [normal_form(kind, value, region=region) for value in encoded.dictionary.to_pylist()]
    return pa.array(forms, pa.string()).take(encoded.indices)


def may_match(kind: str, values: pa.Array, wanted: pa.Array, *, region: str | None) -> pa.Array:
    """Which values could have one of the wanted normal forms: a quick sieve that drops no match.

    Args:
        kind: ``opaque``, ``email``, ``phone`` or ``uuid``.
        values: the values as they are stored.
        wanted: normal forms.
        region: as for :func:`normal_form`.

    Returns:
        A boolean array without NULLs.
    """
    array = _one_array(values)
    there = pc.is_valid(array)
    if kind == "phone":
        return pc.and_(there, _may_be_phone(array, wanted))
    if kind == "email" and _is_text(array.type):
        text = pc.utf8_lower(pc.utf8_trim_whitespace(array.cast(pa.string())))
        plain = pc.match_substring_regex(text, _PLAIN_EMAIL)
        sought = pc.is_in(text, value_set=wanted.cast(pa.string()))
        odd = pc.or_(pc.invert(plain), pc.match_substring(text, _IDNA_PREFIX))
        return pc.fill_null(pc.and_(there, pc.or_(sought, odd)), False)
    return there


def keys_of_type(wanted: pa.Array, type: pa.DataType) -> pa.Array | None:
    """Opaque normal forms as keys of a column's own type, where plain equality finds every match.

    Args:
        wanted: normal forms.
        type: the column's type.

    Returns:
        The keys, without those that can't be of the type; None where the column must be read and
        normalised instead (floats, decimals, dates).
    """
    forms = pc.drop_null(_one_array(wanted))
    if _is_text(type):
        return forms.cast(type)
    if not pa.types.is_integer(type):
        return None
    bits, signed = type.bit_width, pa.types.is_signed_integer(type)
    low, high = (-(1 << bits - 1), (1 << bits - 1) - 1) if signed else (0, (1 << bits) - 1)
    numbers = [int(form) for form in forms.to_pylist() if _INTEGER.match(form)]
    return pa.array([number for number in numbers if low <= number <= high], type)


def _text(value: object) -> str | None:
    """A value as exact text: integers and integral floats and decimals as their digits."""
    if value is None:
        return None
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        if not math.isfinite(value):
            return None
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, Decimal):
        if not value.is_finite():
            return None
        return str(int(value)) if value == value.to_integral_value() else format(value.normalize(), "f")
    if isinstance(value, bytes):
        return value.hex()
    return str(value)


def _email(text: str) -> str:
    """An RFC 5321 address in one spelling: trimmed, NFC, case-folded, IDNA domain; no provider's rules."""
    text = unicodedata.normalize("NFC", text).strip()
    in_brackets = _ADDRESS_IN_BRACKETS.search(text)
    if in_brackets:
        text = in_brackets.group(1)
    if text[:7].casefold() == "mailto:":
        text = text[7:].strip()
    local, at, domain = text.rpartition("@")
    if not at:
        return unicodedata.normalize("NFC", text.lower())
    # Full case folding would make one mailbox of straße and strasse, which are two.
    lower = unicodedata.normalize("NFC", local.lower())
    return f"{lower}@{_domain(unicodedata.normalize('NFC', domain.lower()))}"


def _domain(domain: str) -> str:
    bare = domain.rstrip(".")
    if bare.isascii() and _IDNA_PREFIX not in bare:
        return bare
    import idna

    try:
        return idna.encode(bare, uts46=True).decode("ascii")
    except (idna.IDNAError, UnicodeError):
        return bare


def _emails(text: pa.Array) -> pa.Array:
    """The forms of a text column: plain ASCII addresses in Arrow, odd ones one by one."""
    folded = pc.utf8_lower(pc.utf8_trim_whitespace(text))
    plain = pc.and_(
        pc.match_substring_regex(folded, _PLAIN_EMAIL),
        pc.invert(pc.match_substring(folded, _IDNA_PREFIX)),
    )
    odd = text.filter(pc.and_(pc.is_valid(text), pc.invert(plain))).unique()
    if len(odd) == 0:
        return pc.if_else(plain, folded, pa.scalar(None, pa.string()))
    forms = pa.array([normal_form("email", value, region=None) for value in odd.to_pylist()], pa.string())
    return pc.if_else(plain, folded, forms.take(pc.index_in(text, value_set=odd, skip_nulls=True)))


@lru_cache(maxsize=_MEMO)
def _phone(text: str, region: str | None) -> str:
    """E.164 with its extension (ITU-T E.164, RFC 3966); what is no number stays itself, marked as such."""
    import phonenumbers

    tidy = unicodedata.normalize("NFKC", text).strip()
    if tidy[:4].casefold() == "tel:":
        tidy = tidy[4:]
    try:
        number = phonenumbers.parse(tidy, region)
        if not phonenumbers.is_possible_number(number) and tidy.isdigit() and region:
            # A stored integer loses the plus sign of an international number.
            international = phonenumbers.parse(f"+{tidy}", None)
            if phonenumbers.is_valid_number(international):
                number = international
    except phonenumbers.NumberParseException:
        return f"?{' '.join(tidy.split())}"
    form: str = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return f"{form};ext={number.extension}" if number.extension else form


def _may_be_phone(array: pa.Array, wanted: pa.Array) -> pa.Array:
    """Numbers that end in the digits of a wanted one; anything but digits and marks passes."""
    if not _is_text(array.type):
        return pa.array([True] * len(array), pa.bool_())
    tails = pa.array({form[-_LAST_DIGITS:] for form in wanted.to_pylist() if form is not None}, pa.string())
    text = array.cast(pa.string())
    digits = pc.replace_substring_regex(text, pattern=r"[ \t.()/+\-]", replacement="")
    odd = pc.invert(pc.match_substring_regex(digits, r"^[0-9]{6,}$"))
    hit = pc.is_in(pc.utf8_slice_codeunits(digits, -_LAST_DIGITS), value_set=tails)
    return pc.fill_null(pc.or_(odd, hit), False)


def _uuid(text: str) -> str:
    """RFC 9562, in lower case with hyphens; from braces, ``urn:uuid:`` or bare digits. Else the text."""
    try:
        return str(uuid.UUID(text.strip()))
    except ValueError:
        return text.strip()


def _is_text(type_: pa.DataType) -> bool:
    return bool(pa.types.is_string(type_) or pa.types.is_large_string(type_))


def _one_array(values: pa.Array | pa.ChunkedArray) -> Any:
    array = values.combine_chunks() if isinstance(values, pa.ChunkedArray) else values
    if isinstance(array, pa.ChunkedArray):
        array = pa.concat_arrays(array.chunks) if array.num_chunks else pa.array([], array.type)
    return array.dictionary_decode() if pa.types.is_dictionary(array.type) else array
