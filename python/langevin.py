"""Networks of langevin in Python: reads and writes model files, and predicts. Needs numpy; takes PyTorch tensors too.

    network = load("model.safetensors")
    x = network.encode(rows)                      # standardized rows
    network.denoised(x + sigma * noise, sigma)    # also .noise and .score

Formulas: docs/internals/notation.md; the file: docs/reference/file-format.md.
"""

import json
import struct

import numpy as np

SEAL = '{"__metadata__":{"checksum":"crc32c:'
FORMAT = {"format": "langevin-score-network", "version": "1"}
DTYPES = {"F32": "<f4", "F64": "<f8"}
DEFAULTS = {
    "activation": "silu", "residual": True, "sigmaFrequencies": 8, "maxCoordinateFrequency": 8,
    "parameterization": "edm", "classes": 0, "seed": 0,
}  # fmt: skip


def _silu(xp, a):
    return a * (xp.tanh(a / 2) + 1) / 2


def _softplus(xp, a):
    return xp.log1p(xp.exp(-abs(a))) + (a + abs(a)) / 2


ACTIVATIONS = {"silu": _silu, "tanh": lambda xp, a: xp.tanh(a), "softplus": _softplus}

# noise = cNoisy x + cOut F
PARAMETERIZATIONS = {
    "edm": lambda s: (s / (s**2 + 1), -1 / (s**2 + 1) ** 0.5),
    "noise": lambda s: (0, 1),
    "denoised": lambda s: (1 / s, -1 / s),
    "velocity": lambda s: (s / (s**2 + 1), 1 / (s**2 + 1) ** 0.5),
    "score": lambda s: (0, -s),
}


