"""Which columns look as if they held personal data, by their names in English, French, Dutch and German."""

from __future__ import annotations

import re

__all__ = ["looks_personal"]

_CATEGORIES = {
    "user.contact.email": (
        "email",
        "mail",
        "courriel",
        "emailaddress",
    ),
    "user.contact.phone_number": (
        "phone",
        "telephone",
        "tel",
        "mobile",
        "gsm",
        "fax",
        "telefoon",
        "telefon",
        "handy",
        "caller",
        "msisdn",
    ),
    "user.name": (
        "name",
        "firstname",
        "lastname",
        "surname",
        "fullname",
        "nom",
        "prenom",
        "naam",
        "voornaam",
        "achternaam",
        "familienaam",
        "vorname",
        "nachname",
        "customername",
        "billingname",
    ),
    "user.contact.address": (
        "address",
        "street",
        "adresse",
        "rue",
        "adres",
        "straat",
        "strasse",
        "postcode",
        "postalcode",
        "zip",
        "zipcode",
        "plz",
        "codepostal",
    ),
    "user.contact.address.city": (
        "city",
        "ville",
        "commune",
        "stad",
        "gemeente",
        "ort",
        "stadt",
        "localite",
    ),
    "user.demographic.date_of_birth": (
        "birthdate",
        "dateofbirth",
        "dob",
        "bornon",
        "birthday",
        "datenaissance",
        "geboortedatum",
        "geburtsdatum",
    ),
    "user.demographic.gender": (
        "gender",
        "sex",
        "sexe",
        "geslacht",
        "geschlecht",
    ),
    "user.financial.bank_account": (
        "iban",
        "bankaccount",
        "creditcard",
        "cardnumber",
        "rekeningnummer",
    ),
    "user.government_id": (
        "ssn",
        "nationalid",
        "nrn",
        "niss",
        "rijksregisternummer",
        "passport",
        "taxid",
        "bsn",
    ),
    "user.device.ip_address": (
        "ip",
        "ipaddress",
        "ipaddr",
    ),
    "user.credentials": (
        "password",
        "passwd",
        "passwordhash",
        "motdepasse",
        "wachtwoord",
        "passwort",
    ),
    "user.account.username": (
        "username",
        "login",
        "userid",
    ),
}
_BY_WORD = {word: category for category, words in _CATEGORIES.items() for word in words}
_SPLIT = re.compile(r"[^A-Za-z0-9]+|(?<=[a-z0-9])(?=[A-Z])")


def looks_personal(column: str) -> str | None:
    """The data category that a column's name suggests; None where it suggests none.

    The whole name counts, its last word, or its last two: ``customer_email`` is one, ``emailed_at`` isn't.
    """
    words = [word.casefold() for word in _SPLIT.split(column) if word]
    candidates = ["".join(words), "".join(words[-2:]), *(words[-1:])]
    return next((_BY_WORD[word] for word in candidates if word in _BY_WORD), None)
