"""Tests of langevin.py: `python3 -m pytest python`, or `python3 python/test_langevin.py`. With a folder of cases from
`npm run check:models` (LANGEVIN_CASES, or the argument) its predictions are compared with the library's."""

import glob
import json
import math
import os
import sys
import tempfile

import numpy as np

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import langevin

CASES = os.environ.get("LANGEVIN_CASES") or (sys.argv[1] if len(sys.argv) == 2 and os.path.isdir(sys.argv[1]) else None)
CLOSE = 2e-5


def random_network(seed=1, mean=None, std=None, **options):
    """Random weights of the right shapes."""
    options = {"dim": 2, "hidden": [6, 6], "coordinateFrequencies": 2, **options}
    random = np.random.default_rng(seed)
    inputs = 16 + 2 * (1 + 2 * options["coordinateFrequencies"]) + options.get("classes", 0)
    widths = [inputs, *options["hidden"], 2]
    layers = [(random.normal(0, a**-0.5, (a, b)), random.normal(0, 0.3, b)) for a, b in zip(widths, widths[1:])]
    return langevin.ScoreNetwork(options, layers, mean, std)


def noise_in_loops(network, row, sigma, label):
    """docs/internals/notation.md once more, a row at a time, in plain loops."""
    o = network.options
    c_in = 1 / math.sqrt(sigma**2 + 1)
    frequencies = [0.25 * 16 ** (e / 7) for e in range(8)]
    angles = [omega * math.log(sigma) for omega in frequencies]
    h = [math.sin(a) for a in angles] + [math.cos(a) for a in angles] + [c_in * x for x in row]
    for phi in [1, 8]:
        h += [math.sin(phi * c_in * x) for x in row] + [math.cos(phi * c_in * x) for x in row]
    h += [1.0 if k == label else 0.0 for k in range(o["classes"])]
    for i, (weight, bias) in enumerate(network.layers):
        a = [float(bias[j]) + sum(h[k] * float(weight[k, j]) for k in range(len(h))) for j in range(len(bias))]
        if i == len(network.layers) - 1:
            h = a
            continue
        if o["activation"] == "silu":
            y = [v / (1 + math.exp(-v)) for v in a]
        else:
            y = [math.tanh(v) if o["activation"] == "tanh" else math.log(1 + math.exp(v)) for v in a]
        h = [p + q for p, q in zip(h, y)] if o["residual"] and i > 0 and len(h) == len(y) else y
    kind, pairs = o["parameterization"], list(zip(row, h))
    if kind == "noise":
        return h
    if kind == "score":
        return [-sigma * f for f in h]
    if kind == "denoised":
        return [(x - f) / sigma for x, f in pairs]
    sign = -1 if kind == "edm" else 1
    return [sigma * x / (sigma**2 + 1) + sign * c_in * f for x, f in pairs]


def test_every_kind_in_loops():
    rows, sigmas = np.array([[0.3, -1.2], [5, 2]]), np.array([0.1, 4])
    for parameterization in langevin.PARAMETERIZATIONS:
        for activation in langevin.ACTIVATIONS:
            for classes, residual in [(0, True), (3, False)]:
                kind = {"parameterization": parameterization, "activation": activation}
                network = random_network(classes=classes, residual=residual, **kind)
                labels = [2, -1] if classes else None
                given = network.noise(rows, sigmas, labels)
                looped = [noise_in_loops(network, *one) for one in zip(rows, sigmas, labels or [-1, -1])]
                assert np.abs(given - looped).max() < 1e-9, kind
                assert np.abs(network.score(rows, sigmas, labels=labels) + given / sigmas[:, None]).max() < 1e-12
                denoised = network.denoised(rows, sigmas, labels=labels)
                assert np.abs(denoised - (rows - sigmas[:, None] * given)).max() < 1e-12


def test_the_normal_law_where_the_output_is_zero():
    network = random_network()
    network.layers[-1] = tuple(np.zeros_like(part) for part in network.layers[-1])
    x = np.array([[1.0, -2.0]])
    assert np.allclose(network.score(x, 3), -x / 10, rtol=0, atol=1e-12)


