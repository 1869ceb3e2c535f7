"""An encrypted PDF in which what is attached can be found by its name.

fpdf2 encrypts streams and most strings, but leaves the language and what stands around attached files in the
clear.  Readers, which take every string for encrypted (ISO 32000-2, 7.6.2), then see noise in their place.
"""

from __future__ import annotations

from typing import Any

from fpdf.output import OutputProducer
from fpdf.syntax import PDFString
from fpdf.syntax import create_dictionary_string as pdf_dict
from fpdf.syntax import create_list_string as pdf_list

__all__ = ["EncryptedOutput"]


class EncryptedOutput(OutputProducer):
    """Puts an encrypted PDF together."""

    def _finalize_catalog(self, catalog_obj: Any, *rest: Any, **named: Any) -> None:
        super()._finalize_catalog(catalog_obj, *rest, **named)
        handler = self.fpdf._security_handler
        if catalog_obj.lang:
            catalog_obj.lang = PDFString(catalog_obj.lang, encrypt=True)
        names = []
        for file in self.fpdf.embedded_files:
            spec = file.file_spec()
            spec.f = spec.u_f = PDFString(file.basename(), encrypt=True)
            spec.desc = PDFString(spec.desc, encrypt=True)
            name = PDFString(file.basename(), encrypt=True)
            names.append(f"{name.serialize(handler, catalog_obj.id)} {spec.ref}")
        catalog_obj.names = pdf_dict({"/EmbeddedFiles": pdf_dict({"/Names": pdf_list(names)})})
