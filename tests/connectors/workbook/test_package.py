"""The zip around a workbook: what is not changed is copied as it stands, however it was made."""

import io
import tracemalloc
import zipfile

import pytest

from connectors.workbook.package import open_package, packed
from syncer.errors import SourceError
from tests.connectors.workbook.books import parts_of, raw_records, zipped


class Unseekable(io.RawIOBase):
    """A stream as programs write to that pipe their output: sizes come behind the octets."""

    def __init__(self):
        self.octets = b""

    def writable(self):
        return True

    def write(self, data):
        self.octets += bytes(data)
        return len(data)


def streamed(parts):
    stream = Unseekable()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.octets


PARTS = {"a.xml": b"<a/>" * 50, "b/c.xml": b"<c/>", "d.bin": bytes(range(256))}


def test_parts_are_changed_and_added_and_the_rest_is_copied():
    octets = zipped(PARTS)
    after = open_package(octets, "x").rewritten({"b/c.xml": b"<new/>", "e.xml": b"<e/>"})
    assert parts_of(after) == PARTS | {"b/c.xml": b"<new/>", "e.xml": b"<e/>"}
    assert list(parts_of(after)) == [*PARTS, "e.xml"]
    old, new = raw_records(octets), raw_records(after)
    assert {name for name in old if old[name] == new[name]} == {"a.xml", "d.bin"}


def other_packers():
    """Zips whose octets our own way of packing would not give."""
    for method, level in ((zipfile.ZIP_STORED, None), (zipfile.ZIP_DEFLATED, 1)):
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", method, compresslevel=level) as archive:
            for name, content in PARTS.items():
                archive.writestr(name, content)
        yield stream.getvalue()


def test_nothing_changed_is_the_same_file():
    for octets in (zipped(PARTS), streamed(PARTS), *other_packers()):
        assert open_package(octets, "x").rewritten({}) == octets


def test_a_streamed_zip_keeps_its_descriptors_and_ours_needs_none():
    octets = streamed(PARTS)
    after = open_package(octets, "x").rewritten({"b/c.xml": b"<new/>"})
    assert parts_of(after)["b/c.xml"] == b"<new/>"
    old, new = raw_records(octets), raw_records(after)
    assert old["a.xml"] == new["a.xml"]
    assert b"PK\x07\x08" in old["a.xml"]
    with zipfile.ZipFile(io.BytesIO(after)) as archive:
        assert archive.testzip() is None
        assert archive.getinfo("a.xml").flag_bits & 8
        assert not archive.getinfo("b/c.xml").flag_bits & 8
    assert not new["b/c.xml"][6] & 8, "the part's own header says the same"
    assert b"PK\x07\x08" not in new["b/c.xml"]


def test_what_the_directory_says_of_a_part_stays():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        info = zipfile.ZipInfo("a.xml", (2024, 5, 6, 7, 8, 10))
        info.external_attr = 0o100640 << 16
        info.comment = b"made by hand"
        info.extra = b"UT\x05\x00\x03abcd"
        archive.writestr(info, b"<a/>")
        archive.comment = b"the end"
    after = open_package(stream.getvalue(), "x").rewritten({"a.xml": b"<b/>"})
    with zipfile.ZipFile(io.BytesIO(after)) as archive:
        now = archive.getinfo("a.xml")
        assert archive.comment == b"the end"
        assert archive.read("a.xml") == b"<b/>"
    assert (now.date_time, now.external_attr) == (info.date_time, info.external_attr)
    assert (now.comment, now.extra) == (info.comment, info.extra)


def test_a_name_is_found_whatever_its_case_and_slashes():
    octets = zipped({"xl\\SharedStrings.xml": "<sst/>"})
    package = open_package(octets, "x")
    assert package.part("/xl/sharedStrings.xml") == b"<sst/>"
    assert "xl/other.xml" not in package
    with pytest.raises(SourceError, match=r"lacks its part xl/other\.xml"):
        package.part("xl/other.xml")


def test_no_more_is_unpacked_than_the_directory_announces():
    octets = zipped({"a.xml": b" " * 100_000_000})
    size = (100_000_000).to_bytes(4, "little")
    lying = open_package(octets.replace(size, (500).to_bytes(4, "little")), "x")
    tracemalloc.start()
    try:
        with pytest.raises(SourceError, match="damaged"):
            lying.part("a.xml")
        assert tracemalloc.get_traced_memory()[1] < 5_000_000
    finally:
        tracemalloc.stop()


def test_a_zip_that_is_not_compressed_is_read_by_others():
    assert parts_of(packed(PARTS)) == PARTS
