"""Makes learning.json: figures of learning by other programs, which crates/stats is held against.

usage: python3 -m venv VENV && VENV/bin/pip install scikit-learn==1.9.1 statsmodels==0.15.0
       VENV/bin/python data/reference/make_learning.py > data/reference/learning.json

The data are made up from fixed seeds, rounded to three digits so that the file holds them exactly.
"""

import datetime
import json
import sys

import numpy as np
import scipy
import sklearn
import statsmodels
import statsmodels.api as sm
from sklearn.decomposition import PCA
from sklearn.linear_model import ElasticNet, LogisticRegression
from sklearn.metrics import adjusted_rand_score, silhouette_score
from sklearn.mixture import GaussianMixture

OBTAINED = (
    f"scikit-learn {sklearn.__version__}, statsmodels {statsmodels.__version__}, numpy {np.__version__}, "
    f"scipy {scipy.__version__}, {datetime.date.today().isoformat()}, by make_learning.py"
)


def rounded(values):
    return np.round(values, 3)


def standardised(x):
    return (x - x.mean(0)) / x.std(0, ddof=1)


def unscaled(x, intercept, slopes):
    slopes = slopes / x.std(0, ddof=1)
    return {"intercept": float(intercept - slopes @ x.mean(0)), "slopes": slopes.tolist()}


def entry(source, tolerance, **rest):
    return {"source": f"data made up for this test: {source}", "obtained": OBTAINED, "tolerance": tolerance, **rest}


def elastic_net(rng):
    mix = rng.normal(size=(5, 5))
    x = rounded(rng.normal(size=(60, 5)) @ mix + [1, 20, -3, 0, 5])
    y = rounded(2 + x @ [0.5, -0.3, 0.0, 0.2, 0.0] + rng.normal(size=60))
    fits = []
    for penalty, mixing in [(0.01, 0.5), (0.1, 0.5), (0.1, 1.0), (0.3, 0.1), (3.0, 0.5)]:
        fit = ElasticNet(alpha=penalty, l1_ratio=mixing, tol=1e-14, max_iter=10**6).fit(standardised(x), y)
        fits.append({"penalty": penalty, "mixing": mixing, **unscaled(x, fit.intercept_, fit.coef_)})
    return entry("60 cases by 5 columns of different means and spreads that go together", 1e-5, x=x.tolist(),
                 y=y.tolist(), fits=fits)


def logistic(rng):
    x = rounded(rng.normal(size=(80, 4)) * [1, 5, 0.2, 1] + [0, 50, 1, -2])
    odds = -1.2 + standardised(x) @ [0.8, -0.5, 0.3, 0.0]
    y = (rng.uniform(size=80) < 1 / (1 + np.exp(-odds))).astype(int)
    fits = []
    for penalty in [0.05, 1.0, 30.0]:
        fit = LogisticRegression(C=1 / penalty, solver="newton-cholesky", tol=1e-12, max_iter=1000)
        fit.fit(standardised(x), y)
        fits.append({"penalty": penalty, **unscaled(x, fit.intercept_[0], fit.coef_[0])})
    separated = rounded(np.arange(20) / 10 - 0.95)[:, None]
    answers = (separated[:, 0] > 0).astype(int)
    fit = LogisticRegression(C=1.0, solver="newton-cholesky", tol=1e-12, max_iter=1000)
    fit.fit(standardised(separated), answers)
    return entry("80 cases by 4 columns, fewer yes than no; and 20 cases that one column separates", 1e-5,
                 x=x.tolist(), y=y.tolist(), fits=fits,
                 separated={"x": separated.tolist(), "y": answers.tolist(), "penalty": 1.0,
                            **unscaled(separated, fit.intercept_[0], fit.coef_[0])})