class ScoreNetwork:
    """A network: `options` as `createScoreNetwork` takes them, layers as (weight, bias) with weights of (inputs, outputs),
    the mean and deviation of the columns, by which rows are standardized, and the same of the conditions."""

    def __init__(self, options, layers, mean=None, std=None, categories=(), metadata=None, conditions=None):
        self.layers = [(np.asarray(weight, np.float32), np.asarray(bias, np.float32)) for weight, bias in layers]
        self.mean, self.std = (None if v is None else np.asarray(v, np.float64) for v in (mean, std))
        self.conditions = None if conditions is None else tuple(np.asarray(v, np.float64) for v in conditions)
        self.categories = [tuple(np.asarray(v, np.float64) for v in block) for block in categories]
        self.metadata = dict(metadata or {})
        self.dim = options["dim"]
        self.plain = self.dim - sum(codes.shape[1] for codes, _ in self.categories)
        usual = 8 if self.plain <= 3 else 4 if self.plain <= 64 else 0
        conditioned = {"conditionFrequencies": 0, "maxConditionFrequency": 8} if options.get("conditions") else {}
        self.options = o = {**DEFAULTS, **conditioned, "coordinateFrequencies": usual, **options}
        levels = sum(len(shares) for _, shares in self.categories)
        bits = self.plain + len(self.categories) if o.get("masks") else 0
        given = o["conditions"] * (1 + 2 * o["conditionFrequencies"]) + 1 if o.get("conditions") else 0
        values = self.plain * (1 + 2 * o["coordinateFrequencies"]) + levels
        widths = [2 * o["sigmaFrequencies"] + values + o["classes"] + bits + given, *o["hidden"], self.plain + levels]
        found = [(weight.shape, bias.shape) for weight, bias in self.layers]
        wanted = [((a, b), (b,)) for a, b in zip(widths, widths[1:])]
        if found != wanted:
            raise ValueError(f"ScoreNetwork: expected layers of shapes {wanted}, got {found}")

    def encode(self, rows):
        """Rows in the data's units → standardized ones."""
        return rows if self.mean is None else (rows - self._like(rows, self.mean)) / self._like(rows, self.std)

    def decode(self, x):
        """The way back."""
        return x if self.mean is None else x * self._like(x, self.std) + self._like(x, self.mean)

    def noise(self, x, sigma, labels=None, known=None, conditions=None):
        """The noise in standardized rows x (rows, dim) at sigma, a number or one for each row. Labels are -1 for none; known
        values (rows, dim), for a network with masks, are standardized and NaN where unknown; conditions, one row for all or one
        for each, are in the units of the training's and NaN for none."""
        xp, o, like = _library(x), self.options, lambda v: self._like(x, v)
        x, s = like(x), xp.broadcast_to(like(sigma).reshape(-1, 1), (len(x), 1))
        if known is not None:
            known, is_plain = like(known), like([1] * self.plain + [0] * (self.dim - self.plain))
            scale = is_plain * (s**2 + 1) ** 0.5 + (1 - is_plain) * (1 + 32 * s**2)
            x = xp.where(xp.isnan(known), x, known * scale)
        plain, coded = x[:, : self.plain], x[:, self.plain :]
        angles = xp.log(s) * like(_frequencies(o["sigmaFrequencies"], 0.25, 4))
        scaled = plain / (s**2 + 1) ** 0.5
        features = [xp.sin(angles), xp.cos(angles), scaled]
        for phi in _frequencies(o["coordinateFrequencies"], 1, o["maxCoordinateFrequency"]):
            features += [xp.sin(float(phi) * scaled), xp.cos(float(phi) * scaled)]
        blocks, column = [], 0
        for codes, shares in self.categories:
            own, v = coded[:, column : column + codes.shape[1]], like(codes)
            evidence = like(np.log(shares)) + (own @ v.T - (v**2).sum(1) / 2) / s**2
            features.append(2 * (_softmax(xp, evidence) - like(shares)))
            blocks.append((own, v, evidence))
            column += codes.shape[1]
        if o["classes"]:
            each = like(np.arange(o["classes"]))
            given = like(-1 if labels is None else labels).reshape(-1, 1)
            features.append(like(xp.broadcast_to(given, (len(x), 1)) == each))
        if o.get("masks"):
            sizes = [1] * self.plain + [codes.shape[1] for codes, _ in self.categories]
            starts = [sum(sizes[:k]) for k in range(len(sizes))]
            features.append(like(np.zeros((len(x), len(sizes))) if known is None else ~xp.isnan(known[:, starts])))
        if o.get("conditions"):
            features += self._condition_features(xp, x, conditions)
        h, last = _beside(xp, features), len(self.layers) - 1
        for i, (weight, bias) in enumerate(self.layers):
            a = h @ like(weight) + like(bias)
            y = a if i == last else ACTIVATIONS[o["activation"]](xp, a)
            h = h + y if o["residual"] and 0 < i < last and weight.shape[0] == weight.shape[1] else y
        c_noisy, c_out = PARAMETERIZATIONS[o["parameterization"]](s)
        parts, at = [c_noisy * plain + c_out * h[:, : self.plain]], self.plain
        for own, v, evidence in blocks:
            posterior = _softmax(xp, evidence + h[:, at : at + v.shape[0]])
            parts.append((own - posterior @ v) / s)
            at += v.shape[0]
        return _beside(xp, parts)

    def score(self, x, sigma, **conditions):
        """The gradient of ln p_sigma at x, in standardized units; arguments as in `noise`."""
        return -self.noise(x, sigma, **conditions) / self._like(x, sigma).reshape(-1, 1)

    def denoised(self, x, sigma, **conditions):
        """The mean of the clean rows given x; arguments as in `noise`."""
        return x - self._like(x, sigma).reshape(-1, 1) * self.noise(x, sigma, **conditions)

    def _condition_features(self, xp, x, conditions):
        count = self.options["conditions"]
        given = np.full(count, np.nan) if conditions is None else np.asarray(conditions, np.float64)
        if self.conditions is not None:
            given = (given - self.conditions[0]) / self.conditions[1]
        given = np.broadcast_to(given.reshape(-1, count), (len(x), count))
        absent = np.isnan(given)
        plain = np.where(absent, 0, given)
        frequencies = _frequencies(self.options["conditionFrequencies"], 1, self.options["maxConditionFrequency"])
        turns = [turn(phi * plain) for phi in frequencies for turn in (np.sin, np.cos)]
        return [self._like(x, part) for part in (plain, *turns, absent[:, :1])]

    @staticmethod
    def _like(x, value):
        if _library(x) is np:
            return np.asarray(value, np.float64)
        import torch

        return torch.as_tensor(value, dtype=x.dtype, device=x.device)


def _library(x):
    if type(x).__module__.split(".")[0] != "torch":
        return np
    import torch

    return torch


def _beside(xp, parts):
    return (np.concatenate if xp is np else xp.cat)(parts, 1)


def _frequencies(count, first, last):
    return first * (last / first) ** (np.arange(count) / max(1, count - 1))


def _softmax(xp, logits):
    terms = xp.exp(logits - xp.amax(logits, 1)[:, None])
    return terms / terms.sum(1)[:, None]


