"""Components and how they hang together."""

from dataclasses import dataclass, field

PLACES = {
    "VCALENDAR": {None},
    "VEVENT": {"VCALENDAR"},
    "VTODO": {"VCALENDAR"},
    "VJOURNAL": {"VCALENDAR"},
    "VFREEBUSY": {"VCALENDAR"},
    "VTIMEZONE": {"VCALENDAR"},
    "VAVAILABILITY": {"VCALENDAR"},
    "AVAILABLE": {"VAVAILABILITY"},
    "STANDARD": {"VTIMEZONE"},
    "DAYLIGHT": {"VTIMEZONE"},
    "VALARM": {"VEVENT", "VTODO"},
    "PARTICIPANT": {"VEVENT", "VTODO", "VJOURNAL", "VFREEBUSY"},
    "VLOCATION": {"VEVENT", "VTODO", "VJOURNAL", "PARTICIPANT"},
    "VRESOURCE": {"VEVENT", "VTODO", "VJOURNAL", "PARTICIPANT"},
}


@dataclass
class Component:
    """A component with its lines and the components in it; `mixed`: a line after one of those."""

    name: str
    line: int
    lines: list = field(default_factory=list)
    parts: list = field(default_factory=list)
    mixed: bool = False

    def all(self, name):
        return [line for line in self.lines if line.name == name]

    def first(self, name):
        return next(iter(self.all(name)), None)

    def value(self, name):
        line = self.first(name)
        return line.value if line else None

    def named(self, *names):
        return [part for part in self.parts if part.name in names]


def grow(lines):
    """The outermost components, and what is wrong with how they are nested."""
    roots, open_ones, wrong = [], [], []
    for line in lines:
        if line.name == "BEGIN":
            name = line.value.upper()
            above = open_ones[-1] if open_ones else None
            if above is None and roots:
                wrong.append((line.number, "a second calendar"))
            if (above.name if above else None) not in PLACES.get(name, ()):
                wrong.append((line.number, f"{name} does not belong here"))
            part = Component(name, line.number)
            (above.parts if above else roots).append(part)
            open_ones.append(part)
        elif line.name == "END":
            if not open_ones or open_ones.pop().name != line.value.upper():
                wrong.append((line.number, f"END:{line.value} closes nothing"))
        elif open_ones:
            open_ones[-1].lines.append(line)
            open_ones[-1].mixed |= bool(open_ones[-1].parts)
        else:
            wrong.append((line.number, f"{line.name} outside the calendar"))
    wrong += [(part.line, f"{part.name} is never closed") for part in open_ones]
    return roots, wrong


def walk(parts):
    """Every component, from the outside in."""
    for part in parts:
        yield part
        yield from walk(part.parts)
