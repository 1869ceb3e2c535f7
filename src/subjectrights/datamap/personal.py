"""What a column's name tells of what it holds, in English, French, Dutch and German: a guess, never proof."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

__all__ = ["Guess", "guess", "looks_personal", "personal_columns", "words_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Guess:
    """What a column seems to hold.

    Args:
        category: the data category.
        sure: whether the name alone says so; ``name`` may also be a product's, ``city`` a branch's.
    """

    category: str
    sure: bool = True

    @property
    def kind(self) -> str | None:
        """The kind of identifier it would be: ``email``, ``phone`` or none."""
        return _KINDS.get(self.category)


_KINDS = {"user.contact.email": "email", "user.contact.phone_number": "phone"}

_SURE = {
    "user.contact.email": "email emails mail courriel emailaddress mailaddress emailadres mailadres "
    "emailadresse mailadresse adressemail adresseemail epost",
    "user.contact.phone_number": "phone phonenumber telephone tel mobile mobilephone cellphone gsm portable "
    "telefoon telefoonnummer telefon telefonnummer handy handynummer mobiel mobil mobilnummer caller callee "
    "msisdn numtel",
    "user.contact.fax_number": "fax faxnumber faxnummer",
    "user.name.first": "firstname givenname forename prenom voornaam vorname",
    "user.name.last": "lastname surname familyname nomdefamille nomfamille achternaam familienaam nachname "
    "familienname maidenname",
    "user.name": "fullname customername clientname contactname billingname shippingname "
    "recipientname patientname personname holdername nomcomplet nomprenom nomclient klantnaam "
    "volledigenaam kundenname displayname",
    "user.contact.address.street": "address addressline street streetname streetaddress adresse rue adres "
    "straat straatnaam strasse anschrift",
    "user.contact.address.postal_code": "postcode postalcode zip zipcode codepostal plz postleitzahl",
    "user.demographic.date_of_birth": "birth birthdate dateofbirth dob bornon birthday birthdt naissance "
    "datenaissance datedenaissance nele geboorte geboortedatum geburt geburtsdatum",
    "user.demographic.gender": "gender geslacht geschlecht",
    "user.financial.bank_account": "iban bankaccount accountnumber rekeningnummer kontonummer rib numcompte",
    "user.financial.credit_card": "creditcard cardnumber creditcardnumber kreditkarte kredietkaart "
    "cartebancaire",
    "user.government_id": "ssn nationalid nationalnumber nationalregister nrn niss insz bsn "
    "rijksregisternummer registrenational numerosecu passport passportnumber passeport paspoort reisepass "
    "taxid steuerid personalausweis",
    "user.device.ip_address": "ip ipaddress ipaddr ipv adresseip ipadres ipadresse",
    "user.credentials": "password passwd pwd passwordhash motdepasse wachtwoord passwort kennwort pin",
    "user.location": "latitude longitude geolocation gpsposition",
    "user.device.device_id": "deviceid imei macaddress",
}
_UNSURE = {
    "user.name": "name nom naam",
    "user.contact.address.city": "city town ville commune localite stad gemeente woonplaats ort stadt plaats",
    "user.contact.address.state": "state province region provincie bundesland",
    "user.contact.address.country": "country pays land",
    "user.demographic.gender": "sex sexe",
    "user.account.username": "username login gebruikersnaam benutzername identifiant",
    "user.device.user_agent": "useragent",
    "user.content": "note notes comment comments remark remarks message transcript remarque commentaire "
    "opmerking bemerkung nachricht bericht",
}
_BY_WORD = {
    word: Guess(category=category, sure=sure)
    for sure, table in ((False, _UNSURE), (True, _SURE))
    for category, words in table.items()
    for word in words.split()
}
_TAILS = (
    *("email", "phone", "telephone", "telefon", "telefoon", "adresse", "adres", "address", "street"),
    *("vorname", "nachname", "voornaam", "achternaam", "prenom", "birthdate", "postcode", "password"),
)
# Words at the end of a name that make of an address the moment it was checked, the number of them, and so on.
_ABOUT = frozenset(
    (
        *("at", "count", "confirmed", "verified", "sent", "status", "flag", "valid", "bounced", "type"),
        *("template", "subject", "enabled", "id", "ref"),
    )
)
_PARTS = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+")
_LONGEST = 4


def guess(column: str) -> Guess | None:
    """What a column's name suggests; None where it suggests nothing.

    ``customer_email``, ``EmailAddress`` and ``telefoonnummer`` suggest something; ``emailed_at``,
    ``email_verified`` and ``address_id`` don't.
    """
    words = words_of(column)
    about = bool(words) and words[-1] in _ABOUT
    for start, end in _runs(len(words)):
        if about and end != len(words):
            continue
        found = _BY_WORD.get("".join(words[start:end]))
        if found is not None:
            return found
    if about or not words:
        return None
    return next((_BY_WORD[tail] for word in words for tail in _TAILS if word.endswith(tail)), None)


def looks_personal(column: str) -> str | None:
    """The data category that a column's name suggests, sure or not; None where it suggests none."""
    found = guess(column)
    return found.category if found else None


def personal_columns(columns: Iterable[str]) -> list[str]:
    """Of a table's columns, those that seem to hold personal data; none unless one of them surely does."""
    guesses = {column: guess(column) for column in columns}
    if not any(found is not None and found.sure for found in guesses.values()):
        return []
    return [column for column, found in guesses.items() if found is not None]


def words_of(name: str) -> list[str]:
    """The words of a name in lower case, without accents and digits: ``Prénom2`` is ``prenom``."""
    plain = unicodedata.normalize("NFKD", name.replace("ß", "ss"))
    return [word.lower() for word in _PARTS.findall(plain.encode("ascii", "ignore").decode("ascii"))]


def _runs(count: int) -> Iterator[tuple[int, int]]:
    """Neighbouring words, the longest runs first, and of these the last first."""
    for length in range(min(count, _LONGEST), 0, -1):
        for start in range(count - length, -1, -1):
            yield start, start + length
