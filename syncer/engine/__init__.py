"""One cycle: read, decide, act, remember."""
