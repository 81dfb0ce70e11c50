"""Nouns: what a plan is made of. Frozen, and nothing but the standard library."""
