"""How the bot talks: dialogs over the knowledge, and cards that draw its replies."""
