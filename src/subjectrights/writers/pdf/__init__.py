"""The document as a PDF to read and print, with the same data attached as JSON."""

from subjectrights.writers.pdf.writer import PdfWriter

__all__ = ["PdfWriter"]
