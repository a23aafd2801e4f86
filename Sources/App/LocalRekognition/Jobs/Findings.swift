import Detections
import Geometry

/// What a job has found, in columns: 44 bytes a face, 8 more where it is known who is who.
///
/// Two million faces, six hours of twenty at 5 Hz, take 95 MB. Boxes and confidence are kept as Float, which is
/// what Rekognition's are, landmarks as Float16 in ratios of their box, good to a thousandth of it.
struct Findings: Sendable {
  /// How pages go through findings.
  enum Order: UInt8 {
    case time
    /// By person, then by time.
    case person
  }

  /// A face at an instant.
  struct Finding: Equatable {
    /// From the start of the video.
    var milliseconds: Int64
    var box: Box
    /// 0...100.
    var confidence: Double
    /// As ``DetectedBox/landmarks``.
    var landmarks: [SIMD2<Double>] = []
    /// Who it is, numbered from 0 within a job.
    var person: Int64?
  }

  /// What the video is.
  var video: VideoProperties
  private let tellsPersons: Bool
  private var milliseconds: [UInt32] = []
  /// Left, top, width, height and confidence of each.
  private var numbers: [Float] = []
  /// Where the five landmarks of each lie in its box; not a number where they are not known.
  private var landmarks: [SIMD2<Float16>] = []
  /// Empty where it is not told who is who; `nobody` where one is not known.
  private var persons: [Int32] = []
  private static let nobody = Int32(-1)
  /// The findings' places by person; made when everything is there.
  private var byPerson: [UInt32] = []

  init(of video: VideoProperties, tellsPersons: Bool) {
    self.video = video
    self.tellsPersons = tellsPersons
  }

  var count: Int { milliseconds.count }

  /// What they take in memory.
  var bytes: Int { count * (4 + 5 * 4 + 5 * 4) + (persons.count + byPerson.count) * 4 }

  /// Adds the faces of an instant; `persons` says who each is.
  mutating func append(_ sample: DetectionSample, persons: [Int?] = []) {
    for (index, face) in sample.boxes.enumerated() {
      milliseconds.append(UInt32(clamping: sample.time.nanoseconds / 1_000_000))
      for number in [face.box.left, face.box.top, face.box.width, face.box.height, face.confidence] {
        numbers.append(Float(number))
      }
      append(face.landmarks, of: face.box)
      guard tellsPersons else { continue }
      let person = persons.indices.contains(index) ? persons[index] : nil
      self.persons.append(person.flatMap { Int32(exactly: $0) } ?? Self.nobody)
    }
  }

  private mutating func append(_ points: [SIMD2<Double>], of box: Box) {
    for index in 0..<5 {
      let point = points.count == 5 ? points[index] : SIMD2(.nan, .nan)
      landmarks.append(
        SIMD2(Float16((point.x - box.left) / box.width), Float16((point.y - box.top) / box.height)))
    }
  }

  /// Says that this is all.
  mutating func finish() {
    guard tellsPersons else { return }
    byPerson = (0..<UInt32(count)).sorted { one, other in
      (persons[Int(one)], one) < (persons[Int(other)], other)
    }
  }

  /// Some findings, of all in an order.
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
      person: tellsPersons && persons[index] != Self.nobody ? Int64(persons[index]) : nil)
  }
}

/// What an answer says of the video.
struct VideoProperties: Sendable {
  var metadata = VideoMetadata()
  /// Whether black is 0 rather than 16.
  var isFullRange = false
}
