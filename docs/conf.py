"""How the documentation is built."""

from subjectrights import __version__

project = "subjectrights"
author = "The subjectrights developers"
copyright = "the subjectrights developers"
release = __version__

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3
source_suffix = {".md": "markdown"}
exclude_patterns = ["_build"]
suppress_warnings = ["ref.python"]

autodoc_member_order = "bysource"
autodoc_typehints = "none"
autodoc_class_signature = "separated"
napoleon_use_ivar = True

html_theme = "furo"
html_title = f"subjectrights {release}"
