"""Watching together: an evening of several people, each with a mood of their own."""
