"""`python -m app.drawing`: the values of a picture on its input, a PNG on its output.

It runs in a process of its own: Matplotlib takes half a second to load and 40 MiB to keep, and
drawing holds the interpreter for longer than a bot that answers may wait.
"""

import json
import os
import sys
import tempfile
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

WIDTH = 7.2
"""Inches at 200 dots each: as wide as a phone shows sharply, with letters that it can show."""
DPI = 200
_LANE = 0.62
_ABOVE, _BELOW = 0.85, 1.15
"""Inches, like the height of a lane."""
_LETTER = 0.095
"""Inches that a letter of a lane's name takes at most."""
_ROW, _FOOT = 0.4, 0.95
_SMALL_LETTER = 0.075
"""The same of a grid."""

_MIDDLE = {"^": 0.05, "p": 0.02}
"""How much lower than its place the middle of a shape seems to be."""
_NAMED = 3
"""Decisions at one place whose numbers are written beside it."""
_INK, _SOFT, _LINE = "#1d1c1d", "#616061", "#dddddd"
_PAPER = "#ffffff"
_PHASES = ("#eef1f4", "#fdf3dc", "#e3eefa", "#e9f5ea", "#eae6f5", "#eef1f4")
# Shapes tell them apart as well as colors do.
_SIGNS = {
    "decision": ("D", "#7b3fa0"),
    "hand-off": (">", "#b45309"),
    "signal": ("^", "#c0334d"),
    "change or action": ("s", "#1264a3"),
    "status": ("p", "#2f7d4f"),
    "what was said": ("o", "#5f6b7a"),
}


def main() -> None:
    """Draw what is asked for."""
    # Matplotlib keeps a list of fonts; a bot's home may be read-only.
    fonts = Path(tempfile.gettempdir()) / "onward-matplotlib"
    os.environ.setdefault("MPLCONFIGDIR", str(fonts))
    values = json.load(sys.stdin)
    sys.stdout.buffer.write(grid_png(values) if "counts" in values else png(values))


def png(picture: dict[str, Any]) -> bytes:
    """The picture of `summaries.rules_picture.Picture.values`."""
    # Only here, so that nothing else in the program loads them.
    from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: PLC0415
    from matplotlib.figure import Figure  # noqa: PLC0415

    lanes = picture["lanes"]
    height = _ABOVE + _LANE * len(lanes) + _BELOW
    left = (0.25 + _LETTER * max(map(len, lanes))) / WIDTH
    figure = Figure(figsize=(WIDTH, height), dpi=DPI, facecolor=_PAPER)
    FigureCanvasAgg(figure)
    axes = figure.add_axes((left, _BELOW / height, 0.97 - left, _LANE * len(lanes) / height))
    _draw_frame(axes, picture)
    _draw_bands(axes, picture)
    _draw_arrows(axes, picture)
    _draw_dots(axes, picture)
    _draw_legend(figure, picture, height)
    figure.text(0.03, 1 - 0.2 / height, picture["heading"], **_text(12, weight="bold", va="top"))
    written = BytesIO()
    figure.savefig(written, format="png", facecolor=_PAPER)
    return written.getvalue()


