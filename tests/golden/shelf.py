"""Trades of the strategies that come with the program, by an own reading of their descriptions.

Studies and trades are computed here with numpy alone; nothing of strandline is used. Decided at a close, filled at the
next open or at the price of the order; one position, or up to four units. Writes tests/golden/shelf.csv:
    python3 tests/golden/shelf.py data/sample/IBM.csv > tests/golden/shelf.csv
"""
import csv
import datetime
import sys

import numpy as np

rows = list(csv.DictReader(open(sys.argv[1])))
key = {name.lower(): name for name in rows[0]}
date = [row[key.get("date", key.get("time"))][:10] for row in rows]
O, H, L, C = (np.array([float(row[key[name]]) for row in rows]) for name in ("open", "high", "low", "close"))
n = len(C)
nan = float("nan")


def sma(x, k):
    out = np.full(n, nan)
    for i in range(k - 1, n):
        out[i] = x[i - k + 1 : i + 1].mean()
    return out


def ema(x, k):
    out = np.full(n, nan)
    out[k - 1] = x[:k].mean()
    for i in range(k, n):
        out[i] = out[i - 1] + (x[i] - out[i - 1]) * 2 / (k + 1)
    return out


def atr(k):
    tr = np.maximum(H[1:], C[:-1]) - np.minimum(L[1:], C[:-1])
    out = np.full(n, nan)
    out[k] = tr[:k].mean()
    for i in range(k + 1, n):
        out[i] = (out[i - 1] * (k - 1) + tr[i - 1]) / k
    return out


def rsi(k):
    d = np.diff(C)
    gain, loss = np.maximum(d, 0), np.maximum(-d, 0)
    g, l = gain[:k].mean(), loss[:k].mean()
    out = np.full(n, nan)
    for i in range(k, n):
        if i > k:
            g, l = (g * (k - 1) + gain[i - 1]) / k, (l * (k - 1) + loss[i - 1]) / k
        out[i] = 100 * g / (g + l) if g + l > 0 else 50
    return out


def before(x, k, how):
    """The extreme of the k bars before each."""
    out = np.full(n, nan)
    for i in range(k, n):
        out[i] = how(x[i - k : i])
    return out


def weekdays(first, last):
    days = (last - first).days + 1
    return sum((first + datetime.timedelta(d)).weekday() < 5 for d in range(days))


def month_place(text):
    day = datetime.date.fromisoformat(text)
    first = day.replace(day=1)
    next_month = (first + datetime.timedelta(32)).replace(day=1)
    one = datetime.timedelta(1)
    return weekdays(first, day), weekdays(day + one, next_month - one)


def trade(name, warm, enter, exit=None, stop=None, target=None, order=None, trail=None, sides=(1,), add=None):
    """enter(s, i), exit(s, i, trade): decided at the close of i; stop, target, order: prices."""
    units, waiting, leaving, told = [], None, False, []
    side, level, aim = 0, None, None

    def close(i, price):
        nonlocal units, side
        for unit in units:
            told.append((side, unit[0], unit[1], i, price))
        units, side = [], 0

    for i in range(n):
        if units and leaving:
            close(i, O[i])
            leaving = False
        elif units and level is not None and side * O[i] <= side * level:
            close(i, O[i])
        elif units and aim is not None and side * O[i] >= side * aim:
            close(i, O[i])
        at_open = bool(units)
        entered_inside = False
        if waiting is not None:
            s, price, decided, adding = waiting
            waiting = None
            if adding == bool(units) and (not adding or s == side):
                fill = None
                if price is None:
                    fill = O[i]
                else:
                    price = price(i)
                    if O[i] >= price:
                        fill = O[i]
                    elif H[i] >= price:
                        fill, entered_inside = price, True
                if fill is not None:
                    units.append((i, fill))
                    side = s
                    if stop:
                        level = stop(s, decided, fill)
                    elif trail:
                        level = trail(s, decided)
                    else:
                        level = None
                    aim = target(fill, 0) if target else None
                    if side * fill <= side * level if level is not None else False:
                        close(i, fill)
        if units:
            worst, best = (L[i], H[i]) if side > 0 else (H[i], L[i])
            if entered_inside:
                if level is not None and side * worst <= side * level and side * C[i] <= side * level:
                    close(i, level)
            elif level is not None and side * worst <= side * level:
                close(i, level)
            elif aim is not None and side * best >= side * aim:
                close(i, aim)
        if i < warm or i == n - 1:
            continue
        if units:
            if exit and exit(side, i, i - units[0][0]):
                leaving = True
                for s in sides:
                    if s != side and enter(s, i):
                        waiting = (s, None, i, False)
                        break
            else:
                if trail:
                    level = side * max(side * level, side * trail(side, i))
                if target:
                    aim = target(units[0][1], i - units[0][0] + 1)
                if add and len(units) < 4 and add(side, i, units):
                    waiting = (side, None, i, True)
        else:
            for s in sides:
                if enter(s, i):
                    waiting = (s, (lambda j, i=i: order(i, j)) if order else None, i, False)
                    break
        if leaving and waiting is not None and waiting[3] is False:
            continue
    # The entry of a turn waits while the position is left at the same open.
    for s, a, p, b, q in sorted(told, key=lambda t: t[3]):
        print(f"{name} {'long' if s > 0 else 'short'},{date[a]},{p:.4f},{date[b]},{q:.4f}")
    for a, p in units:
        print(f"{name} {'long' if side > 0 else 'short'},{date[a]},{p:.4f},open")


