"""Every built-in writer passes the conformance suite."""

from writer_conformance import WriterConformance

from subjectrights.writers.registry import BUILT_IN


class TestJson(WriterConformance):
    suffix = ".json"


class TestCsvZip(WriterConformance):
    suffix = ".csv.zip"


class TestCsv(WriterConformance):
    suffix = ".csv"
    one_table = True


class TestXlsx(WriterConformance):
    suffix = ".xlsx"


class TestHtml(WriterConformance):
    suffix = ".html"


class TestXml(WriterConformance):
    suffix = ".xml"


class TestParquetZip(WriterConformance):
    suffix = ".parquet.zip"


class TestParquet(WriterConformance):
    suffix = ".parquet"
    one_table = True


class TestPdf(WriterConformance):
    suffix = ".pdf"


def test_every_built_in_writer_is_tested_here() -> None:
    tested = {one.suffix for one in WriterConformance.__subclasses__()}
    assert {BUILT_IN[suffix] for suffix in tested} == set(BUILT_IN.values())
