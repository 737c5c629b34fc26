"""Scores of rows by trained classifiers: C2ST, and the use of a table for learning its target.

Reads one JSON object from standard input, { jobs: [...] }, answers with one JSON array on standard output. A job is
{ kind: "c2st", real, synthetic, columns, models, seed } or { kind: "use", train, test, columns, target, task, seed, grid },
where tables are paths of CSV files with a header and `columns` lists { name, kind: "number" | "category" } of all columns.
A job of C2ST may say which of three `folds` each row of both tables is in. A job of use with `validation` stops boosting by that
table; without one a held-out ninth of the training rows chooses, unless `whole` says that there is nothing to choose.
With `unit`, a table, numbers are learned in units of their standard deviation there, which gamma depends on.
"""

import csv
import json
import sys
import warnings


def answer(value):
    print(json.dumps(value))
    sys.exit(0)


try:
    import numpy as np
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.impute import SimpleImputer
    from sklearn.linear_model import LogisticRegression
    from sklearn.metrics import f1_score, r2_score, roc_auc_score
    from sklearn.model_selection import StratifiedKFold
    from sklearn.pipeline import Pipeline
    from sklearn.preprocessing import RobustScaler
    from xgboost import XGBClassifier, XGBRegressor
except ImportError as error:
    answer({"absent": f"{error}: install python3-sklearn and python3-xgboost for {sys.executable}"})

warnings.filterwarnings("ignore", category=ConvergenceWarning)
tables = {}


def read(path):
    """The cells of a file by column name."""
    if path not in tables:
        with open(path, newline="", encoding="utf-8") as file:
            rows = list(csv.reader(file))
        tables[path] = {name: [row[at] for row in rows[1:]] for at, name in enumerate(rows[0])}
    return tables[path]


def numbers(cells):
    return np.array([float(cell) if cell not in ("", "?") else np.nan for cell in cells], dtype=np.float64)


class Features:
    """Numbers with gaps filled by the mean and categories one-hot, both as the first table has them."""

    def __init__(self, table, columns):
        self.columns = columns
        self.levels = {c["name"]: sorted(set(table[c["name"]])) for c in columns if c["kind"] == "category"}
        self.means = {c["name"]: np.nanmean(numbers(table[c["name"]])) for c in columns if c["kind"] == "number"}

    def __call__(self, table):
        parts = []
        for column in self.columns:
            name = column["name"]
            if column["kind"] == "number":
                values = numbers(table[name])
                parts.append(np.where(np.isnan(values), self.means[name], values)[:, None])
            else:
                place = {level: i for i, level in enumerate(self.levels[name])}
                coded = np.array([place.get(cell, -1) for cell in table[name]])
                parts.append((coded[:, None] == np.arange(len(place))[None, :]).astype(np.float64))
        return np.concatenate(parts, axis=1)


def booster(kind, seed, **settings):
    return kind(tree_method="hist", n_jobs=threads, random_state=seed, **settings)


def detector(model, seed):
    if model == "xgb":
        return booster(XGBClassifier, seed, eval_metric="logloss")
    # lbfgs stops before the minimum where columns are scaled unevenly, as capital gains are
    solver = {"solver": "newton-cholesky", "tol": 1e-8} if model == "lr-minimum" else {"solver": "lbfgs"}
    steps = [("imputer", SimpleImputer()), ("scaler", RobustScaler()), ("classifier", LogisticRegression(**solver))]
    return Pipeline(steps)


def c2st(job):
    """1 - mean over three folds of 2 max(1/2, AUC) - 1, as SDMetrics' detection metrics; the mean AUC beside it."""
    real, synthetic = read(job["real"]), read(job["synthetic"])
    features = Features(real, job["columns"])
    a, b = features(real), features(synthetic)
    rows = np.concatenate([a, b])
    labels = np.concatenate([np.ones(len(a)), np.zeros(len(b))])
    scores = {}
    if "folds" in job:
        fold = np.array(job["folds"])
        parts = [(np.flatnonzero(fold != k), np.flatnonzero(fold == k)) for k in range(3)]
    else:
        parts = list(StratifiedKFold(n_splits=3, shuffle=True, random_state=job["seed"]).split(rows, labels))
    for model in job["models"]:
        areas = []
        for train, test in parts:
            fitted = detector(model, job["seed"]).fit(rows[train], labels[train])
            areas.append(roc_auc_score(labels[test], fitted.predict_proba(rows[test])[:, 1]))
        each = [1 - (2 * max(0.5, area) - 1) for area in areas]
        scores[model] = {"score": float(np.mean(each)), "auc": float(np.mean(areas)), "error": float(np.std(each) / np.sqrt(2))}
    return scores


