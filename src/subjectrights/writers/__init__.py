"""The formats a document is written in; :func:`subjectrights.writers.output.write_document` is the way in."""
