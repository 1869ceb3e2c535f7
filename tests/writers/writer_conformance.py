"""What every writer must hold to, whatever its format: one class of tests to inherit from."""

from __future__ import annotations

import pyarrow as pa
import pytest
from writers_support import (
    FORMULAS,
    HOSTILE,
    NAMES,
    broken_text,
    document,
    every_type,
    table,
    whole_document,
    written,
)

from subjectrights.writers.document import Document, Writer
from subjectrights.writers.registry import writer_for


class WriterConformance:
    """Inherit, set `suffix`, and `one_table` where the format holds a single table."""

    suffix: str
    one_table = False

    @pytest.fixture
    def writer(self) -> Writer:
        return writer_for(self.suffix)

    def fitting(self, given: Document) -> Document:
        """The document, or the rows of its first table where the format holds nothing else."""
        return document(given.tables[0].data) if self.one_table else given

    def test_the_writer_says_what_it_writes(self, writer: Writer) -> None:
        assert self.suffix in writer.suffixes
        assert "/" in writer.media_type

    def test_a_whole_document_is_written_without_loss(self, writer: Writer) -> None:
        data, losses = written(writer, self.fitting(whole_document()))
        assert data
        assert list(losses) == []

    def test_a_table_without_rows_is_written(self, writer: Writer) -> None:
        data, losses = written(writer, document(pa.table({"id": pa.array([], pa.int64())})))
        assert data
        assert list(losses) == []

    def test_a_table_without_columns_is_written(self, writer: Writer) -> None:
        assert written(writer, document(pa.table({})))[0]

    def test_every_arrow_type_is_written(self, writer: Writer) -> None:
        assert written(writer, document(every_type()))[0]

    def test_every_arrow_type_is_written_when_sliced_and_chunked(self, writer: Writer) -> None:
        twice = pa.concat_tables([every_type(), every_type().slice(1)])
        assert written(writer, document(twice.slice(1)))[0]

    def test_hostile_text_is_written_wherever_it_stands(self, writer: Writer) -> None:
        """Edge cases 40, 41 and 42: nothing a person typed makes a report fail."""
        for text in HOSTILE:
            given = table(pa.table({text: [text, None]}), text, title=text, notes=(text,))
            assert written(writer, document(given))[0]

    def test_text_that_is_not_utf8_is_written(self, writer: Writer) -> None:
        assert written(writer, document(pa.table({"name": broken_text()})))[0]

    def test_names_in_every_script_are_written_without_loss(self, writer: Writer) -> None:
        given = document(pa.table({"script": list(NAMES), "name": list(NAMES.values())}))
        assert list(written(writer, given)[1]) == []

    def test_losses_name_places_and_never_values(self, writer: Writer) -> None:
        values = [f"secret{number}\u202e\x00{text}" for number, text in enumerate(FORMULAS)]
        given = document(table(pa.table({"note": values}), "crm.notes"))
        for loss in written(writer, given)[1]:
            assert (loss.table, loss.column) == ("crm.notes", "note")
            assert "secret" not in str(loss)
            assert 1 <= loss.count <= len(values)

    def test_columns_of_one_name_are_all_written(self, writer: Writer) -> None:
        data = pa.table([pa.array(["first"]), pa.array(["second"])], names=["same", "same"])
        assert written(writer, document(data))[0]

    def test_a_repeated_name_of_a_table_loses_no_table(self, writer: Writer) -> None:
        """Edge case 46."""
        if self.one_table:
            pytest.skip("the format holds one table")
        one = document(table(pa.table({"id": [1]}), "same"))
        two = document(table(pa.table({"id": [1]}), "same"), table(pa.table({"id": [2]}), "same"))
        assert len(written(writer, two)[0]) > len(written(writer, one)[0])

    def test_writing_twice_gives_the_same_losses_and_leaves_the_document_alone(self, writer: Writer) -> None:
        given = document(every_type())
        before = given.tables[0].data
        first = written(writer, given)[1]
        assert list(written(writer_for(self.suffix), given)[1]) == list(first)
        assert given.tables[0].data.equals(before)
