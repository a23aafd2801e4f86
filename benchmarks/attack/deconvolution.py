"""Wiener's deconvolution of views (Wiener 1949), for a Gaussian whose deviation the attacker knows."""

import cv2
import numpy as np

NOISE = 1e-3  # power of noise over that of the image: rounding, and the encoder


def deconvolve(views, deviation):
    """deviation: in pixels of the view. The result may pass 0 to 255."""
    rows, columns = views.shape[1:3]
    # Mirrored at the edges, so that the transform sees no step.
    edge = int(min(rows, columns) * 0.4)
    transfer = _gaussian(rows + 2 * edge, columns + 2 * edge, deviation)
    inverse = (transfer / (transfer**2 + NOISE))[..., None]
    sharp = []
    for view in views:
        wide = cv2.copyMakeBorder(view, edge, edge, edge, edge, cv2.BORDER_REFLECT).astype(np.float64)
        mean = wide.mean((0, 1))
        spectrum = np.fft.rfft2(wide - mean, axes=(0, 1)) * inverse
        whole = np.fft.irfft2(spectrum, s=wide.shape[:2], axes=(0, 1)) + mean
        sharp.append(whole[edge:edge + rows, edge:edge + columns])
    return np.array(sharp)


def _gaussian(rows, columns, deviation):
    """The Fourier transform of a Gaussian of unit sum."""
    squares = np.fft.fftfreq(rows)[:, None] ** 2 + np.fft.rfftfreq(columns)[None, :] ** 2
    return np.exp(-2 * np.pi**2 * deviation**2 * squares)
