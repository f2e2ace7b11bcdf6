#!/usr/bin/env python3
"""The same chart by mplfinance, in the same run as `cargo bench --bench chart`, and the ratio of the two.

    python3 -m venv venv && venv/bin/pip install mplfinance==0.12.10b0 six
    venv/bin/python benches/against_mplfinance.py

250 bars of the bundled GOOG series at 1600 x 900: price, two averages, volume, RSI and three zones. CPU time of the
process, the least of six runs, to a PNG in memory.
"""

import io
import re
import subprocess
import time
from pathlib import Path

import matplotlib

matplotlib.use("Agg")

import matplotlib.pyplot as pyplot
import mplfinance
import pandas

ROOT = Path(__file__).resolve().parent.parent
BARS, RUNS = 250, 6


def bars():
    table = pandas.read_csv(ROOT / "data/sample/GOOG.csv", parse_dates=["date"], index_col="date")
    return table.rename(columns=str.capitalize)


def rsi(close, period=14):
    change = close.diff()
    gain = change.clip(lower=0).ewm(alpha=1 / period, adjust=False).mean()
    loss = (-change.clip(upper=0)).ewm(alpha=1 / period, adjust=False).mean()
    return 100 * gain / (gain + loss)


def draw(table, extra, zones):
    out = io.BytesIO()
    figure, axes = mplfinance.plot(
        table,
        type="candle",
        style="yahoo",
        volume=True,
        addplot=extra,
        figsize=(16, 9),
        panel_ratios=(68, 15, 17),
        returnfig=True,
        title="GOOG",
    )
    for low, high in zones:
        axes[0].axhspan(low, high, alpha=0.15, color="crimson")
    figure.savefig(out, dpi=100)
    pyplot.close(figure)
    return out.getvalue()


def main():
    table = bars()
    window = table.tail(BARS)
    close = table["Close"]
    extra = [
        mplfinance.make_addplot(close.rolling(20).mean().tail(BARS)),
        mplfinance.make_addplot(close.rolling(50).mean().tail(BARS)),
        mplfinance.make_addplot(rsi(close).tail(BARS), panel=2),
    ]
    last = close.iloc[-1]
    zones = [(last * factor, last * factor * 1.01) for factor in (0.9, 0.95, 1.02)]
    times = []
    for _ in range(RUNS):
        start = time.process_time()
        size = len(draw(window, extra, zones))
        times.append(1000 * (time.process_time() - start))
    theirs = min(times)
    print(f"mplfinance {mplfinance.__version__}: {theirs:.0f} ms, {size / 1024:.0f} KiB")
    bench = ["cargo", "bench", "--no-default-features", "--features", "chart", "--bench", "chart"]
    report = subprocess.run(bench, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    print(report)
    for name in ("default encoding", "fast"):
        ours = float(re.search(rf"whole PNG, {name} +([0-9.]+) ms", report)[1])
        print(f"whole PNG, {name}: {theirs / ours:.0f} times as fast as mplfinance")


main()
