"""The bot in real clients: what needs npm packages or a browser."""
