import json
import tomllib

from syncer.app.mapping_files import mapping_names, mapping_text
from syncer.cli import main


def test_every_mapping_is_listed_with_its_kind_and_title(capsys):
    assert main(["mappings"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines[1:]] == list(mapping_names())
    assert any(line.split() == ["asana", "tool", "Asana", "(CSV)"] for line in lines)
    assert any(line.split() == ["german", "language", "Deutsch", "(German)"] for line in lines)


def test_the_list_as_json(capsys):
    assert main(["mappings", "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)["mappings"]
    (german,) = [one for one in listed if one["name"] == "german"]
    assert german == {
        "name": "german", "kind": "language", "title": "Deutsch (German)", "language": "de",
    }  # fmt: skip


def test_one_is_printed_as_it_could_be_saved(capsys):
    assert main(["mappings", "asana"]) == 0
    assert capsys.readouterr().out == mapping_text("asana")


def test_one_as_json(capsys):
    assert main(["mappings", "asana", "--json"]) == 0
    tables = json.loads(capsys.readouterr().out)
    assert tables["columns"] == tomllib.loads(mapping_text("asana"))["columns"]


def test_an_unknown_one_is_answered_with_the_nearest(capsys):
    assert main(["mappings", "assana"]) == 2
    assert "did you mean 'asana'?" in capsys.readouterr().err
