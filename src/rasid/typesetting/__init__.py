"""PDF by typst: packaged fonts and frame, nothing fetched, the same bytes for the same words."""

from rasid.typesetting.document import Page, typeset

__all__ = ["Page", "typeset"]
