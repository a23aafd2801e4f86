public import Detections
import FaceDetection
import Geometry
public import Media

extension VideoMetadata {
  /// What Rekognition would say of a video, as far as the container tells it.
  public init(_ video: MediaDescription) {
    let (numerator, denominator) = video.format.frameRate
    self.init(
      codec: video.codec.map { String($0.drop { $0 != "/" }.dropFirst()).replacing("x-", with: "") },
      durationMillis: video.duration.map { SamplingGrid.sampleTime(of: $0).nanoseconds / 1_000_000 },
      format: video.container.map { $0 == "video/quicktime" ? "QuickTime / MOV" : $0 },
      frameRate: numerator > 0 && denominator > 0 ? Double(numerator) / Double(denominator) : nil,
      frameWidth: video.displaySize.width, frameHeight: video.displaySize.height)
  }
}
