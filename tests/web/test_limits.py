from syncer.web.limits import Buckets


def taken(buckets, who, *, at, times):
    return [buckets.take(who, at) for _ in range(times)]


def test_a_burst_is_let_through_and_then_some_a_second():
    buckets = Buckets(burst=3, rate=0.5, most=10)
    assert taken(buckets, "a", at=0, times=4) == [True, True, True, False]
    assert taken(buckets, "a", at=2, times=2) == [True, False]


def test_one_does_not_use_up_what_is_anothers():
    buckets = Buckets(burst=1, rate=0, most=10)
    assert buckets.take("a", 0)
    assert not buckets.take("a", 0)
    assert buckets.take("b", 0)


def test_a_long_wait_gives_one_burst_and_no_more():
    buckets = Buckets(burst=2, rate=1, most=10)
    taken(buckets, "a", at=0, times=2)
    assert taken(buckets, "a", at=1000, times=3) == [True, True, False]


def test_a_clock_that_is_set_back_gives_nothing():
    buckets = Buckets(burst=1, rate=1, most=10)
    buckets.take("a", 100)
    assert not buckets.take("a", 50)


def test_the_table_is_bounded_and_forgets_who_asked_longest_ago():
    buckets = Buckets(burst=1, rate=0, most=2)
    for who in "abac":
        buckets.take(who, 0)
    assert len(buckets) == 2
    assert not buckets.take("a", 0)
    assert buckets.take("b", 0)
