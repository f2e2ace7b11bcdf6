#!/usr/bin/env python3
"""The same sweep by vectorbt, in the same run as `cargo bench --bench backtest`, and the ratio of the two.

    python3 -m venv venv && venv/bin/pip install vectorbt==0.28.0
    venv/bin/python benches/against_vectorbt.py

10,000 pairs of averages, 2 to 101 and 102 to 201, over the bundled GOOG series: decided at the close, filled at the next
open, whole shares, 5 bps of slippage; final value, Sharpe ratio, deepest drawdown and number of trades of every pair.
CPU time of the process without imports and first-call compilation, the least of three runs, in chunks of 1,000 pairs,
which is what its memory allows.
"""

import itertools
import re
import subprocess
import time
from pathlib import Path

import numpy
import pandas
import vectorbt

ROOT = Path(__file__).resolve().parent.parent
CHUNK, RUNS = 1000, 3


def chunk(table, pairs):
    fast, slow = (list(periods) for periods in zip(*pairs))
    close = table["close"]
    fast_mean = vectorbt.MA.run(close, fast, short_name="fast")
    slow_mean = vectorbt.MA.run(close, slow, short_name="slow")
    # Decided at the close, so moved to the next bar, at whose open it is filled.
    enter = fast_mean.ma_crossed_above(slow_mean).vbt.fshift(1)
    leave = fast_mean.ma_crossed_below(slow_mean).vbt.fshift(1)
    portfolio = vectorbt.Portfolio.from_signals(
        close,
        enter,
        leave,
        price=table["open"],
        slippage=5e-4,
        size_granularity=1,
        init_cash=100_000,
        freq="1D",
    )
    figures = [
        portfolio.final_value(),
        portfolio.sharpe_ratio(),
        portfolio.max_drawdown(),
        portfolio.trades.closed.count(),
    ]
    return numpy.column_stack([figure.to_numpy() for figure in figures])


def sweep(table, pairs):
    parts = [chunk(table, pairs[start : start + CHUNK]) for start in range(0, len(pairs), CHUNK)]
    return numpy.concatenate(parts)


def main():
    table = pandas.read_csv(ROOT / "data/sample/GOOG.csv", parse_dates=["date"], index_col="date")
    pairs = list(itertools.product(range(2, 102), range(102, 202)))
    chunk(table, pairs[:2])
    times = []
    for _ in range(RUNS):
        start = time.process_time()
        figures = sweep(table, pairs)
        times.append(time.process_time() - start)
    theirs, best = min(times), figures[:, 0].max()
    print(f"vectorbt {vectorbt.__version__}: {theirs:.2f} s, highest final equity {best:.2f}")
    bench = ["cargo", "bench", "--no-default-features", "--bench", "backtest"]
    report = subprocess.run(bench, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    print(report)
    ours = float(re.search(r"10,000 pairs: sweep +([0-9.]+) ms", report)[1]) / 1000
    highest = float(re.search(r"10,000 pairs: highest final equity +([0-9.]+)", report)[1])
    if abs(highest - best) > 1e-6 * best:
        raise SystemExit(f"not the same job: the highest final equity is {highest} here")
    print(f"10,000 pairs: {theirs / ours:.0f} times as fast as vectorbt, wanted 50")


main()
