import Geometry

/// Writes boxes as a response of GetFaceDetection, one face per line, for any program that reads
/// Rekognition's responses.
///
/// The output goes to a buffer that the caller drains, so memory does not grow with the video. Equal samples
/// give equal bytes. Numbers have the fewest digits that parse to the same Double. The format has no members
/// for identities or for subjects other than faces: these are omitted. Samples without boxes are written to
/// the member `Frameveil`, which other programs ignore; without a record they are omitted, too.
///
///     var writer = DetectionWriter(metadata: metadata)
///     try writer.write(sample, into: &bytes)
///     writer.finish(into: &bytes)
public struct DetectionWriter: ~Copyable {
  private let metadata: VideoMetadata
  private let record: DetectorRecord?
  /// The timestamps without detections, in milliseconds; kept until the end, 8 bytes each.
  private var emptyTimestamps: [Int64] = []
  private var faces = 0
  private var bytesWritten = 0

  /// `metadata` is written before the faces and `record` after them; nil members are omitted.
  public init(metadata: VideoMetadata, record: DetectorRecord? = nil) {
    self.metadata = metadata
    self.record = record
  }

  /// Appends the faces of a sample to `output`, with its time rounded to the nearest millisecond.
  ///
  /// - Throws: `DetectionError.Code.unwritable` for a negative time or a number that a `DetectionReader`
  ///   would reject, before anything is appended; the error's position is that in the output.
  public mutating func write(_ sample: DetectionSample, into output: inout [UInt8]) throws(DetectionError) {
    guard sample.time >= .zero else { throw unwritable("Timestamp", "a time before the start of the video") }
    let timestamp = (sample.time.nanoseconds / 500_000 + 1) / 2
    if sample.boxes.isEmpty, record != nil { emptyTimestamps.append(timestamp) }
    let detections = sample.boxes.filter { $0.subject == .face }
    for detection in detections { try check(detection) }
    for detection in detections {
      begin(into: &output)
      append(
        (faces == 0 ? "\n" : ",\n") + "{\"Timestamp\":\(timestamp),\"Face\":{\"BoundingBox\":{"
          + "\"Width\":\(detection.box.width),\"Height\":\(detection.box.height),"
          + "\"Left\":\(detection.box.left),\"Top\":\(detection.box.top)},"
          + "\"Confidence\":\(detection.confidence)}}", to: &output)
      faces += 1
    }
  }

  /// Appends the end of the response; without it, a reader reports the response as truncated.
  public consuming func finish(into output: inout [UInt8]) {
    begin(into: &output)
    append("\n]", to: &output)
    if let record { append(",\n\"Frameveil\":\(text(of: record))", to: &output) }
    append("}\n", to: &output)
  }

  private func text(of record: DetectorRecord) -> String {
    let instants = emptyTimestamps.map(String.init).joined(separator: ",")
    return "{" + (record.members + ["\"EmptyTimestamps\":[\(instants)]"]).joined(separator: ",") + "}"
  }

  private mutating func begin(into output: inout [UInt8]) {
    guard bytesWritten == 0 else { return }
    var members: [String] = []
    func member(_ name: String, _ value: String?) {
      if let value { members.append("\"\(name)\":\(value)") }
    }
    member("Codec", metadata.codec.map(JSONText.quoted))
    member("DurationMillis", metadata.durationMillis.map(String.init))
    member("Format", metadata.format.map(JSONText.quoted))
    member("FrameRate", metadata.frameRate.flatMap { $0.isFinite ? "\($0)" : nil })
    member("FrameHeight", metadata.frameHeight.map(String.init))
    member("FrameWidth", metadata.frameWidth.map(String.init))
    let joined = members.joined(separator: ",")
    append("{\"JobStatus\":\"SUCCEEDED\",\n\"VideoMetadata\":{\(joined)},\n\"Faces\":[", to: &output)
  }

  private mutating func append(_ text: String, to output: inout [UInt8]) {
    output.append(contentsOf: text.utf8)
    bytesWritten += text.utf8.count
  }

  private func check(_ detection: DetectedBox) throws(DetectionError) {
    let box = detection.box
    let far = JSONReader.farthestRatio
    guard (-far...far).contains(box.left), (-far...far).contains(box.top), (0...far).contains(box.width),
      (0...far).contains(box.height), (0...100).contains(detection.confidence)
    else { throw unwritable("Face", "a box or confidence out of range") }
  }

  private func unwritable(_ member: String, _ what: String) -> DetectionError {
    DetectionError(
      .unwritable, "\(what) cannot be written",
      at: Position(line: faces + 4, byteOffset: bytesWritten, path: "Faces[\(faces)].\(member)"),
      remedy: "report this as a bug in the code that produced the sample")
  }
}

extension DetectorRecord {
  /// The members of its JSON object that are known.
  var members: [String] {
    var members: [String] = []
    if let detector { members.append("\"Detector\":\(JSONText.quoted(detector))") }
    if let second = secondDetector { members.append("\"SecondDetector\":\(JSONText.quoted(second))") }
    if let rate { members.append("\"Rate\":\(rate)") }
    if let width = inputWidth { members.append("\"InputWidth\":\(width)") }
    if let height = inputHeight { members.append("\"InputHeight\":\(height)") }
    if let tiles = tiles { members.append("\"Tiles\":\(tiles)") }
    return members
  }
}

/// JSON texts.
enum JSONText {
  /// A string with its quotes (RFC 8259, section 7).
  static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": result += "\\\(scalar)"
      case "\0"..<" ":
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
