"""Shape and Trend of SDMetrics 0.11, from its formulas: a table of two sets on standard input, scores on standard output."""

import json
import sys

try:
    import numpy as np
    import pandas as pd
except ImportError:
    sys.exit(3)


def shape(kind, real, synthetic):
    if kind == "category":
        p, q = (side.value_counts(dropna=False, normalize=True) for side in (real, synthetic))
        return 1 - p.subtract(q, fill_value=0).abs().sum() / 2
    real, synthetic = (np.sort(side.dropna().to_numpy()) for side in (real, synthetic))
    if not len(real) or not len(synthetic):
        return np.nan
    grid = np.concatenate([real, synthetic])
    shares = [np.searchsorted(side, grid, side="right") / len(side) for side in (real, synthetic)]
    return 1 - np.abs(shares[0] - shares[1]).max()


def correlation(real, synthetic):
    if (real.nunique() == 1).any() or (synthetic.nunique() == 1).any():
        return np.nan
    rho = [side.dropna().corr().to_numpy()[0, 1] for side in (real, synthetic)]
    return 1 - abs(rho[0] - rho[1]) / 2


def contingency(real, synthetic):
    names = list(real.columns)
    p, q = (side.groupby(names, dropna=False).size() / len(side) for side in (real, synthetic))
    # Missing as a word: pandas does not align indexes with NaN in every version
    p, q = (pd.Series(side.to_numpy(), index=[str(key) for key in side.index]) for side in (p, q))
    return 1 - p.subtract(q, fill_value=0).abs().sum() / 2


def digitized(column):
    return pd.Series(np.digitize(column, bins=np.histogram_bin_edges(column.dropna())))


def trends(kinds, real, synthetic):
    scores = []
    for a in range(len(kinds)):
        for b in range(a + 1, len(kinds)):
            if kinds[a] == kinds[b] == "number":
                scores.append(correlation(real[[a, b]], synthetic[[a, b]]))
                continue
            sides = [
                pd.concat([digitized(side[c]) if kinds[c] == "number" else side[c] for c in (a, b)], axis=1, keys=[a, b])
                for side in (real, synthetic)
            ]
            scores.append(contingency(*sides))
    return scores


def plain(values):
    return [None if np.isnan(value) else float(value) for value in values]


tables = json.load(sys.stdin)
kinds = tables["kinds"]
real, synthetic = (pd.DataFrame(dict(enumerate(tables[side])), dtype=float) for side in ("real", "synthetic"))
columns = [shape(kind, real[c], synthetic[c]) for c, kind in enumerate(kinds)]
pairs = trends(kinds, real, synthetic)
json.dump(
    {
        "columns": plain(columns),
        "pairs": plain(pairs),
        "shape": float(np.nanmean(columns)),
        "trend": float(np.nanmean(pairs)),
    },
    sys.stdout,
)
