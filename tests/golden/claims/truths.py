"""Sentences about daily bars whose truth pandas computes: a JSON line each, with file, date, text and verdict.

Usage: python truths.py FOLDER_OF_DAILY_CSV > truths.jsonl      (pandas 2 or later; seed fixed)
The false ones state a value that is clearly another one. Nothing here knows the program that is judged by them.
"""
import json
import random
import sys
from pathlib import Path

import pandas as pd

FOLDER = Path(sys.argv[1])
NAMES = {"AAPL": "Apple", "BA": "Boeing", "BABA": "Alibaba", "INTC": "Intel", "JPM": "JPMorgan", "MSFT": "Microsoft",
         "NIO": "NIO", "NVDA": "Nvidia", "PFE": "Pfizer", "QQQ": "QQQ", "SPY": "SPY", "XOM": "Exxon"}
random.seed(20251201)


def load(symbol):
    bars = pd.read_csv(FOLDER / f"{symbol}.csv", parse_dates=["date"]).set_index("date")
    c, h, l, v = bars.close, bars.high, bars.low, bars.volume
    for n in (20, 50, 100, 200):
        bars[f"sma{n}"] = c.rolling(n).mean()
        bars[f"ema{n}"] = c.ewm(span=n, adjust=False).mean()
    step = c.diff()
    up = step.clip(lower=0).ewm(alpha=1 / 14, adjust=False).mean()
    down = (-step.clip(upper=0)).ewm(alpha=1 / 14, adjust=False).mean()
    bars["rsi"] = 100 * up / (up + down)
    tr = pd.concat([h - l, (h - c.shift()).abs(), (l - c.shift()).abs()], axis=1).max(axis=1)
    bars["atr"] = tr.ewm(alpha=1 / 14, adjust=False).mean()
    plus = h.diff().where((h.diff() > -l.diff()) & (h.diff() > 0), 0.0)
    minus = (-l.diff()).where((-l.diff() > h.diff()) & (-l.diff() > 0), 0.0)
    pdi = 100 * plus.ewm(alpha=1 / 14, adjust=False).mean() / bars.atr
    mdi = 100 * minus.ewm(alpha=1 / 14, adjust=False).mean() / bars.atr
    bars["adx"] = (100 * (pdi - mdi).abs() / (pdi + mdi)).ewm(alpha=1 / 14, adjust=False).mean()
    sd = c.rolling(20).std(ddof=0)
    bars["bbu"], bars["bbl"] = bars.sma20 + 2 * sd, bars.sma20 - 2 * sd
    macd = c.ewm(span=12, adjust=False).mean() - c.ewm(span=26, adjust=False).mean()
    bars["macd"], bars["hist"] = macd, macd - macd.ewm(span=9, adjust=False).mean()
    tp = (h + l + c) / 3
    mad = tp.rolling(20).apply(lambda w: abs(w - w.mean()).mean(), raw=True)
    bars["cci"] = (tp - tp.rolling(20).mean()) / (0.015 * mad)
    bars["k"] = 100 * (c - l.rolling(14).min()) / (h.rolling(14).max() - l.rolling(14).min())
    bars["rvol"] = v / v.shift().rolling(20).mean()
    return bars


BARS = {symbol: load(symbol) for symbol in NAMES}
OUT = []


def say(symbol, day, text, verdict, kind, claim):
    OUT.append({"file": f"daily/{symbol}.csv", "as_of": str(day.date()), "text": text, "kind": kind, "verdict": verdict,
                "claim": claim})


def pick(year=2020):
    symbol = random.choice(sorted(NAMES))
    bars = BARS[symbol]
    at = random.randrange(bars.index.searchsorted(pd.Timestamp(f"{year}-01-01")), len(bars))
    return symbol, NAMES[symbol], bars, max(at, 300), bars.index[max(at, 300)]


def money(x):
    return f"{x:.2f}"


