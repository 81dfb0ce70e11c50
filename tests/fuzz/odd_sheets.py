"""Random and mutated sheets, each made from a number: the same number makes the same sheet."""

from datetime import date, datetime, time, timedelta
from random import Random

from syncer.domain.sheet import Merge, Tab, Value

HEADINGS = [
    "ID", "Task", "Milestone", "Title", "Phase", "Owner", "Start", "Due", "Due date", "Baseline",
    "Status", "% done", "Depends on", "Predecessors", "Notes", "WBS", "Level", "Duration", "Priority",
    "Budget", "Computed status", "Health", "Forecast", "Checked", "Vorgang", "Fällig", "Échéance",
    "Jalon", "担当", "期限", "Задача", "Срок", "مهمة", "a", "", "Q1 2026", "KW 23", "2026-03-02", "Total",
]  # fmt: skip
TEXTS = [
    "Design the frame", "Build", "Phase 1", "Total", "1.2.3", "1.", "A-17", "M-0001", "Ann Lee", "Lee, Ann",
    "Ann & Bo", "ann@example.org", "In progress", "done", "✅", "🔴", "TBD", "ASAP", "n/a", "-", "idem", "″",
    "03/04/2026", "13/04/26", "4/13/2026", "31/02/2026", "2026-04-31", "2026-W23", "KW 23", "Q3 2026",
    "23 mai 2024", "mid-June", "1-5 June 2026", "5. – 9. März 2026", "0000-00-00", "9999-12-31", "26/03/27",
    "2026年3月2日", "٢٠٢٦/٠٣/٠٢", "2 Mar 2026 10:15", "Mon 2 March", "50 %", "50,5%", "150%", "-3 %", "1e308",
    "1.000,50 €", "$ 1,000", "(12)", "3w", "2 días", "3FS+2d", "M2; M3", "1,2,3", "A-17SS-1d", "99999999999999999999",
    "=SUM(A1:A9)", "#REF!", "#N/A", "\x00", "\x1b[31m", "\ud800", "\u202eabc", "\ufeffTask", "a\nb\nc", "\t", " ",
    "\u200b", "İstanbul", "ß", "ﬁ", "x" * 3000, "1/" * 400, ", " * 300, "(" * 500, "9" * 400, "2026-" * 100,
    "10/10/10/10", "1.1.1.1.1.1.1.1.1.1.1.1", "0", "00", "'1", "١٢", "²", "½", "Ⅳ", "True", "NaN", "inf", "-inf",
]  # fmt: skip
NUMBERS = [
    0, 1, -1, 2, 0.5, 1.0, 50, 100, 101, 45000, 46123.75, 60, 59, 1e308, -1e308, 1e-308, 2**63, -(2**70),
    float("nan"), float("inf"), float("-inf"), 2958465, 2958466, 3, 12.000000001,
]  # fmt: skip
OTHERS = [
    None, "", True, False, date(2026, 3, 2), date.min, date.max, datetime(2026, 3, 2, 10), datetime.min,
    datetime.max, time(10, 15), time.max, timedelta(days=3), timedelta(hours=-1), timedelta.max, timedelta.min,
]  # fmt: skip
MOST_ROWS = 60
MOST_COLUMNS = 40


def odd_tabs(number: int) -> tuple[Tab, ...]:
    """The tabs of sheet *number*: mostly one, of every tenth number more."""
    random = Random(number)
    count = 1 if number % 10 else random.randint(1, 4)
    return tuple(_tab(random, f"Tab {n}") for n in range(count))


def _tab(random: Random, name: str) -> Tab:
    made = random.choice([_noise, _plan, _spoilt, _spoilt, _spoilt, _wide, _repeated])
    rows = made(random)
    height, width = len(rows), max(map(len, rows), default=0)
    return Tab(
        name=name,
        rows=rows,
        hidden=random.random() < 0.05,
        ours=random.random() < 0.02,
        hidden_rows=_some(random, height + 3),
        hidden_columns=_some(random, width + 3),
        merges=tuple(_merge(random, height, width) for _ in range(random.choice([0, 0, 0, 1, 5]))),
        formulas=frozenset((random.randint(1, 9), random.randint(1, 9)) for _ in range(2)),
        percents=_some(random, width + 3),
        bold_rows=_some(random, height + 3),
        depths=dict.fromkeys(_some(random, height + 3), random.randint(1, 7)),
    )


