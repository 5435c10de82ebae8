//! Charts as self-contained SVG.
