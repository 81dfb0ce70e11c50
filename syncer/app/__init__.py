"""The application: configuration, and what it wires together."""
