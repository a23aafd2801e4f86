"""What the rendered clips show: one difficulty each. Lengths are in face heights unless they say pixels."""

from dataclasses import dataclass

WIDTH, HEIGHT, RATE = 1280, 720, 25
SECONDS = 3


@dataclass(frozen=True)
class Scene:
    """heights: of the faces, pixels. yaw, roll: how far heads turn and tilt to both sides, degrees. speed: of the
    walkers, a second. pan: of the camera, pixels a second. light: 1 is day. noise: of the sensor, levels of 255. blur:
    deviation of the lens's blur, pixels. exposures: pictures that make up a frame's motion blur, over half a frame.
    pillars: in front of the people."""

    name: str
    people: int = 9
    heights: tuple = (16, 60)
    yaw: float = 15
    roll: float = 6
    speed: float = 0.8
    pan: float = 0
    light: float = 1
    noise: float = 2
    blur: float = 0
    exposures: int = 1
    pillars: int = 0


SCENES = (
    Scene("small", people=14, heights=(10, 20)),
    Scene("turned", yaw=60, roll=10),
    Scene("tilted", yaw=20, roll=55),
    Scene("dark", light=0.2, noise=4),
    Scene("blurred", heights=(20, 60), blur=2.5),
    Scene("occluded", speed=1.5, pillars=9),
    Scene("moving", speed=4, pan=260, exposures=3),
)
