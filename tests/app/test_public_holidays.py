from datetime import date

import pytest

from syncer.app.public_holidays import checked_code, doubts, public_holidays


@pytest.mark.parametrize(
    ("code", "read"),
    [("za", "ZA"), (" DE-by ", "DE-BY"), ("GB-ENG", "GB-ENG"), ("USA", "USA")],
)
def test_codes_are_spelt_as_the_library_does(code, read):
    assert checked_code(code) == read


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("Germany", "did you mean 'DE'"),
        ("south africa", "did you mean 'ZA'"),
        ("Brasil", "did you mean 'BR'"),
        ("QQ", "a country code such as 'GB' is meant"),
        ("DE-XX", "DE has no part 'XX'"),
        ("MC-XX", "it is not divided"),
    ],
)
def test_other_codes_are_answered_with_the_nearest(code, said):
    with pytest.raises(ValueError, match=said):
        checked_code(code)


def test_a_part_of_a_country_has_holidays_of_its_own():
    bavaria, germany = public_holidays(["DE-BY"]), public_holidays(["DE"])
    epiphany = date(2026, 1, 6)
    assert epiphany in bavaria
    assert epiphany not in germany
    assert germany < bavaria


def test_a_holiday_on_a_sunday_is_kept_on_the_monday_after_where_that_is_the_law():
    # 9 August 2026, National Women's Day, is a Sunday; the Public Holidays Act moves it.
    assert date(2026, 8, 10) in public_holidays(["ZA"])


def test_several_countries_are_joined():
    both = public_holidays(["ZA", "DE"])
    assert both == public_holidays(["ZA"]) | public_holidays(["DE"])


def test_they_reach_from_1990_to_2100():
    days = public_holidays(["ZA"])
    assert {min(days).year, max(days).year} == {1990, 2100}


def test_what_the_library_is_unsure_of_is_told_and_not_printed(recwarn):
    assert "only from" in doubts("IN")
    assert doubts("ZA") == ""
    assert not recwarn
