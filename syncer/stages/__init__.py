"""The stages: pure functions from cells to changes; no clock, no file, no socket, no log."""