def both(symbol, day, kind, templates, true, false, claim):
    """One true sentence, and with luck one false one, of a randomly chosen wording; `claim` tells what it says, typed."""
    say(symbol, day, random.choice(templates).format(**true), "supported", kind, claim(true))
    if false is not None and random.random() < 0.62:
        say(symbol, day, random.choice(templates).format(**false), "refuted", kind, claim(false))


UP = {"above", "up", "gained", "rose", "jumped"}


def side(word):
    return "up" if word in UP else "down"


def closes():
    s, n, b, at, day = pick()
    c = b.close.iloc[at]
    both(s, day, "break", ["{n} closed {side} {x}.", "{n} finished the session {side} {x}.", "Shares of {n} settled {side} ${x}."],
         dict(n=n, side="above", x=f"{c * 0.985:.1f}"), dict(n=n, side="above", x=f"{c * 1.03:.1f}"),
         lambda d: dict(side="up", price=d["x"], basis="close"))


def on_date():
    s, n, b, at, day = pick()
    back = at - random.randrange(2, 9)
    c, when = b.close.iloc[back], b.index[back].strftime("%B %-d")
    both(s, day, "break", ["{n} closed {side} {x} on {when}.", "On {when}, {n} ended the day {side} ${x}."],
         dict(n=n, side="below", x=f"{c * 1.012:.1f}", when=when), dict(n=n, side="below", x=f"{c * 0.97:.1f}", when=when),
         lambda d: dict(side="down", price=d["x"], basis="close", date=str(b.index[back].date())))


def day_move():
    s, n, b, at, day = pick()
    while abs(b.close.pct_change().iloc[at]) < 0.01:
        s, n, b, at, day = pick()
    x = 100 * b.close.pct_change().iloc[at]
    up = x > 0
    words = ("gained", "rose", "jumped") if up else ("lost", "fell", "dropped")
    other = ("lost", "fell", "dropped") if up else ("gained", "rose", "jumped")
    both(s, day, "move", ["{n} {w} {x}% today.", "Shares of {n} {w} {x} percent on the day."],
         dict(n=n, w=random.choice(words), x=f"{abs(x):.1f}"), dict(n=n, w=random.choice(random.choice([words, other])), x=f"{abs(x) + 2.3:.1f}"),
         lambda d: dict(side=side(d["w"]), percent=d["x"]))


def ytd():
    s, n, b, at, day = pick()
    base = b.close[b.index < pd.Timestamp(day.year, 1, 1)].iloc[-1]
    x = 100 * (b.close.iloc[at] / base - 1)
    w = "up" if x > 0 else "down"
    both(s, day, "move", ["{n} is {w} {x}% year to date.", "Year to date, {n} is {w} {x}%.", "{n} stands {w} {x}% YTD."],
         dict(n=n, w=w, x=f"{abs(x):.1f}"), dict(n=n, w=w, x=f"{abs(x) + 7.4:.1f}"),
         lambda d: dict(side=side(d["w"]), percent=d["x"], period="ytd"))


def n_days():
    s, n, b, at, day = pick()
    k = random.choice([5, 10, 20])
    x = 100 * (b.close.iloc[at] / b.close.iloc[at - k] - 1)
    w = "gained" if x > 0 else "lost"
    both(s, day, "move", ["{n} {w} {x}% over the last {k} sessions.", "In the past {k} trading days {n} has {w} {x}%."],
         dict(n=n, w=w, x=f"{abs(x):.1f}", k=k), dict(n=n, w=w, x=f"{abs(x) + 5.1:.1f}", k=k),
         lambda d: dict(side=side(d["w"]), percent=d["x"], period=k))


def since():
    s, n, b, at, day = pick()
    start = at - random.randrange(15, 60)
    x = 100 * (b.close.iloc[at] / b.close.iloc[start] - 1)
    when = b.index[start].strftime("%B %-d, %Y")
    w = "up" if x > 0 else "down"
    both(s, day, "move", ["{n} is {w} {x}% since {when}.", "Since {when}, {n} is {w} {x}%."],
         dict(n=n, w=w, x=f"{abs(x):.1f}", when=when), dict(n=n, w=w, x=f"{abs(x) + 9.3:.1f}", when=when),
         lambda d: dict(side=side(d["w"]), percent=d["x"], since=str(b.index[start].date())))


