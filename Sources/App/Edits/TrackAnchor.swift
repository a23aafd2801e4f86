public import Geometry

/// The place where a track begins: the first frame on which it has a box, and that box.
///
/// Track numbers follow from the video, the detections and the settings. The anchor tells whether a number still stands for
/// the same track in a run of another version of the program or on another processor.
public struct TrackAnchor: Sendable, Equatable, Codable {
  /// The track number as shown to users, from 1.
  public var track: Int
  public var time: MediaTime
  public var box: Box

  public init(track: Int, time: MediaTime, box: Box) {
    (self.track, self.time, self.box) = (track, time, box)
  }

  /// Whether a track that begins at a time with a box is this one. Optical flow differs in the last digits between
  /// processors, which may move the first frame by one.
  public func matches(_ time: MediaTime, _ box: Box) -> Bool {
    let distance = time > self.time ? time - self.time : self.time - time
    return distance <= Self.tolerance && self.box.iou(box) >= Self.overlap
  }

  private static let tolerance = MediaTime(nanoseconds: 50_000_000)
  private static let overlap = 0.5
}