def load(path, check=True):
    """The network, with its averaged weights, of a file that `saveModel` or `save` made; check=False takes files that other
    programs have written again."""
    with open(path, "rb") as file:
        data = file.read()
    if check and (found := data[8 : 16 + len(SEAL)].decode("latin1")) != SEAL + _checksum(data):
        raise ValueError(f"load: expected a file that begins with {SEAL + _checksum(data)}, got {found!r}")
    header = json.loads(data[8 : 8 + struct.unpack("<Q", data[:8])[0]])
    metadata = header.pop("__metadata__", {})
    for key, value in FORMAT.items():
        if metadata.get(key) != value:
            raise ValueError(f"load: expected {key} {value!r}, got {metadata.get(key)!r}")
    metadata.pop("checksum", None)
    start = len(data) - max(info["data_offsets"][1] for info in header.values())

    def tensor(name):
        info = header[name]
        begin, end = (start + offset for offset in info["data_offsets"])
        return np.frombuffer(data[begin:end], DTYPES[info["dtype"]]).reshape(info["shape"])

    options = json.loads(metadata.pop("network"))
    count = len(options["hidden"]) + 1
    layers = [tuple(tensor(f"average.{i}.{part}") for part in ("weight", "bias")) for i in range(count)]
    moments = [tensor(f"encoding.{name}") for name in ("mean", "std")] if metadata.pop("encoding") == "standard" else []
    count = sum(name.endswith(".codes") for name in header)
    blocks = [tuple(tensor(f"categories.{j}.{part}") for part in ("codes", "probabilities")) for j in range(count)]
    given = [tensor(f"conditions.{name}") for name in ("mean", "std")] if "conditions.mean" in header else None
    return ScoreNetwork(options, layers, *moments, categories=blocks, metadata=metadata, conditions=given)


def save(path, network):
    """A file for sampling, which `loadModel` and `load` read."""
    tensors = {} if network.mean is None else {"encoding.mean": network.mean, "encoding.std": network.std}
    if network.conditions is not None:
        tensors.update({f"conditions.{name}": value for name, value in zip(("mean", "std"), network.conditions)})
    for j, (codes, shares) in enumerate(network.categories):
        tensors.update({f"categories.{j}.codes": codes, f"categories.{j}.probabilities": shares})
    for i, (weight, bias) in enumerate(network.layers):
        tensors.update({f"average.{i}.weight": weight, f"average.{i}.bias": bias})
    encoding = "identity" if network.mean is None else "standard"
    options = json.dumps(network.options, separators=(",", ":"))
    metadata = {**network.metadata, **FORMAT, "encoding": encoding, "for": "sampling", "network": options}
    infos, parts, at = {}, [], 0
    for name, value in sorted(tensors.items(), key=lambda item: (-item[1].itemsize, item[0])):
        dtype = "F64" if value.itemsize == 8 else "F32"
        parts.append(np.ascontiguousarray(value, DTYPES[dtype]).tobytes())
        infos[name] = {"dtype": dtype, "shape": value.shape, "data_offsets": [at, at + len(parts[-1])]}
        at += len(parts[-1])
    header = {"__metadata__": {"checksum": "crc32c:00000000", **dict(sorted(metadata.items()))}, **infos}
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    data = bytearray(struct.pack("<Q", len(text)) + text + b"".join(parts))
    data[8 + len(SEAL) : 16 + len(SEAL)] = _checksum(data).encode()
    with open(path, "wb") as file:
        file.write(data)


def _checksum(data):
    """CRC-32C of a file whose checksum counts as eight zeros; in hex digits."""
    at = 8 + len(SEAL)
    return f"{crc32c(bytes(data[:at]) + b'00000000' + bytes(data[at + 8 :])):08x}"


def crc32c(data):
    """CRC-32C (Castagnoli) of 4 bytes or more: of √n pieces side by side, which are put together at the end."""
    table = np.arange(256, dtype=np.uint32)
    for _ in range(8):
        table = table >> 1 ^ (table & 1) * np.uint32(0x82F63B78)
    width = int(len(data) ** 0.5) + 1
    pieces = np.zeros((-(-len(data) // width), width), np.uint8)
    flat = pieces.reshape(-1)[pieces.size - len(data) :]  # zeros before the data change nothing
    flat[:] = np.frombuffer(data, np.uint8)
    flat[:4] ^= 255
    # The last 32 are single bits, which tell what a piece's length of zeros does to each
    states = np.concatenate([np.zeros(len(pieces), np.uint32), np.uint32(1) << np.arange(32, dtype=np.uint32)])
    for column in range(width):
        inputs = np.concatenate([pieces[:, column], np.zeros(32, np.uint8)])
        states = table[(states ^ inputs) & 255] ^ states >> 8
    total = 0
    for state in states[:-32]:
        moved = states[-32:][[total >> bit & 1 == 1 for bit in range(32)]]
        total = int(np.bitwise_xor.reduce(moved) if len(moved) else 0) ^ int(state)
    return total ^ 0xFFFFFFFF
