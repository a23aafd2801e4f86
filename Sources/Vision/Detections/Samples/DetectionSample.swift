public import Geometry

/// The detections at one time.
public struct DetectionSample: Hashable, Sendable {
  /// The time since the start of the video, as in Rekognition (`Timestamp`).
  public var time: MediaTime
  /// The selected boxes, in the order of the response. Empty: the frame was analysed and nothing was found.
  public var boxes: [DetectedBox]

  public init(time: MediaTime, boxes: [DetectedBox]) {
    self.time = time
    self.boxes = boxes
  }
}

public struct DetectedBox: Hashable, Sendable {
  /// The box in ratios of the frame size (`BoundingBox`); it may extend past the frame and is not clipped.
  public var box: Box
  public var subject: Subject
  /// The detector's confidence, 0...100 (`Confidence`); 100 if the response has none.
  public var confidence: Double
  /// The identity within one subject and one response (`Person.Index`); nil if the response has none.
  public var identity: Int64?
  /// The selected ``NamedFace``s that it matches: bit i for the i-th.
  public var matches: UInt32
  /// The eyes, the tip of the nose and the corners of the mouth, the left one in the frame first, in ratios
  /// of the frame size; empty if unknown. They are not read from responses.
  public var landmarks: [SIMD2<Double>]

  public init(
    box: Box, subject: Subject = .face, confidence: Double = 100, identity: Int64? = nil, matches: UInt32 = 0,
    landmarks: [SIMD2<Double>] = []
  ) {
    self.box = box
    self.subject = subject
    self.confidence = confidence
    self.identity = identity
    self.matches = matches
    self.landmarks = landmarks
  }
}

public enum Subject: UInt8, Hashable, Sendable, CaseIterable {
  case face
  case person
  case text
  /// An instance of a label.
  case label
  /// The whole frame, because of a moderation label.
  case moderation
}
