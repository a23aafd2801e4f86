public import Geometry

/// What was found at one instant.
public struct DetectionSample: Hashable, Sendable {
  /// The instant, counted from the start of the video as Rekognition does (`Timestamp`).
  public var time: MediaTime
  /// What is to be hidden then, in the order of the answer. Empty: the instant was looked at and nothing found.
  public var boxes: [DetectedBox]

  /// Makes a sample.
  public init(time: MediaTime, boxes: [DetectedBox]) {
    self.time = time
    self.boxes = boxes
  }
}

/// One box of a sample.
public struct DetectedBox: Hashable, Sendable {
  /// The box in ratios of the picture (`BoundingBox`); it may reach past the picture and is never clipped here.
  public var box: Box
  /// What is inside.
  public var subject: Subject
  /// How sure the detector is, 0...100 (`Confidence`); 100 where the answer does not say.
  public var confidence: Double
  /// Who it is, within one subject and one answer (`Person.Index`); nil where the answer does not say.
  public var identity: Int64?
  /// Which of the chosen ``NamedFace``s it was matched to: bit i for the i-th.
  public var matches: UInt32
  /// The eyes, the nose's tip and the corners of the mouth, the left one in the picture first, in its ratios; empty
  /// where they are not known. No answer that is read has them here.
  public var landmarks: [SIMD2<Double>]

  /// Makes a box.
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

/// What a box can contain.
public enum Subject: UInt8, Hashable, Sendable, CaseIterable {
  /// A face.
  case face
  /// A whole person.
  case person
  /// A word or line of text.
  case text
  /// An object with a label's name.
  case label
  /// The whole picture, for what is in it.
  case moderation
}