def test_files():
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "a.safetensors")
        for network in [random_network(classes=2), random_network(mean=[100, -3], std=[20, 0.5])]:
            langevin.save(path, network)
            data = open(path, "rb").read()
            again = langevin.load(path)
            assert again.options == network.options
            x = np.array([[0.1, 0.2], [3, 4]])
            assert (again.noise(x, 0.5) == network.noise(x, 0.5)).all()
            assert (again.decode(again.encode(x)) == network.decode(network.encode(x))).all()
            langevin.save(path, again)
            assert open(path, "rb").read() == data
            assert int.from_bytes(data[:8], "little") % 8 == 0
            for place in [len(data) - 1, 60, 200]:
                damaged = bytearray(data)
                damaged[place] ^= 1
                open(path, "wb").write(damaged)
                assert "expected" in error_of(lambda: langevin.load(path)), place


def test_wrong_shapes():
    network = random_network()
    error = error_of(lambda: langevin.ScoreNetwork({**network.options, "classes": 1}, network.layers))
    assert error.startswith("ScoreNetwork: expected layers of shapes [((27, 6), (6,)), "), error


def error_of(act):
    try:
        act()
    except ValueError as error:
        return str(error)
    raise AssertionError("expected an error")


def test_checksum():
    assert langevin.crc32c(b"123456789") == 0xE3069283  # RFC 3720, B.4, and its neighbors
    assert langevin.crc32c(bytes(32)) == 0x8A9136AA
    assert langevin.crc32c(bytes([255] * 32)) == 0x62A8AB43
    assert langevin.crc32c(bytes(range(32))) == 0x46DD794E


def test_the_library_predicts_the_same():
    """Each case of the folder: rows, noises as the library predicts them, and known values, all (sigmas, rows, dim); the
    networks are written again, for the library to read."""
    if CASES is None:
        return print("no folder of cases: predictions are not compared with the library's")
    worst = 0.0
    paths = sorted(glob.glob(os.path.join(CASES, "*.json")))
    assert paths
    for path in paths:
        case = json.load(open(path))
        network = langevin.load(path.replace(".json", ".safetensors"))
        shape = (len(case["sigmas"]), -1, network.dim)
        x, ours, *others = (np.fromfile(path.replace(".json", f".{kind}"), "<f4").reshape(shape) for kind in case["arrays"])
        known = others[0][0] if others else None
        for sigma, x, ours in zip(case["sigmas"], x, ours):
            given = None if case["conditions"] is None else np.array(case["conditions"], float)
            noise = network.noise(x, sigma, case["labels"], known, given)
            free = 1 if known is None else np.isnan(known)
            scale = max(1, np.abs(ours * free).max()) if network.categories else 1  # their noise is of the size of 1/sigma
            worst = max(worst, (np.abs(noise - ours) * free).max() / scale)
            assert worst <= CLOSE, (path, sigma, worst)
        langevin.save(path.replace(".json", ".again"), network)
    made = random_network(mean=[3, 4], std=[0.5, 2])
    langevin.save(os.path.join(CASES, "made.again"), made)
    x = np.random.default_rng(2).normal(size=(1000, 2)).astype("<f4")
    x.tofile(os.path.join(CASES, "made.x"))
    made.noise(x, 0.5).astype("<f4").tofile(os.path.join(CASES, "made.noise"))
    print(f"{len(paths)} networks: largest difference {worst:.1e}")


def test_torch():
    try:
        import torch
    except ImportError:
        return print("no PyTorch: tensors are not tried")
    network = random_network(classes=2)
    x = torch.tensor([[0.3, -1.2], [5.0, 2.0]], dtype=torch.float64, requires_grad=True)
    noise = network.noise(x, 0.7, labels=[1, -1])
    assert np.abs(noise.detach().numpy() - network.noise(x.detach().numpy(), 0.7, [1, -1])).max() < 1e-9
    noise.sum().backward()
    assert bool(torch.isfinite(x.grad).all())
    print(f"PyTorch {torch.__version__}: the same, with gradients")


if __name__ == "__main__":
    tests = [(name, test) for name, test in list(globals().items()) if name.startswith("test_")]
    for name, test in tests:
        test()
        print(f"ok {name}")
    print(f"{len(tests)} passed")
