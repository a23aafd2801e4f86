"""The people: a portrait cut out of its background, given a body, and placed at any size.

Everything here is measured in pixels of the portrait, `skimage/data/astronaut.png` (512x512).
"""

import importlib.util
from pathlib import Path

import cv2
import numpy as np

# Measured by hand: brow-side of the fringe to the chin, ear to ear, as Rekognition draws it.
FACE_LEFT, FACE_TOP, FACE_WIDTH, FACE_HEIGHT = 175.0, 58.0, 100.0, 122.0
FACE_CENTRE = (FACE_LEFT + FACE_WIDTH / 2, FACE_TOP + FACE_HEIGHT / 2)

# "Left" is the left of the picture, as in Rekognition's answers.
LANDMARKS = {
    "eyeLeft": (203.5, 101.5),
    "eyeRight": (246.5, 103.5),
    "mouthLeft": (204.0, 141.0),
    "mouthRight": (243.0, 140.0),
    "nose": (222.5, 125.0),
}

WIDTH, HEIGHT = 392, 1240  # of a whole figure
BUST = 334  # the last row taken from the portrait; the body below is made up
SUIT_HUES = (None, 108, 62, 140, 88, 165, 30, 120)  # OpenCV's half degrees; None keeps the orange

# A coarse outline outside the figure and one inside it; GrabCut finds the edge between them.
OUTSIDE = [
    (186, 20), (232, 8), (280, 22), (304, 60), (308, 95), (296, 125), (282, 140), (282, 175),
    (312, 228), (345, 255), (366, 300), (372, 346), (18, 346), (36, 290), (56, 245), (92, 215),
    (112, 200), (112, 165), (140, 146), (170, 144), (166, 125), (150, 110), (148, 60), (164, 38),
]
INSIDE = [
    (192, 30), (232, 20), (270, 34), (294, 62), (297, 88), (286, 112), (268, 130), (262, 150),
    (254, 175), (280, 200), (296, 235), (300, 255), (330, 268), (352, 305), (356, 346), (46, 346),
    (60, 290), (75, 252), (110, 228), (122, 200), (126, 175), (145, 160), (184, 154), (182, 132),
    (172, 115), (160, 98), (158, 66), (172, 44),
]


def load():
    """The portrait as BGR, read from scikit-image's data without importing the package."""
    package = importlib.util.find_spec("skimage")
    if package is None:
        raise SystemExit("scikit-image is missing: samples/README.md tells how to install it")
    file = Path(package.origin).parent / "data" / "astronaut.png"
    picture = cv2.imread(str(file), cv2.IMREAD_COLOR)
    if picture is None:
        raise SystemExit(f"cannot read the portrait: {file}")
    return picture


def lift_shadows(picture):
    """Keeps light tones and lifts dark ones, so that black in a result can only mean 'covered'."""
    floor = 60.0
    lifted = np.sqrt(np.maximum(picture, 0) ** 2 + floor**2)
    return np.clip(lifted * (255 / np.hypot(255, floor)), 0, 255)


def bust_mask(portrait):
    """Coverage of head and shoulders, 0…1, for the rows above 346."""
    rows = portrait[:346]
    mask = np.full(rows.shape[:2], cv2.GC_BGD, np.uint8)
    cv2.fillPoly(mask, [np.array(OUTSIDE, np.int32)], cv2.GC_PR_FGD)
    cv2.fillPoly(mask, [np.array(INSIDE, np.int32)], cv2.GC_FGD)
    cv2.setRNGSeed(1)
    models = np.zeros((1, 65)), np.zeros((1, 65))
    cv2.grabCut(rows, mask, None, *models, 6, cv2.GC_INIT_WITH_MASK)
    inside = np.isin(mask, (cv2.GC_FGD, cv2.GC_PR_FGD)).astype(np.uint8)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(inside)
    figure = (labels == 1 + stats[1:, cv2.CC_STAT_AREA].argmax()).astype(np.uint8)
    figure = cv2.morphologyEx(figure, cv2.MORPH_CLOSE, np.ones((5, 5)))
    figure = cv2.erode(figure, np.ones((3, 3)))
    return cv2.GaussianBlur(figure.astype(np.float32), (0, 0), 1.2)


def body_mask():
    """Coverage of a plain body from the chest down: trunk, arms, two legs."""
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH].astype(np.float32)
    half = np.interp(y[:, 0], [334, 480, 640, 720, 1000, 1240], [163, 172, 150, 120, 100, 84])
    gap = np.interp(y[:, 0], [700, 760, 1240], [-9, 4, 34])
    across = np.abs(x - 197)
    edge = np.minimum(half[:, None] - across, across - gap[:, None])
    return np.clip(edge / 3 + 0.5, 0, 1)


def body_cloth(suit):
    """Cloth for the made-up body: the suit's last rows drawn out downwards, with folds."""
    rows = HEIGHT - BUST
    band = cv2.resize(suit[288:BUST], (WIDTH, rows), interpolation=cv2.INTER_CUBIC)[::-1]
    # Towards the feet the drawn-out stripes give way to the suit's mean colour.
    plain = np.clip(np.linspace(0, 1.3, rows, dtype=np.float32), 0, 0.75)[:, None, None]
    band = band * (1 - plain) + np.median(suit[288:BUST, 60:330], axis=(0, 1)) * plain
    random = np.random.default_rng(5)
    folds = np.zeros(band.shape[:2], np.float32)
    for down, across, depth in ((14, 6, 0.10), (40, 18, 0.06), (220, 90, 0.03)):
        field = random.standard_normal((down, across)).astype(np.float32)
        folds += depth * cv2.resize(field, (WIDTH, rows), interpolation=cv2.INTER_CUBIC)
    folds *= np.clip(np.arange(rows, dtype=np.float32) / 90, 0, 1)[:, None]
    return band * (1 + folds)[..., None]


