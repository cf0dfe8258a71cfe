"""Makes decks of slides, to be projected, from the built pages of the chapters."""
