"""What the bot knows: typed content, the decision, and finding answers. No bot SDK and no web framework."""
