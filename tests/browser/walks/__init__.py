"""The ways that people take through the pages, each from its beginning to its end."""
