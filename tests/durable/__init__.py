"""Nothing is lost: real processes that are killed, compete and are refused, and people who notice."""
