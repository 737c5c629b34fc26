"""Writes mlp-pytorch.json: loss and gradients of the network of docs/internals/notation.md by PyTorch's automatic
differentiation, in f64, for three configurations.

    python3 mlp_pytorch.py        (PyTorch 1.13)
"""

import json
import math
import pathlib

import torch

torch.set_default_dtype(torch.float64)
torch.manual_seed(11059)

ACTIVATIONS = {"silu": torch.nn.functional.silu, "tanh": torch.tanh, "softplus": torch.nn.functional.softplus}
CONFIGS = [
    dict(dim=3, hidden=[7, 7, 5], activation="silu", residual=True, sigmaFrequencies=4, coordinateFrequencies=2,
         parameterization="edm", weighting="noise"),
    dict(dim=2, hidden=[6], activation="softplus", residual=False, sigmaFrequencies=8, coordinateFrequencies=3,
         parameterization="noise", weighting="edm"),
    # as many features as hidden units: the first layer still has no skip connection
    dict(dim=3, hidden=[3, 3], activation="tanh", residual=True, sigmaFrequencies=0, coordinateFrequencies=0,
         parameterization="edm", weighting="edm"),
]  # fmt: skip


def embed(noised, sigma, E, F):
    log_sigma = sigma.log()[:, None]
    omega = torch.logspace(math.log2(0.25), math.log2(4), E, base=2)
    phi = torch.logspace(0, math.log10(24), F)
    scaled = noised / (1 + sigma[:, None] ** 2).sqrt()
    parts = [(log_sigma * omega).sin(), (log_sigma * omega).cos(), scaled]
    for frequency in phi:
        parts += [(frequency * scaled).sin(), (frequency * scaled).cos()]
    return torch.cat(parts, dim=1)


def run(config, rows=5):
    dim, E, F = config["dim"], config["sigmaFrequencies"], config["coordinateFrequencies"]
    widths = [2 * E + dim * (1 + 2 * F), *config["hidden"], dim]
    w = [(torch.randn(i, o) / math.sqrt(i)).requires_grad_() for i, o in zip(widths, widths[1:])]
    bias = [(0.3 * torch.randn(o)).requires_grad_() for o in widths[1:]]
    x, z = torch.randn(rows, dim), torch.randn(rows, dim)
    sigma = torch.logspace(-2, 1, rows)
    noised = (x + sigma[:, None] * z).requires_grad_()

    h = embed(noised, sigma, E, F)
    for layer in range(len(w) - 1):
        y = ACTIVATIONS[config["activation"]](h @ w[layer] + bias[layer])
        h = y + h if config["residual"] and layer > 0 and y.shape == h.shape else y
    output = h @ w[-1] + bias[-1]
    if config["parameterization"] == "edm":
        variance = sigma[:, None] ** 2 + 1
        predicted = sigma[:, None] / variance * noised - output / variance.sqrt()
    else:
        predicted = output
    weight = sigma**2 + 1 if config["weighting"] == "edm" else torch.ones_like(sigma)
    loss = (weight[:, None] * (predicted - z) ** 2).mean()
    loss.backward()

    def flat(tensors):
        return [t.detach().reshape(-1).tolist() for t in tensors]

    return {
        **config,
        "w": flat(w), "bias": flat(bias),
        "x": x.reshape(-1).tolist(), "sigma": sigma.tolist(), "noise": z.reshape(-1).tolist(),
        "predictedNoise": predicted.detach().reshape(-1).tolist(), "loss": loss.item(),
        "dW": flat([t.grad for t in w]), "dBias": flat([t.grad for t in bias]),
        "dNoised": noised.grad.reshape(-1).tolist(),
    }  # fmt: skip


text = json.dumps([run(config) for config in CONFIGS]) + "\n"
pathlib.Path(__file__).with_name("mlp-pytorch.json").write_text(text)
