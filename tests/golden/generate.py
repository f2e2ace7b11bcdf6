#!/usr/bin/env python3
"""Golden values of the studies, by an independent program: the C library TA-Lib behind its Python wheel.

    python3 -m venv /tmp/venv && /tmp/venv/bin/pip install TA-Lib==0.8.2 numpy
    /tmp/venv/bin/python tests/golden/generate.py        # writes talib-IBM.tsv and talib-MSFT.tsv beside this file

One line an output of every function the wheel offers, with the wheel's own defaults written out:

    study   index of the output   first bar with a value   sha256 of all values from there   stride   values

The digest is the first 16 hex digits of the sha256 of the little-endian bits of the values; the values are the bits of
every stride-th one from the first on, and of the last. Functions whose last bits may differ have no digest, but more
values: those that call transcendental functions, and those that the crate rounds in another order than this release.
"""

import csv
import hashlib
import pathlib
import struct

import numpy as np
import talib
from talib import abstract

HERE = pathlib.Path(__file__).parent
SERIES = ("IBM", "MSFT")
AVERAGES = "sma ema wma dema tema trima kama mama t3 hma disabled default zlema rma vidya alma".split()

# As the library's own table marks them.
TRANSCENDENTAL = set(
    "ACOS ALMA ASIN ATAN CHOP CHOPTR COS COSH EXP FISHER FRAMA HT_DCPERIOD HT_DCPHASE HT_PHASOR HT_SINE HT_TRENDLINE "
    "HT_TRENDMODE LINEARREG_ANGLE LN LOG10 MAMA PSO ROGERSSATCHELL SIN SINH SWAK_2PHP SWAK_BP SWAK_BUTTER SWAK_GAUSS "
    "SWAK_HP TAN TANH".split()
)

# The crate carries the formulas of TA-Lib 0.8.3; these steps are rounded in another order than in 0.8.1.
REORDERED = set(
    "ADOSC ADX ADXR APO CMO CVI DEMA DX EFI EMA ERI KC MACD MACDFIX MASSI MAXINDEX MININDEX MINMAXINDEX MINUS_DI "
    "MINUS_DM PLUS_DI PLUS_DM PPO PVO SMI TEMA TRIX TSI ZLEMA".split()
)


def read(symbol):
    with open(HERE / "../../data/sample" / f"{symbol}.csv", newline="") as file:
        rows = list(csv.DictReader(file))
    fields = ("open", "high", "low", "close", "volume")
    return {field: np.array([float(row[field]) for row in rows]) for field in fields}


def spec(function, needs_periods):
    """The study as it is written in a spec, every parameter given."""
    values = []
    for name, value in function.parameters.items():
        values.append(AVERAGES[value] if name.endswith("matype") else repr(value))
    series = ["close", "rsi(14)"] if needs_periods else []
    arguments = ", ".join(series + values)
    name = function.info["name"].lower()
    return f"{name}({arguments})" if arguments else name


def column(values, lookback):
    """First bar with a value, and the values from there on as doubles."""
    if values.dtype == np.int32:
        return lookback, values[lookback:].astype(np.float64)
    defined = np.flatnonzero(~np.isnan(values))
    first = int(defined[0]) if len(defined) else len(values)
    return first, values[first:]


def line(study, index, first, values, has_digest):
    stride = 97 if has_digest else 29
    digest = "-"
    if has_digest:
        digest = hashlib.sha256(values.astype("<f8").tobytes()).hexdigest()[:16]
    chosen = list(values[::stride]) + list(values[-1:])
    bits = " ".join(struct.pack(">d", value).hex() for value in chosen)
    return "\t".join([study, str(index), str(first), digest, str(stride), bits])


def main():
    for symbol in SERIES:
        bars = read(symbol)
        bars["periods"] = talib.RSI(bars["close"], 14)
        version = talib.__ta_version__.decode().split()[0]
        lines = [f"# TA-Lib {version} (C) by the wheel {talib.__version__}, on data/sample/{symbol}.csv; see generate.py"]
        for name in sorted(talib.get_functions()):
            function = abstract.Function(name)
            needs_periods = "periods" in function.input_names.values()
            outputs = function(bars)
            outputs = outputs if isinstance(outputs, list) else [outputs]
            for index, values in enumerate(outputs):
                first, values = column(values, function.lookback)
                lines.append(line(spec(function, needs_periods), index, first, values, name not in TRANSCENDENTAL | REORDERED))
        (HERE / f"talib-{symbol}.tsv").write_text("\n".join(lines) + "\n")


main()