def streak():
    while True:
        s, n, b, at, day = pick()
        sign = (b.close.diff() > 0).iloc[:at + 1].tolist()
        k = 0
        while sign[-1 - k]:
            k += 1
        if 3 <= k <= 9:
            break
    words = {3: "three", 4: "four", 5: "five", 6: "six", 7: "seven", 8: "eight", 9: "nine"}
    both(s, day, "move", ["{n} has risen {k} days in a row.", "{n} closed higher for the {k_th} straight session.", "{n} logged {k} consecutive gains."],
         dict(n=n, k=words[k], k_th={3: "third", 4: "fourth", 5: "fifth", 6: "sixth", 7: "seventh", 8: "eighth", 9: "ninth"}[k]),
         dict(n=n, k="twelve", k_th="twelfth"),
         lambda d: dict(side="up", streak={**{v: q for q, v in words.items()}, "twelve": 12}[d["k"]]))


def average_side():
    while True:
        s, n, b, at, day = pick()
        k = random.choice([20, 50, 200])
        gap = b.close.iloc[at] / b[f"sma{k}"].iloc[at] - 1
        gap_ema = b.close.iloc[at] / b[f"ema{k}" if k != 200 else "ema200"].iloc[at] - 1
        if abs(gap) > 0.02 and gap * gap_ema > 0:
            break
    w, o = ("above", "below") if gap > 0 else ("below", "above")
    both(s, day, "average", ["{n} trades {w} its {k}-day moving average.", "The stock is {w} the {k}-DMA.", "{n} is still {w} its {k}-day average."],
         dict(n=n, w=w, k=k), dict(n=n, w=o, k=k),
         lambda d: dict(side=side(d["w"]), study="average", params=[k], rel=d["w"]))


def average_value():
    s, n, b, at, day = pick()
    k, kind = random.choice([20, 50, 200]), random.choice(["SMA", "EMA"])
    x = b[f"{kind.lower()}{k}"].iloc[at]
    both(s, day, "average", ["The {k}-day {kind} stands at {x}.", "{k}-day {kind}: {x}", "{n}'s {k}-day {kind} is at ${x}."],
         dict(n=n, k=k, kind=kind, x=money(x)), dict(n=n, k=k, kind=kind, x=money(x * 1.021)),
         lambda d: dict(study=kind.lower(), params=[k], price=d["x"]))


def average_distance():
    while True:
        s, n, b, at, day = pick()
        k = random.choice([50, 200])
        x = 100 * (b.close.iloc[at] / b[f"sma{k}"].iloc[at] - 1)
        if abs(x) > 1.5:
            break
    w = "above" if x > 0 else "below"
    both(s, day, "average", ["{n} trades {x}% {w} its {k}-day SMA.", "{n} closed {x}% {w} the {k}-day simple moving average."],
         dict(n=n, w=w, k=k, x=f"{abs(x):.1f}"), dict(n=n, w=w, k=k, x=f"{abs(x) + 3.3:.1f}"),
         lambda d: dict(side=side(d["w"]), study="sma", params=[k], percent=d["x"]))


def study(column, kind, templates, digits, shift):
    def one():
        s, n, b, at, day = pick()
        x = b[column].iloc[at]
        both(s, day, kind, templates, dict(n=n, x=f"{x:.{digits}f}"), dict(n=n, x=f"{x + shift(b, at):.{digits}f}"),
         lambda d: dict(study={"bbl": "bb_lower", "bbu": "bb_upper", "k": "stoch_k"}.get(column, column), index=None if column in ("bbl", "bbu") else d["x"], price=d["x"] if column in ("bbl", "bbu") else None))
    return one


