"""Two spellings of one identifier are equal; two people's never are."""

from __future__ import annotations

import unicodedata
from decimal import Decimal
from typing import Any
from uuid import UUID

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from subjectrights.identity.fingerprint import fingerprint, fingerprints, space_of
from subjectrights.identity.kinds import keys_of_type, may_match, normal_form, normal_forms

KINDS = ("opaque", "email", "phone", "uuid")
KEY = b"k" * 32


@pytest.mark.parametrize("value", [None, "", " ", "\t\n", "\u00a0", float("nan")])
@pytest.mark.parametrize("kind", KINDS)
def test_what_is_missing_or_blank_identifies_nobody(kind: str, value: Any) -> None:
    """Edge case 1."""
    assert normal_form(kind, value, region="BE") is None


@pytest.mark.parametrize(
    "spelling",
    [
        "Ana.López@Example.com",
        " ana.lópez@example.com\u00a0",
        "ANA.LÓPEZ@EXAMPLE.COM",
        unicodedata.normalize("NFD", "Ana.López@example.com"),
        "Ana López <ana.lópez@example.com>",
        "mailto:Ana.López@example.com",
        "ana.lópez@example.com.",
    ],
)
def test_spellings_of_one_address_are_one(spelling: str) -> None:
    """Edge cases 2 and 5."""
    assert normal_form("email", spelling, region=None) == "ana.lópez@example.com"


def test_an_international_domain_is_one_in_both_spellings() -> None:
    """Edge case 2."""
    assert normal_form("email", "x@BÜCHER.example", region=None) == normal_form(
        "email", "x@xn--bcher-kva.example", region=None
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ann@x.com", "joann@x.com"),
        ("ann@x.com", "ann@x.com.au"),
        ("a.b@gmail.com", "ab@gmail.com"),
        ("a+tag@x.com", "a@x.com"),
        ("a..b@x.org", "a.b@x.org"),
        ("ann", "ann@"),
        ("straße@x.be", "strasse@x.be"),
        ("x@straße.de", "x@strasse.de"),
        ("\u0130@x.be", "i@x.be"),
    ],
)
def test_addresses_of_two_people_stay_two(one: str, other: str) -> None:
    """Edge cases 2 and 3: no provider's tricks."""
    assert normal_form("email", one, region=None) != normal_form("email", other, region=None)


@pytest.mark.parametrize(
    "spelling",
    [
        "0470 12 34 56",
        "0470/12.34.56",
        "+32 470 12 34 56",
        "0032470123456",
        "(0470) 12-34-56",
        "tel:+32470123456",
        "\uff10470123456",
        "+32 (0)470 12 34 56",
        32470123456,
        32470123456.0,
        "470123456",
    ],
)
def test_spellings_of_one_number_are_one(spelling: Any) -> None:
    """Edge case 5."""
    assert normal_form("phone", spelling, region="BE") == "+32470123456"
    stored, wanted = pa.array([spelling]), pa.array(["+32470123456"])
    assert may_match("phone", stored, wanted, region="BE").to_pylist() == [True]


@pytest.mark.parametrize("text", ["unknown", "none", "ask Ana", "12", "n/a"])
def test_what_is_no_number_equals_none(text: str) -> None:
    form = normal_form("phone", text, region="BE")
    assert form is not None
    assert not form.startswith("+") or form != "+32470123456"
    assert form != normal_form("phone", "0470123456", region="BE")


@pytest.mark.parametrize(
    ("value", "form"),
    [
        (42, "42"),
        ("42", "42"),
        ("042", "042"),
        (0, "0"),
        (42.0, "42"),
        (Decimal("42.00"), "42"),
        (2**53 + 1, "9007199254740993"),
        ("NA", "NA"),
        ("null", "null"),
        (" 42", " 42"),
        (True, "true"),
        (b"\x01\xff", "01ff"),
        (UUID(int=5), "00000000-0000-0000-0000-000000000005"),
    ],
)
def test_an_opaque_identifier_is_exact(value: Any, form: str) -> None:
    """Edge cases 6 and 7."""
    assert normal_form("opaque", value, region=None) == form


