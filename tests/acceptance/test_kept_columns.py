"""What a column was read as is kept from sync to sync, whatever is added or renamed later."""


def letters(team):
    (plan,) = team.json("check")["plans"]
    return {column["field"]: column["letter"] for column in plan["columns"]}


def test_a_date_column_stays_the_due_one_though_a_better_heading_is_added(team):
    team.type_in("G1", "Target date")
    team.syncer("sync")
    for row, text in enumerate(["Due", "2027-01-01", "2027-01-02", "2027-01-03"], 1):
        team.type_in(f"T{row}", text)
    assert letters(team)["due"] == "G"
    (finding,) = team.json("check")["plans"][0]["findings"]
    assert finding["cell"] == "T1"
    assert "“Target date” is read as the due date as before" in finding["message"]


def test_a_renamed_column_is_followed_and_said_so_once(team):
    team.syncer("sync")
    octets = team.feed.read_bytes()
    team.type_in("G1", "Bafflement")
    assert "G1: the column “Due” is now called “Bafflement”" in team.syncer("sync")
    assert letters(team)["due"] == "G"
    assert "is now called" not in team.syncer("sync")
    assert team.feed.read_bytes() == octets
