"""Logits of scikit-learn's logistic regression at its minimum, for test/metrics/tables/logistic-regression.test.ts.

Reads { columns: [{ kind, values }], targets } as JSON, null for missing; answers with the logits of all rows.
"""

import json
import sys

try:
    import numpy as np
    from sklearn.impute import SimpleImputer
    from sklearn.linear_model import LogisticRegression
    from sklearn.preprocessing import RobustScaler
except ImportError:
    sys.exit(3)

job = json.load(sys.stdin)
parts = []
for column in job["columns"]:
    values = np.array(column["values"], dtype=float)
    if column["kind"] == "number":
        parts.append(RobustScaler().fit_transform(SimpleImputer().fit_transform(values[:, None])))
    else:
        parts.append((values[:, None] == np.unique(values[~np.isnan(values)])[None, :]).astype(float))
rows = np.concatenate(parts, axis=1)
model = LogisticRegression(solver="newton-cg", tol=1e-10, max_iter=1000).fit(rows, job["targets"])
print(json.dumps(model.decision_function(rows).tolist()))
