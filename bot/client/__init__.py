"""A client of the bot for the terminal: people and their chats, the service that delivers, and cards as text."""
