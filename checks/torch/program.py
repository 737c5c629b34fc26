# What docs/guides/from-pytorch.md has PyTorch do, and the same module in every form; writes files and predictions.
# Arguments: the guide, a folder for what is written.
import itertools
import json
import re
import struct
import sys
import types

import torch

guide, folder = sys.argv[1:]
DTYPES = {torch.float32: "F32", torch.float64: "F64", torch.float16: "F16", torch.bfloat16: "BF16"}


def save_file(tensors, path):
    """As safetensors.torch.save_file, for a machine without that package."""
    header, data = {}, b""
    for name, tensor in sorted(tensors.items(), key=lambda item: -item[1].element_size()):
        raw = tensor.contiguous()
        bits = raw.view(torch.int16) if raw.element_size() == 2 else raw
        content = bits.numpy().tobytes()
        header[name] = {"dtype": DTYPES[raw.dtype], "shape": list(raw.shape), "data_offsets": [len(data), len(data) + len(content)]}
        data += content
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + data)


try:
    from safetensors.torch import save_file  # noqa: F811
except ImportError:
    package, module = types.ModuleType("safetensors"), types.ModuleType("safetensors.torch")
    module.save_file = save_file
    sys.modules.update({"safetensors": package, "safetensors.torch": module})

torch.manual_seed(1)
angle = 6.2831853 * torch.rand(2000, 1)
rows = torch.cat([torch.cos(angle), torch.sin(angle)], dim=1)
rows = (rows - rows.mean(0)) / rows.std(0, unbiased=False)
SIGMAS = [10.0, 2.0, 0.5, 0.1, 0.02]


def write(name, net, options, count, dim):
    x = torch.randn(count, dim)
    with torch.no_grad():
        noise = [net(x, torch.full((count, 1), sigma)).flatten().tolist() for sigma in SIGMAS]
    with open(f"{folder}/{name}.json", "w") as file:
        json.dump({"options": options, "x": x.flatten().tolist(), "sigmas": SIGMAS, "noise": noise}, file)


first, second = re.findall(r"```python\n(.*?)```", open(guide).read(), re.S)
names = {"rows": rows}
exec(first, names)
exec(second.replace('"net.safetensors"', f'"{folder}/guide.safetensors"'), names)
write("guide", names["net"], {"dim": 2, "hidden": [64, 64]}, 1000, 2)

# Small enough to be kept: test/node/fixture
tiny = {"dim": 2, "hidden": [8, 8], "sigmaFrequencies": 4, "coordinateFrequencies": 2}
net = names["ScoreNet"](2, (8, 8), sigma_frequencies=4, coordinate_frequencies=2)
names["train"](net, rows, steps=300)
save_file(net.state_dict(), f"{folder}/tiny.safetensors")
write("tiny", net, tiny, 4, 2)

# Every parameterization, activation and dtype, with and without residual layers
functional = torch.nn.functional
activations = {"silu": functional.silu, "tanh": torch.tanh, "softplus": functional.softplus}
for parameterization, activation, residual in itertools.product(names["FACTORS"], activations, [True, False]):
    options = {"dim": 5, "hidden": [32, 32, 24], "parameterization": parameterization, "activation": activation}
    net = names["ScoreNet"](5, (32, 32, 24), activations[activation], residual, parameterization, coordinate_frequencies=4)
    name = f"{parameterization}-{activation}-{'residual' if residual else 'plain'}"
    save_file(net.state_dict(), f"{folder}/{name}.safetensors")
    write(name, net, {**options, "residual": residual}, 1000, 5)
for dtype in [torch.float64, torch.float16, torch.bfloat16]:
    net = names["ScoreNet"](3, (32, 32)).to(dtype)
    save_file(net.state_dict(), f"{folder}/{DTYPES[dtype]}.safetensors")
    write(DTYPES[dtype], net.float(), {"dim": 3, "hidden": [32, 32]}, 1000, 3)
