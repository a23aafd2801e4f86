public import Geometry

/// The scene cuts of a video as Amazon Rekognition detects them: the starts of the `SHOT` segments of
/// GetSegmentDetection.
///
/// Pages may be concatenated, one per line, or in a JSON array, as for `DetectionReader`.
public struct SceneCuts: Sendable {
  /// The metadata of the video in the responses.
  public private(set) var metadata: VideoMetadata?
  /// The times of the cuts, in increasing order. Each is at most two milliseconds before the first frame of
  /// its scene: Rekognition's timestamps are whole milliseconds, and that frame must not be assigned to the
  /// previous scene.
  public private(set) var times: [MediaTime] = []

  /// Reads the input to its end.
  ///
  /// - Parameters:
  ///   - allowMissingPages: accept a last page that has a `NextToken`.
  ///   - fill: appends the next bytes of the input to an empty buffer; appending nothing ends the input.
  public init(
    allowMissingPages: Bool = false, fill: @escaping (inout [UInt8]) throws -> Void
  ) throws(DetectionError) {
    var json = JSONReader(fill: fill)
    var pages = PageSet()
    while try json.nextDocument() {
      guard try json.peekKind() == .array else {
        try pages.add(try readResponse(&json))
        continue
      }
      try json.beginArray()
      while try json.nextElement() { try pages.add(try readResponse(&json)) }
    }
    guard !pages.isEmpty else { throw Self.unknownShape(at: json.markedPosition) }
    if !allowMissingPages {
      try pages.checkEnds { $0 == .segments }
    }
    metadata = pages.metadata
    times = Set(times).sorted()
  }

  private mutating func readResponse(_ json: inout JSONReader) throws(DetectionError) -> Response {
    guard try json.peekKind() == .object else { throw Self.unknownShape(at: json.markedPosition) }
    var response = Response(at: json.markedPosition)
    try json.beginObject()
    while let key = try json.nextKey() {
      guard key == ResponseList.segments.rawValue, try json.peekKind() != .null else {
        try response.readMember(key, from: &json)
        continue
      }
      response.lists.append(.segments)
      try json.beginArray()
      while try json.nextElement() { try readSegment(&json) }
    }
    guard response.lists == [.segments] else { throw Self.unknownShape(at: response.position) }
    return response
  }

  private mutating func readSegment(_ json: inout JSONReader) throws(DetectionError) {
    var type = ""
    var start: MediaTime?
    try json.beginObject()
    let position = json.markedPosition
    while let key = try json.nextKey() {
      switch key {
      case "Type": type = try json.readString()
      case "StartTimestampMillis": start = try json.readTimestamp()
      default: try json.skipValue()
      }
    }
    // Technical cues, such as black frames, are not cuts.
    guard type == "SHOT" else { return }
    guard let start else {
      throw DetectionError(
        .timestamp, "the StartTimestampMillis is missing", at: position, remedy: "fetch the response again")
    }
    if start > .zero { times.append(start - Self.rounding) }
  }

  private static let rounding = MediaTime(nanoseconds: 1_000_000)

  private static func unknownShape(at position: Position) -> DetectionError {
    DetectionError(
      .unknownShape, "the document is not a response of GetSegmentDetection", at: position,
      remedy:
        "call StartSegmentDetection with SegmentTypes SHOT, and provide the response of GetSegmentDetection")
  }
}
