#!/usr/bin/env python3
"""Writes table.txt, the sessions of the exchanges this project knows.

    python3 -m venv v && v/bin/pip install exchange_calendars==4.13.2 pandas_market_calendars==5.5.0
    v/bin/python src/market/calendar/generate.py

The facts (which weekdays were closed, which sessions ended early) come from exchange_calendars (Apache-2.0) and are
compared with pandas_market_calendars (MIT). A difference between the two that errata.txt does not settle ends the
script with a list, and no table is written: a person decides, with the exchange's notice, and writes the row.
"""

import datetime
import hashlib
import pathlib
import sys

import exchange_calendars
import pandas
import pandas_market_calendars

HERE = pathlib.Path(__file__).parent
# Code, code of the second source, and the last date the exchange itself, or its plain rules, settle.
EXCHANGES = [("XNYS", "NYSE", "1990-01-01", "2030-12-31")]
# Other codes with the same sessions and hours.
SAME = [("XNAS", "XNYS")]
# A minute of silence is no late open: shifts below this many minutes are left out.
LEAST_SHIFT = 5


def read_errata():
    """(code, kind, date) of every row of errata.txt."""
    rows = set()
    for line in (HERE / "errata.txt").read_text().splitlines():
        words = line.split("#")[0].split()
        if words:
            rows.add((words[0], words[1], words[2]))
    return rows


def minutes(text):
    return int(text[:2]) * 60 + int(text[3:])


def first_source(code, first, last):
    """{date: (open, close)} in local time."""
    calendar = exchange_calendars.get_calendar(code, start=first, end=last)
    zone = calendar.tz
    local = lambda instant: instant.tz_convert(zone).strftime("%H:%M")
    return calendar, {
        day.date(): (local(row.open), local(row.close)) for day, row in calendar.schedule.iterrows()
    }


def second_source(name, zone, first, last):
    schedule = pandas_market_calendars.get_calendar(name).schedule(first, last)
    local = lambda instant: instant.tz_convert(zone).strftime("%H:%M")
    return {
        day.date(): (local(row.market_open), local(row.market_close))
        for day, row in schedule.iterrows()
    }


def differences(code, ours, theirs, errata):
    """What the second source says otherwise and errata.txt does not settle."""
    found = []
    for day in sorted(ours.keys() ^ theirs.keys()):
        if not {(code, "closed", str(day)), (code, "open", str(day))} & errata:
            found.append(f"{code} {day}: session in one source only")
    for day in sorted(ours.keys() & theirs.keys()):
        for kind, mine, other in zip(("late", "early"), ours[day], theirs[day]):
            shift = abs(minutes(mine) - minutes(other))
            if shift >= LEAST_SHIFT or (kind == "early" and shift > 0):
                if (code, kind, str(day)) not in errata:
                    found.append(f"{code} {day}: {kind} {mine} or {other}")
    return found


def table_of(code, calendar, ours, first, last):
    """The lines of one exchange: zone, range, hours, closures a year, early closes."""
    usual_open = calendar.open_times[-1][1].strftime("%H:%M")
    usual_close = calendar.close_times[-1][1].strftime("%H:%M")
    lines = [
        f"{code} zone {calendar.tz.key}",
        f"{code} known {first} {last}",
        f"{code} hours {first} {usual_open} {usual_close}",
    ]
    weekdays = [day.date() for day in pandas.date_range(first, last, freq="B")]
    closed = [day for day in weekdays if day not in ours]
    for year in sorted({day.year for day in closed}):
        days = " ".join(day.strftime("%m%d") for day in closed if day.year == year)
        lines.append(f"{code} {year} {days}")
    for day, (opens, closes) in sorted(ours.items()):
        if opens != usual_open:
            lines.append(f"{code} late {day} {opens}")
        if closes != usual_close:
            lines.append(f"{code} early {day} {closes}")
    return lines


def main():
    errata = read_errata()
    body, problems = [], []
    for code, name, first, last in EXCHANGES:
        calendar, ours = first_source(code, first, last)
        theirs = second_source(name, calendar.tz, first, last)
        problems += differences(code, ours, theirs, errata)
        body += table_of(code, calendar, ours, first, last)
    if problems:
        sys.exit("errata.txt must settle:\n" + "\n".join(problems))
    body += [f"{code} same {other}" for code, other in SAME]
    text = "\n".join(body) + "\n"
    head = [
        "# Sessions of stock exchanges. Written by generate.py, not by hand; corrections go into errata.txt.",
        f"# source exchange_calendars {exchange_calendars.__version__}, checked against "
        f"pandas_market_calendars {pandas_market_calendars.__version__}",
        f"# made {datetime.date.today()}, sha256 of the lines below {hashlib.sha256(text.encode()).hexdigest()}",
        "# CODE zone ZONE | CODE known FIRST LAST | CODE hours SINCE OPEN CLOSE [LUNCH_FROM LUNCH_TO] |",
        "# CODE YEAR MMDD.. (closed weekdays) | CODE early DATE CLOSE | CODE late DATE OPEN | CODE same CODE",
    ]
    (HERE / "table.txt").write_text("\n".join(head) + "\n" + text)


main()
