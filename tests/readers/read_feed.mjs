// Prints the events of the feed on standard input as JSON, as ical.js sees them.
import { readFileSync } from "node:fs";
import ICAL from "ical.js";

const calendar = new ICAL.Component(ICAL.parse(readFileSync(0, "utf8")));

const seen = calendar.getAllSubcomponents("vevent").map((component) => {
  const value = (name) => component.getFirstPropertyValue(name)?.toString() ?? "";
  return {
    uid: value("uid"),
    start: value("dtstart"),
    end: value("dtend"),
    summary: value("summary"),
    description: value("description"),
    status: value("status"),
    sequence: Number(value("sequence")),
    categories: component.getFirstProperty("categories")?.getValues() ?? [],
    related: component.getAllProperties("related-to").map((line) => line.getFirstValue()),
    alarms: component.getAllSubcomponents("valarm").map((alarm) => alarm.getFirstPropertyValue("trigger").toSeconds()),
  };
});

process.stdout.write(JSON.stringify({ name: calendar.getFirstPropertyValue("name"), events: seen }));
