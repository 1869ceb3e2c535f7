"""Writes the demo estate's CSV files: a client's campaign lists, and the lists the examples read."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from io import StringIO
from pathlib import Path

import numpy as np

from subjectrights.demo.people import ANA, PHONE_FORMATS, Person, written

__all__ = ["write_campaigns", "write_next_campaign", "write_to_erase"]

HEADER = ("Nom", "Courriel", "GSM", "Commune", "Remarque")
REMARKS = ("", "", "", "rappeler après 18 h", "Mme; pas M.", 'dit "plus tard"', "compteur\nà l'arrière")
UNKNOWN = ("nobody.1@example.net", "nobody.2@example.net", "nobody.3@example.net")


def write_campaigns(
    folder: Path, customers: Sequence[Person], strangers: Sequence[Person], rng: np.random.Generator
) -> None:
    """Write two ``;``-separated lists: one in Windows-1252 with CRLF, one in UTF-8 with a byte order mark.

    About one customer in seven is on one of them, Ana on the first, and every other stranger.  E-mail
    addresses come in other cases than in the CRM, phone numbers as people write them at home.
    """
    folder.mkdir()
    chosen = rng.random(len(customers)) < 0.15
    listed = [p for p, on in zip(customers, chosen, strict=True) if on or p.id == ANA.id]
    listed += strangers[::2]
    rows = [_campaign_row(person, rng) for person in listed]
    western = [row for row in rows if _fits_windows(row)]
    first = [row for i, row in enumerate(western) if i % 2 == 0 or row[0] == ANA.name]
    taken = {id(row) for row in first}
    second = [row for row in rows if id(row) not in taken]
    _write(folder / "energie_2026_wallonie.csv", first, encoding="cp1252", end="\r\n")
    _write(folder / "energie_2026_vlaanderen.csv", second, encoding="utf-8-sig", end="\n")


def write_to_erase(
    path: Path, customers: Sequence[Person], strangers: Sequence[Person], rng: np.random.Generator, count: int
) -> None:
    """Write the e-mail addresses of `count` people who asked to be erased, one a line under ``email``.

    Most are customers, about one in twenty is only on a campaign list, three are nobody's, and one is
    two people's (a family's), where there is such an address.
    """
    addresses: dict[str, int] = {}
    for person in customers:
        if person.email:
            key = person.email.strip().casefold()
            addresses[key] = addresses.get(key, 0) + 1
    families = [key for key, people in addresses.items() if people > 1][:1]
    spared = {ANA.id, 43, 44}
    alone = [
        p for p in customers if p.email and addresses[p.email.strip().casefold()] == 1 and p.id not in spared
    ]
    prospects = [p.email for p in strangers[::2] if p.email][: count // 20]
    others = [*families, *prospects, *UNKNOWN]
    picked = rng.choice(len(alone), count - len(others), replace=False)
    asked = [str(alone[i].email).strip() for i in picked]
    lines = [*asked, *others]
    rng.shuffle(lines)
    path.write_text("email\n" + "".join(f"{line}\n" for line in lines), encoding="utf-8")


def write_next_campaign(
    path: Path, customers: Sequence[Person], strangers: Sequence[Person], rng: np.random.Generator
) -> None:
    """Write the list for the next campaign, comma-separated: one customer in ten, and the strangers."""
    chosen = rng.random(len(customers)) < 0.1
    always = {ANA.id, 43, 44}
    listed = [p for p, on in zip(customers, chosen, strict=True) if on or p.id in always]
    rows = [_campaign_row(person, rng)[:3] for person in [*listed, *strangers[::2]]]
    out = StringIO()
    csv.writer(out, lineterminator="\n").writerows([HEADER[:3], *rows])
    path.write_text(out.getvalue(), encoding="utf-8", newline="")


def _campaign_row(person: Person, rng: np.random.Generator) -> tuple[str, ...]:
    email = (person.email or "").strip()
    case, style, remark = (float(x) for x in rng.random(3))
    if person.id == ANA.id or case < 0.2:
        email = email.lower()
    elif case < 0.3:
        email = email.upper()
    number = "" if person.number is None else written(person.number, int(style * len(PHONE_FORMATS)))
    return person.name, email, number, person.city, REMARKS[int(remark * len(REMARKS))]


def _fits_windows(row: Sequence[str]) -> bool:
    try:
        "".join(row).encode("cp1252")
    except UnicodeEncodeError:
        return False
    return True


def _write(path: Path, rows: Iterable[Sequence[str]], *, encoding: str, end: str) -> None:
    out = StringIO()
    csv.writer(out, delimiter=";", lineterminator=end).writerows([HEADER, *rows])
    path.write_bytes(out.getvalue().encode(encoding))
