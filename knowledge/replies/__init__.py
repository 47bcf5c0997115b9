"""Pure functions that compose a `Reply` from content: what is said, not how it is drawn."""
