"""`syncer mappings`: the languages and tools whose words we know."""

import click

from syncer.cli.options import json_option


@click.command("mappings")
@click.argument("name", required=False)
@json_option
def command(name: str | None, as_json: bool) -> int:
    """
    List the languages and tools whose words are known; or print the one called NAME.

    What it prints may be saved, changed, and named in the configuration: mapping = "ours.toml".
    """
    from syncer.app.mapping_files import mapping_names, mapping_text, our_mapping
    from syncer.cli.terminal import console, print_json, said, table

    if name is not None:
        text = mapping_text(name)
        print_json(dict(our_mapping(name).tables)) if as_json else click.echo(text, nl=False)
        return 0
    found = [our_mapping(one) for one in mapping_names()]
    kinds = [("language" if one.language else "tool") for one in found]
    if as_json:
        listed = [
            {"name": one.name, "kind": kind, "title": one.title, "language": one.language or None}
            for one, kind in zip(found, kinds, strict=True)
        ]
        print_json({"mappings": listed})
        return 0
    made = table("Name", "Kind", "Title", whole=("Name", "Kind"))
    for one, kind in zip(found, kinds, strict=True):
        made.add_row(said(one.name), kind, said(one.title))
    console().print(made)
    return 0