def dye(picture, hue):
    """Gives the orange suit another colour; skin and hair keep theirs."""
    if hue is None:
        return picture
    hsv = cv2.cvtColor(picture, cv2.COLOR_BGR2HSV)
    strength = np.clip((hsv[..., 1].astype(np.float32) - 90) / 50, 0, 1)
    strength[:195] = 0
    dyed = hsv.copy()
    dyed[..., 0] = hue
    dyed[..., 1:] = (hsv[..., 1:] * (0.42, 0.85)).astype(np.uint8)
    dyed = cv2.cvtColor(dyed, cv2.COLOR_HSV2BGR).astype(np.float32)
    return picture + (dyed - picture) * strength[..., None]


class Figure:
    """One person: colour, coverage, and the two as ready-scaled layers for painting."""

    SCALES = (4.0, 2.0, 1.0, 0.5, 0.25)

    def __init__(self, number, mirrored):
        portrait = load()
        colour = np.zeros((HEIGHT, WIDTH, 3), np.float32)
        colour[:BUST] = dye(portrait, SUIT_HUES[number % len(SUIT_HUES)])[:BUST, :WIDTH]
        colour[BUST:] = body_cloth(colour[:BUST])
        cover = np.zeros((HEIGHT, WIDTH), np.float32)
        cover[:BUST] = bust_mask(portrait)[:BUST, :WIDTH]
        cover[BUST:] = body_mask()[BUST:]
        colour = lift_shadows(colour)
        if mirrored:
            colour, cover = colour[:, ::-1], cover[:, ::-1]
        self.mirrored = mirrored
        self.cover = np.ascontiguousarray(cover)
        layer = np.dstack([colour * cover[..., None], cover * 255])
        self.layers = {scale: self._scaled(layer, scale) for scale in self.SCALES}

    @staticmethod
    def _scaled(layer, scale):
        # Four times the size is only needed for the part near the camera: head and chest.
        part = layer[:560] if scale > 2 else layer
        size = round(WIDTH * scale), round(len(part) * scale)
        method = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
        return np.clip(cv2.resize(part, size, interpolation=method), 0, 255).astype(np.uint8)

    def face_centre(self):
        x, y = FACE_CENTRE
        return (WIDTH - x if self.mirrored else x), y

    def landmarks(self):
        """Landmarks as ratios of the face box."""
        ratios = {
            name: ((x - FACE_LEFT) / FACE_WIDTH, (y - FACE_TOP) / FACE_HEIGHT)
            for name, (x, y) in LANDMARKS.items()
        }
        if not self.mirrored:
            return ratios
        opposite = {"eyeLeft": "eyeRight", "mouthLeft": "mouthRight", "nose": "nose"}
        opposite |= {right: left for left, right in opposite.items()}
        return {name: (1 - ratios[opposite[name]][0], ratios[opposite[name]][1]) for name in ratios}

    def paint(self, frame, x, y, face_width):
        """Paints the figure so that its face box is centred on (x, y), in pixels of the frame."""
        scale = face_width / FACE_WIDTH
        level = min((s for s in self.SCALES if s >= scale), default=self.SCALES[0])
        layer = self.layers[level]
        centre = self.face_centre()
        left, top = x - centre[0] * scale, y - centre[1] * scale
        ratio = scale / level
        height, width = frame.shape[:2]
        x0, y0 = max(0, int(left)), max(0, int(top))
        x1 = min(width, int(np.ceil(left + layer.shape[1] * ratio)))
        y1 = min(height, int(np.ceil(top + layer.shape[0] * ratio)))
        if x0 >= x1 or y0 >= y1:
            return
        # Pixel centres sit at one half; the last terms keep them there through the scaling.
        shift = left - x0 + 0.5 * ratio - 0.5, top - y0 + 0.5 * ratio - 0.5
        matrix = np.float32([[ratio, 0, shift[0]], [0, ratio, shift[1]]])
        patch = cv2.warpAffine(layer, matrix, (x1 - x0, y1 - y0), flags=cv2.INTER_LINEAR)
        region = frame[y0:y1, x0:x1]
        through = cv2.cvtColor(255 - patch[..., 3], cv2.COLOR_GRAY2BGR)
        region[:] = cv2.add(cv2.multiply(region, through, scale=1 / 255), patch[..., :3])

    def covers(self, points_x, points_y, x, y, face_width):
        """Which of the points the figure hides when it stands as `paint` would place it."""
        scale = face_width / FACE_WIDTH
        centre = self.face_centre()
        column = np.floor((points_x - x) / scale + centre[0]).astype(int)
        row = np.floor((points_y - y) / scale + centre[1]).astype(int)
        inside = (column >= 0) & (column < WIDTH) & (row >= 0) & (row < HEIGHT)
        hidden = self.cover[row.clip(0, HEIGHT - 1), column.clip(0, WIDTH - 1)] >= 0.5
        return inside & hidden
