import Geometry

/// An instant of a video, and what the camera does then.
struct FrameContext: Sendable {
  let time: MediaTime
  let offset: Camera.Offset
  let camera: Camera

  init(_ time: MediaTime, of scene: Range<MediaTime>, _ camera: Camera) {
    self.time = time
    self.camera = camera
    offset = camera.offset(at: time, in: scene)
  }
}
