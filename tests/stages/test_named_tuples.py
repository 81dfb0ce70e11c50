"""Named tuples in bulk are those that the constructor makes."""

from syncer.domain.plan import Link, LinkType
from syncer.stages.named_tuples import made_of


def test_what_is_made_in_bulk_is_what_the_constructor_makes():
    links = list(made_of(Link, [(3, LinkType.FS, 0), (4, LinkType.SS, -2)]))
    assert links == [Link(3), Link(4, LinkType.SS, -2)]
    assert [type(link) for link in links] == [Link, Link]
