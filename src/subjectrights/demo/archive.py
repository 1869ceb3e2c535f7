"""Writes the demo estate's archive of calls: Parquet files in one folder a month."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from subjectrights.demo.people import ANA, PHONE_FORMATS, Person, written
from subjectrights.demo.words import LANGUAGES, NAME, QUEUES, TOPICS

__all__ = ["MONTHS", "write_archive"]

MONTHS = tuple((year, month) for year in (2024, 2025, 2026) for month in range(1, 13))[6:30]
"""The months of the archive, July 2024 to June 2026; a small archive has the last of them."""

ROWS_A_GROUP = 5_000
CALLS_A_MONTH = 100
ANAS_CALLS = 9
STRANGER, UNNUMBERED, BORROWED, WITHHELD = 0.04, 0.12, 0.123, 0.15


def write_archive(
    folder: Path,
    customers: Sequence[Person],
    strangers: Sequence[Person],
    *,
    calls: int,
    rng: np.random.Generator,
    progress: Callable[[str], None] | None = None,
) -> None:
    """Write `calls` calls under ``folder/year=YYYY/month=MM/``.

    Of a hundred calls about 4 come from numbers nobody knows, 8 from a customer whose number was
    recognised without the customer being noted, 3 from a withheld number, and a few from a number that
    is another customer's; Ana has nine calls or more, with her customer number.
    """
    everybody = [*customers, *strangers]
    names = pa.array([person.name for person in everybody])
    callers = _numbers_as_typed(everybody)
    sentences = _Sentences(everybody)
    ana = next(i for i, person in enumerate(everybody) if person.id == ANA.id)
    months = MONTHS[-max(2, min(len(MONTHS), calls // CALLS_A_MONTH)) :]
    hers = -(-ANAS_CALLS // len(months))
    bounds = np.linspace(0, calls, len(months) + 1).astype(int)
    for part, (year, month) in enumerate(months):
        count = int(bounds[part + 1] - bounds[part])
        who = rng.integers(0, len(customers), count)
        kind = rng.random(count)
        who = np.where(kind < STRANGER, rng.integers(len(customers), len(everybody), count), who)
        who[:hers], kind[:hers] = ana, 1.0
        known = (kind >= UNNUMBERED) & (who < len(customers))
        lender = rng.integers(0, len(customers), count)
        borrowed = (kind >= UNNUMBERED) & (kind < BORROWED) & (lender != ana)
        phone_of = np.where(borrowed, lender, who)
        styles = rng.integers(0, len(PHONE_FORMATS), count)
        caller = callers.take(pa.array(phone_of * len(PHONE_FORMATS) + styles))
        withheld = pa.array((kind >= BORROWED) & (kind < WITHHELD))
        table = pa.table(
            {
                "call_id": pa.array(np.arange(bounds[part], bounds[part + 1]) + 1),
                "customer_id": pa.array(who + 1, mask=~known),
                "caller": pc.if_else(withheld, pa.scalar(None, pa.string()), caller),
                "recorded_at": _moments(year, month, count, rng),
                "duration_s": pa.array(rng.gamma(2.0, 130.0, count).astype(np.int32)),
                "queue": _word(QUEUES, count, rng).dictionary_encode(),
                "topics": _topics(count, rng),
                "transcript": sentences.spoken(who, names, rng),
            }
        ).replace_schema_metadata({"recorder": "demo", "retention": "P2Y"})
        target = folder / f"year={year}" / f"month={month:02}"
        target.mkdir(parents=True)
        pq.write_table(table, target / "part-0.parquet", compression="zstd", row_group_size=ROWS_A_GROUP)
        if progress is not None:
            progress(f"archive {year}-{month:02}")


class _Sentences:
    """What callers say, by language, drawn for many calls at once."""

    def __init__(self, everybody: Sequence[Person]) -> None:
        self.language = np.array([person.language for person in everybody])
        openings = [[text.split(NAME) for text in lang.openings] for lang in LANGUAGES]
        self.before = _Pool([[pair[0] for pair in texts] for texts in openings])
        self.after = _Pool([[pair[1] for pair in texts] for texts in openings])
        self.matters = _Pool([list(lang.matters) for lang in LANGUAGES])
        self.closings = _Pool([list(lang.closings) for lang in LANGUAGES])

    def spoken(self, who: np.ndarray, names: pa.Array, rng: np.random.Generator) -> pa.Array:
        """A transcript for each caller."""
        language = self.language[who]
        opening = rng.random(len(who))
        return pc.binary_join_element_wise(
            self.before.draw(language, opening),
            names.take(pa.array(who)),
            self.after.draw(language, opening),
            "\n",
            self.matters.draw(language, rng.random(len(who))),
            "\n",
            self.closings.draw(language, rng.random(len(who))),
            "",
        )


class _Pool:
    """Texts by language, drawn from with an array of languages and an array of chances."""

    def __init__(self, texts: Sequence[Sequence[str]]) -> None:
        self.texts = pa.array([text for of_language in texts for text in of_language])
        self.sizes = np.array([len(of_language) for of_language in texts])
        self.starts = np.concatenate(([0], np.cumsum(self.sizes)[:-1]))

    def draw(self, language: np.ndarray, chance: np.ndarray) -> pa.Array:
        """One text a call."""
        offset = (chance * self.sizes[language]).astype(np.int64)
        return self.texts.take(pa.array(self.starts[language] + offset))


def _numbers_as_typed(everybody: Sequence[Person]) -> pa.Array:
    """Every person's number in every style, one after the other."""
    styles = range(len(PHONE_FORMATS))
    return pa.array(
        [None if p.number is None else written(p.number, style) for p in everybody for style in styles],
        pa.string(),
    )


def _moments(year: int, month: int, count: int, rng: np.random.Generator) -> pa.Array:
    first = np.datetime64(f"{year}-{month:02}-01T07:00:00", "us")
    days = rng.integers(0, 28, count) * np.timedelta64(86_400_000_000, "us")
    times = rng.integers(0, 11 * 3600, count) * np.timedelta64(1_000_000, "us")
    return pa.array(np.sort(first + days + times)).cast(pa.timestamp("us", "UTC"))


def _word(words: Sequence[str], count: int, rng: np.random.Generator) -> pa.Array:
    return pa.array(list(words)).take(pa.array(rng.integers(0, len(words), count)))


def _topics(count: int, rng: np.random.Generator) -> pa.Array:
    sizes = rng.integers(0, 3, count)
    offsets = np.concatenate(([0], np.cumsum(sizes))).astype(np.int32)
    return pa.ListArray.from_arrays(pa.array(offsets), _word(TOPICS, int(offsets[-1]), rng))