def rsi_zone():
    want = random.choice(["overbought", "oversold"])
    while True:
        s, n, b, at, day = pick()
        r = b.rsi.iloc[at]
        if (r > 71 and want == "overbought") or (r < 29 and want == "oversold"):
            break
    claim = dict(study="rsi", params=[14], rel=want)
    say(s, day, f"{n} is {want} on the RSI.", "supported", "momentum", claim)
    s, n, b, at, day = pick()
    while not 40 < b.rsi.iloc[at] < 60:
        s, n, b, at, day = pick()
    say(s, day, f"The 14-day RSI says {n} is {want}.", "refuted", "momentum", claim)


def year_high():
    s, n, b, at, day = pick()
    window = b[(b.index > day - pd.DateOffset(years=1)) & (b.index <= day)]
    x = window.high.max()
    if b.high.iloc[at - 251:at + 1].max() != x:
        return
    both(s, day, "extreme", ["{n}'s 52-week high is {x}.", "The 52-week high stands at ${x}.", "52-week high: {x}"],
         dict(n=n, x=money(x)), dict(n=n, x=money(x * 1.033)),
         lambda d: dict(side="up", price=d["x"], weeks=52))


def year_range():
    s, n, b, at, day = pick()
    w = b.iloc[at - 251:at + 1]
    c = b[(b.index > day - pd.DateOffset(years=1)) & (b.index <= day)]
    if (w.low.min(), w.high.max()) != (c.low.min(), c.high.max()):
        return
    lo, hi = w.low.min(), w.high.max()
    both(s, day, "extreme", ["52-week range: {lo} - {hi}", "The 52-week range is ${lo}-${hi}."],
         dict(lo=money(lo), hi=money(hi)), dict(lo=money(lo * 0.95), hi=money(hi)),
         lambda d: dict(price=d["lo"], high=d["hi"], weeks=52))


def new_high():
    while True:
        s, n, b, at, day = pick()
        w = b.high.iloc[at - 260:at]
        if b.high.iloc[at] > w.max() and b.close.iloc[at] > b.close.iloc[at - 260:at].max():
            break
    say(s, day, random.choice(["{n} hit a new 52-week high today.", "{n} set a fresh 52-week high."]).format(n=n), "supported", "extreme", dict(side="up", weeks=52))
    s, n, b, at, day = pick()
    while b.high.iloc[at] > 0.93 * b.high.iloc[at - 230:at].max():
        s, n, b, at, day = pick()
    say(s, day, f"{n} hit a new 52-week high today.", "refuted", "extreme", dict(side="up", weeks=52))


def volume():
    s, n, b, at, day = pick()
    x = b.rvol.iloc[at]
    both(s, day, "volume", ["Volume was {x} times the 20-day average.", "Volume ran at {x}x its 20-day average."],
         dict(x=f"{x:.1f}"), dict(x=f"{x + 1.7:.1f}"),
         lambda d: dict(study="vol", params=[20], times=d["x"]))


def gap():
    while True:
        s, n, b, at, day = pick()
        x = 100 * (b.open.iloc[at] / b.close.iloc[at - 1] - 1)
        if abs(x) > 1.5:
            break
    w = "up" if x > 0 else "down"
    both(s, day, "move", ["{n} gapped {w} {x}% at the open.", "{n} gapped {w} by {x}% today."],
         dict(n=n, w=w, x=f"{abs(x):.1f}"), dict(n=n, w=w, x=f"{abs(x) + 1.9:.1f}"),
         lambda d: dict(side=side(d["w"]), percent=d["x"], rel="gap"))


def box():
    s, n, b, at, day = pick()
    start = at - random.randrange(12, 40)
    part = b.close.iloc[start:at + 1]
    when = b.index[start].strftime("%B %-d")
    lo, hi = part.min() * 0.998, part.max() * 1.002
    both(s, day, "consolidation", ["Every close since {when} has been between {lo} and {hi}.", "{n} has closed inside {lo}-{hi} every day since {when}."],
         dict(n=n, when=when, lo=f"{lo:.1f}" if lo > 50 else f"{lo:.2f}", hi=f"{hi:.1f}" if lo > 50 else f"{hi:.2f}"),
         dict(n=n, when=when, lo=money(lo + 0.45 * (hi - lo)), hi=money(hi)),
         lambda d: dict(price=d["lo"], high=d["hi"], since=str(b.index[start].date()), basis="close"))


