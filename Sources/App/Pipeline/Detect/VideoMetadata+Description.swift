import Core
public import Detections
import FaceDetection
import Geometry
public import Media

extension VideoMetadata {
  /// The metadata that Amazon Rekognition reports for a video, as far as the container has them.
  public init(_ video: MediaDescription) {
    let (numerator, denominator) = video.format.frameRate
    self.init(
      codec: video.codec,
      durationMillis: video.duration.map { SamplingGrid.sampleTime(of: $0).nanoseconds / 1_000_000 },
      format: video.container.hasPrefix("mov") ? "QuickTime / MOV" : video.container,
      frameRate: numerator > 0 && denominator > 0 ? Double(numerator) / Double(denominator) : nil,
      frameWidth: video.displaySize.width, frameHeight: video.displaySize.height)
  }
}
