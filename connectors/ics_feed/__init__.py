"""Publishes a plan's events as an .ics file that calendar programs subscribe to."""

from connectors.ics_feed.known import FeedRenderer
from connectors.ics_feed.place import FeedFile, open_feed
from connectors.ics_feed.render import feed_octets

__all__ = ["FeedFile", "FeedRenderer", "feed_octets", "open_feed"]
