"""Whether words stand out from what is behind them: the contrast of WCAG AA."""

CONTRAST = """const light = ([red, green, blue]) => [red, green, blue].map(each => each / 255)
        .map(each => each <= 0.04045 ? each / 12.92 : ((each + 0.055) / 1.055) ** 2.4)
        .reduce((sum, each, at) => sum + each * [0.2126, 0.7152, 0.0722][at], 0);
    const canvas = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
    const over = (colours) => {
        canvas.clearRect(0, 0, 1, 1);
        for (const colour of colours) { canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1); }
        return canvas.getImageData(0, 0, 1, 1).data;
    };
    const contrast = node => {
        const behind = [];
        for (let at = node; at; at = at.parentElement)
            behind.unshift(getComputedStyle(at).backgroundColor);
        const back = light(over(behind));
        const front = light(over([...behind, getComputedStyle(node).color]));
        return (Math.max(back, front) + 0.05) / (Math.min(back, front) + 0.05);
    };
    const hasWords = node => /[a-z0-9]/i.test([...node.childNodes]
        .filter(each => each.nodeType === Node.TEXT_NODE).map(each => each.data).join(""));
    const isFaint = node => hasWords(node) && !node.closest(":disabled")
        && contrast(node) < (parseFloat(getComputedStyle(node).fontSize) >= 24 ? 3 : 4.5);
"""
"""Defines `isFaint(node)` in a script."""

FAINT = (
    "root => {"
    + CONTRAST
    + """
    return [...root.querySelectorAll("*")]
        .filter(node => node.checkVisibility() && node.offsetWidth > 1 && isFaint(node))
        .map(node => `${contrast(node).toFixed(1)}: ${node.outerHTML.slice(0, 120)}`);
}"""
)
"""What can hardly be read below `root`."""
