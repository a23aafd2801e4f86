"""Nets that OpenVINO runs in one thread."""

import cv2
import numpy as np
import openvino

core = openvino.Core()


def compile_network(path, shape):
    """For inputs of that shape only."""
    model = core.read_model(path)
    model.reshape(list(shape))
    return core.compile_model(model, "CPU", {"INFERENCE_NUM_THREADS": 1, "PERFORMANCE_HINT": "LATENCY"})


def fit(picture, scale, rows, columns):
    """RGB as floats from 0 to 255, at the top left of a black picture."""
    height, width = picture.shape[:2]
    filtering = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    small = cv2.resize(picture, (min(columns, round(width * scale)), min(rows, round(height * scale))),
                       interpolation=filtering)
    canvas = np.zeros((rows, columns, 3), np.float32)
    canvas[:small.shape[0], :small.shape[1]] = small[:, :, ::-1]
    return canvas


def strongest(finds, overlap):
    """Non-maximum suppression."""
    if not finds:
        return []
    kept = cv2.dnn.NMSBoxes([list(find.box) for find in finds], [find.score for find in finds], 0, overlap)
    return [finds[index] for index in kept]