def support():
    """A low that three spaced bars share within 0.4 %, held since, price above by less than 8 %."""
    for _ in range(4000):
        s, n, b, at, day = pick()
        w = b.iloc[at - 120:at + 1]
        x = w.low.min()
        hits = [i for i in range(len(w)) if w.low.iloc[i] <= x * 1.004]
        groups = [i for j, i in enumerate(hits) if j == 0 or i - hits[j - 1] > 8]
        if len(groups) >= 3 and x * 1.01 < b.close.iloc[at] < x * 1.08:
            t = random.choice(["{n} has support at {x}.", "Support for {n} lies at ${x}.", "Buyers have stepped in at {x} again and again."])
            say(s, day, t.format(n=n, x=money(x)), "supported", "level", dict(side="support", price=money(x)))
            wrong = money(b.high.iloc[at - 250:at + 1].max() * 1.12)
            say(s, day, f"{n} has support at {wrong}.", "refuted", "level", dict(side="support", price=wrong))
            return


def cross():
    while True:
        s, n, b, at, day = pick()
        d = b.sma50 - b.sma200
        sign = d > 0
        flips = [i for i in range(at - 40, at + 1) if sign.iloc[i] != sign.iloc[i - 1]]
        if len(flips) == 1:
            break
    i = flips[0]
    word, other = ("golden", "death") if sign.iloc[i] else ("death", "golden")
    when = b.index[i].strftime("%B %-d")
    for name, verdict in ((word, "supported"), (other, "refuted")):
        claim = dict(side="up" if name == "golden" else "down", study="sma_cross", params=[50, 200], date=str(b.index[i].date()))
        say(s, day, f"A {name} cross formed on {when}.", verdict, "average", claim)


def failed_break():
    """A first close above a 60-bar high, and a close more than 2 % below it within four bars."""
    for _ in range(20000):
        s, n, b, at, day = pick()
        for back in (2, 3, 4):
            i = at - back
            x = b.high.iloc[i - 60:i].max()
            if b.close.iloc[i] > x * 1.004 and b.close.iloc[at] < x * 0.98 and (b.close.iloc[i - 30:i] < x * 0.995).all():
                say(s, day, f"The breakout above {x:.2f} failed.", "supported", "failed",
                    dict(side="up", price=f"{x:.2f}"))
                return


JOBS = [closes, on_date, day_move, ytd, n_days, since, streak, average_side, average_value, average_distance,
        study("rsi", "momentum", ["{n}'s RSI is at {x}.", "RSI (14): {x}", "The 14-day RSI reads {x}."], 1, lambda b, at: 8.7),
        study("adx", "study", ["ADX(14) is {x}.", "ADX: {x}"], 1, lambda b, at: 9.3),
        study("bbl", "study", ["The lower Bollinger band is at {x}.", "Lower Bollinger band: ${x}"], 2, lambda b, at: -0.03 * b.close.iloc[at]),
        study("bbu", "study", ["The upper Bollinger band lies at {x}."], 2, lambda b, at: 0.03 * b.close.iloc[at]),
        study("atr", "study", ["ATR(14) is {x}.", "The 14-day ATR is {x}."], 2, lambda b, at: 0.9 * b.atr.iloc[at]),
        study("cci", "study", ["CCI(20) reads {x}."], 0, lambda b, at: 61),
        study("k", "study", ["Stochastic %K is at {x}."], 0, lambda b, at: -31 if b.k.iloc[at] > 50 else 33),
        rsi_zone, year_high, year_range, new_high, volume, gap, box, support, cross, failed_break]

while True:
    for job in JOBS:
        job()
    true = sum(row["verdict"] == "supported" for row in OUT)
    if true >= 110 and len(OUT) - true >= 65:
        break
for row in OUT:
    print(json.dumps(row, ensure_ascii=False))