def components(rng):
    tables = []
    for n, p in [(40, 6), (8, 12)]:
        x = rounded(rng.normal(size=(n, p)) @ rng.normal(size=(p, p)))
        z = standardised(x)
        fit = PCA(svd_solver="full").fit(z)
        k = min(n - 1, p)
        directions = fit.components_[:k]
        signs = np.sign(directions[np.arange(k), np.abs(directions).argmax(1)])
        tables.append({"x": x.tolist(), "variances": fit.explained_variance_[:k].tolist(),
                       "shares": fit.explained_variance_ratio_[:k].tolist(),
                       "directions": (directions * signs[:, None]).tolist(),
                       "first_row": (fit.transform(z)[0, :k] * signs).tolist()})
    return entry("more rows than columns, and more columns than rows", 1e-9, tables=tables)


def mixture(rng):
    centres = np.array([[0, 0], [6, 1], [1, 7]])
    spreads = [np.array([[1, 0.5], [0.5, 1]]), np.array([[0.6, -0.3], [-0.3, 1.2]]), np.eye(2) * 0.8]
    x = rounded(np.vstack([rng.multivariate_normal(c, s, size=n) for c, s, n in zip(centres, spreads, [60, 40, 30])]))
    fits = []
    # With two groups for three clouds there are several peaks, and where a search ends is luck.
    for k in [1, 3]:
        fit = GaussianMixture(k, tol=1e-12, max_iter=10000, n_init=20, random_state=0).fit(x)
        fits.append({"n_groups": k, "log_likelihood": fit.score(x) * len(x), "bic": fit.bic(x),
                     "shares": sorted(fit.weights_.tolist())})
    labels = GaussianMixture(3, tol=1e-12, max_iter=10000, n_init=20, random_state=0).fit(x).predict(x)
    return entry("three clouds of points", 1e-5, x=x.tolist(), fits=fits, groups=labels.tolist(),
                 silhouette=float(silhouette_score(x, labels)))


def adjusted_rand(rng):
    first = rng.integers(0, 3, 40)
    second = np.where(rng.uniform(size=40) < 0.6, first, rng.integers(0, 4, 40))
    return entry("two groupings of 40 rows", 1e-14, first=first.tolist(), second=second.tolist(),
                 rand=adjusted_rand_score(first, second))


def surface(rng):
    x, y = rounded(rng.uniform(size=100)), rounded(rng.uniform(size=100))
    z = rounded(5 + x - y - 3 * (x - y) ** 2 + 0.3 * rng.normal(size=100))
    u, v = x - 0.5, y - 0.5
    fit = sm.OLS(z, np.column_stack([np.ones(100), u, v, u * u, u * v, v * v])).fit()
    figures = {}
    for name, parts in {
        "a1": [0, 1, 1, 0, 0, 0], "a2": [0, 0, 0, 1, 1, 1], "a3": [0, 1, -1, 0, 0, 0], "a4": [0, 0, 0, 1, -1, 1],
        "a5": [0, 0, 0, 1, 0, -1],
    }.items():
        test = fit.t_test(parts)
        figures[name] = [float(test.effect[0]), float(test.sd[0, 0])]
    return entry("100 cases with values on two dimensions from 0 to 1", 1e-9, x=x.tolist(), y=y.tolist(),
                 outcome=z.tolist(), middle=0.5, coefficients=fit.params.tolist(), se=fit.bse.tolist(), **figures,
                 r_squared=fit.rsquared)


def percentiles(rng):
    values = rounded(rng.beta(4, 3, size=137))
    return entry("137 values", 1e-12, values=values.tolist(), table=np.percentile(values, range(101)).tolist())


def main():
    makers = [elastic_net, logistic, components, mixture, adjusted_rand, surface, percentiles]
    found = {maker.__name__: maker(np.random.default_rng(100 + i)) for i, maker in enumerate(makers)}
    # Each figure or list of them on a line of its own.
    entries = []
    for name, parts in found.items():
        lines = [f"    {json.dumps(part)}: {json.dumps(value)}" for part, value in parts.items()]
        entries.append(f"  {json.dumps(name)}: {{\n" + ",\n".join(lines) + "\n  }")
    sys.stdout.write("{\n" + ",\n".join(entries) + "\n}\n")


if __name__ == "__main__":
    main()
