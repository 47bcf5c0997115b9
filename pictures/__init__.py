"""Drawings of where media flows: their sources, and the script that draws them. Nothing here runs with the bot."""
