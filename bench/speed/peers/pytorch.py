"""PyTorch, eager, `python3 pytorch.py 1|all`: answers requests as bench/speed/serve.ts does, on descriptor 3."""

import json
import math
import os
import re
import sys
import time

answers = os.fdopen(3, "w")


def answer(**message):
    answers.write(json.dumps(message) + "\n")
    answers.flush()


try:
    import torch
    from torch import nn
    from torch.nn import functional
except ImportError as error:
    sys.stdin.readline()
    answer(absent=f"{error}: install PyTorch for {sys.executable}, or name another Python in BENCH_PYTHON")
    sys.exit(0)

SIGMA, ALPHA, DATA_ROWS, LEARNING_RATE = 0.5, 0.001, 10_000, 1e-3
SIGMA_FREQUENCIES, MAX_FREQUENCY = 8, 8
LOG_SIGMA_MEAN, LOG_SIGMA_DEVIATION = -1.2, 1.4


def geometric(count, first, last):
    return torch.tensor([first * (last / first) ** (k / max(1, count - 1)) for k in range(count)])


class ScoreNetwork(nn.Module):
    def __init__(self, dim, hidden, coordinate_frequencies):
        super().__init__()
        features = 2 * SIGMA_FREQUENCIES + dim * (1 + 2 * coordinate_frequencies)
        widths = [features, *hidden, dim]
        self.layers = nn.ModuleList(nn.Linear(i, o) for i, o in zip(widths, widths[1:]))
        for layer in self.layers:
            nn.init.uniform_(layer.weight, -math.sqrt(3 / layer.in_features), math.sqrt(3 / layer.in_features))
            nn.init.zeros_(layer.bias)
        nn.init.zeros_(self.layers[-1].weight)
        self.register_buffer("omega", geometric(SIGMA_FREQUENCIES, 0.25, 4))
        self.register_buffer("phi", geometric(coordinate_frequencies, 1, MAX_FREQUENCY)[:, None])

    def forward(self, noised, sigma):
        """Predicted noise; noised (B, D), sigma (B, 1) or (1, 1)."""
        total = sigma * sigma + 1
        root = total.sqrt()
        scaled = noised / root
        angles = sigma.log() * self.omega
        waves = torch.cat([angles.sin(), angles.cos()], 1).expand(len(noised), -1)
        features = [waves, scaled]
        if len(self.phi) > 0:
            turns = (scaled[:, None, :] * self.phi).flatten(1)
            features += [turns.sin(), turns.cos()]
        h = torch.cat(features, 1)
        for l, layer in enumerate(self.layers[:-1]):
            a = functional.silu(layer(h))
            h = h + a if l > 0 else a
        return sigma / total * noised - self.layers[-1](h) / root


def training(dim, hidden, batch, coordinate_frequencies, adam):
    network = ScoreNetwork(dim, hidden, coordinate_frequencies)
    optimizer = torch.optim.Adam(network.parameters(), lr=LEARNING_RATE, **adam)
    data = torch.randn(DATA_ROWS, dim)

    def step():
        x = data[torch.randint(DATA_ROWS, (batch,))]
        sigma = (torch.randn(batch, 1) * LOG_SIGMA_DEVIATION + LOG_SIGMA_MEAN).exp()
        z = torch.randn(batch, dim)
        loss = ((sigma * sigma + 1) * (network(x + sigma * z, sigma) - z).square()).mean()
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()

    return step


def best_training(*shape):
    """The fastest of Adam's implementations that this PyTorch has on a CPU."""
    timed = []
    for name, adam in [("Adam", {}), ("Adam foreach", {"foreach": True}), ("Adam fused", {"fused": True})]:
        try:
            step = training(*shape, adam)
            sample(step, 5)
        except (TypeError, RuntimeError, ValueError):
            continue
        timed.append((min(sample(step, 5) for _ in range(4)), name, step))
    _, name, step = min(timed, key=lambda entry: entry[0])
    return name, step


def langevin(dim, hidden, batch, coordinate_frequencies):
    network = ScoreNetwork(dim, hidden, coordinate_frequencies).eval()
    sigma = torch.full((1, 1), SIGMA)
    x = torch.randn(batch, dim)

    @torch.inference_mode()
    def step():
        nonlocal x
        x = x - ALPHA / (2 * SIGMA) * network(x, sigma) + math.sqrt(ALPHA) * torch.randn(batch, dim)

    return step


def sample(run, calls):
    start = time.perf_counter()
    for _ in range(calls):
        run()
    return (time.perf_counter() - start) * 1000 / calls


def warm_up(run, patience):
    """Until so many seconds have passed in which no slice was 3 % faster than the best before; milliseconds a call of the best."""
    slice_, limit = 100, 15
    start = improved = now = time.perf_counter()
    per_call, best = sample(run, 1), math.inf
    while now - improved < patience and now - start < limit:
        per_call = sample(run, max(1, round(slice_ / per_call)))
        now = time.perf_counter()
        if per_call < 0.97 * best:
            improved = now
        best = min(best, per_call)
    return best


def refuse_wrong_products():
    """Some builds of OpenBLAS multiply wrongly on processors that they do not know."""
    a, b = torch.randn(200, 200), torch.randn(200, 200)
    exact = (a.double()[:, :, None] * b.double()).sum(1)
    if not (torch.mm(a, b) - exact).abs().max() < 1e-3:
        raise RuntimeError("its products of matrices are wrong on this processor: set OPENBLAS_CORETYPE")


def main():
    threads = len(os.sched_getaffinity(0)) if sys.argv[1] == "all" else 1
    torch.set_num_threads(threads)
    runs = {}
    for line in sys.stdin:
        request = json.loads(line)
        if "load" in request:
            refuse_wrong_products()
            case = request["load"]
            shape = case["dim"], case["hidden"], case["batchSize"], case["coordinateFrequencies"]
            adam, train = best_training(*shape)
            runs = {"train": train, "langevin": langevin(*shape)}
            instructions = re.search(r"CPU capability usage: (\S+)", torch.__config__.show())
            note = f"{threads} thread{'s' if threads > 1 else ''}, {instructions[1] if instructions else '?'}, {adam}"
            answer(version=f"PyTorch {torch.__version__}", note=note, operations=list(runs))
            continue
        run = runs[request["operation"]]
        answer(millis=sample(run, request["calls"]) if "calls" in request else warm_up(run, request["patience"] / 1000))


main()