GRID = [
    {"n_estimators": trees, "min_child_weight": weight, "max_depth": depth, "gamma": gamma}
    for trees in (10, 50, 100)
    for weight in (1, 10)
    for depth in (5, 10, 20)
    for gamma in (0.0, 1.0)
]
"""TabSyn's and TabDiff's 36 settings; the ninth of the training rows that is held out chooses."""
USUAL = [{"n_estimators": 100, "min_child_weight": 10, "max_depth": 5, "gamma": 1.0}]
STOPPED = {"n_estimators": 2000, "learning_rate": 0.05, "max_depth": 6, "early_stopping_rounds": 50}
"""In place of TabDDPM's tuned CatBoost of up to 2,000 rounds, 50 without progress on real rows at last."""


def use(job):
    """AUC (or macro F1 and accuracy), R² and RMSE of a booster trained on one table and tested on another."""
    train, test = read(job["train"]), read(job["test"])
    target, regression = job["target"], job["task"] == "regression"
    columns = [column for column in job["columns"] if column["name"] != target]
    features = Features(train, columns)
    x, x_test = features(train), features(test)
    levels = [] if regression else sorted(set(test[target]))
    place = {level: i for i, level in enumerate(levels)}

    def answers(table):
        if regression:
            return numbers(table[target])
        return np.array([place.get(cell, -1) for cell in table[target]])

    y, y_test = answers(train), answers(test)
    known = y >= 0 if not regression else ~np.isnan(y)
    x, y = x[known], y[known]
    if regression and "unit" in job:
        cells = numbers(read(job["unit"])[target])
        center, spread = np.nanmean(cells), np.nanstd(cells)
        y, y_test = (y - center) / spread, (y_test - center) / spread
    if not regression and len(set(y)) < len(levels):
        return {"absent": "a class of the target is not among the synthetic rows"}

    order = np.random.RandomState(job["seed"]).permutation(len(x))
    held = 0 if job.get("whole") else len(x) // 9
    settings = GRID if job.get("grid") else USUAL

    def fitted(setting, rows, **fitting):
        kind, loss = (XGBRegressor, "rmse") if regression else (XGBClassifier, "logloss")
        return booster(kind, job["seed"], eval_metric=loss, **setting).fit(x[rows], y[rows], **fitting)

    def quality(model, rows, truth):
        if regression:
            predicted = model.predict(rows)
            return {"r2": float(r2_score(truth, predicted)), "rmse": float(np.sqrt(np.mean((truth - predicted) ** 2)))}
        chances = model.predict_proba(rows)
        chosen = chances.argmax(axis=1)
        area = chances[:, 1] if len(levels) == 2 else chances
        return {
            "auc": float(roc_auc_score(truth, area, **({} if len(levels) == 2 else {"multi_class": "ovr"}))),
            "f1": float(f1_score(truth, chosen, average="macro")),
            "accuracy": float(np.mean(truth == chosen)),
        }

    if "validation" in job:
        stop = read(job["validation"])
        model = fitted(STOPPED, order, eval_set=[(features(stop), answers(stop))], verbose=False)
        return quality(model, x_test, y_test)

    main = "r2" if regression else "auc"
    best, chosen = -np.inf, None
    for setting in settings:
        model = fitted(setting, order[held:])
        value = quality(model, x[order[:held]], y[order[:held]])[main] if len(settings) > 1 else 0
        if value > best:
            best, chosen = value, model
    return quality(chosen, x_test, y_test)


request = json.load(sys.stdin)
threads = request.get("threads", 1)
answer([c2st(job) if job["kind"] == "c2st" else use(job) for job in request["jobs"]])
