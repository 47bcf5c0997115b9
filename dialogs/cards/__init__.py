"""Draws replies as Adaptive Cards; the only place that knows the card format."""

from dialogs.cards import models

models.load()
