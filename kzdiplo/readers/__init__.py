"""Readers: files from elsewhere become the same typed frames as the bundled tables."""