def _cell(random: Random) -> Value:
    kind = random.random()
    if kind < 0.5:
        return random.choice(TEXTS)
    if kind < 0.6:
        return "".join(
            chr(random.choice([random.randint(1, 127), random.randint(128, 0x2FFFF)]))
            for _ in range(5)
        )
    return random.choice(NUMBERS) if kind < 0.8 else random.choice(OTHERS)


def _noise(random: Random) -> list[list[Value]]:
    """Ragged rows of anything."""
    return [
        [_cell(random) for _ in range(random.randint(0, 12))]
        for _ in range(random.randint(0, MOST_ROWS))
    ]


def _plan(random: Random) -> list[list[Value]]:
    """An ordinary plan: what mutations begin with."""
    heads = random.sample(HEADINGS, random.randint(2, 12))
    kinds = [
        random.choice([TEXTS[:12], TEXTS[12:20], TEXTS[20:40], NUMBERS[:8], OTHERS[:6]])
        for _ in heads
    ]
    rows = [[random.choice(kind) for kind in kinds] for _ in range(random.randint(0, MOST_ROWS))]
    return [list(heads), *rows]


def _spoilt(random: Random) -> list[list[Value]]:
    """A plan to which many things happened."""
    rows = _plan(random)
    for _ in range(random.randint(1, 30)):
        change = random.choice(
            [_other_cell, _cut_row, _blank_row, _row_above, _again, _swap, _long_row, _section]
        )
        change(random, rows)
    return rows


def _wide(random: Random) -> list[list[Value]]:
    """A plan beside a band of days, or beside nothing but headings."""
    rows = _plan(random)
    band = random.randint(1, 400)
    first = date(2026, 1, 1)
    kind = random.choice([lambda n: first + timedelta(days=n), lambda n: str(first + timedelta(days=n)),
                          lambda n: 46000 + n, lambda n: f"KW {n}", lambda _: random.choice(HEADINGS)])  # fmt: skip
    rows[0] += [kind(n) for n in range(band)]
    for row in rows[1:]:
        row += [random.choice([None, None, "x", 1, ""]) for _ in range(band)]
    return rows


def _repeated(random: Random) -> list[list[Value]]:
    """Few cells many times: columns of one value, rows that are the same."""
    row = [_cell(random) for _ in range(random.randint(1, MOST_COLUMNS))]
    return [list(random.choice([row, row[::-1]])) for _ in range(random.randint(1, MOST_ROWS))]


def _other_cell(random: Random, rows: list[list[Value]]) -> None:
    row = random.choice(rows)
    if row:
        row[random.randrange(len(row))] = _cell(random)


def _cut_row(random: Random, rows: list[list[Value]]) -> None:
    row = random.choice(rows)
    del row[random.randint(0, len(row)) :]


def _blank_row(random: Random, rows: list[list[Value]]) -> None:
    rows.insert(random.randint(0, len(rows)), random.choice([[], [None] * 5, [""]]))


def _row_above(random: Random, rows: list[list[Value]]) -> None:
    rows.insert(0, [_cell(random) for _ in range(random.randint(0, 4))])


def _again(random: Random, rows: list[list[Value]]) -> None:
    rows.insert(random.randint(0, len(rows)), list(random.choice(rows)))


def _swap(random: Random, rows: list[list[Value]]) -> None:
    one, other = random.randrange(len(rows)), random.randrange(len(rows))
    rows[one], rows[other] = rows[other], rows[one]


def _long_row(random: Random, rows: list[list[Value]]) -> None:
    random.choice(rows).extend([_cell(random)] * random.randint(1, 50))


def _section(random: Random, rows: list[list[Value]]) -> None:
    rows.insert(random.randint(0, len(rows)), [random.choice(TEXTS)])


def _some(random: Random, most: int) -> frozenset[int]:
    return frozenset(random.randint(1, most) for _ in range(random.choice([0, 0, 2])))


def _merge(random: Random, height: int, width: int) -> Merge:
    top, left = random.randint(1, height + 2), random.randint(1, width + 2)
    return Merge(top, left, top + random.randint(0, 5), left + random.choice([0, 1, 5, 300]))
