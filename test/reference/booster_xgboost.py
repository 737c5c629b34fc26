"""Predictions and gains of XGBoost 1.7.4, for test/metrics/tables/booster/booster.test.ts.

Reads [{ columns: [{ kind, values }], targets, objective, classes, settings, rows }] as JSON, null for missing; answers each with
the first predictions and each column's share of the total gain.
"""

import json
import sys

try:
    import numpy as np
    import xgboost
except ImportError:
    sys.exit(3)
if not xgboost.__version__.startswith("1.7."):
    sys.exit(3)


def answer(job):
    settings = job["settings"]
    rows = np.array([column["values"] for column in job["columns"]], dtype=float).T
    kinds = ["c" if column["kind"] == "category" else "q" for column in job["columns"]]
    data = xgboost.DMatrix(rows, label=job["targets"], feature_types=kinds, enable_categorical=True)
    parameters = {
        "objective": job["objective"],
        "tree_method": "hist",
        "max_depth": settings["maxDepth"],
        "eta": settings["learningRate"],
        "lambda": settings["lambda"],
        "gamma": settings["gamma"],
        "min_child_weight": settings["minChildWeight"],
        "max_bin": settings["maxBins"],
        "max_cat_to_onehot": settings["oneHotBelow"] or 10000,
        "nthread": 1,
    }
    if job["classes"]:
        parameters["num_class"] = job["classes"]
    booster = xgboost.train(parameters, data, num_boost_round=settings["trees"])
    gains = booster.get_score(importance_type="total_gain")
    shares = np.array([gains.get(f"f{c}", 0) for c in range(len(job["columns"]))])
    return {
        "predictions": booster.predict(data)[: job["rows"]].astype(float).flatten().tolist(),
        "shares": (shares / shares.sum()).tolist(),
    }


print(json.dumps([answer(job) for job in json.load(sys.stdin)]))
