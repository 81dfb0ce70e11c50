"""What subscribers were told and the state does not know is taken up again."""

from datetime import UTC, date, datetime, timedelta

from connectors.ics_feed import open_feed
from syncer.domain.events import Event, Feed, Revision
from syncer.domain.memory import Memory
from syncer.engine.reclaim import reclaim

NAME = "ics:plan.ics"
NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)


def revision(number=1, sequence=0, later=0, instance="abc"):
    event = Event(uid=f"M-{number:04}@{instance}", day=date(2026, 4, 1), summary="Beta")
    return Revision(event, sequence, NOON, NOON + timedelta(seconds=later))


def published(tmp_path, *revisions):
    target = open_feed(str(tmp_path / "plan.ics"), {})
    return target, target.publish(Feed(title="Apollo", revisions=revisions))


def remembering(*revisions, digest=""):
    return Memory(
        instance="abc",
        published={NAME: {one.event.uid: one for one in revisions}},
        digests={NAME: digest},
    )


def test_a_feed_that_is_as_remembered_changes_nothing(tmp_path):
    target, digest = published(tmp_path, revision())
    memory = remembering(revision(sequence=7), digest=digest)
    assert reclaim(memory, {NAME: target}, "abc") is memory


def test_a_newer_revision_there_counts_and_an_older_one_does_not(tmp_path):
    newer, older = revision(1, 3, 9), revision(2, 1)
    target, _ = published(tmp_path, newer, older)
    memory = remembering(revision(1, 2), revision(2, 5, 5))
    found = reclaim(memory, {NAME: target}, "abc").published[NAME]
    assert found == {"M-0001@abc": newer, "M-0002@abc": revision(2, 5, 5)}


def test_an_event_nobody_remembers_is_known_again_and_its_key_stays_taken(tmp_path):
    target, _ = published(tmp_path, revision(11))
    memory = reclaim(Memory(), {NAME: target}, "abc")
    assert memory.published == {NAME: {"M-0011@abc": revision(11)}}
    assert memory.next_key == 12


def test_events_of_another_plan_are_left_alone(tmp_path):
    target, _ = published(tmp_path, revision(instance="other"))
    memory = Memory()
    assert reclaim(memory, {NAME: target}, "abc") is memory


def test_a_feed_that_cannot_be_read_is_left_to_publishing(tmp_path):
    memory = remembering(revision(), digest="1")
    assert reclaim(memory, {NAME: open_feed(str(tmp_path), {})}, "abc") is memory
