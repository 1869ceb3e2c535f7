"""Countries by ISO 3166 code: their names, and which of them are in the European Economic Area."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

__all__ = ["COUNTRIES", "EEA", "Country", "country_code", "outside_eea"]


class Country(NamedTuple):
    """A country's name in each language."""

    en: str
    fr: str
    nl: str
    de: str


_MEMBER_STATES: Final = frozenset(
    {"AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE"}
) | {"IT", "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK"}
EEA: Final = _MEMBER_STATES | {"IS", "LI", "NO"}
"""The 27 member states, and Iceland, Liechtenstein and Norway, to which the GDPR applies alike (EEA Joint
Committee Decision 154/2018)."""

_OTHER_CODES: Final = {"EL": "GR", "UK": "GB"}
"""The European Union's own codes where they differ from ISO 3166."""


def country_code(country: str) -> str | None:
    """The two-letter code that a country is written as, None where it is written otherwise."""
    code = country.strip().upper()
    code = _OTHER_CODES.get(code, code)
    return code if len(code) == 2 and code.isascii() and code.isalpha() else None


def outside_eea(country: str | None) -> bool | None:
    """Whether a country is a third country (Art. 15(2), 44); None where it can't be told.

    Says nothing of adequacy decisions (Art. 45).
    """
    code = country_code(country) if country else None
    return None if code is None else code not in EEA


