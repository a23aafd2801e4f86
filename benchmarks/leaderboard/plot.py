"""Draws leaked faces over time, relative to the plain transcode, as an SVG image."""

import math
from html import escape

WIDTH, HEIGHT, MARGIN = 760, 420, 60
COLOURS = ["#666", "#06c", "#093", "#c60", "#a0a"]
FLOOR = 0.0005  # a share of leaked faces below which a point is drawn on the axis


def write(record, path):
    points = []
    base = {entry["content"]: entry["cost"]["wall"] for entry in record if entry["program"] == "plain transcode"}
    names = list(dict.fromkeys(entry["program"] for entry in record if entry["cost"]))
    for entry in record:
        if entry["cost"] and entry["verdict"]["faces"]:
            ratio = entry["cost"]["wall"] / base[entry["content"]]
            leak = entry["verdict"]["leaked"] / entry["verdict"]["faces"]
            points.append((entry["program"], entry["content"], ratio, leak))
    most = max(ratio for _, _, ratio, _ in points)

    def place(ratio, leak):
        x = MARGIN + (math.log(ratio / 0.1) / math.log(most / 0.1)) * (WIDTH - 2 * MARGIN)
        y = HEIGHT - MARGIN - math.log(max(leak, FLOOR) / FLOOR) / math.log(1 / FLOOR) * (HEIGHT - 2 * MARGIN)
        return x, y

    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" font-size="12">',
             f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>',
             f'<text x="{WIDTH / 2}" y="{HEIGHT - 16}" text-anchor="middle">wall time, relative to the plain transcode (log)</text>',
             f'<text x="16" y="{HEIGHT / 2}" text-anchor="middle" transform="rotate(-90 16 {HEIGHT / 2})">leaked face-frames (log)</text>']
    for ratio in (0.1, 0.3, 1, 3, 10):
        if ratio <= most:
            x, y = place(ratio, FLOOR)
            parts.append(f'<text x="{x:.0f}" y="{y + 18:.0f}" text-anchor="middle">{ratio}</text>')
    for leak, label in ((FLOOR, "0"), (0.01, "1 %"), (0.1, "10 %"), (1, "100 %")):
        x, y = place(0.1, leak)
        parts.append(f'<text x="{x - 6:.0f}" y="{y + 4:.0f}" text-anchor="end">{label}</text>')
        parts.append(f'<path d="M{x:.0f} {y:.0f}H{WIDTH - MARGIN}" stroke="#ccc"/>')
    for program, content, ratio, leak in points:
        x, y = place(ratio, leak)
        colour = COLOURS[names.index(program) % len(COLOURS)]
        parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5" fill="{colour}" fill-opacity="0.7"><title>{escape(f"{program}, {content}: {ratio:.2f} of the transcode, {leak:.2%} leaked")}</title></circle>')
    for index, program in enumerate(names):
        y = 20 + 16 * index
        parts.append(f'<circle cx="{WIDTH - 200}" cy="{y - 4}" r="5" fill="{COLOURS[index % len(COLOURS)]}"/>'
                     f'<text x="{WIDTH - 190}" y="{y}">{escape(program)}</text>')
    path.write_text("\n".join(parts) + "\n</svg>\n")
