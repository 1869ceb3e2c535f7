"""From identifiers to rows and back: whose which row is."""
