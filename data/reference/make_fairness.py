"""Makes fairness.json: figures of groups compared by other programs, which crates/stats is held against.

usage: python3 -m venv VENV && VENV/bin/pip install scipy==1.17.1 statsmodels==0.15.0 fairlearn==0.15.0
       VENV/bin/python data/reference/make_fairness.py > data/reference/fairness.json

The counts are made up from a fixed seed, with the corners that rules trip over. scipy has no mid-p value: it is the sum
of its hypergeometric probabilities below the one observed, with half of those level with it; the p-value of its own
fisher_exact is recorded beside it, and must be the mid-p value and the other half of those level.
"""

import datetime
import json
import sys

import fairlearn
import numpy as np
import scipy
import statsmodels
from fairlearn.metrics import MetricFrame, demographic_parity_ratio, selection_rate
from scipy.stats import fisher_exact, hypergeom
from statsmodels.stats.contingency_tables import Table2x2
from statsmodels.stats.power import NormalIndPower
from statsmodels.stats.proportion import proportion_confint, proportion_effectsize

OBTAINED = (
    f"scipy {scipy.__version__}, statsmodels {statsmodels.__version__}, fairlearn {fairlearn.__version__}, "
    f"numpy {np.__version__}, {datetime.date.today().isoformat()}, by make_fairness.py"
)
CORNERS = [
    (3, 3, 3, 0), (10, 0, 10, 5), (10, 10, 10, 5), (12, 0, 30, 0), (12, 12, 30, 30), (1, 1, 40, 20), (400, 200, 9, 2),
    (20, 10, 20, 10), (5000, 2600, 4000, 1900), (50, 2, 60, 58), (7, 3, 11, 6),
]


def mid_p(n, above, m, others_above):
    total, good = n + m, above + others_above
    support = np.arange(max(0, good - m), min(n, good) + 1)
    p = hypergeom.pmf(support, total, good, n)
    seen = hypergeom.pmf(above, total, good, n)
    level = np.abs(p - seen) <= 1e-7 * seen
    value = p[(p < seen) & ~level].sum() + p[level].sum() / 2
    two_sided = fisher_exact([[above, n - above], [others_above, m - others_above]])[1]
    assert abs(two_sided - value - p[level].sum() / 2) < 1e-9
    return float(value), float(two_sided)


def comparison(n, above, m, others_above):
    value, two_sided = mid_p(n, above, m, others_above)
    found = {"n": n, "above": above, "others_n": m, "others_above": others_above, "mid_p": value, "two_sided_p": two_sided}
    found["wilson"] = [float(end) for end in proportion_confint(above, n, method="wilson")]
    if above and others_above:
        table = Table2x2([[above, n - above], [others_above, m - others_above]], shift_zeros=False)
        with np.errstate(divide="ignore"):
            found["ratio"] = float(table.riskratio)
            if above < n or others_above < m:
                found["katz"] = [float(end) for end in table.riskratio_confint()]
    return found


def detectable(n, m, above):
    """The ratio at which Cohen's h is what statsmodels says a test of this size finds with a power of 0.8."""
    rate = above / m
    h = NormalIndPower().solve_power(nobs1=n, ratio=m / n, alpha=0.05, power=0.8, alternative="two-sided")
    low, high = 0.0, 1.0
    if proportion_effectsize(rate, 0.0) < h:
        return None
    for _ in range(200):
        middle = (low + high) / 2
        if proportion_effectsize(rate, rate * middle) > h:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def group_rates(rng):
    groups = rng.choice(["a", "b", "c", "d"], p=[0.5, 0.3, 0.15, 0.05], size=400)
    reached = (rng.uniform(size=400) < 0.45).astype(int)
    frame = MetricFrame(metrics=selection_rate, y_true=reached, y_pred=reached, sensitive_features=groups)
    counts = {g: [int((groups == g).sum()), int(reached[groups == g].sum())] for g in "abcd"}
    ratio = demographic_parity_ratio(reached, reached, sensitive_features=groups)
    return {"counts": counts, "rates": {g: float(frame.by_group[g]) for g in "abcd"}, "lowest_ratio": float(ratio)}


def main():
    rng = np.random.default_rng(22)
    tables = list(CORNERS)
    for _ in range(60):
        n, m = (int(x) for x in rng.integers(1, 300, size=2))
        tables.append((n, int(rng.integers(0, n + 1)), m, int(rng.integers(0, m + 1))))
    power = [(n, m, above) for n, m, above in [(50, 50, 25), (14, 186, 93), (30, 70, 40), (6, 94, 47), (200, 800, 120),
                                               (1000, 1000, 500), (3, 97, 50)]]
    json.dump({
        "comparisons": {"obtained": OBTAINED, "tolerance": 1e-9, "tables": [comparison(*t) for t in tables]},
        "power": {"obtained": OBTAINED, "tolerance": 1e-5,
                  "note": "statsmodels solves for the effect numerically and counts the far tail; hence the tolerance",
                  "cases": [{"n": n, "others_n": m, "others_above": a, "ratio": detectable(n, m, a)} for n, m, a in power]},
        "groups": {"obtained": OBTAINED, "tolerance": 1e-12, **group_rates(rng)},
    }, sys.stdout, indent=1)
    print()


if __name__ == "__main__":
    main()
