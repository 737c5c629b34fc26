"""Writes adamw-pytorch.json: torch.optim.AdamW on 17 parameters with given gradients, in f64 and f32, with and without
torch.nn.utils.clip_grad_norm_. Every number is an f32, so that both precisions start from the same values.

    python3 adamw_pytorch.py        (PyTorch 1.13)
"""

import json
import pathlib

import torch

COUNT, STEPS, CLIP = 17, 10, 1.0
OPTIONS = dict(lr=0.0123, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.05)

torch.manual_seed(20110)
initial = torch.randn(COUNT)
# norms on both sides of CLIP; a zero gradient and one near eps, where the place of eps shows
gradients = torch.randn(STEPS, COUNT) * torch.logspace(-1.2, 0.6, STEPS)[torch.randperm(STEPS)].unsqueeze(1)
gradients[:, 3] = 0
gradients[:, 5] = 1e-8


def run(dtype, clip):
    p = torch.nn.Parameter(initial.to(dtype).clone())
    optimizer = torch.optim.AdamW([p], **OPTIONS)
    after = {}
    for t in range(1, STEPS + 1):
        p.grad = gradients[t - 1].to(dtype).clone()
        if clip:
            torch.nn.utils.clip_grad_norm_([p], CLIP)
        optimizer.step()
        if t in (1, STEPS):
            after[f"after{t}"] = p.detach().double().tolist()
    return {"dtype": str(dtype).removeprefix("torch."), "clip": CLIP if clip else None, **after}


result = {
    "learningRate": OPTIONS["lr"],
    "beta1": OPTIONS["betas"][0],
    "beta2": OPTIONS["betas"][1],
    "epsilon": OPTIONS["eps"],
    "weightDecay": OPTIONS["weight_decay"],
    "initial": initial.double().tolist(),
    "gradients": gradients.double().tolist(),
    "runs": [run(dtype, clip) for dtype in (torch.float64, torch.float32) for clip in (False, True)],
}
pathlib.Path(__file__).with_name("adamw-pytorch.json").write_text(json.dumps(result) + "\n")
