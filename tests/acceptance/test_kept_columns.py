"""What a column was read as is kept from sync to sync, whatever is added or renamed later."""


def letters(team):
    (plan,) = team.json("check")["plans"]
    return {column["field"]: column["letter"] for column in plan["columns"]}


def test_a_due_column_stays_though_a_target_date_is_added(team):
    team.syncer("sync")
    for cell, text in {"L1": "Target date", "L2": "2027-01-01", "L3": "2027-01-02"}.items():
        team.type_in(cell, text)
    assert letters(team)["due"] == "G"


def test_a_renamed_column_is_followed_and_said_so_once(team):
    team.syncer("sync")
    octets = team.feed.read_bytes()
    team.type_in("G1", "Bafflement")
    assert "G1: the column “Due” is now called “Bafflement”" in team.syncer("sync")
    assert letters(team)["due"] == "G"
    assert "is now called" not in team.syncer("sync")
    assert team.feed.read_bytes() == octets