def grid_png(picture: dict[str, Any]) -> bytes:
    """The grid of `learning.rules_pattern_picture.Grid.values`: a dot says how often, and the
    number in it says it, too.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: PLC0415
    from matplotlib.figure import Figure  # noqa: PLC0415

    rows, columns = picture["rows"], picture["columns"]
    height = _ABOVE + _ROW * len(rows) + _FOOT
    left = (0.25 + _SMALL_LETTER * max(map(len, rows))) / WIDTH
    figure = Figure(figsize=(WIDTH, height), dpi=DPI, facecolor=_PAPER)
    FigureCanvasAgg(figure)
    axes = figure.add_axes((left, _FOOT / height, 0.97 - left, _ROW * len(rows) / height))
    axes.set_xlim(-0.5, len(columns) - 0.5)
    axes.set_ylim(len(rows) - 0.5, -0.5)
    axes.set_yticks(range(len(rows)), rows, **_text(9))
    axes.set_xticks(range(len(columns)), columns, **_text(9, _SOFT), rotation=45, ha="right")
    axes.tick_params(length=0, pad=6)
    for side in axes.spines.values():
        side.set_visible(False)
    _draw_counts(axes, picture["counts"])
    figure.text(0.03, 1 - 0.2 / height, picture["heading"], **_text(11, weight="bold", va="top"))
    written = BytesIO()
    figure.savefig(written, format="png", facecolor=_PAPER)
    return written.getvalue()


def _draw_counts(axes: "Axes", counts: list[list[int]]) -> None:
    most = max(1, *(max(row, default=0) for row in counts))
    _, color = _SIGNS["change or action"]
    for at, row in enumerate(counts):
        axes.axhline(at, color=_LINE, linewidth=1, zorder=1)
        for column, count in enumerate(row):
            if count:
                size = 90 + 200 * count / most
                axes.scatter([column], [at], s=size, color=color, zorder=3, clip_on=False)
                axes.text(
                    column, at, str(count), ha="center", va="center", zorder=4,
                    **_text(8, _PAPER, weight="bold"),
                )  # fmt: skip


def _text(size: int, color: str = _INK, **more: Any) -> dict[str, Any]:  # noqa: ANN401 - Matplotlib's
    return {"fontsize": size, "color": color, "family": "DejaVu Sans", **more}


def _draw_frame(axes: "Axes", picture: dict[str, Any]) -> None:
    lanes = picture["lanes"]
    axes.set_xlim(0, 1)
    axes.set_ylim(len(lanes) - 0.5, -0.5)
    axes.set_yticks(range(len(lanes)), lanes, **_text(11))
    axes.set_xticks(
        [tick["x"] for tick in picture["ticks"]],
        [tick["words"] for tick in picture["ticks"]],
        **_text(10, _SOFT),
    )
    axes.tick_params(length=0, pad=6)
    for side in axes.spines.values():
        side.set_visible(False)
    for lane in range(len(lanes)):
        axes.axhline(lane, color=_LINE, linewidth=1, zorder=1)
    for place in (picture["started"], picture["ended"]):
        if place is not None:
            axes.axvline(place, color=_SOFT, linewidth=1.2, linestyle=(0, (4, 3)), zorder=1)


def _draw_bands(axes: "Axes", picture: dict[str, Any]) -> None:
    top = axes.get_xaxis_transform()
    for n, band in enumerate(picture["phases"]):
        axes.axvspan(band["start"], band["end"], color=_PHASES[n % len(_PHASES)], zorder=0)
        middle = (band["start"] + band["end"]) / 2
        # About so much of the width takes a letter.
        is_wide = band["end"] - band["start"] > 0.017 * len(band["words"])
        if is_wide:
            axes.text(middle, 1.03, band["words"], transform=top, ha="center", **_text(9, _SOFT))
    for band in picture["silences"]:
        middle = (band["start"] + band["end"]) / 2
        axes.axvspan(
            band["start"], band["end"], facecolor="none", edgecolor="#c9ced4", hatch="///",
            linewidth=0, zorder=0.5,
        )  # fmt: skip
        longest = max(map(len, band["words"].split("\n")))
        if band["end"] - band["start"] > 0.016 * longest:
            axes.text(
                middle, 0.02, band["words"], transform=top, ha="center",
                bbox={"facecolor": _PAPER, "edgecolor": "none", "pad": 1.5}, **_text(9, _SOFT),
            )  # fmt: skip


def _draw_arrows(axes: "Axes", picture: dict[str, Any]) -> None:
    _, color = _SIGNS["hand-off"]
    for arrow in picture["arrows"]:
        is_open = arrow["end"] is None
        end = arrow["start"] if is_open else arrow["end"]
        is_within = arrow["giver"] == arrow["receiver"]
        bend = "arc3,rad=-0.9" if is_within else "arc3,rad=0"
        axes.annotate(
            "", (max(end, arrow["start"] + (0.03 if is_within else 0)), arrow["receiver"]),
            (arrow["start"], arrow["giver"]),
            arrowprops={
                "arrowstyle": "->", "color": color, "linewidth": 1.8, "connectionstyle": bend,
                "linestyle": (0, (2, 2)) if is_open else "solid",
            },
            zorder=2,
        )  # fmt: skip


def _draw_dots(axes: "Axes", picture: dict[str, Any]) -> None:
    for dot in picture["dots"]:
        marker, color = _SIGNS[dot["sign"]]
        size = min(330, 90 + 30 * (dot["count"] - 1))
        # Decisions stand a little above what else was said then.
        lane = dot["lane"] - (0.18 if dot["numbers"] else 0)
        axes.scatter(
            [dot["x"]], [lane], s=size, marker=marker, color=color, edgecolors=_PAPER,
            linewidths=1, zorder=4 if dot["numbers"] else 3, clip_on=False,
        )  # fmt: skip
        if dot["count"] > 1:
            axes.text(
                dot["x"], lane + _MIDDLE.get(marker, 0), str(dot["count"]),
                ha="center", va="center", zorder=5, **_text(8, _PAPER, weight="bold"),
            )  # fmt: skip
        if dot["numbers"]:
            words = "".join(f"[{number}]" for number in dot["numbers"][:_NAMED])
            more = "…" if len(dot["numbers"]) > _NAMED else ""
            axes.text(
                dot["x"], lane - 0.2, words + more, ha="center", va="bottom",
                zorder=5, **_text(8, color),
            )  # fmt: skip


def _draw_legend(figure: "Figure", picture: dict[str, Any], height: float) -> None:
    """Only what is on it."""
    from matplotlib.lines import Line2D  # noqa: PLC0415

    present = {dot["sign"] for dot in picture["dots"]}
    if picture["arrows"]:
        present.add("hand-off")
    shown = [
        Line2D([], [], linestyle="", marker=marker, color=color, markersize=8, label=name)
        for name, (marker, color) in _SIGNS.items()
        if name in present
    ]
    figure.legend(
        handles=shown, loc="lower left", bbox_to_anchor=(0.02, 0.06 / height), ncols=3,
        frameon=False, fontsize=10, labelcolor=_SOFT, handletextpad=0.3, columnspacing=1.4,
    )  # fmt: skip


if __name__ == "__main__":
    main()
