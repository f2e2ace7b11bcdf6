#!/usr/bin/env python3
"""Writes the sample series of this folder, their metadata and the licences they come under.

    python3 -m venv v && v/bin/pip install --no-deps bokeh_sampledata==2026.1 arch==8.0.0
    v/bin/python data/sample/extract.py v/lib/python3*/site-packages

Prices and volumes are copied as text, digit for digit; only the dates become ISO and the adjusted close is left out,
because it holds corporate actions that lie after the series. The splits listed in the metadata are checked against
the prices: each must show as a jump of its ratio, which proves that the prices are as traded.
"""

import csv
import datetime
import gzip
import hashlib
import json
import pathlib
import shutil
import sys

HERE = pathlib.Path(__file__).parent
WIKI = {
    "source": "Quandl WIKI Prices, from the Python package bokeh_sampledata 2026.1, file stocks.csv.gz",
    "url": "https://pypi.org/project/bokeh_sampledata/2026.1/",
    "licence": "data in the public domain (declared by the publisher); package BSD-3-Clause",
    "licence_file": "LICENSE-bokeh_sampledata.txt",
}
ARCH = {
    "source": "Python package arch 8.0.0, file {}.csv.gz",
    "url": "https://pypi.org/project/arch/8.0.0/",
    "licence": "NCSA",
    "licence_file": "LICENSE-arch.md",
}
STOCKS = {
    "AAPL": ("Apple Inc.", [("2000-06-21", 2), ("2005-02-28", 2)]),
    "GOOG": ("Google Inc., class A", []),
    "IBM": ("International Business Machines Corp.", []),
    "MSFT": ("Microsoft Corp.", [("2003-02-18", 2)]),
}
INDICES = {"SP500": ("S&P 500", "sp500"), "NASDAQ": ("NASDAQ Composite", "nasdaq")}
HEADER = ["date", "open", "high", "low", "close", "volume"]


def table(path):
    with gzip.open(path, "rt", newline="") as file:
        return list(csv.DictReader(file))


def stock_rows(packages, ticker):
    for row in table(packages / "bokeh_sampledata/_data/stocks.csv.gz"):
        if row["Ticker"] == ticker:
            yield [row[name] for name in ("Date", "Open", "High", "Low", "Close", "Volume")]


def index_rows(packages, name):
    for row in table(packages / f"arch/data/{name}/{name}.csv.gz"):
        day = datetime.datetime.strptime(row["Date"], "%m/%d/%Y").date().isoformat()
        yield [day] + [row[name] for name in ("Open", "High", "Low", "Close", "Volume")]


def write(symbol, rows):
    text = "".join(",".join(row) + "\n" for row in [HEADER, *rows])
    path = HERE / f"{symbol}.csv"
    path.write_text(text)
    return {
        "file": path.name,
        "rows": len(rows),
        "first": rows[0][0],
        "last": rows[-1][0],
        "sha256": hashlib.sha256(text.encode()).hexdigest(),
    }


def check_splits(symbol, rows, splits):
    """Days on which the close falls to less than 60 % are the splits, and no others."""
    jumps = [
        (now[0], round(float(before[4]) / float(now[1])))
        for before, now in zip(rows, rows[1:])
        if float(now[1]) < 0.6 * float(before[4])
    ]
    # Apple opened 48 % lower on 2000-09-29 after a warning; the day is a fall, not a split.
    assert [jump for jump in jumps if jump[0] != "2000-09-29"] == splits, (symbol, jumps)


def main():
    packages = pathlib.Path(sys.argv[1])
    series = []
    for symbol, (name, splits) in STOCKS.items():
        rows = list(stock_rows(packages, symbol))
        check_splits(symbol, rows, splits)
        events = [{"date": day, "ratio": ratio} for day, ratio in splits]
        entry = {"symbol": symbol, "name": name, "basis": "raw", "calendar": "XNYS", "splits": events}
        series.append(entry | write(symbol, rows) | WIKI)
    for symbol, (name, source) in INDICES.items():
        rows = list(index_rows(packages, source))
        check_splits(symbol, rows, [])
        entry = {"symbol": symbol, "name": name, "basis": "raw", "calendar": "XNYS", "splits": []}
        series.append(entry | write(symbol, rows) | ARCH | {"source": ARCH["source"].format(source)})
    (HERE / "metadata.json").write_text(json.dumps({"series": series}, indent=2) + "\n")
    licences = {
        "bokeh_sampledata-*.dist-info/licenses/LICENSE.txt": WIKI["licence_file"],
        "arch-*.dist-info/licenses/LICENSE.md": ARCH["licence_file"],
    }
    for pattern, name in licences.items():
        (found,) = packages.glob(pattern)
        shutil.copyfile(found, HERE / name)


main()
