#!/usr/bin/env python3
"""Golden values of the statistics of luck, by numpy, scipy and arch.

    python3 -m venv /tmp/venv && /tmp/venv/bin/pip install numpy==2.4.6 scipy==1.17.1 arch==8.0.0
    /tmp/venv/bin/python tests/golden/luck.py        # writes luck.json beside this file

The returns are not stored: tests/it/honesty.rs makes the same ones, bit for bit, from xoshiro256++ seeded by SplitMix64
(trial k is stream k of seed 2024). Moments, normal distribution and regression are those of numpy and scipy; resamples
and the block
length are those of arch. The formulas are those of the papers that src/evidence names.
"""

import itertools
import json
import math
import pathlib

import numpy as np
from arch.bootstrap import StationaryBootstrap, optimal_block_length
from scipy import stats

BARS, TRIALS = 1008, 24
MASK = 2**64 - 1


def split_mix(state):
    while True:
        state = (state + 0x9E3779B97F4A7C15) & MASK
        z = ((state ^ (state >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
        yield z ^ (z >> 31)


def units(seed, stream):
    """Numbers in [0, 1) of a stream of xoshiro256++."""
    mix = split_mix(seed ^ (stream * 0xD1342543DE82EF95) & MASK)
    s = [next(mix) for _ in range(4)]
    rotated = lambda x, by: ((x << by) | (x >> (64 - by))) & MASK
    while True:
        bits = (rotated((s[0] + s[3]) & MASK, 23) + s[0]) & MASK
        t = (s[1] << 17) & MASK
        s[2] ^= s[0]
        s[3] ^= s[1]
        s[1] ^= s[2]
        s[0] ^= s[3]
        s[2] ^= t
        s[3] = rotated(s[3], 45)
        yield (bits >> 11) / 2**53


def trial(number):
    """Moving averages of noise of about 1 % a bar with fat tails, with a drift that grows with the number."""
    unit = units(2024, number)
    drift = 0.00001 * number
    before, values = 0.0, []
    for _ in range(BARS):
        noise = 0.0
        for _ in range(12):
            noise += next(unit)
        noise = 0.02 * (noise - 6.0) * next(unit)
        values.append(noise + 0.3 * before + drift)
        before = noise
    return values


def sharpe(returns):
    return returns.mean(axis=0) / returns.std(axis=0, ddof=1)


def probabilistic(best, beyond):
    sr, skew, kurt = sharpe(best), stats.skew(best), stats.kurtosis(best, fisher=False)
    spread = 1 - skew * sr + (kurt - 1) / 4 * sr**2
    return stats.norm.cdf((sr - beyond) * math.sqrt((BARS - 1) / spread)), spread


def overfit(returns, count):
    blocks = np.split(np.arange(BARS), count)
    logits, chosen, proven = [], [], []
    for half in itertools.combinations(range(count), count // 2):
        inside = np.concatenate([blocks[b] for b in half])
        outside = np.concatenate([blocks[b] for b in range(count) if b not in half])
        choice, proof = sharpe(returns[inside]), sharpe(returns[outside])
        best = choice.argmax()
        w = stats.rankdata(proof)[best] / (TRIALS + 1)
        logits.append(math.log(w / (1 - w)))
        chosen.append(choice[best])
        proven.append(proof[best])
    return {
        "pbo": np.mean(np.array(logits) <= 0),
        "splits": len(logits),
        "logit_median": np.median(logits),
        "loss_share": np.mean(np.array(proven) < 0),
        "slope": stats.linregress(chosen, proven).slope,
    }


def snooping(returns, resamples):
    """White's Reality Check and Hansen's consistent test."""
    bootstrap = StationaryBootstrap(10, returns, seed=1)
    means = returns.mean(axis=0)
    shifts = bootstrap.apply(lambda sample: sample.mean(axis=0), resamples) - means
    errors = np.sqrt((shifts**2).mean(axis=0))
    kept = np.where(means / errors < -math.sqrt(2 * math.log(math.log(BARS))), means, 0)
    luck = np.maximum(((shifts + kept) / errors).max(axis=1), 0)
    return {
        "reality_check": np.mean(shifts.max(axis=1) > means.max()),
        "superior_ability": np.mean(luck > max((means / errors).max(), 0)),
    }


returns = np.array([trial(number) for number in range(TRIALS)]).T
sharpes = sharpe(returns)
at = int(sharpes.argmax())
best = returns[:, at]
euler = np.euler_gamma
expected = sharpes.std(ddof=1) * (
    (1 - euler) * stats.norm.ppf(1 - 1 / TRIALS) + euler * stats.norm.ppf(1 - 1 / (TRIALS * math.e))
)
(psr, spread), (dsr, _) = probabilistic(best, 0.0), probabilistic(best, expected)
yearly = lambda sample: sharpe(sample) * math.sqrt(252)
interval = StationaryBootstrap(10, best, seed=1).conf_int(yearly, 10_000, method="percentile")
luck = {
    "sharpe": list(sharpes),
    "best": at,
    "skewness": stats.skew(best),
    "kurtosis": stats.kurtosis(best, fisher=False),
    "probabilistic_sharpe": psr,
    "expected_best_sharpe": expected,
    "deflated_sharpe": dsr,
    "minimum_track_record": 1 + spread * (stats.norm.ppf(0.95) / sharpes[at]) ** 2,
    "overfit": {str(count): overfit(returns, count) for count in (8, 16)},
    "snooping": snooping(returns, 20_000),
    "sharpe_interval": list(interval[:, 0]),
    "block_length": optimal_block_length(best)["stationary"].iloc[0],
}
text = json.dumps(luck, indent=1, default=float)
(pathlib.Path(__file__).parent / "luck.json").write_text(text + "\n")