def crosses(a, b, i):
    return a[i - 1] <= b[i - 1] and a[i] > b[i]


fast, slow = sma(C, 20), sma(C, 50)
up = lambda i: crosses(fast, slow, i)
down = lambda i: crosses(slow, fast, i)
trade("sma_cross", 50, lambda s, i: up(i), lambda s, i, age: down(i))
trade("sma_both_ways", 50, lambda s, i: up(i) if s > 0 else down(i), lambda s, i, age: down(i) if s > 0 else up(i), sides=(1, -1))
for name, a, b, both in (("turtle_20_10", 20, 10, True), ("turtle_55_20", 55, 20, True), ("donchian", 55, 20, False)):
    N = atr(20)
    hi, lo, out_lo, out_hi = before(H, a, np.max), before(L, a, np.min), before(L, b, np.min), before(H, b, np.max)
    start = {}

    def entering(s, i, hi=hi, lo=lo):
        return C[i] > hi[i] if s > 0 else C[i] < lo[i]

    def adding(s, i, units, N=N):
        return s * (C[i] - units[-1][1]) >= 0.5 * N[units[0][0] - 1]

    # Turtles count from the fill, the plain channel from the close of the decision.
    trade(
        name,
        max(a, 20),
        entering,
        lambda s, i, age, lo=out_lo, hi=out_hi: C[i] < lo[i] if s > 0 else C[i] > hi[i],
        stop=(lambda s, i, fill, N=N: fill - s * 2 * N[i]) if both else (lambda s, i, fill, N=N: C[i] - 2 * N[i]),
        sides=(1, -1) if both else (1,),
        add=adding if both else None,
    )
hi20, N20 = before(H, 20, np.max), atr(20)
trade("donchian_trail", 20, lambda s, i: C[i] > hi20[i], trail=lambda s, i: C[i] - 3 * N20[i])
r2, s200 = rsi(2), sma(C, 200)
dip = lambda s, i: r2[i] < 10 and C[i] > s200[i]
trade("rsi2", 199, dip, lambda s, i, age: r2[i] > 60)
trade("falling_target", 199, dip, stop=lambda s, i, fill: fill * 0.9,
      target=lambda p, age: p * (1.01 if age >= 5 else 1.02 if age >= 2 else 1.04))
mean20 = sma(C, 20)
band = np.array([mean20[i] - 2 * C[i - 19 : i + 1].std() if i >= 19 else nan for i in range(n)])
trade("bollinger", 19, lambda s, i: C[i] < band[i], lambda s, i, age: C[i] > mean20[i])
e20, N10 = ema(C, 20), atr(10)
trade("keltner", 19, lambda s, i: C[i] > e20[i] + 2 * N10[i], lambda s, i, age: C[i] < e20[i])
trade("inside_bar", 1, lambda s, i: H[i] < H[i - 1] and L[i] > L[i - 1], lambda s, i, age: age >= 5,
      stop=lambda s, i, fill: L[i], order=lambda i, j: H[i])
trade("volatility_breakout", 0, lambda s, i: True, lambda s, i, age: True, order=lambda i, j: O[j] + 0.5 * (H[i] - L[i]))
place = [month_place(day) for day in date]
trade("turn_of_month", 0, lambda s, i: place[i][1] == 1, lambda s, i, age: place[i][0] == 3)
# SuperTrend: bands 3 ATR(10) about the middle of each bar, of which one follows the close.
line, trend = np.full(n, nan), 1
upper = lower = None
for i in range(10, n):
    middle = (H[i] + L[i]) / 2
    top, bottom = middle + 3 * N10[i], middle - 3 * N10[i]
    if upper is not None:
        top = top if top < upper or C[i - 1] > upper else upper
        bottom = bottom if bottom > lower or C[i - 1] < lower else lower
        trend = -1 if trend > 0 and C[i] < bottom else 1 if trend < 0 and C[i] > top else trend
    upper, lower = top, bottom
    line[i] = bottom if trend > 0 else top
trade("supertrend", 11, lambda s, i: crosses(C, line, i), lambda s, i, age: C[i] < line[i])
