"""Data categories in words, for the keys that the public taxonomy of ``user.*`` names has."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

__all__ = ["CATEGORIES", "ONE_FACT", "Category", "nearest"]


class Category(NamedTuple):
    """A data category's name in each language, written as inside a sentence."""

    en: str
    fr: str
    nl: str
    de: str


CATEGORIES: Final[Mapping[str, Category]] = {
    "user": Category(
        "personal data", "données à caractère personnel", "persoonsgegevens", "personenbezogene Daten"
    ),
    "user.account": Category("account data", "données de compte", "accountgegevens", "Benutzerkonto"),
    "user.account.username": Category("user name", "nom d’utilisateur", "gebruikersnaam", "Benutzername"),
    "user.account.settings": Category(
        "account settings", "paramètres du compte", "accountinstellingen", "Kontoeinstellungen"
    ),
    "user.authorization": Category("access rights", "droits d’accès", "toegangsrechten", "Zugriffsrechte"),
    "user.authorization.credentials": Category(
        "sign-in data", "données de connexion", "inloggegevens", "Anmeldedaten"
    ),
    "user.authorization.password": Category("password", "mot de passe", "wachtwoord", "Passwort"),
    "user.behavior": Category(
        "behaviour and use of services",
        "comportement et utilisation des services",
        "gedrag en gebruik van diensten",
        "Verhalten und Nutzung von Diensten",
    ),
    "user.behavior.browsing_history": Category(
        "browsing history", "historique de navigation", "browsegeschiedenis", "Browserverlauf"
    ),
    "user.behavior.media_consumption": Category(
        "use of media", "consultation de médias", "mediagebruik", "Mediennutzung"
    ),
    "user.behavior.purchase_history": Category(
        "purchases", "historique d’achats", "aankoopgeschiedenis", "Kaufhistorie"
    ),
    "user.behavior.search_history": Category(
        "searches", "historique de recherche", "zoekgeschiedenis", "Suchverlauf"
    ),
    "user.biometric": Category(
        "biometric data", "données biométriques", "biometrische gegevens", "biometrische Daten"
    ),
    "user.childrens": Category(
        "data on children", "données relatives à des enfants", "gegevens over kinderen", "Daten über Kinder"
    ),
    "user.consent": Category(
        "consents and choices",
        "consentements et choix",
        "toestemmingen en keuzes",
        "Einwilligungen und Auswahl",
    ),
    "user.contact": Category("contact details", "coordonnées", "contactgegevens", "Kontaktdaten"),
    "user.contact.address": Category("address", "adresse", "adres", "Anschrift"),
    "user.contact.address.city": Category("town", "localité", "woonplaats", "Ort"),
    "user.contact.address.country": Category("country", "pays", "land", "Land"),
    "user.contact.address.postal_code": Category("postal code", "code postal", "postcode", "Postleitzahl"),
    "user.contact.address.state": Category("region", "région", "regio", "Region"),
    "user.contact.address.street": Category("street", "rue", "straat", "Straße"),
    "user.contact.email": Category("e-mail address", "adresse électronique", "e-mailadres", "E-Mail-Adresse"),
    "user.contact.fax_number": Category("fax number", "numéro de fax", "faxnummer", "Faxnummer"),
    "user.contact.organization": Category("organisation", "organisme", "organisatie", "Organisation"),
    "user.contact.phone_number": Category(
        "telephone number", "numéro de téléphone", "telefoonnummer", "Telefonnummer"
    ),
    "user.contact.url": Category("web address", "adresse web", "webadres", "Webadresse"),
    "user.content": Category(
        "content and notes", "contenus et notes", "inhoud en notities", "Inhalte und Notizen"
    ),
    "user.content.private": Category("private content", "contenus privés", "privé-inhoud", "private Inhalte"),
    "user.content.public": Category(
        "published content", "contenus publiés", "openbare inhoud", "veröffentlichte Inhalte"
    ),
    "user.content.self_image": Category("pictures", "images", "afbeeldingen", "Bilder"),
    "user.correspondence": Category("correspondence", "correspondance", "correspondentie", "Schriftverkehr"),
    "user.criminal_history": Category(
        "criminal convictions and offences",
        "condamnations pénales et infractions",
        "strafrechtelijke veroordelingen en strafbare feiten",
        "strafrechtliche Verurteilungen und Straftaten",
    ),
    "user.demographic": Category(
        "personal characteristics",
        "caractéristiques personnelles",
        "persoonskenmerken",
        "persönliche Merkmale",
    ),
    "user.demographic.age_range": Category("age group", "tranche d’âge", "leeftijdsgroep", "Altersgruppe"),
    "user.demographic.date_of_birth": Category(
        "date of birth", "date de naissance", "geboortedatum", "Geburtsdatum"
    ),
    "user.demographic.gender": Category("gender", "sexe", "geslacht", "Geschlecht"),
    "user.demographic.language": Category("language", "langue", "taal", "Sprache"),
    "user.demographic.marital_status": Category(
        "marital status", "état civil", "burgerlijke staat", "Familienstand"
    ),
    "user.demographic.ethnic_origin": Category(
        "racial or ethnic origin",
        "origine raciale ou ethnique",
        "ras of etnische afkomst",
        "rassische oder ethnische Herkunft",
    ),
    "user.demographic.race_ethnicity": Category(
        "racial or ethnic origin",
        "origine raciale ou ethnique",
        "ras of etnische afkomst",
        "rassische oder ethnische Herkunft",
    ),
    "user.demographic.political_opinion": Category(
        "political opinions", "opinions politiques", "politieke opvattingen", "politische Meinungen"
    ),
    "user.demographic.profile": Category("profile", "profil", "profiel", "Profil"),
    "user.demographic.religious_belief": Category(
        "religious beliefs", "convictions religieuses", "religieuze overtuigingen", "religiöse Überzeugungen"
    ),
    "user.demographic.sexual_orientation": Category(
        "sexual orientation", "orientation sexuelle", "seksuele gerichtheid", "sexuelle Orientierung"
    ),
    "user.device": Category("device data", "données d’appareil", "apparaatgegevens", "Gerätedaten"),
    "user.device.cookie": Category("cookies", "cookies", "cookies", "Cookies"),
    "user.device.cookie_id": Category("cookies", "cookies", "cookies", "Cookies"),
    "user.device.device_id": Category(
        "device identifier", "identifiant d’appareil", "apparaat-ID", "Gerätekennung"
    ),
    "user.device.ip_address": Category("IP address", "adresse IP", "IP-adres", "IP-Adresse"),
    "user.financial": Category("financial data", "données financières", "financiële gegevens", "Finanzdaten"),
    "user.financial.account_number": Category(
        "account number", "numéro de compte", "rekeningnummer", "Kontonummer"
    ),
    "user.financial.bank_account": Category(
        "bank account", "compte bancaire", "bankrekening", "Bankverbindung"
    ),
    "user.financial.credit_card": Category(
        "payment card", "carte de paiement", "betaalkaart", "Zahlungskarte"
    ),
    "user.financial.credit_score": Category("credit score", "cote de crédit", "kredietscore", "Bonitätswert"),
    "user.genetic": Category("genetic data", "données génétiques", "genetische gegevens", "genetische Daten"),
    "user.government_id": Category(
        "official identity number",
        "numéro d’identité officiel",
        "officieel identificatienummer",
        "amtliche Kennnummer",
    ),
    "user.government_id.drivers_license_number": Category(
        "driving licence number", "numéro de permis de conduire", "rijbewijsnummer", "Führerscheinnummer"
    ),
    "user.government_id.national_identification_number": Category(
        "national identity number",
        "numéro d’identification national",
        "nationaal identificatienummer",
        "nationale Kennziffer",
    ),
    "user.government_id.passport_number": Category(
        "passport number", "numéro de passeport", "paspoortnummer", "Reisepassnummer"
    ),
    "user.health_and_medical": Category(
        "health data", "données concernant la santé", "gezondheidsgegevens", "Gesundheitsdaten"
    ),
    "user.job_title": Category("job title", "fonction", "functie", "Berufsbezeichnung"),
    "user.location": Category("location data", "données de localisation", "locatiegegevens", "Standortdaten"),
    "user.location.imprecise": Category(
        "approximate location", "localisation approximative", "locatie bij benadering", "ungefährer Standort"
    ),
    "user.location.precise": Category(
        "precise location", "localisation précise", "precieze locatie", "genauer Standort"
    ),
    "user.name": Category("name", "nom", "naam", "Name"),
    "user.name.first": Category("first name", "prénom", "voornaam", "Vorname"),
    "user.name.last": Category("last name", "nom de famille", "achternaam", "Nachname"),
    "user.payment": Category("payment data", "données de paiement", "betaalgegevens", "Zahlungsdaten"),
    "user.privacy_preferences": Category(
        "privacy choices", "choix en matière de vie privée", "privacyvoorkeuren", "Datenschutzeinstellungen"
    ),
    "user.sensor": Category("sensor data", "données de capteurs", "sensorgegevens", "Sensordaten"),
    "user.social": Category(
        "social relations", "relations sociales", "sociale relaties", "soziale Beziehungen"
    ),
    "user.telemetry": Category(
        "technical usage data",
        "données techniques d’utilisation",
        "technische gebruiksgegevens",
        "technische Nutzungsdaten",
    ),
    "user.unique_id": Category("identifier", "identifiant", "identificatiecode", "Kennung"),
    "user.unique_id.pseudonymous": Category(
        "pseudonymous identifier",
        "identifiant pseudonyme",
        "pseudonieme identificatiecode",
        "pseudonyme Kennung",
    ),
    "user.workplace": Category("workplace", "lieu de travail", "werkplek", "Arbeitsplatz"),
}

ONE_FACT: Final = frozenset(
    {
        "user.account.username",
        "user.contact.address.city",
        "user.contact.address.country",
        "user.contact.address.postal_code",
        "user.contact.address.street",
        "user.contact.email",
        "user.contact.fax_number",
        "user.contact.phone_number",
        "user.demographic.date_of_birth",
        "user.demographic.gender",
        "user.demographic.language",
        "user.demographic.marital_status",
        "user.device.ip_address",
        "user.financial.credit_score",
        "user.government_id.national_identification_number",
        "user.government_id.passport_number",
        "user.job_title",
        "user.name.first",
        "user.name.last",
    }
)
"""The categories that name a single fact, so that they can stand over a column."""


def nearest(category: str) -> str | None:
    """The category itself where it is known, else the nearest above it, else None."""
    while category not in CATEGORIES:
        category, dot, _ = category.rpartition(".")
        if not dot:
            return None
    return category
