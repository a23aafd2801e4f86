import Geometry

/// A time in a video, with the camera shift at that time.
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
