"""Serving over HTTP: prepared feeds by a protocol of our own, all else by Starlette."""