@pytest.mark.parametrize(
    "spelling",
    [
        "{6F9619FF-8B86-D011-B42D-00CF4FC964FF}",
        "urn:uuid:6f9619ff-8b86-d011-b42d-00cf4fc964ff",
        "6f9619ff8b86d011b42d00cf4fc964ff",
    ],
)
def test_spellings_of_one_uuid_are_one(spelling: str) -> None:
    """Edge case 5."""
    assert normal_form("uuid", spelling, region=None) == "6f9619ff-8b86-d011-b42d-00cf4fc964ff"


WILD = st.one_of(
    st.none(),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=25),
    st.from_regex(r"\A[ ]?[A-Za-z.+<]{1,6}@[A-Zéü]{1,5}\.(com|be)[ >.]?\Z"),
    st.from_regex(r"\A(\+32|0032|0)?[ /.()-]?4?[0-9 ]{6,12}( ext\. ?[0-9]{1,3})?\Z"),
)


@given(st.sampled_from(KINDS), st.lists(WILD, max_size=12))
def test_a_column_is_normalised_as_its_values_are(kind: str, values: list[str | None]) -> None:
    forms = normal_forms(kind, pa.array(values, pa.string()), region="BE").to_pylist()
    assert forms == [normal_form(kind, value, region="BE") for value in values]


@given(st.sampled_from(["opaque", "email", "uuid"]), WILD)
def test_a_normal_form_is_its_own_normal_form(kind: str, value: str | None) -> None:
    form = normal_form(kind, value, region=None)
    assert form is None or normal_form(kind, form, region=None) == form


@given(st.integers(450_000_000, 499_999_999), st.sampled_from(["0", "+32", "0032", "+32 (0)"]))
def test_a_number_s_normal_form_is_its_own(number: int, prefix: str) -> None:
    form = normal_form("phone", f"{prefix}{number}", region="BE")
    assert form == f"+32{number}"
    assert normal_form("phone", form, region="FR") == form


@given(st.sampled_from(KINDS), st.lists(WILD, min_size=1, max_size=12), st.data())
def test_the_quick_sieve_drops_no_match(kind: str, values: list[str | None], data: st.DataObject) -> None:
    stored = pa.array(values, pa.string())
    forms = normal_forms(kind, stored, region="BE")
    wanted = pa.array([data.draw(st.sampled_from(forms.to_pylist()))], pa.string()).drop_null()
    matches = pc.is_in(forms, value_set=wanted, skip_nulls=True).to_pylist()
    passed = may_match(kind, stored, wanted, region="BE").to_pylist()
    assert all(through for match, through in zip(matches, passed, strict=True) if match)


def test_keys_that_can_t_be_of_a_column_s_type_are_left_out() -> None:
    """Edge case 6."""
    wanted = pa.array(["42", "042", "x", "-1", "300", None, str(2**63)])
    assert keys_of_type(wanted, pa.int8()).to_pylist() == [42, -1]
    assert keys_of_type(wanted, pa.uint64()).to_pylist() == [42, 300, 2**63]
    assert keys_of_type(wanted, pa.string()).to_pylist() == ["42", "042", "x", "-1", "300", str(2**63)]
    assert keys_of_type(wanted, pa.float64()) is None


@given(st.lists(st.one_of(st.none(), st.text(st.characters(exclude_categories=["Cs"]))), max_size=8))
def test_fingerprints_are_one_by_one_the_same(values: list[str | None]) -> None:
    many = fingerprints(KEY, "email", pa.array(values, pa.string())).to_pylist()
    assert many == [None if value is None else fingerprint(KEY, "email", value) for value in values]


def test_fingerprints_of_two_spaces_or_keys_never_meet() -> None:
    made = {
        fingerprint(KEY, space, normal)
        for space, normal in [("a", "bc"), ("ab", "c"), ("email", "1"), ("phone", "1")]
    }
    assert len(made) == 4
    assert fingerprint(KEY, "a", "b") != fingerprint(b"other" * 8, "a", "b")
    assert space_of("work_email", "email") == space_of("email", "email")
    assert space_of("customer_id", "opaque") != space_of("staff_id", "opaque")
