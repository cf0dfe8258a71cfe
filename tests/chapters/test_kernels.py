"""Live figures in real kernels: today's, and one like Colab's, with ipywidgets 7."""

import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from jupyter_client.manager import start_new_kernel

CODE = Path(__file__).parents[2] / "code"
# What Colab runs, all that differs from today's kernel.
COLAB = (
    "backcall==0.2.0",
    "decorator==5.2.1",
    "ipykernel==6.17.1",
    "ipython==7.34.0",
    "ipython_genutils==0.2.0",
    "ipywidgets==7.7.1",
    "pickleshare==0.7.5",
)
CELL = """
import warnings
from ipywidgets import IntSlider
from softmaxbook import live

def draw_inverse(ax, beta):
    print("beta is", beta)
    if beta == 3:
        warnings.warn("too steep")
    ax.plot([0, 1], [0, 1 / beta])
    return {"p": 1 / beta}

live(draw_inverse, beta=IntSlider(value=1, min=0, max=3))
"""


@dataclass
class FrontEnd:
    """What a notebook's window does, without the window: it keeps the widgets."""

    client: Any
    models: dict[str, dict] = field(default_factory=dict)

    def run(self, code: str) -> list[dict]:
        """Run a cell; return its outputs."""
        return self._outputs(self.client.execute(code))

    def move(self, model: str, value) -> list[dict]:
        """Move a control; return what else than widgets changed."""
        data = {"method": "update", "state": {"value": value}, "buffer_paths": []}
        message = self.client.session.msg("comm_msg", {"comm_id": model, "data": data})
        self.client.shell_channel.send(message)
        return self._outputs(message["header"]["msg_id"])

    def named(self, name: str) -> list[str]:
        """Return the ids of the models of a kind, oldest first."""
        return [k for k, state in self.models.items() if state["_model_name"] == name]

    def _outputs(self, request):
        outputs = []
        while True:
            message = self.client.get_iopub_msg(timeout=60)
            if message["parent_header"].get("msg_id") != request:
                continue
            kind, content = message["msg_type"], message["content"]
            if content.get("execution_state") == "idle":
                return outputs
            if kind in ("comm_open", "comm_msg"):
                state = self.models.setdefault(content["comm_id"], {})
                state.update(content["data"].get("state", {}))
            elif kind not in ("status", "execute_input"):
                outputs.append({"kind": kind, **content})


def colab(folder) -> str:
    """Install Colab's packages where Python looks first; return the place."""
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check", "-q")
    subprocess.run([*pip, "install", "--no-deps", "-t", folder, *COLAB], check=True)
    # Colab's kernel has none.
    (folder / "comm.py").write_text("raise ModuleNotFoundError('comm', name='comm')\n")
    return str(folder)


@pytest.fixture(scope="module", params=["today", "colab"])
def kernel(request, tmp_path_factory):
    """A kernel with the front end of a notebook."""
    folder = tmp_path_factory.mktemp(request.param)
    drop = ("SOFTMAXBOOK_STATIC", "PYTHONWARNINGS")
    env = {k: v for k, v in os.environ.items() if k not in drop}
    env |= {"IPYTHONDIR": str(folder / "home"), "PYDEVD_DISABLE_FILE_VALIDATION": "1"}
    first = [colab(folder)] if request.param == "colab" else []
    env["PYTHONPATH"] = os.pathsep.join([*first, str(CODE)])
    manager, client = start_new_kernel(env=env, cwd=str(folder))
    yield FrontEnd(client)
    client.stop_channels()
    manager.shutdown_kernel(now=True)


@pytest.fixture(scope="module")
def outputs(kernel):
    """What the cell with the figure puts out."""
    return kernel.run(CELL)


@pytest.fixture
def figure(kernel, outputs):
    """Move the figure's control: what the figure shows, and what else came out."""
    slider, screen = kernel.named("IntSliderModel")[0], kernel.named("HTMLModel")[0]

    def moved(value) -> str:
        assert kernel.move(slider, value) == []
        return kernel.models[screen]["value"]

    return moved


def test_this_is_the_kernel_meant(kernel, request):
    (out,) = kernel.run("import ipywidgets; print(ipywidgets.__version__)")
    major = out["text"].partition(".")[0]
    assert major == ("7" if "colab" in request.node.name else "8")


def test_one_widget_is_all_that_comes_out(outputs):
    (only,) = outputs
    assert only["kind"] == "display_data"
    assert set(only["data"]) == {
        "text/plain",
        "application/vnd.jupyter.widget-view+json",
    }


def test_a_move_redraws_the_figure_and_nothing_else(figure):
    before, after = figure(1), figure(2)
    assert ">1.000</output>" in before and ">0.500</output>" in after
    assert before.count("<svg") == after.count("<svg") == 1
    assert before.split("</svg>")[0] != after.split("</svg>")[0]


def test_what_is_printed_or_warned_is_in_the_figure_each_time(figure):
    for value in (3, 1, 3):
        shown = figure(value)
        assert f"beta is {value}" in shown
        assert ("UserWarning: too steep" in shown) is (value == 3)


def test_an_error_names_the_line_and_goes_away(figure):
    figure(1)
    shown = figure(0)
    assert "raised ZeroDivisionError at beta=0" in shown
    assert "ax.plot([0, 1], [0, 1 / beta])" in shown
    assert "Error" not in figure(1)


def test_a_cell_run_again_shows_another_figure(kernel, figure):
    before = figure(1)
    assert len(kernel.run(CELL)) == 1
    first, second = kernel.named("HTMLModel")
    kernel.move(kernel.named("IntSliderModel")[1], 2)
    assert kernel.models[first]["value"] == before
    assert ">0.500</output>" in kernel.models[second]["value"]
