import Detections
import Geometry

/// The results of a job in columns: 44 bytes a face, 8 more with person indices.
///
/// Two million faces (six hours of twenty faces at 5 Hz) take 95 MB. Boxes and confidence are Float, the
/// precision of Amazon Rekognition; landmarks are Float16 ratios of their box, accurate to a thousandth of
/// it.
struct Findings: Sendable {
  /// The order of the results in pages.
  enum Order: UInt8 {
    case time
    case person
  }

  /// A face at a timestamp.
  struct Finding: Equatable {
    /// The timestamp from the start of the video.
    var milliseconds: Int64
    var box: Box
    /// 0...100.
    var confidence: Double
    /// As ``DetectedBox/landmarks``.
    var landmarks: [SIMD2<Double>] = []
    /// The person index, from 0 within a job.
    var person: Int64?
  }

  var video: VideoProperties
  private let includesPersons: Bool
  private var milliseconds: [UInt32] = []
  /// Left, top, width, height and confidence of each face.
  private var numbers: [Float] = []
  /// The five landmarks of each face as ratios of its box; NaN if unknown.
  private var landmarks: [SIMD2<Float16>] = []
  /// Empty without person indices; `unknownPerson` for an unknown person.
  private var persons: [Int32] = []
  private static let unknownPerson = Int32(-1)
  /// Result indices in order of person; set by ``finish()``.
  private var byPerson: [UInt32] = []

  init(of video: VideoProperties, includesPersons: Bool) {
    self.video = video
    self.includesPersons = includesPersons
  }

  var count: Int { milliseconds.count }

  /// The memory used in bytes.
  var bytes: Int { count * (4 + 5 * 4 + 5 * 4) + (persons.count + byPerson.count) * 4 }

  /// Adds the faces of a sample; `persons` holds their person indices.
  mutating func append(_ sample: DetectionSample, persons: [Int?] = []) {
    for (index, face) in sample.boxes.enumerated() {
      milliseconds.append(UInt32(clamping: sample.time.nanoseconds / 1_000_000))
      for number in [face.box.left, face.box.top, face.box.width, face.box.height, face.confidence] {
        numbers.append(Float(number))
      }
      append(face.landmarks, of: face.box)
      guard includesPersons else { continue }
      let person = persons.indices.contains(index) ? persons[index] : nil
      self.persons.append(person.flatMap { Int32(exactly: $0) } ?? Self.unknownPerson)
    }
  }

  private mutating func append(_ points: [SIMD2<Double>], of box: Box) {
    for index in 0..<5 {
      let point = points.count == 5 ? points[index] : SIMD2(.nan, .nan)
      landmarks.append(
        SIMD2(Float16((point.x - box.left) / box.width), Float16((point.y - box.top) / box.height)))
    }
  }

  /// Must be called after the last sample.
  mutating func finish() {
    guard includesPersons else { return }
    byPerson = (0..<UInt32(count)).sorted { one, other in
      (persons[Int(one)], one) < (persons[Int(other)], other)
    }
  }

  /// A range of the results in the given order.
  func page(_ range: Range<Int>, in order: Order) -> [Finding] {
    range.clamped(to: 0..<count).map { self[order == .time ? $0 : Int(byPerson[$0])] }
  }

  private subscript(index: Int) -> Finding {
    let numbers = numbers[5 * index..<5 * index + 5].map(Double.init)
    let box = Box(left: numbers[0], top: numbers[1], width: numbers[2], height: numbers[3])
    let points = landmarks[5 * index..<5 * index + 5].map {
      SIMD2(box.left + Double($0.x) * box.width, box.top + Double($0.y) * box.height)
    }
    return Finding(
      milliseconds: Int64(milliseconds[index]), box: box, confidence: numbers[4],
      landmarks: points.allSatisfy { $0.x.isFinite && $0.y.isFinite } ? points : [],
      person: includesPersons && persons[index] != Self.unknownPerson ? Int64(persons[index]) : nil)
  }
}

/// The video properties in a response.
struct VideoProperties: Sendable {
  var metadata = VideoMetadata()
  /// Whether black is 0 (full range) instead of 16 (limited range).
  var isFullRange = false
}
