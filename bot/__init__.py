"""How the bot is hosted: the web endpoint, the adapter, turns, and delivery. The only package with a web framework."""

from bot.left_out import leave_out

leave_out()