COUNTRIES: Final[Mapping[str, Country]] = {
    "AE": Country(
        "United Arab Emirates",
        "Émirats arabes unis",
        "Verenigde Arabische Emiraten",
        "Vereinigte Arabische Emirate",
    ),
    "AL": Country("Albania", "Albanie", "Albanië", "Albanien"),
    "AR": Country("Argentina", "Argentine", "Argentinië", "Argentinien"),
    "AT": Country("Austria", "Autriche", "Oostenrijk", "Österreich"),
    "AU": Country("Australia", "Australie", "Australië", "Australien"),
    "BA": Country(
        "Bosnia and Herzegovina", "Bosnie-Herzégovine", "Bosnië en Herzegovina", "Bosnien und Herzegowina"
    ),
    "BE": Country("Belgium", "Belgique", "België", "Belgien"),
    "BG": Country("Bulgaria", "Bulgarie", "Bulgarije", "Bulgarien"),
    "BJ": Country("Benin", "Bénin", "Benin", "Benin"),
    "BR": Country("Brazil", "Brésil", "Brazilië", "Brasilien"),
    "CA": Country("Canada", "Canada", "Canada", "Kanada"),
    "CH": Country("Switzerland", "Suisse", "Zwitserland", "Schweiz"),
    "CI": Country("Côte d’Ivoire", "Côte d’Ivoire", "Ivoorkust", "Côte d’Ivoire"),
    "CL": Country("Chile", "Chili", "Chili", "Chile"),
    "CM": Country("Cameroon", "Cameroun", "Kameroen", "Kamerun"),
    "CN": Country("China", "Chine", "China", "China"),
    "CO": Country("Colombia", "Colombie", "Colombia", "Kolumbien"),
    "CR": Country("Costa Rica", "Costa Rica", "Costa Rica", "Costa Rica"),
    "CY": Country("Cyprus", "Chypre", "Cyprus", "Zypern"),
    "CZ": Country("Czechia", "Tchéquie", "Tsjechië", "Tschechien"),
    "DE": Country("Germany", "Allemagne", "Duitsland", "Deutschland"),
    "DK": Country("Denmark", "Danemark", "Denemarken", "Dänemark"),
    "DZ": Country("Algeria", "Algérie", "Algerije", "Algerien"),
    "EE": Country("Estonia", "Estonie", "Estland", "Estland"),
    "EG": Country("Egypt", "Égypte", "Egypte", "Ägypten"),
    "ES": Country("Spain", "Espagne", "Spanje", "Spanien"),
    "FI": Country("Finland", "Finlande", "Finland", "Finnland"),
    "FR": Country("France", "France", "Frankrijk", "Frankreich"),
    "GB": Country("United Kingdom", "Royaume-Uni", "Verenigd Koninkrijk", "Vereinigtes Königreich"),
    "GE": Country("Georgia", "Géorgie", "Georgië", "Georgien"),
    "GR": Country("Greece", "Grèce", "Griekenland", "Griechenland"),
    "HK": Country("Hong Kong", "Hong Kong", "Hongkong", "Hongkong"),
    "HR": Country("Croatia", "Croatie", "Kroatië", "Kroatien"),
    "HU": Country("Hungary", "Hongrie", "Hongarije", "Ungarn"),
    "ID": Country("Indonesia", "Indonésie", "Indonesië", "Indonesien"),
    "IE": Country("Ireland", "Irlande", "Ierland", "Irland"),
    "IL": Country("Israel", "Israël", "Israël", "Israel"),
    "IN": Country("India", "Inde", "India", "Indien"),
    "IS": Country("Iceland", "Islande", "IJsland", "Island"),
    "IT": Country("Italy", "Italie", "Italië", "Italien"),
    "JP": Country("Japan", "Japon", "Japan", "Japan"),
    "KE": Country("Kenya", "Kenya", "Kenia", "Kenia"),
    "KR": Country("South Korea", "Corée du Sud", "Zuid-Korea", "Südkorea"),
    "LI": Country("Liechtenstein", "Liechtenstein", "Liechtenstein", "Liechtenstein"),
    "LT": Country("Lithuania", "Lituanie", "Litouwen", "Litauen"),
    "LU": Country("Luxembourg", "Luxembourg", "Luxemburg", "Luxemburg"),
    "LV": Country("Latvia", "Lettonie", "Letland", "Lettland"),
    "MA": Country("Morocco", "Maroc", "Marokko", "Marokko"),
    "MD": Country("Moldova", "Moldavie", "Moldavië", "Moldau"),
    "ME": Country("Montenegro", "Monténégro", "Montenegro", "Montenegro"),
    "MG": Country("Madagascar", "Madagascar", "Madagaskar", "Madagaskar"),
    "MK": Country("North Macedonia", "Macédoine du Nord", "Noord-Macedonië", "Nordmazedonien"),
    "MT": Country("Malta", "Malte", "Malta", "Malta"),
    "MU": Country("Mauritius", "Maurice", "Mauritius", "Mauritius"),
    "MX": Country("Mexico", "Mexique", "Mexico", "Mexiko"),
    "MY": Country("Malaysia", "Malaisie", "Maleisië", "Malaysia"),
    "NG": Country("Nigeria", "Nigeria", "Nigeria", "Nigeria"),
    "NL": Country("Netherlands", "Pays-Bas", "Nederland", "Niederlande"),
    "NO": Country("Norway", "Norvège", "Noorwegen", "Norwegen"),
    "NZ": Country("New Zealand", "Nouvelle-Zélande", "Nieuw-Zeeland", "Neuseeland"),
    "PE": Country("Peru", "Pérou", "Peru", "Peru"),
    "PH": Country("Philippines", "Philippines", "Filipijnen", "Philippinen"),
    "PK": Country("Pakistan", "Pakistan", "Pakistan", "Pakistan"),
    "PL": Country("Poland", "Pologne", "Polen", "Polen"),
    "PT": Country("Portugal", "Portugal", "Portugal", "Portugal"),
    "RO": Country("Romania", "Roumanie", "Roemenië", "Rumänien"),
    "RS": Country("Serbia", "Serbie", "Servië", "Serbien"),
    "RU": Country("Russia", "Russie", "Rusland", "Russland"),
    "SA": Country("Saudi Arabia", "Arabie saoudite", "Saoedi-Arabië", "Saudi-Arabien"),
    "SE": Country("Sweden", "Suède", "Zweden", "Schweden"),
    "SG": Country("Singapore", "Singapour", "Singapore", "Singapur"),
    "SI": Country("Slovenia", "Slovénie", "Slovenië", "Slowenien"),
    "SK": Country("Slovakia", "Slovaquie", "Slowakije", "Slowakei"),
    "SN": Country("Senegal", "Sénégal", "Senegal", "Senegal"),
    "TH": Country("Thailand", "Thaïlande", "Thailand", "Thailand"),
    "TN": Country("Tunisia", "Tunisie", "Tunesië", "Tunesien"),
    "TR": Country("Türkiye", "Turquie", "Turkije", "Türkei"),
    "TW": Country("Taiwan", "Taïwan", "Taiwan", "Taiwan"),
    "UA": Country("Ukraine", "Ukraine", "Oekraïne", "Ukraine"),
    "US": Country("United States", "États-Unis", "Verenigde Staten", "Vereinigte Staaten"),
    "UY": Country("Uruguay", "Uruguay", "Uruguay", "Uruguay"),
    "VN": Country("Vietnam", "Viêt Nam", "Vietnam", "Vietnam"),
    "ZA": Country("South Africa", "Afrique du Sud", "Zuid-Afrika", "Südafrika"),
}
