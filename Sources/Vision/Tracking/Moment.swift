import Geometry

/// An instant of a video, and what the camera does then.
struct Moment: Sendable {
  let time: MediaTime
  let aim: Camera.Aim
  let camera: Camera

  init(_ time: MediaTime, of scene: Range<MediaTime>, _ camera: Camera) {
    self.time = time
    self.camera = camera
    aim = camera.aim(at: time, in: scene)
  }
}
