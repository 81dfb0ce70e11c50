"""How people name things: one TOML file per language or tool."""
